"""Finding the programs of commands, as the system will when they are started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.records import MARKER


def environment(environ: Mapping[str, str], marker: str) -> dict[str, str]:
    """Return the environment of services: programs of the Python that runs this come first, output is not held back."""
    folders = [str(Path(sys.executable).parent), environ.get("PATH", os.defpath)]
    return {**environ, "PATH": os.pathsep.join(folders), "PYTHONUNBUFFERED": "1", MARKER: marker}


def without_program(launches: Sequence[Launch], root: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield what is said of each service whose command cannot be run here."""
    if not os.path.isdir(root):
        yield f"the folder {root}, in which services are started, is not there; see `root` in the canon"
        return
    for launch in launches:
        if not launch.command:
            yield f"{launch.name}: the canon gives no `run`, the command that starts it"
        elif problem := _problem(launch.command[0], root, environ["PATH"]):
            yield f"{launch.name}: {problem}; see its `run` in the canon"


def _problem(program: str, root: str, path: str) -> str:
    """Return why a program cannot be run; empty where it can."""
    if os.sep in program:
        whole = os.path.join(root, program)
        if os.path.isfile(whole):
            return "" if os.access(whole, os.X_OK) else f"{whole} is not executable"
        return f"there is no program {whole}"
    candidates = (os.path.join(root, folder, program) for folder in path.split(os.pathsep))
    if any(os.path.isfile(each) and os.access(each, os.X_OK) for each in candidates):
        return ""
    return f"there is no program {program} in {path}"
