"""Python modules with SQLAlchemy models: all tables that importing them would declare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.file import read_bytes
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.python.source import MAX_BYTES
from pytest_vx11._observe.tables.draft import Drafts
from pytest_vx11._observe.tables.orm.annotations import HintReader
from pytest_vx11._observe.tables.orm.bindings import Imported, is_type_checking
from pytest_vx11._observe.tables.orm.build import Building, ConstraintReader
from pytest_vx11._observe.tables.orm.calls import ColumnReader
from pytest_vx11._observe.tables.orm.classes import Classes
from pytest_vx11._observe.tables.orm.imperative import TableCalls
from pytest_vx11._observe.tables.orm.leftovers import Leftovers, walk
from pytest_vx11._observe.tables.orm.members import MemberReader
from pytest_vx11._observe.tables.orm.models import Models
from pytest_vx11._observe.tables.orm.names import MAX_MODULES, Defined, External, Names, Package, Scope, Value
from pytest_vx11._observe.tables.orm.types import TypeReader
from pytest_vx11._source.place import Place

# Who mentions none of these has no models, and imports none that count.
_MODELS = re.compile(r"sqlalchemy|sqlmodel|\b(?:Column|Mapped|Table|Base|Model|models?|db)\b")

_DECLARES = re.compile(rb"__tablename__|\b(?:mapped_column|Column|Table|Mapped)\b|table\s*=\s*True")


class OrmReader:
    """Reads the models of some files, and of what they import from the tree for the same metadata."""

    def __init__(self, sight: Sight, root: str, drafts: Drafts) -> None:
        self._names = Names(sight, root)
        self._classes = Classes(self._names)
        self._columns = ColumnReader(TypeReader(self._classes))
        self._constraints = ConstraintReader(self._names)
        self._models = Models(self._classes, MemberReader(HintReader(self._columns)), self._constraints)
        self._tables = TableCalls(self._columns, self._constraints)
        self._drafts = drafts
        self._calls: dict[ast.AST, Building] = {}
        self._found: dict[int, Building] = {}
        self._migrates: Place | None = None

    def read(self, paths: list[str], *, strict: bool) -> None:
        """Read the modules in the files `paths`; where one cannot be read, raise if `strict`, else note it."""
        scopes = [self._scope(path, strict) for path in paths]
        given = [scope for scope in scopes if scope is not None and not self._is_migration(scope)]
        for scope in given:
            self._module(scope, None)
        reached = self._reached(given)
        homes = self._all_homes(given) if reached else set()
        for scope in reached:
            self._module(scope, homes)
        leftovers = Leftovers(self._models, self._tables, self._constraints)
        for scope in given:
            leftovers.read(scope, self._calls)
            self._strays(scope)
        self._finish(leftovers)

    def _scope(self, path: str, strict: bool) -> Scope | None:
        try:
            return self._names.module(path)
        except SourceError as error:
            if strict:
                raise
            for problem in error.problems:
                self._unreadable(path, problem.message, problem.place or Place(path))
        except Unseen as error:
            if strict:
                raise
            self._unreadable(path, error.reason, error.places[0] if error.places else Place(path))
        return None

    def _unreadable(self, path: str, message: str, place: Place) -> None:
        """Note a file that cannot be read, unless nothing in it looks like a model."""
        try:
            if not _DECLARES.search(read_bytes(self._names.root, path, MAX_BYTES)):
                return
        except (SourceError, Unseen):
            pass
        self._drafts.doubt(f"the file cannot be read: {message}", place)

    def _is_migration(self, scope: Scope) -> bool:
        """Return whether a module is one of Alembic's, which say how tables came to be, not what they are."""
        bound = scope.bound.names.values()
        operates = any(isinstance(each, Imported) and (each.module, each.name) == ("alembic", "op") for each in bound)
        if operates and self._migrates is None:
            self._migrates = scope.module.place
        return operates

    def _all_homes(self, given: list[Scope]) -> set[object]:
        """Return the collections of tables that modules declare for, or else those of what they import."""
        own = {home for scope in given for home in self._homes(scope, imported=False)}
        return own or {home for scope in given for home in self._homes(scope, imported=True)}

    def _homes(self, scope: Scope, *, imported: bool) -> Iterator[object]:
        for name in scope.bound.names:
            symbol = self._names.resolve(scope, ast.Name(id=name))
            if isinstance(symbol, Defined) and self._classes.root(symbol) is not None:
                if imported or symbol.scope is scope or self._classes.is_base(symbol):
                    yield self._classes.home(symbol)
            elif isinstance(symbol, Value):
                yield symbol.node
                called = self._names.called(symbol)
                if isinstance(called, External) and called.leaf == "SQLAlchemy":
                    yield "flask_sqlalchemy.SQLAlchemy.Model"
            elif isinstance(symbol, External) and self._classes.is_root(symbol):
                yield symbol.dotted

    def _reached(self, given: list[Scope]) -> list[Scope]:
        """Return the modules of the tree that importing the given ones brings along, as far as they tell of models."""
        seen = {scope.module.path for scope in given}
        waiting, reached = list(given), []
        while waiting and len(seen) < MAX_MODULES:
            scope = waiting.pop()
            for found in self._imports(scope):
                if found.module.path not in seen:
                    seen.add(found.module.path)
                    if _tells(found):
                        waiting.append(found)
                        reached.append(found)
        return reached

    def _imports(self, scope: Scope) -> Iterator[Scope]:
        bound = [each for each in scope.bound.names.values() if isinstance(each, Imported)]
        for imported in (*bound, *scope.bound.stars, *scope.bound.modules):
            stem = self._names.stem(scope, imported)
            stems = [] if stem is None else [stem, f"{stem}/{imported.name}"]
            for each in stems:
                found = self._names.load(Package(each))
                if found is not None:
                    yield found

    def _module(self, scope: Scope, homes: set[object] | None) -> None:
        """Take the tables of a module: all of them, or those that belong to one of `homes`."""
        for node, sure in _classes(scope.module.tree.body, True):
            owner = Defined(scope, node)
            building = self._table(owner)
            if building is None or (homes is not None and self._classes.home(owner) not in homes):
                continue
            self._found[id(building)] = building
            if not sure:
                building.draft.doubt("the class is declared under a condition", scope.at(node))
        if "Table" in scope.module.text:
            self._made(scope, homes)

    def _table(self, owner: Defined) -> Building | None:
        try:
            return self._models.table(owner)
        except RecursionError:
            self._drafts.doubt("the class is nested too deeply to be read", owner.scope.at(owner.node))
            return None

    def _made(self, scope: Scope, homes: set[object] | None) -> None:
        for at in walk(scope.module.tree):
            if at.inside or not isinstance(at.node, ast.Call) or not self._tables.is_table(scope, at.node):
                continue
            if homes is not None and self._metadata(scope, at.node) not in homes:
                continue
            building = self._tables.read(scope, at.node)
            if building is not None:
                self._calls[at.node] = self._found[id(building)] = building
            elif self._tables.name(scope, at.node) is None and homes is None:
                self._drafts.doubt("a table is made whose name is not plain", scope.at(at.node), only_new=True)

    def _metadata(self, scope: Scope, call: ast.Call) -> object:
        node = call.args[1] if len(call.args) > 1 else None
        if isinstance(node, ast.Attribute) and node.attr == "metadata":
            owner = self._names.resolve(scope, node.value)
            if isinstance(owner, Defined):
                return self._classes.home(owner)
            return owner.node if isinstance(owner, Value) else getattr(owner, "dotted", None)
        symbol = self._names.resolve(scope, node) if node is not None else None
        return symbol.node if isinstance(symbol, Value) else None

    def _strays(self, scope: Scope) -> None:
        for node, _ in _classes(scope.module.tree.body, True):
            if self._models.stray(Defined(scope, node)):
                self._drafts.doubt("this class has columns, and whether it is a table is not known", scope.at(node))

    def _finish(self, leftovers: Leftovers) -> None:
        buildings = list(self._found.values())
        by_name = {each.draft.name.lower(): each for each in buildings}
        by_name |= {each.draft.key.lower(): each for each in buildings}
        for each in buildings:
            each.settle(by_name)
        for each in buildings:
            known = self._drafts.find(each.draft.schema, each.draft.name)
            if known is not None and known.key.lower() == each.draft.key.lower():
                known.doubt("the table is declared a second time", each.draft.place)
            else:
                self._drafts.add(each.draft)
        self._drafts.unread += [*self._models.unread, *leftovers.unread]
        if self._migrates and not buildings:
            self._drafts.doubt("only migrations of Alembic are here, which are not read", self._migrates, only_new=True)


def _tells(scope: Scope) -> bool:
    return _MODELS.search(scope.module.text) is not None


def _classes(body: list[ast.stmt], sure: bool) -> Iterator[tuple[ast.ClassDef, bool]]:
    """Yield the classes that stand in a module's body, and whether they are there whatever runs."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield statement, sure
        elif isinstance(statement, ast.If) and not is_type_checking(statement.test):
            yield from _classes([*statement.body, *statement.orelse], False)
        elif isinstance(statement, ast.Try):
            yield from _classes([*statement.body, *statement.orelse, *statement.finalbody], sure)
            yield from _classes([each for handler in statement.handlers for each in handler.body], False)
        elif isinstance(statement, ast.With):
            yield from _classes(statement.body, sure)
