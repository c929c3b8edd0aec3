"""The tree under test: which files and folders there are, walked once."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.git import ask
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.globs import compile_glob
from pytest_vx11._source.place import Place

_MOST = 2_000_000
_SUBMODULE = 0o160000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """`files` maps each path, POSIX and relative to the root, to its mode as `stat` has it.

    In a git checkout these are the tracked files, with the modes that git keeps; elsewhere all that lie there.
    """

    root: str
    git: bool
    files: Mapping[str, int]
    folders: frozenset[str]
    unreadable: tuple[str, ...] = ()
    """Folders that this user may not list: what is below them is not known."""

    def has(self, path: str, *, folder: bool = False, glob: bool = False) -> bool:
        """Tell whether a path is there, or what a glob matches, as a folder or as a file."""
        clean = self._behind_links(path.strip("/"))
        if clean in ("", "."):
            return folder
        if glob:
            return any(True for _ in self.matching(clean, folder=folder))
        if self._in_submodule(clean):
            return self.lies(clean) == ("folder" if folder else "file")
        return (clean in self.folders or self._links_to_folder(clean)) if folder else clean in self.files

    def matching(self, glob: str, *, folder: bool = False) -> Iterator[str]:
        """Yield the folders, or the files, that a glob matches."""
        match = compile_glob(glob).fullmatch
        return (path for path in (self.folders if folder else self.files) if match(path))

    def lies(self, path: str) -> str | None:
        """Return what lies on disk at a path, tracked or not: `file`, `folder`, or None."""
        full = os.path.join(self.root, path.strip("/"))
        if os.path.isdir(full):
            return "folder"
        return "file" if os.path.lexists(full) else None

    def _behind_links(self, path: str) -> str:
        """Return a path with the links among its folders followed; raises Unseen where they leave the tree."""
        folders = path.split("/")[:-1]
        if not any(stat.S_ISLNK(self.files.get("/".join(folders[: end + 1]), 0)) for end in range(len(folders))):
            return path
        folder, top = os.path.realpath(os.path.join(self.root, *folders)), os.path.realpath(self.root)
        if os.path.commonpath((folder, top)) != top:
            raise Unseen(
                "a link leads out of the tree, where nothing is read", (Place(f"{self.root}/{'/'.join(folders)}"),)
            )
        return Path(os.path.relpath(folder, top), path.rpartition("/")[2]).as_posix()

    def _in_submodule(self, path: str) -> bool:
        parts = path.split("/")
        return any(self.files.get("/".join(parts[:end])) == _SUBMODULE for end in range(1, len(parts)))

    def _links_to_folder(self, path: str) -> bool:
        return stat.S_ISLNK(self.files.get(path, 0)) and self.lies(path) == "folder"


@dataclass(frozen=True, slots=True)
class TreeNeed(Need[Tree]):
    """The tree below an absolute folder."""

    title = "the files of the tree"
    root: str

    def look(self, sight: Sight) -> Tree:  # noqa: ARG002
        """Return the tree; raises Unseen where git cannot tell, or the tree is larger than can be held."""
        tracked = _tracked(self.root) if _in_checkout(self.root) else None
        if tracked is None:
            return _walked(self.root)
        return Tree(root=self.root, git=True, files=tracked, folders=_folders(tracked))


def _in_checkout(root: str) -> bool:
    return any((folder / ".git").exists() for folder in (Path(root), *Path(root).parents))


def _tracked(root: str) -> dict[str, int] | None:
    """Return what git tracks below `root`; None where the checkout around it ignores the whole of it."""
    try:
        listed = ask(root, "ls-files", "--stage", "-z")
        ignored = ask(root, "check-ignore", "-q", ".") if not listed.stdout else None
    except FileNotFoundError as error:
        raise Unseen("the tree is a git checkout, and git is not installed to say what it tracks") from error
    except subprocess.TimeoutExpired as error:
        raise Unseen("git did not list the tracked files within a minute") from error
    if listed.returncode:
        said = " ".join(listed.stderr.decode(errors="replace").split())
        raise Unseen(f"git cannot list the tracked files: {said[:300]}")
    return None if ignored is not None and ignored.returncode == 0 else dict(_entries(listed.stdout))


def _entries(listed: bytes) -> Iterator[tuple[str, int]]:
    # "<mode> <object> <stage>\t<path>", ended by NUL (git-ls-files, "Output").
    for entry in listed.split(b"\0"):
        if entry:
            head, _, path = entry.partition(b"\t")
            yield path.decode(errors="surrogateescape"), int(head.split(b" ", 1)[0], 8)


def _walked(root: str) -> Tree:
    files: dict[str, int] = {}
    folders: set[str] = set()
    unreadable: list[str] = []
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError:
            unreadable.append(folder)
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.add(path)
                pending.append(path)
            else:
                files[path] = entry.stat(follow_symlinks=False).st_mode
        if len(files) > _MOST:
            raise Unseen(f"the tree holds more than {_MOST:,} files")
    return Tree(
        root=root,
        git=False,
        files=dict(sorted(files.items())),
        folders=frozenset(folders),
        unreadable=tuple(sorted(unreadable)),
    )


def _folders(files: Mapping[str, int]) -> frozenset[str]:
    # A submodule is a folder whose files another repository tracks.
    folders = {path for path, mode in files.items() if mode == _SUBMODULE}
    for path in files:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return frozenset(folders)
