"""What the database does not take, kept beside it as JSON lines."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from pytest_vx11._truth.made import Made
from pytest_vx11._truth.text import line

#: The most of one file, in bytes.
MOST = 64 * 1024**2


class Unrecorded:
    """The file of one run; there is none until there is something to keep."""

    def __init__(self, path: Path) -> None:
        self._beside = path.with_name(f"{path.name}.unrecorded.jsonl")
        self._openers: list[Callable[[], tuple[int, Path]]] = [self._open_beside, self._open_elsewhere]
        self._file: int | None = None
        self._path = self._beside
        self._size = 0
        self.paths: list[Path] = []
        """Where something is kept: several where the first could not take all of it."""
        self.lost = 0
        """How many rows are kept nowhere."""
        self.trouble: list[str] = []
        """Why rows are not kept beside the database, or not all of them."""

    def keep(self, made: Made) -> None:
        """Keep rows beside the database, or else among the system's temporary files."""
        for table, entry in made.entries():
            self.lost += not self._kept(line({"table": table.name, **entry}))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def _kept(self, row: bytes) -> bool:
        while self._file is not None or self._open_next():
            if self._size + len(row) > MOST:
                self._say(f"{self._path} is cut at {MOST // 1024**2} MiB")
                return False
            if self._written(row):
                return True
            self.close()
        return False

    def _written(self, row: bytes) -> bool:
        """Write a row; where half of one stays behind, the next reader passes over it."""
        try:
            whole = self._file is not None and os.write(self._file, row) == len(row)
        except OSError as error:
            self._say(f"{self._path} cannot be written on: {error.strerror}")
            return False
        if not whole:
            self._say(f"{self._path} cannot be written on")
        elif self._path not in self.paths:
            self.paths.append(self._path)
        self._size += len(row)
        return whole

    def _open_next(self) -> bool:
        while self._openers:
            opener = self._openers.pop(0)
            try:
                self._file, self._path = opener()
                self._size = _begin(self._file)
            except OSError as error:
                self._say(f"{error.filename or self._path} cannot be written: {error.strerror or error}")
                self.close()
            else:
                return True
        return False

    def _open_beside(self) -> tuple[int, Path]:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        return os.open(self._beside, flags, 0o666), self._beside

    def _open_elsewhere(self) -> tuple[int, Path]:
        file, name = tempfile.mkstemp(prefix=f"{self._beside.name[:100]}.", suffix=".jsonl")
        return file, Path(name)

    def _say(self, text: str) -> None:
        if text not in self.trouble:
            self.trouble.append(text)


def _begin(file: int) -> int:
    """Return the size of a file that was opened, whose last line is made to end; raises OSError."""
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is not a file")
    if status.st_size and os.pread(file, 1, status.st_size - 1) != b"\n":
        return status.st_size + os.write(file, b"\n")
    return status.st_size
