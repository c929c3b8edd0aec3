"""Environments as users have them: installed and compiled, with nothing else in them."""

from __future__ import annotations

import shutil
import subprocess
import venv
from pathlib import Path

_PROJECT = Path(__file__).parents[1]


def environment(folder: Path, *requirements: str) -> str:
    """Make an environment in `folder`, install what it is to have, and return its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-qq", "--compile", *requirements], check=True)
    return python


def copy_of_the_project(folder: Path) -> str:
    """Copy what the package is built from, since building leaves files behind; return the copy's path."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_PROJECT / "pytest_vx11", folder / "pytest_vx11", ignore=without)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(_PROJECT / name, folder)
    return str(folder)
