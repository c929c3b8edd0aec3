"""structure: the files and folders that must be there, and those that must not."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.part import GLOB, PATH, SchemaPart, described, keys, some, text
from pytest_vx11._canon.rules import leaves_tree
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.structure.codes import CODES
from pytest_vx11._facets.structure.declared import judge_forbidden, judge_required, judge_roots
from pytest_vx11._facets.structure.inside import INSIDE, examine_inside, inside_checks
from pytest_vx11._observe.tree import TreeNeed
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


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
            "inside": described("What must be in the container, and what must work there.", INSIDE),
        },
    )
    codes = CODES

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
            yield from examine_inside(service)

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
        yield from inside_checks(self, canon, service)


def _normal(glob: str) -> str:
    return f"{posixpath.normpath(glob)}{'/' if glob.endswith('/') else ''}"


def _located(mapping: Map, key: str) -> Iterator[tuple[Any, Place]]:
    value = mapping.get(key)
    return value.located() if isinstance(value, Seq) else iter(())
