"""Paths as a reader of the report can use them."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pytest_vx11._source.words import harmless


@lru_cache(maxsize=4096)
def relative(path: str, folder: str | os.PathLike[str]) -> str:
    """Return a path relative to a folder, POSIX; an unprintable character in it is escaped.

    One that is not absolute lies in a container, as `shop-web:/app/data/app.db`, and stays as it is.
    """
    if not Path(path).is_absolute():
        return harmless(path)
    shown = os.path.relpath(path, folder).replace(os.sep, "/")
    return harmless(shown)
