"""Writing a file whole or not at all, through no link."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path


def write_report(path: Path, text: str) -> None:
    """Write a report whole or not at all; raises OSError where that cannot be done.

    A link that stands at the path is replaced, and what it leads to is left alone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode("utf-8", errors="replace"))
    except ValueError as error:  # a path that no system has: a NUL or half a character in it
        raise OSError(errno.EINVAL, str(error), str(path)) from error


def _replace(path: Path, content: bytes) -> None:
    mode = _mode(path)
    # A name that nobody knows, made by us or not at all: through a link that lies there it would overwrite something.
    partial = path.parent / f".vx11-{secrets.token_hex(8)}"
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode or 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        if mode is not None:
            partial.chmod(mode)
        partial.replace(path)
    except BaseException:
        # What went wrong first says more than that there is nothing to remove.
        with suppress(OSError):
            partial.unlink()
        raise


def _mode(path: Path) -> int | None:
    """Return the permissions of the file that is there; None where there is none, or a link."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if not (stat.S_ISREG(found) or stat.S_ISLNK(found) or stat.S_ISDIR(found)):
        # As root a device such as /dev/null would be replaced.
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return found & 0o777 if stat.S_ISREG(found) else None
