"""A place in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`path` is absolute and POSIX; `line` and `col` count from 1, and 0 stands for the file as a whole.

    The path of a file in a container begins with the container's name, as `shop-web:/app/data/app.db`.
    """

    path: str
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.col}" if self.col else f"{self.path}:{self.line}"
