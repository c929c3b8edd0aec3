"""databases: tables, columns, and how a schema may grow."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.part import PATH, SchemaPart, choice, described, keys, named, one_or_some, text
from pytest_vx11._canon.rules import leaves_tree
from pytest_vx11._canon.variables import resolve, unset
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.databases.codes import CODES
from pytest_vx11._facets.databases.declared import judge_column, judge_policy, judge_table
from pytest_vx11._facets.databases.running import judge_live_column, judge_live_policy, judge_live_table
from pytest_vx11._observe.need import Need
from pytest_vx11._observe.tables import ModelsNeed, parse_column
from pytest_vx11._observe.tables.live import LiveTablesNeed, parse_url
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_COLUMN = text('a column such as "VARCHAR(128) not null unique"')
_DATABASE = keys(
    "a database",
    {
        "url": described("The live database.", text("a URL")),
        "models": described(
            "Where it is declared: SQLAlchemy models, .sql files or a folder; read, never imported.",
            one_or_some(PATH, "a file of models or SQL, or a list of them"),
        ),
        "map": described("A kept map of it, to be held against the two.", PATH),
        "policy": described(
            "additive: beside these columns only nullable ones or ones with a default; exact: none.",
            choice("additive", "exact"),
        ),
        "tables": described("Tables that must be there.", named("tables by name", named("columns by name", _COLUMN))),
    },
)


_JUDGES = {
    "table": (judge_table, judge_live_table),
    "column": (judge_column, judge_live_column),
    "policy": (judge_policy, judge_live_policy),
}


class Databases(Facet):
    """What the canon says of each table, held against the models and the live database; both are read, never run."""

    name = "databases"
    schema = SchemaPart(
        top={"databases": described("Databases, by names of one's own.", named("databases by name", _DATABASE))}
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the columns that are none, and what says nothing by itself."""
        for name, database, at in entries(canon.section("databases")):
            for table, columns, _ in entries(database.get("tables")):
                for column, spec, _ in entries(columns):
                    where, column_at = f"databases.{name}.{table}.{column}", columns.at(column)
                    yield from _column_problems(canon, where, str(spec), column_at)
            if "policy" in database and "tables" not in database:
                yield Problem(at, f"databases.{name}: policy says nothing without tables", "name the tables")
            yield from _url_problems(name, database)
            models = database.get("models")
            paths = models.located() if isinstance(models, Seq) else [(models, database.at("models"))]
            for path, path_at in (*paths, (database.get("map"), database.at("map"))):
                yield from leaves_tree(f"databases.{name}", path, path_at)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a table, a column, and the policy, for each witness; one for the kept map."""
        for name, database, _ in entries(canon.section("databases")):
            yield from self._of_database(canon, name, database)

    def _of_database(self, canon: Canon, name: str, database: Map) -> Iterator[Check]:
        declared, running = _models_needs(canon, database), _live_needs(canon, database)

        def both(kind: str, subject: str, expected: str, at: Place, about: Any) -> Iterator[Check]:
            judge, judge_live = _JUDGES[kind]
            subject = f"{name}.{subject}"
            yield self.declared(canon, subject, expected, at, judge, declared, about=about)
            yield self.running(canon, subject, expected, at, judge_live, (*running, *declared), about=about)

        tables: Map = database.get("tables") or Map(Place(canon.path))
        for table, columns, at in entries(tables):
            yield from both("table", table, "present", at, table)
            for column, spec, column_at in entries(columns):
                about = (table, column, str(spec))
                yield from both("column", f"{table}.{column}", str(spec), column_at, about)
        if "policy" in database:
            stated = {table: frozenset(key for key, _, _ in entries(columns)) for table, columns, _ in entries(tables)}
            yield from both("policy", "policy", database["policy"], database.at("policy"), stated)
        if "map" in database:
            yield self.declared(canon, f"{name}.map", database["map"], database.at("map"))


def _models_needs(canon: Canon, database: Map) -> tuple[Need[Any], ...]:
    models = database.get("models")
    paths = (models,) if isinstance(models, str) else tuple(models or ())
    return (ModelsNeed(root=canon.root, paths=paths),) if paths else ()


def _live_needs(canon: Canon, database: Map) -> tuple[Need[Any], ...]:
    if "url" not in database:
        return ()
    written = str(database["url"])
    url = resolve(written, os.environ) or ""
    folder, lacking = posixpath.dirname(canon.path), tuple(unset(written, os.environ))
    return (LiveTablesNeed(system=canon.system, root=canon.root, folder=folder, url=url, unset=lacking),)


def _url_problems(name: str, database: Map) -> Iterator[Problem]:
    url = str(database.get("url") or "")
    if not url or "${" in url:
        return
    try:
        parse_url(url)
    except ValueError as error:
        yield Problem(database.at("url"), f"databases.{name}: {error}")


def _column_problems(canon: Canon, where: str, spec: str, at: Place) -> Iterator[Problem]:
    if canon.unset(at):
        return
    try:
        parse_column(spec)
    except ValueError as error:
        # What a variable stands for is nobody's to read.
        said = f"{canon.written(spec, at)} does not give a column" if at in canon.variables else str(error)
        yield Problem(at, f"{where}: {said}")
