"""structure: the files and folders that must be there, and those that must not."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11.canon.model import Canon, Service
from pytest_vx11.canon.part import COMMAND, GLOB, PATH, SchemaPart, described, keys, some, text, whole
from pytest_vx11.canon.rules import leaves_tree
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.errors import Unseen
from pytest_vx11.facets.base import Facet
from pytest_vx11.observe.need import Sight
from pytest_vx11.observe.tree import Tree, TreeNeed
from pytest_vx11.source.globs import compile_glob, is_glob
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

_INSIDE = keys(
    "what must be in the container",
    {
        "files": some(PATH, "a list of files"),
        "commands": some(
            keys(
                "a command",
                {"run": COMMAND, "status": whole("an exit status from 0 to 255", 0, 255), "output": text()},
                required=("run",),
            ),
            "a list of commands",
        ),
    },
)
#: What a path must be, and what it then must not be, by whether it must be a folder.
_KINDS = {True: ("folder", "file"), False: ("file", "folder"), None: ("file or folder", "")}


class Structure(Facet):
    """Required paths, forbidden globs, and what may lie at the top."""

    name = "structure"
    schema = SchemaPart(
        top={
            "structure": described(
                "Rules for the tree.",
                keys(
                    "rules for the tree",
                    {
                        "required": described(
                            "Paths that must be there; a slash at the end asks for a folder.",
                            some(PATH, "a list of paths"),
                        ),
                        "forbidden": described("Paths that must not be there.", some(GLOB, "a list of globs")),
                        "roots": described(
                            "The only folders that may lie at the top.",
                            some(text("a folder's name"), "a list of folders at the top"),
                        ),
                        "ignore": described(
                            "Paths that forbidden and roots do not see.", some(GLOB, "a list of globs")
                        ),
                    },
                ),
            )
        },
        service={
            "directories": described("Folders in the service's own.", some(PATH, "a list of folders")),
            "files": described("Files in the service's folder.", some(PATH, "a list of files")),
            "inside": described("What must be in the container, and what must work there.", _INSIDE),
        },
    )
    codes = (
        Code(
            code="VX160",
            title="a required path is not there",
            text="The canon asks for a file or a folder that the tree does not have. Under `structure.required` a slash at "
            "the end asks for a folder.",
            example="files: [main.py], and there is no main.py in the service's folder",
        ),
        Code(
            code="VX161",
            title="a required path is not tracked",
            text="The path lies in the working tree but git does not track it, so a clone lacks it. `git add` it, or see "
            "whether .gitignore hides it. Git keeps no empty folders.",
            example="required: [config/settings.toml], which .gitignore names",
        ),
        Code(
            code="VX162",
            title="a forbidden path is there",
            text="The canon says that no path may match this glob.",
            example="forbidden: [hermes/], and a folder hermes lies at the top",
        ),
        Code(
            code="VX163",
            title="a folder at the top that the canon does not name",
            text="`roots` lists the folders that may lie at the top of the tree. Files, and folders whose name begins with "
            "a dot, are not held against it.",
            example="roots: [docs, madre], and there is a folder old_madre",
        ),
        Code(
            code="VX164",
            title="a required path is of the other kind",
            text="A folder lies where the canon asks for a file, or a file where it asks for a folder.",
            example="required: [data/], and data is a file",
        ),
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the paths that leave the tree: nothing outside it is looked at."""
        rules = canon.section("structure")
        for key in ("required", "forbidden", "ignore"):
            for path, at in _located(rules, key) if rules is not None else ():
                yield from leaves_tree(f"structure.{key}", path, at)
        for service in canon.services.values():
            for key in ("directories", "files"):
                for path, at in _located(service.said, key):
                    yield from leaves_tree(f"services.{service.name}.{key}", path, at)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a path, a glob, and `roots`."""
        needs = (TreeNeed(canon.root),)
        rules = canon.section("structure") or Map(Place(canon.path))
        ignore = tuple(str(glob) for glob in rules.get("ignore", ()))
        for path, at in _located(rules, "required"):
            about = (posixpath.normpath(path), path.endswith("/") or None)
            yield self.declared(canon, path, "present", at, judge_required, needs, about=about)
        for path, at in _located(rules, "forbidden"):
            yield self.declared(canon, path, "absent", at, judge_forbidden, needs, about=(_normal(path), ignore))
        if "roots" in rules:
            roots = list(rules["roots"])
            yield self.declared(
                canon, "roots", roots, rules.key_at("roots"), judge_roots, needs, about=(tuple(roots), ignore)
            )
        for service in canon.services.values():
            yield from self._of_service(canon, service, needs)

    def _of_service(self, canon: Canon, service: Service, needs: tuple[TreeNeed]) -> Iterator[Check]:
        folder = str(service.said.get("code", service.name))
        for key, is_folder in (("directories", True), ("files", False)):
            for path, at in _located(service.said, key):
                subject = f"{path.rstrip('/')}/" if is_folder else path
                about = (posixpath.normpath(posixpath.join(folder, path)), is_folder)
                yield self.declared(
                    canon, subject, "present", at, judge_required, needs, service=service.name, about=about
                )
        inside = service.said.get("inside")
        if isinstance(inside, Map):
            for path, at in _located(inside, "files"):
                yield self.running(canon, path, "present", at, service=service.name)
            for command, at in _located(inside, "commands"):
                words = command["run"]
                said = words if isinstance(words, str) else " ".join(str(word) for word in words)
                yield self.running(canon, said, dict(command), at, service=service.name)


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


def _normal(glob: str) -> str:
    return f"{posixpath.normpath(glob)}{'/' if glob.endswith('/') else ''}"


def _located(mapping: Map, key: str) -> Iterator[tuple[Any, Place]]:
    value = mapping.get(key)
    return value.located() if isinstance(value, Seq) else iter(())
