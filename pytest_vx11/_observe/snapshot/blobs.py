"""The hash of a file's content as git has it, without git."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from pytest_vx11._errors import Unseen
from pytest_vx11._source.place import Place

#: The most that is read for one tree, in bytes.
MOST_BYTES = 1024**3
_CHUNK = 1024**2


class Blobs:
    """Hashes files of one tree, up to a bound for all of them together. Links are not followed."""

    def __init__(self, root: str) -> None:
        self._root = os.fsencode(os.path.realpath(root))
        self._left = MOST_BYTES
        self._behind: dict[bytes, bool] = {}

    def lies(self, path: bytes) -> os.stat_result | None:
        """Return what lies at a path below the root; None where nothing does, or a link leads there."""
        if self._behind_link(path.rpartition(b"/")[0]):
            return None
        try:
            return os.lstat(os.path.join(self._root, path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def blob(self, path: bytes) -> str | None:
        """Return the hash of a file or a link; None where there is neither.

        Raises Unseen for a file that cannot be read, and where too much would have to be.
        """
        full = os.path.join(self._root, path)
        try:
            status = self.lies(path)
            if status is not None and stat.S_ISLNK(status.st_mode):
                return _of_link(os.fsencode(Path(os.fsdecode(full)).readlink()))
            return self._of_file(full, status.st_size) if status and stat.S_ISREG(status.st_mode) else None
        except OSError as error:
            reason = f"a file of the snapshot cannot be read: {error.strerror}"
            raise Unseen(reason, (Place(os.fsdecode(full)),)) from error

    def _behind_link(self, folder: bytes) -> bool:
        if folder not in self._behind:
            full = os.path.normpath(os.path.join(self._root, folder))
            self._behind[folder] = os.path.realpath(full) != full
        return self._behind[folder]

    def _of_file(self, full: bytes, size: int) -> str:
        self._left -= size
        if self._left < 0:
            raise Unseen(f"the snapshot would have to read more than {MOST_BYTES // 1024**2} MiB")
        # What stands there may have changed since it was looked at: a pipe must not be waited for.
        file = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            hashed = _begun(size)
            while size > 0 and (chunk := os.read(file, min(size, _CHUNK))):
                hashed.update(chunk)
                size -= len(chunk)
            return hashed.hexdigest()
        finally:
            os.close(file)


def _of_link(target: bytes) -> str:
    hashed = _begun(len(target))
    hashed.update(target)
    return hashed.hexdigest()


def _begun(size: int) -> hashlib._Hash:
    # "blob <size>\0", then the content (Pro Git, "Git Objects").
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
