"""Manifests: which files there are, and what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

LEFT_OUT = frozenset({".git", "__pycache__", "data", "node_modules"})


def root() -> Path:
    """The folder that is watched: VX11_MANIFEST_ROOT, or the working folder."""
    return Path(os.environ.get("VX11_MANIFEST_ROOT", ".")).resolve()


def take(folder: Path) -> dict[str, str]:
    """The SHA-256 of every regular file below the folder, by its path relative to it."""
    return {path.relative_to(folder).as_posix(): _digest(path) for path in _files(folder)}


def compare(before: dict[str, str], now: dict[str, str]) -> dict[str, list[str]]:
    """The paths that were added, removed and changed."""
    return {
        "added": sorted(now.keys() - before.keys()),
        "removed": sorted(before.keys() - now.keys()),
        "changed": sorted(path for path in now.keys() & before.keys() if now[path] != before[path]),
    }


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        paths = (Path(parent, name) for name in names)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
