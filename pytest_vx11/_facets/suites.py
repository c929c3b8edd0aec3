"""suites: the system's own tests. The key is validated; nobody runs them yet."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.part import COMMAND, DURATION, SchemaPart, described, keys, named, some, text
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet

_SUITE = keys(
    "a suite",
    {
        "run": COMMAND,
        "tolerate": described("Tests that may fail, by name.", some(text("a test"), "a list of tests")),
        "timeout": DURATION,
    },
    required=("run",),
)


class Suites(Facet):
    """One check a suite."""

    name = "suites"
    schema = SchemaPart(
        top={"suites": described("The system's own tests, by names of one's own.", named("suites by name", _SUITE))}
    )

    def plan(self, canon: Canon) -> Iterator[Check]:
        """All of the running witness."""
        for name, said, at in entries(canon.section("suites")):
            yield self.running(canon, name, dict(said), at)
