"""Asking git about a checkout, so that nothing of the checkout is run and nothing around us misleads it."""

from __future__ import annotations

import os
import subprocess

# The tree's own configuration must not make git run anything (git-config, core.fsmonitor).
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_PATIENCE = 60


def ask(folder: str | os.PathLike[str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """Return what a git command in `folder` ended with; raises OSError without git, TimeoutExpired after a minute.

    A hook's `GIT_DIR` and its like name another checkout, or a relative one (githooks, "Description"): they are left out.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run([*_GIT, *words], cwd=folder, env=environ, capture_output=True, check=False, timeout=_PATIENCE)


def head(folder: str | os.PathLike[str]) -> tuple[str | None, str | None]:
    """Return the commit and the branch that are checked out; None for what git cannot say.

    A detached head has no branch.
    """
    return _said(folder, "rev-parse", "--verify", "-q", "HEAD"), _said(folder, "symbolic-ref", "--short", "-q", "HEAD")


def commits_since(folder: str | os.PathLike[str], commit: str) -> int | None:
    """Return how many commits came after one; None where git knows no such commit."""
    said = _said(folder, "rev-list", "--count", "--end-of-options", f"{commit}..HEAD")
    return int(said) if said is not None and said.isdigit() else None


def prefix(folder: str | os.PathLike[str]) -> str:
    """Return a folder relative to the top of its checkout; `.` for the top itself, and outside of git."""
    return (_said(folder, "rev-parse", "--show-prefix") or "").rstrip("/") or "."


def _said(folder: str | os.PathLike[str], *words: str) -> str | None:
    try:
        asked = ask(folder, *words)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.decode(errors="replace").strip() or None if asked.returncode == 0 else None
