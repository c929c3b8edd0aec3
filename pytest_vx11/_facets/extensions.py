"""extensions: facets of one's own. The key is validated; nobody loads them yet."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet


class Extensions(Facet):
    """Facets of one's own that the canon names; nobody loads them yet, and their keys are unknown keys."""

    name = "extensions"

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check an extension, so that none is passed over in silence."""
        said = canon.stated("extensions")
        for extension in said.value if said else ():
            yield self.declared(canon, str(extension), "loaded", said.at if said else canon.said.place)
