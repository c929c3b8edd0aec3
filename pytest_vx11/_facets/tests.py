"""tests: the tests of the user's own that are checks, and say no other facet."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet


class Tests(Facet):
    """It has a place in the table and among the names; its checks are there once pytest has run the tests."""

    name = "tests"

    def plan(self, canon: Canon) -> Iterator[Check]:  # noqa: ARG002
        """Plan nothing."""
        return iter(())
