"""Holding the tables that models declare against the canon's."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.databases.policy import hold_policy
from pytest_vx11._facets.databases.side import Side
from pytest_vx11._facets.databases.tables import hold_column, hold_table
from pytest_vx11._facets.databases.words import DECLARED
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.tables import ModelsNeed
from pytest_vx11._source.place import Place


def judge_table(check: Check, sight: Sight) -> Judged:
    """`about` is the table's name."""
    side = _side(check, sight)
    _refuse_emptiness(side, check.about)
    return hold_table(side, check.about)


def judge_column(check: Check, sight: Sight) -> Judged:
    """`about` is the table, the column, and its short form."""
    side = _side(check, sight)
    _refuse_emptiness(side, check.about[0])
    return hold_column(side, check.about)


def judge_policy(check: Check, sight: Sight) -> Judged:
    """`about` maps each stated table to its stated columns."""
    return hold_policy(_side(check, sight), check.about)


def _side(check: Check, sight: Sight) -> Side:
    need = next((each for each in check.needs if isinstance(each, ModelsNeed)), None)
    if need is None:
        raise Unseen("the canon names no models for this database", (check.at,))
    places = tuple(Place(f"{need.root}/{path}") for path in need.paths)
    return Side(check=check, schema=sight.see(need), words=DECLARED, places=places)


def _refuse_emptiness(side: Side, name: str) -> None:
    """Raise Unseen where no table was found at all: the models are of another kind than the readers know."""
    if not side.schema.tables:
        side.refuse_doubts(name)
        raise Unseen("no table was found in the models: they are neither SQLAlchemy's nor SQL", side.places)
