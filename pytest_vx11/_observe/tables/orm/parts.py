"""What the source says of one column, gathered from its call, its annotation and an `Annotated` type."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_vx11._observe.tables.model import Column, SqlType
from pytest_vx11._observe.tables.types import SERIALS
from pytest_vx11._source.place import Place

_COUNTING = frozenset({"INTEGER", "BIGINT", "SMALLINT", *SERIALS})
_SAID = ("nullable", "unique", "primary", "default", "autoincrement")


@dataclass(slots=True, kw_only=True)
class Parts:
    """Each None says that nothing was said; what was said but not understood is named in `unknown`."""

    place: Place
    text: str = ""
    name: str | None = None
    type: SqlType | None = None
    typed: bool = False
    """Whether a type was given, understood or not."""
    nullable: bool | None = None
    unique: bool | None = None
    primary: bool | None = None
    default: bool | None = None
    value: str | None = None
    autoincrement: bool | None = None
    refers: str | None = None
    referring: bool = False
    """Whether there is a foreign key, its target understood or not."""
    optional: bool | None = None
    """Whether the annotation allows None; None: there is no annotation."""
    unknown: set[str] = field(default_factory=set)

    def under(self, base: Parts) -> None:
        """Take from `base`, an `Annotated` type's own column, what is not said here."""
        for name in _SAID:
            if getattr(self, name) is None and name not in self.unknown:
                setattr(self, name, getattr(base, name))
                self.unknown |= {name} & base.unknown
        self.value = self.value or base.value
        self.refers, self.referring = self.refers or base.refers, self.referring or base.referring
        if not self.typed:
            self.type, self.typed = base.type, base.typed

    def column(self, name: str) -> Column:
        """Return the column, which is called `name` unless it was given another name."""
        return Column(
            name=self.name or name,
            type=self.type,
            nullable=self._nullable(),
            unique=None if "unique" in self.unknown else bool(self.unique),
            primary_key=None if "primary" in self.unknown else bool(self.primary),
            default=None if "default" in self.unknown else bool(self.default),
            default_value=self.value,
            foreign_key=self.refers,
            place=self.place,
            text=self.text,
        )

    def _nullable(self) -> bool | None:
        if "nullable" in self.unknown:
            return None
        if self.nullable is not None:
            return self.nullable
        if self.primary:
            return False
        if "primary" in self.unknown:
            return None
        return self.optional if self.optional is not None else True

    def counts_up(self) -> bool:
        """Return whether the column counts up by itself where it is the whole primary key."""
        if self.autoincrement is not None or "autoincrement" in self.unknown:
            return bool(self.autoincrement)
        return self.type is not None and self.type.name in _COUNTING and not self.referring
