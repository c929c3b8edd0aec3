"""All codes that a finding may have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pytest_vx11._checks.code import Code
from pytest_vx11._engine import judge
from pytest_vx11._facets.base import Facet


class Codes(NamedTuple):
    """The codes by name, and the facets of each; those of the engine itself, which any check may have, belong to none."""

    known: dict[str, Code]
    facets: dict[str, tuple[str, ...]]


def codes_of(facets: Iterable[Facet]) -> Codes:
    """Return the codes of some facets, and of the engine."""
    known = {code.code: code for code in judge.CODES}
    owners: dict[str, tuple[str, ...]] = dict.fromkeys(known, ())
    for facet in facets:
        for code in facet.codes:
            known.setdefault(code.code, code)
            if code.code not in {each.code for each in judge.CODES}:
                owners[code.code] = (*owners.get(code.code, ()), facet.name)
    return Codes(known, owners)
