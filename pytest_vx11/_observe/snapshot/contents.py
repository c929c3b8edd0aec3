"""The files of a tree, and the hash of each: as git tracks them, or as they lie there."""

from __future__ import annotations

import os
import stat
import subprocess
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.git import ask
from pytest_vx11._observe.snapshot.blobs import Blobs
from pytest_vx11._source.place import Place

#: The most files that are walked outside of git.
MOST_FILES = 100_000
#: Folders that running leaves behind, and git's own.
LEFT_OUT = frozenset({b".git", b"__pycache__", b".pytest_cache", b".vx11"})
_SUBMODULE = b"160000"
_SHA1 = 40


class Contents(ABC):
    """The files of one tree; paths are bytes, relative to its root, with slashes."""

    @abstractmethod
    def below(self, folder: bytes) -> Iterable[bytes]:
        """Return all files below a folder, `.` for the root; of a file or a link, that path itself."""

    @abstractmethod
    def top(self) -> Iterable[bytes]:
        """Return the files that lie in the root itself."""

    @abstractmethod
    def blob(self, path: bytes) -> str | None:
        """Return the hash of a file's content; None where it is gone. Raises Unseen where it cannot be read."""


class Tracked(Contents):
    """What git tracks, as it lies there now: only a file that differs from the index is read."""

    def __init__(self, root: str, ids: Mapping[bytes, str | None]) -> None:
        self._ids = ids
        self._paths = sorted(ids)
        self._blobs = Blobs(root)

    def below(self, folder: bytes) -> Iterable[bytes]:
        """Return the tracked files below a folder."""
        if folder == b".":
            return self._paths
        if folder in self._ids:
            return [folder]
        start = folder + b"/"
        first = bisect_left(self._paths, start)
        return takewhile(lambda path: path.startswith(start), self._paths[first:])

    def top(self) -> Iterable[bytes]:
        """Return the tracked files of the root itself."""
        return (path for path in self._paths if b"/" not in path)

    def blob(self, path: bytes) -> str | None:
        """Return what git knows, or what lies there."""
        return self._ids[path] or self._blobs.blob(path)


class Walked(Contents):
    """All that lies in a tree."""

    def __init__(self, root: str) -> None:
        self._root = os.fsencode(os.path.realpath(root))
        self._blobs = Blobs(root)
        self._left = MOST_FILES

    def below(self, folder: bytes) -> Iterator[bytes]:
        """Yield the files below a folder; raises Unseen where they are too many, or a folder cannot be listed."""
        start = b"" if folder == b"." else folder
        status = self._blobs.lies(start)
        if status is None or not stat.S_ISDIR(status.st_mode):
            yield from [start] if status else []
            return
        pending = [start]
        while pending:
            for path, is_folder in self._listed(pending.pop()):
                if is_folder:
                    pending.append(path)
                else:
                    yield path

    def top(self) -> Iterator[bytes]:
        """Yield the files of the root itself."""
        return (path for path, is_folder in self._listed(b"") if not is_folder)

    def blob(self, path: bytes) -> str | None:
        """Return what lies there."""
        return self._blobs.blob(path)

    def _listed(self, folder: bytes) -> Iterator[tuple[bytes, bool]]:
        try:
            entries = list(os.scandir(os.path.join(self._root, folder)))
        except FileNotFoundError:
            return
        except OSError as error:
            place = Place(os.fsdecode(os.path.join(self._root, folder)))
            raise Unseen(f"a folder of the snapshot cannot be listed: {error.strerror}", (place,)) from error
        self._left -= len(entries)
        if self._left < 0:
            raise Unseen(f"the tree is in no git checkout, and holds more than {MOST_FILES:,} files")
        for entry in entries:
            if entry.name not in LEFT_OUT:
                yield os.path.join(folder, entry.name), entry.is_dir(follow_symlinks=False)


def contents_of(root: str) -> Contents:
    """Return what is in a tree; raises Unseen where git cannot tell."""
    if not any((folder / ".git").exists() for folder in (Path(root), *Path(root).parents)):
        return Walked(root)
    staged = git_says(root, "ls-files", "--stage", "-z")
    if not staged and _ignored(root):
        return Walked(root)
    changed = {*git_says(root, "ls-files", "--modified", "-z").split(b"\0")} if staged else set()
    return Tracked(root, dict(_ids(staged, changed)))


def git_says(folder: str, *words: str) -> bytes:
    """Return what a git command that changes nothing says; raises Unseen where it cannot."""
    asked = _asked(folder, *words)
    if asked.returncode:
        said = " ".join(asked.stderr.decode(errors="replace").split())
        raise Unseen(f"git cannot tell of the checkout: {said[:300]}")
    return asked.stdout


def _asked(folder: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return ask(folder, "--no-optional-locks", *words)
    except FileNotFoundError as error:
        raise Unseen("the tree is a git checkout, and git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise Unseen("git did not tell of the checkout within a minute") from error


def _ignored(root: str) -> bool:
    """Tell whether the checkout around a tree has nothing to do with it."""
    return _asked(root, "check-ignore", "-q", ".").returncode == 0


def _ids(staged: bytes, changed: set[bytes]) -> Iterator[tuple[bytes, str | None]]:
    """Yield each tracked path, with None for a hash that must be taken from the file.

    That is so for a file that differs, one that a merge left open (a stage other than 0), and wherever git hashes
    otherwise than with SHA-1. A submodule has its commit: what is in it, its own repository tracks.
    """
    # "<mode> <object> <stage>\t<path>", ended by NUL (git-ls-files, "Output").
    for entry in staged.split(b"\0"):
        if entry:
            head, _, path = entry.partition(b"\t")
            mode, name, stage = head.split(b" ")
            known = stage == b"0" and len(name) == _SHA1 and path not in changed
            yield path, name.decode("ascii") if known or mode == _SUBMODULE else None
