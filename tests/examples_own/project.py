"""An example as a user has it: a copy of its own, at ports that nobody has, and programs that are run in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from tests.runtime.systems import PATIENCE, free_port

EXAMPLES = Path(__file__).parents[2] / "examples"
#: What lies in an example that was run, and in no clone.
_MADE = shutil.ignore_patterns("certs", ".vx11", ".pytest_cache", "__pycache__")
#: Ports of the examples: 18100 and up.
_PORT = re.compile(r"\b181\d\d\b")


class Run(NamedTuple):
    """What came of one run of pytest."""

    status: int
    output: str
    report: dict[str, Any]
    """The JSON report; empty where none was written."""

    @property
    def keys(self) -> list[str]:
        """The key of every finding, sorted."""
        return sorted({finding["key"] for check in self.report["checks"] for finding in check["findings"]})

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each check, by its id."""
        return {check["id"]: check["verdict"] for check in self.report["checks"]}


class Project:
    """A copy of one example."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder / name
        shutil.copytree(EXAMPLES / name, self.folder, ignore=_MADE)
        texts = {path: path.read_text(encoding="utf-8") for path in self.folder.rglob("*") if path.is_file()}
        ports = {
            port: str(free_port()) for port in sorted({each for text in texts.values() for each in _PORT.findall(text)})
        }
        for path, text in texts.items():
            path.write_text(_PORT.sub(lambda found: ports[found[0]], text), encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Put something in another one's place, wherever that stands in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment in the folder, with nothing of these tests' own variables."""
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "VX11", "CI"))}
        return subprocess.run(
            [str(Path(sys.executable).with_name(program)), *words], cwd=self.folder, env=outer, timeout=3 * PATIENCE,
            check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def pytest(self, *arguments: str) -> Run:
        """Run pytest in the folder, as its README says."""
        ended = self.run("pytest", *arguments)
        return Run(ended.returncode, ended.stdout, {})

    def canon(self, *arguments: str) -> Run:
        """Hold the example against its canon."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        run = self.pytest("--vx11-canon", "--vx11-report", "json:report.json", *arguments)
        assert report.is_file(), run.output
        return run._replace(report=json.loads(report.read_text(encoding="utf-8")))
