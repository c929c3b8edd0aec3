"""The commands of CI files, run as CI would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / "examples/ci/github/vx11.yml"
GITLAB = ROOT / "examples/ci/gitlab/.gitlab-ci.yml"
#: GitHub's and GitLab's own ways of calling bash both end at the first command that fails.
_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


class Ended(NamedTuple):
    """How a script ended."""

    status: int
    output: str


def read(path: Path) -> Any:
    """Return a CI file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def scripts(path: Path = GITHUB) -> dict[str, str]:
    """Return each script of a GitHub workflow by the name of its step."""
    steps = (step for job in read(path)["jobs"].values() for step in job["steps"])
    return {step["name"]: step["run"] for step in steps if "run" in step}


def run(script: str, folder: Path, **variables: str) -> Ended:
    """Run a script in a folder, with what is installed here first, and nothing of the tests' own environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GIT", "CI", "VX11"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{variables.pop('PATH', '')}{os.pathsep}{kept['PATH']}"
    ended = subprocess.run(
        [*_SHELL, script], cwd=folder, env={**kept, "CI": "true", **variables, "PATH": path}, timeout=120, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout.decode(errors="replace"))
