"""Holding the tables of the live database against the canon's."""

from __future__ import annotations

import re
from dataclasses import replace

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._facets.databases.policy import hold_policy
from pytest_vx11._facets.databases.side import Side, database_of
from pytest_vx11._facets.databases.tables import hold_column, hold_table
from pytest_vx11._facets.databases.words import RUNNING
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.tables import Column, ColumnSpec, ModelsNeed, Table, same_default
from pytest_vx11._observe.tables.live import LiveTablesNeed
from pytest_vx11._observe.tables.types import word_set

# What tools that migrate databases note in them; no model declares these, so no canon can name them.
_NOTES = word_set(
    "alembic_version django_migrations schema_migrations ar_internal_metadata flyway_schema_history goose_db_version"
    " _sqlx_migrations _prisma_migrations aerich databasechangelog databasechangeloglock"
)
_BY_SERVER = re.compile(r"\bserver_default\b|\bFetchedValue\b")


def judge_live_table(check: Check, sight: Sight) -> Judged:
    """`about` is the table's name."""
    side = _side(check, sight)
    return side if isinstance(side, Judged) else hold_table(side, check.about)


def judge_live_column(check: Check, sight: Sight) -> Judged:
    """`about` is the table, the column, and its short form."""
    side = _side(check, sight)
    if isinstance(side, Judged):
        return side

    def settle(wanted: ColumnSpec, table: Table, column: Column) -> Column:
        if wanted.default is None or column.default is not False:
            return column
        return _with_default_of(_modelled(check, sight, table.name, column.name), wanted.default, column)

    return hold_column(side, check.about, settle)


def judge_live_policy(check: Check, sight: Sight) -> Judged:
    """`about` maps each stated table to its stated columns."""
    side = _side(check, sight)
    return side if isinstance(side, Judged) else hold_policy(side, check.about, _NOTES)


def _side(check: Check, sight: Sight) -> Side | Judged:
    """Return what is in the live database; where there is none, the finding that all of its checks share."""
    need = next((each for each in check.needs if isinstance(each, LiveTablesNeed)), None)
    if need is None:
        raise Unseen("the canon names no url for this database", (check.at,))
    try:
        schema = sight.see(need)
    except SourceError as error:
        return Judged(findings=tuple(_no_database(check, error)))
    return Side(check=check, schema=schema, words=RUNNING, places=(sight.see(need.file).place,))


def _no_database(check: Check, error: SourceError) -> list[Finding]:
    return [
        Finding(
            code="VX288",
            subject=f"{check.system}:{database_of(check)}",
            message=problem.message,
            expected=check.expected,
            hint=problem.hint,
            places=(problem.place,) if problem.place else (),
        )
        for problem in error.problems
    ]


def _modelled(check: Check, sight: Sight, table: str, column: str) -> Column | None:
    """Return the column as the models declare it; None where they do not tell."""
    need = next((each for each in check.needs if isinstance(each, ModelsNeed)), None)
    if need is None:
        return None
    try:
        found = sight.see(need).find(table)
    except (Unseen, SourceError):
        return None
    return found.find(column) if found else None


def _with_default_of(model: Column | None, wanted: str, column: Column) -> Column:
    """Return a live column that has no default, with what its writers make up for that.

    A default that an ORM fills in stands in the models alone. Where nobody tells whether there is one, it is unread.
    """
    if model is None or model.default is None or (model.default and model.default_value is None):
        return replace(column, default=None)
    if not model.default or _in_the_database(model) or not same_default(wanted, str(model.default_value)):
        return column
    return replace(column, default=True, default_value=model.default_value)


def _in_the_database(model: Column) -> bool:
    return model.place.path.endswith(".sql") or _BY_SERVER.search(model.text) is not None
