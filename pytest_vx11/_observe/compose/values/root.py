"""The one folder that may be read, and paths said relative to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Root:
    """`path` is absolute and POSIX, as it was given; `real` has its symbolic links followed."""

    path: str
    real: str

    @classmethod
    def of(cls, folder: str) -> Root:
        """Return the root that `folder` names."""
        return cls(Path(os.path.abspath(folder)).as_posix(), Path(os.path.realpath(folder)).as_posix())

    def holds(self, path: str) -> bool:
        """Tell whether `path`, its symbolic links followed, lies inside; one that is no path at all is nowhere else."""
        return "\0" in path or _within(Path(os.path.realpath(path)).as_posix(), self.real)

    def shown(self, path: str) -> str:
        """Return `path` relative to the root, `.` for the root itself; an outside path stays absolute."""
        plain = Path(os.path.normpath(path)).as_posix()
        for folder in (self.path, self.real):
            if _within(plain, folder):
                return plain[len(folder.rstrip("/")) + 1 :] or "."
        return plain


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
