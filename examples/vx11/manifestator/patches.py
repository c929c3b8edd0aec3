"""Patches: how a file becomes what it should be."""

from __future__ import annotations

import difflib
from pathlib import Path


def diff(root: Path, name: str, wanted: str) -> str:
    """A unified diff from the file to the text; empty when they are alike.

    Raises ValueError for a path outside the root or a file that is no text, OSError for one that cannot be read.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError("outside the root")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(difflib.unified_diff(lines, wanted.splitlines(keepends=True), f"a/{name}", f"b/{name}"))
