"""One file out of the archive that an engine sends of a path."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from pytest_vx11._errors import Unseen
from pytest_vx11._source.words import harmless

_BLOCK = 1 << 20
#: What stands before a file's content. A longer head would take tarfile ages to look through.
_AROUND = 16_384


def take_file(blocks: Iterator[bytes], path: str, to: IO[bytes], most: int) -> None:
    """Write the file in a tar archive; raises Unseen where it is no file, longer than `most` bytes, or cut off."""
    with _opened(blocks, path, most + _AROUND) as (file, size):
        if size > most:
            raise Unseen(f"{harmless(path, 200)} is longer than {most:,} bytes")
        shutil.copyfileobj(file, to, _BLOCK)


def start_of_file(blocks: Iterator[bytes], path: str, size: int) -> bytes:
    """Return the first bytes of the file in a tar archive; raises Unseen where it is no file, or cut off."""
    with _opened(blocks, path, size + _AROUND) as (file, _):
        return file.read(size)


@contextmanager
def _opened(blocks: Iterator[bytes], path: str, most: int) -> Iterator[tuple[IO[bytes], int]]:
    """Give the file, and how long it is said to be; no more than `most` bytes of the archive are read."""
    try:
        with tarfile.open(fileobj=io.BufferedReader(_Stream(blocks, most)), mode="r|") as tar:
            member = tar.next()
            file = tar.extractfile(member) if member is not None and member.isfile() else None
            if member is None or file is None:
                raise Unseen(f"{harmless(path, 200)} is no file in the container")
            yield file, member.size
    except tarfile.TarError:
        raise Unseen(f"what the engine sent of {harmless(path, 200)} cannot be read") from None


class _Stream(io.RawIOBase):
    """Blocks of bytes as a file that is read once; past so many bytes it has come to its end."""

    def __init__(self, blocks: Iterator[bytes], most: int) -> None:
        self._blocks = blocks
        self._left = most
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, or a part of it."""
        if not self._rest:
            self._rest = memoryview(next(self._blocks, b""))
        taken = min(len(buffer), len(self._rest), self._left)
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        self._left -= taken
        return taken
