"""Rows that are ready to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pytest_vx11._truth.schema import Block, Entry, Table


@dataclass(slots=True)
class Made:
    """The rows of one transaction."""

    added: dict[Table, list[Block]] = field(default_factory=dict)
    """Rows that are added."""
    latest: dict[Table, list[Entry]] = field(default_factory=dict)
    """Rows that are brought up to date, or added where there is none of their key."""

    def of(self, tables: frozenset[str]) -> Made:
        """Return only the rows of some tables."""
        return Made(
            {table: blocks for table, blocks in self.added.items() if table.name in tables},
            {table: entries for table, entries in self.latest.items() if table.name in tables},
        )

    def entries(self) -> Iterator[tuple[Table, Entry]]:
        """Yield each row with its table."""
        for table, blocks in self.added.items():
            width = len(table.columns)
            for block in blocks:
                rows = (block[start : start + width] for start in range(0, len(block), width))
                yield from ((table, dict(zip(table.columns, row, strict=True))) for row in rows)
        for table, entries in self.latest.items():
            yield from ((table, entry) for entry in entries)


def joined(several: Iterable[Made]) -> Made:
    """Return the rows of all."""
    whole = Made()
    for made in several:
        for table, blocks in made.added.items():
            whole.added.setdefault(table, []).extend(blocks)
        for table, entries in made.latest.items():
            whole.latest.setdefault(table, []).extend(entries)
    return whole
