"""Classes of the tree: what they derive from, and what of it makes them SQLAlchemy's."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from pytest_vx11._observe.tables.orm.constants import leaf
from pytest_vx11._observe.tables.orm.names import Defined, External, Names, Scope, Symbol, Value, keyword_of

Link = Symbol | None

_MADE = frozenset({"declarative_base", "generate_base", "automap_base"})
_ROOTS = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})
_SQLMODEL = frozenset({"sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
_FLASK = "flask_sqlalchemy.SQLAlchemy.Model"
# Bases from outside that bring no column.
_PLAIN = frozenset({"MappedAsDataclass", "AsyncAttrs", "DeclarativeMeta"})
_PLAIN_HOMES = sys.stdlib_module_names | {"builtins", "typing_extensions", "pydantic", "flask_login"}


class Classes:
    """What is known of classes; each is looked at once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._lines: dict[ast.AST, tuple[Link, ...]] = {}

    def line(self, owner: Defined) -> tuple[Link, ...]:
        """Return the class and all that it derives from, in the order in which Python looks attributes up."""
        known = self._lines.get(owner.node)
        if known is None:
            self._lines[owner.node] = (owner,)  # what derives from itself ends here
            known = self._lines[owner.node] = (owner, *self._merged(self._bases(owner)))
        return known

    def _bases(self, owner: Defined) -> list[Link]:
        if not isinstance(owner.node, ast.ClassDef):
            return []
        return [self._base(owner.scope, base) for base in owner.node.bases]

    def _base(self, scope: Scope, base: ast.expr) -> Link:
        if isinstance(base, ast.Subscript):
            base = base.value
        return self.names.resolve(scope, base)

    def _merged(self, bases: Sequence[Link]) -> list[Link]:
        # C3, as in "The Python 2.3 Method Resolution Order"; what cannot be put in order is taken as it comes.
        rows = [*(list(self._line_of(base)) for base in bases), list(bases)]
        merged: list[Link] = []
        while rows := [row for row in rows if row]:
            tails = {id_of(each) for row in rows for each in row[1:]}
            head = next((row[0] for row in rows if id_of(row[0]) not in tails), rows[0][0])
            merged.append(head)
            rows = [[each for each in row if id_of(each) != id_of(head)] for row in rows]
        return merged

    def _line_of(self, base: Link) -> tuple[Link, ...]:
        if isinstance(base, Defined):
            return self.line(base)
        extra = self._handed_on(base)
        return (base, *self.line(extra)) if extra else (base,)

    def _handed_on(self, base: Link) -> Defined | None:
        """Return the class that `declarative_base(cls=...)` or `SQLAlchemy(model_class=...)` makes its own."""
        if isinstance(base, Value) and isinstance(base.node, ast.Call):
            given = keyword_of(base.node, "cls")
            found = self.names.resolve(base.scope, given) if given else None
            return found if isinstance(found, Defined) else None
        return None

    def is_root(self, link: Link) -> bool:
        """Return whether a link is what makes a class declarative."""
        if isinstance(link, External):
            return (leaf(link) in _ROOTS) or link.dotted in _SQLMODEL or link.dotted == _FLASK
        if isinstance(link, Value):
            return leaf(self.names.called(link)) in _MADE
        return isinstance(link, Defined) and isinstance(link.node, ast.ClassDef) and self._made_root(link)

    def _made_root(self, owner: Defined) -> bool:
        node = owner.node
        if not isinstance(node, ast.ClassDef):
            return False
        meta = next((each.value for each in node.keywords if each.arg == "metaclass"), None)
        if meta is not None and leaf(self.names.resolve(owner.scope, meta)) == "DeclarativeMeta":
            return True
        made = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
        return any(leaf(self.names.resolve(owner.scope, each)) == "as_declarative" for each in made)

    def root(self, owner: Defined) -> Link:
        """Return the link that makes a class declarative; None where nothing does."""
        return next((each for each in self.line(owner) if self.is_root(each)), None)

    def is_base(self, owner: Defined) -> bool:
        """Return whether a class is itself the declarative base, which is no table."""
        if self._made_root(owner):
            return True
        return any(isinstance(each, External) and leaf(each) in _ROOTS for each in self._bases(owner))

    def home(self, owner: Defined) -> object:
        """Return what tells apart the collections of tables: two classes of one home share their metadata."""
        root = self.root(owner)
        if isinstance(root, External) and leaf(root) in _ROOTS:
            bases = [each for each in self.line(owner) if isinstance(each, Defined) and self.is_base(each)]
            return bases[-1].node if bases else owner.node
        if isinstance(root, External):
            return root.dotted
        return root.node if isinstance(root, (Value, Defined)) else None

    def is_sqlmodel(self, owner: Defined) -> bool:
        """Return whether a class derives from SQLModel."""
        return any(isinstance(each, External) and each.dotted in _SQLMODEL for each in self.line(owner))

    def is_flask(self, owner: Defined) -> bool:
        """Return whether a class derives from the model class of Flask-SQLAlchemy, which names tables by itself."""
        return any(isinstance(each, External) and each.dotted == _FLASK for each in self.line(owner))

    def strangers(self, owner: Defined) -> list[str]:
        """Return the bases that may bring columns and whose source is not there, by their names."""
        names: list[str] = []
        for each in self.line(owner):
            if isinstance(each, Defined) and isinstance(each.node, ast.ClassDef):
                bases = zip(each.node.bases, self._bases(each), strict=True)
                names += [each.scope.written(node) for node, link in bases if self._is_stranger(link)]
        return names

    def _is_stranger(self, link: Link) -> bool:
        if isinstance(link, Defined) or self.is_root(link):
            return isinstance(link, Value) and leaf(self.names.called(link)) == "automap_base"
        if not isinstance(link, External):
            return True
        return leaf(link) not in _PLAIN and link.dotted.partition(".")[0] not in _PLAIN_HOMES

    def is_enum(self, owner: Defined) -> bool:
        """Return whether a class is an enumeration."""
        return any(isinstance(each, External) and each.dotted.partition(".")[0] == "enum" for each in self.line(owner))


def id_of(link: Link) -> object:
    """Return what tells two links apart."""
    return link.dotted if isinstance(link, External) else getattr(link, "node", None)
