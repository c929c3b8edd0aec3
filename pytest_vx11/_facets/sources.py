"""secrets, duplicates, permissions, imports and syntax: rules for the files of the tree.

Their keys are validated; nobody looks at the files yet, so that every check of them is `unverified`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.part import GLOB, SchemaPart, described, keys, named, pattern, some, text, whole
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet

_GLOBS = some(GLOB, "a list of globs")
_EXCLUDE = described("Paths that the rule does not hold for.", _GLOBS)
_BYTES = described("Smaller files may be alike.", whole("a number of bytes from 0", 0))
_IMPORT = pattern('an import such as "madre.x -> switch.y"', "[^ ]+ -> [^ ]+")
_VERSION = pattern('a version in quotes, such as "3.12"', r"[0-9]+\.[0-9]+")


class _OneARule(Facet):
    """A top-level mapping, of which each of `rules` is a check; the other keys narrow them."""

    rules: ClassVar[tuple[str, ...]] = ()

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a rule."""
        for key, value, at in entries(canon.section(self.name)):
            if not self.rules or key in self.rules:
                yield self.declared(canon, key, list(value) if isinstance(value, list) else value, at)


class Secrets(_OneARule):
    """No secret outside the quarantine."""

    name = "secrets"
    rules = ("quarantine",)
    schema = SchemaPart(
        top={
            "secrets": described(
                "Where secrets may be; anywhere else one is drift.",
                keys("where secrets may be", {"quarantine": _GLOBS, "exclude": _EXCLUDE}, required=("quarantine",)),
            )
        }
    )


class Duplicates(_OneARule):
    """No file twice."""

    name = "duplicates"
    rules = ("paths",)
    schema = SchemaPart(
        top={
            "duplicates": described(
                "Which files must not be copies of each other.",
                keys(
                    "which files must not be copies",
                    {"paths": _GLOBS, "exclude": _EXCLUDE, "min_bytes": _BYTES},
                    required=("paths",),
                ),
            )
        }
    )


class Permissions(_OneARule):
    """The modes of files; one check a glob."""

    name = "permissions"
    schema = SchemaPart(
        top={
            "permissions": described(
                "Modes of files, by glob; in a git checkout only the executable bit is compared.",
                named("modes by glob", pattern("a mode such as 0644", "0?[0-7]{3,4}"), names="a path or a glob"),
            )
        }
    )


class Imports(_OneARule):
    """Which packages may not import each other."""

    name = "imports"
    rules = ("independent",)
    schema = SchemaPart(
        top={
            "imports": described(
                "Which packages may not import each other.",
                keys(
                    "which packages are independent",
                    {
                        "independent": some(text("a package"), "two packages or more", at_least=2),
                        "except": some(_IMPORT, "a list of imports"),
                    },
                    required=("independent",),
                ),
            )
        }
    )


class Syntax(_OneARule):
    """Which files must parse; one check a language."""

    name = "syntax"
    rules = ("python",)
    schema = SchemaPart(
        top={
            "syntax": described(
                "Which files must parse, and by which versions of their language.",
                keys(
                    "which files must parse",
                    {"python": _GLOBS, "versions": some(_VERSION, "a list of versions"), "exclude": _EXCLUDE},
                    required=("python",),
                ),
            )
        }
    )
