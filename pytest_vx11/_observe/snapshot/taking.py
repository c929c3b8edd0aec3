"""Taking a snapshot: the checkout as a whole, and a digest of each module and document."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator

from pytest_vx11._observe.git import head
from pytest_vx11._observe.snapshot.contents import LEFT_OUT, Contents, contents_of, git_says
from pytest_vx11._observe.snapshot.nouns import Digest, Kind, Modules, Snapshot
from pytest_vx11._source.words import harmless

#: The most paths of a dirty tree that are kept.
MOST_DIRTY = 200
_DOCUMENTS = (b".md", b".rst", b".txt")
_LONGEST = 300


def take_snapshot(rootdir: str, systems: Iterable[Modules]) -> Snapshot:
    """Return what is checked out at pytest's rootdir, and the digests of some systems' modules and documents.

    A document is a `*.md`, `*.rst` or `*.txt` file at the top of a system's tree, or anywhere in its `docs/`. In a
    checkout only tracked files count, so an untracked one is told as dirty and changes no digest. Elsewhere at most
    100,000 files are looked at, and of each tree at most 1 GiB is read. Raises Unseen where that is not enough, where
    git cannot tell, and for a file that cannot be read.
    """
    commit, branch = head(rootdir)
    count, dirty = _dirty(rootdir) if commit or branch else (0, ())
    digests = tuple(digest for modules in systems for digest in _digests(rootdir, modules))
    return Snapshot(commit=commit, branch=branch, dirty=dirty, dirty_files=count, digests=digests)


def _dirty(rootdir: str) -> tuple[int, tuple[str, ...]]:
    # "XY <path>", ended by NUL, from the top of the checkout (git-status, "Porcelain Format Version 1" and "-z").
    said = git_says(
        rootdir,
        "status",
        "--porcelain=v1",
        "-z",
        "--no-renames",
        "--untracked-files=normal",
        "--ignore-submodules=none",
    )
    paths = [entry[3:] for entry in said.split(b"\0") if entry]
    return len(paths), tuple(_shown(path) for path in paths[:MOST_DIRTY])


def _digests(rootdir: str, modules: Modules) -> Iterator[Digest]:
    contents = contents_of(modules.root)
    for name, folder in modules.folders.items():
        path = os.path.relpath(folder, modules.root)
        outside = path == os.pardir or path.startswith(f"{os.pardir}/")
        files = [] if outside else contents.below(os.fsencode(path))
        yield _digest(rootdir, modules, contents, Kind.MODULE, name, path, files)
    for document in sorted(_documents(contents)):
        path = _shown(document)
        digest = _digest(rootdir, modules, contents, Kind.DOCUMENT, path, os.fsdecode(document), [document])
        if digest.files:
            yield digest


def _documents(contents: Contents) -> Iterator[bytes]:
    for path in {*contents.top(), *contents.below(b"docs")}:
        if path.lower().endswith(_DOCUMENTS):
            yield path


def _digest(
    rootdir: str, modules: Modules, contents: Contents, kind: Kind, name: str, path: str, files: Iterable[bytes]
) -> Digest:
    start = b"" if path == os.curdir else os.fsencode(path)
    count, sha256 = digest_of(contents, start, files)
    shown = _shown(os.fsencode(os.path.relpath(os.path.join(modules.root, path), rootdir)))
    return Digest(system=modules.system, kind=kind, name=name, path=shown, files=count, sha256=sha256)


def digest_of(contents: Contents, start: bytes, files: Iterable[bytes]) -> tuple[int, str]:
    """Return how many of the files are there, and the SHA-256 over their hashes and their paths below `start`.

    A file that is `start` itself goes by its name, so that a document has the same digest wherever it lies.
    """
    named = []
    for path in files:
        relative = path[len(start) :].lstrip(b"/") or path.rpartition(b"/")[2]
        if LEFT_OUT.isdisjoint(relative.split(b"/")) and (blob := contents.blob(path)) is not None:
            named.append((relative, blob))
    hashed = hashlib.sha256()
    for relative, blob in sorted(named):
        hashed.update(relative + b"\0" + blob.encode("ascii") + b"\n")
    return len(named), hashed.hexdigest()


def _shown(path: bytes) -> str:
    return harmless(os.fsdecode(path).replace(os.sep, "/"), _LONGEST)
