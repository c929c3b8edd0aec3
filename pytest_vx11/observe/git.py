"""What git says of a checkout: its commit and its branch."""

from __future__ import annotations

import os
import subprocess


def head(folder: str | os.PathLike[str]) -> tuple[str | None, str | None]:
    """Return the commit and the branch that are checked out; None for what git cannot say.

    A detached head has no branch.
    """
    commit = _ask(folder, "rev-parse", "--verify", "-q", "HEAD")
    return commit, _ask(folder, "symbolic-ref", "--short", "-q", "HEAD")


def _ask(folder: str | os.PathLike[str], *words: str) -> str | None:
    try:
        asked = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None
