"""Holding the tree against the canon's paths and globs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.tree import Tree
from pytest_vx11._source.globs import compile_glob, is_glob
from pytest_vx11._source.place import Place

#: What a path must be, and what it then must not be, by whether it must be a folder.
_KINDS = {True: ("folder", "file"), False: ("file", "folder"), None: ("file or folder", "")}


def judge_required(check: Check, sight: Sight) -> Judged:
    """`about` is the path, and whether it must be a folder; None where either will do."""
    path, folder = check.about
    tree: Tree = sight.see(check.needs[0])
    lies = tree.lies(path)
    # A path that lies there is itself, whatever it looks like: Next.js has app/[id]/page.tsx.
    glob = lies is None and is_glob(path)
    there = any(tree.has(path, folder=each, glob=glob) for each in ([True, False] if folder is None else [folder]))
    if there and (glob or lies):
        return Judged(actual="present")
    _refuse_below_unreadable(tree, path)
    kind, other = _KINDS[folder]
    shown = f"{path}/" if folder else path
    if lies == other:
        return _missing(check, "VX164", path, f"{shown} is a {other}, the canon asks for a {kind}", f"a {other}", "")
    if lies and tree.git:
        hint = f"git add {shown}, or see what ignores it" + (" (git keeps no empty folder)" if folder else "")
        return _missing(check, "VX161", path, f"{shown} lies there untracked: a clone would lack it", "untracked", hint)
    gone = tree.git and path.strip("/") in tree.files
    message = f"{shown} is tracked, but deleted in the working tree" if gone else f"there is no {kind} {shown}"
    return _missing(check, "VX160", path, message, None, f"add the {kind}, or take it out of the canon")


def _missing(check: Check, code: str, path: str, message: str, actual: Any, hint: str) -> Judged:
    finding = Finding(
        code=code, subject=f"{check.service}:{path}", message=message, expected="present", actual=actual, hint=hint
    )
    return Judged(actual=actual, findings=(finding,))


def judge_forbidden(check: Check, sight: Sight) -> Judged:
    """`about` is the glob, and the globs that are ignored."""
    glob, ignore = check.about
    tree: Tree = sight.see(check.needs[0])
    folders = sorted(tree.matching(glob, folder=True))
    files = [] if glob.endswith("/") else sorted(tree.matching(glob, folder=False))
    found = [path for path in _topmost([*(f"{each}/" for each in folders), *files]) if not _ignored(path, ignore)]
    if not found:
        _refuse_below_unreadable(tree, glob)
    findings = tuple(
        Finding(
            code="VX162",
            subject=f"{check.service}:{path}",
            message=f"{path} is there, and the canon forbids {glob}",
            expected="absent",
            actual=path,
            hint="remove it, or take it out of the canon",
            places=(Place(f"{tree.root}/{path.rstrip('/')}"),),
        )
        for path in found
    )
    return Judged(actual=found or "absent", findings=findings)


def _topmost(paths: list[str]) -> Iterator[str]:
    """Leave out what lies in a folder that is itself there."""
    folders = {path for path in paths if path.endswith("/")}
    for path in paths:
        parts = path.rstrip("/").split("/")[:-1]
        if not any("/".join(parts[: end + 1]) + "/" in folders for end in range(len(parts))):
            yield path


def judge_roots(check: Check, sight: Sight) -> Judged:
    """`about` is the folders that may be there, and the globs that are ignored."""
    roots, ignore = check.about
    tree: Tree = sight.see(check.needs[0])
    allowed = {posixpath.normpath(root) for root in roots}
    found = sorted(path for path in tree.folders if "/" not in path and not path.startswith("."))
    extra = [path for path in found if path not in allowed and not _ignored(f"{path}/", ignore)]
    findings = tuple(
        Finding(
            code="VX163",
            subject=f"{check.service}:{path}",
            message=f"the folder {path}/ lies at the top, and the canon does not name it",
            expected=list(roots),
            actual=f"{path}/",
            hint="move or remove it, or name it in structure.roots",
            places=(Place(f"{tree.root}/{path}"),),
        )
        for path in extra
    )
    return Judged(actual=found, findings=findings)


def _ignored(path: str, ignore: Iterable[str]) -> bool:
    # "**/x/**" ignores the folder x as well as what is in it.
    clean = path.strip("/")
    return any(compile_glob(glob).fullmatch(clean) or compile_glob(glob).fullmatch(f"{clean}/x") for glob in ignore)


def _refuse_below_unreadable(tree: Tree, path: str) -> None:
    for folder in tree.unreadable:
        if is_glob(path) or not folder or f"{path.strip('/')}/".startswith(f"{folder}/"):
            raise Unseen(f"the folder {folder or '.'} cannot be listed by this user", (Place(f"{tree.root}/{folder}"),))
