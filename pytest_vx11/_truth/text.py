"""Text from outside, made fit to be kept: secrets starred, nothing in it that SQLite refuses, and not without end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timezone
from enum import Enum
from itertools import chain
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from pytest_vx11._truth.schema import Block, Cell, Row, Table

#: What is kept of a snippet, in characters.
SNIPPET = 2048
_LONGEST = 1024**2
_LARGEST = 2**63 - 1
_TEXT = frozenset({"TEXT", "TEXT NOT NULL"})
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class Text:
    """Makes text fit to be kept. `clean` stars secrets wherever they stand in a text."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean

    def json(self, value: Any) -> str | None:
        """Return plain data as JSON; None for None. What is no plain data is written as text."""
        if value is None:
            return None
        kind = type(value)
        if kind is str:
            text = encode_basestring(value)
        elif kind is int and -_LARGEST <= value <= _LARGEST:
            return str(value)
        else:
            text = self._encoded(value)
        # With an escape in it a secret may not stand in the JSON as it is.
        if "\\" in text:
            text = self._encoded(self._plain(value))
        return text if len(text) <= _LONGEST else encode_basestring(self._cut(text, _LONGEST))

    def snippet(self, text: str | None) -> str | None:
        """Return the start of a text."""
        return None if text is None else self._cut(text, SNIPPET)

    def block(self, table: Table, rows: Iterable[Row]) -> Block:
        """Return the cells of some rows, fit to be kept.

        All text is looked at as one: nearly always there is nothing to do, and that is soon seen.
        """
        cells = tuple(chain.from_iterable(rows))
        width = len(table.columns)
        texts = [cells[index::width] for index, kind in enumerate(table.columns.values()) if kind in _TEXT]
        # What a whole column has in common is looked at once.
        columns = [{*text} if text[:1] == text[-1:] else text for text in texts]
        try:
            joined = "\n".join(["\n".join(filter(None, column)) for column in columns])  # type: ignore[arg-type]
        except TypeError:  # somebody's own facet took a number for text
            joined = "\0"
        return cells if self._nothing_to_do(joined) else tuple(map(self.cell, cells))

    def cell(self, cell: Cell) -> Cell:
        """Return one cell fit to be kept; a number that SQLite cannot hold as text."""
        kept = _scalar(cell)
        if not isinstance(kept, str):
            return kept if isinstance(kept, (int, float)) else None
        shown = self._clean(kept).replace("\0", "\\x00")
        shown = shown if _encodable(shown) else shown.encode("utf-8", "backslashreplace").decode()
        return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"

    def _nothing_to_do(self, joined: str) -> bool:
        return "\0" not in joined and (joined.isascii() or _encodable(joined)) and self._clean(joined) == joined

    def _cut(self, text: str, most: int) -> str:
        # Cleaned first: half a secret would not be known as one.
        cleaned = self._clean(text)
        return cleaned if len(cleaned) <= most else f"{cleaned[: most - 1]}…"

    def _encoded(self, value: Any) -> str:
        try:
            return _encode(value)
        except (TypeError, ValueError, RecursionError):
            pass
        try:
            return _encode(self._plain(value))
        except RecursionError:
            return '"(nested too deep to be kept)"'

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._clean(value)
        if isinstance(value, Mapping):
            return {str(self._plain_key(key)): self._plain(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._plain(inner) for inner in value]
        if isinstance(value, (set, frozenset)):
            return sorted((self._plain(inner) for inner in value), key=_encode)
        return self._clean(shown) if isinstance(shown := _scalar(value), str) else shown

    def _plain_key(self, key: Any) -> str:
        plain = self._plain(key)
        return plain if isinstance(plain, str) else _encode(plain)


def moment(at: datetime | None) -> str | None:
    """Return a moment as reports write it."""
    return None if at is None else _naive(at).isoformat(timespec="milliseconds") + "Z"


def moment_of_vx11(at: datetime | None) -> str | None:
    """Return a moment as VX11's own programs write it, and read it: SQLAlchemy refuses any other form."""
    return None if at is None else _naive(at).isoformat(sep=" ", timespec="microseconds")


def _naive(at: datetime) -> datetime:
    return (at.astimezone(timezone.utc) if at.tzinfo is not None else at).replace(tzinfo=None)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _scalar(value: Any) -> str | int | float | None:
    """Return what JSON has a word for; the rest is told by what it is, without calling anything of its own."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Enum):
        return _scalar(value.value)
    if isinstance(value, int):
        return int(value) if -_LARGEST <= value <= _LARGEST else hex(value)
    if isinstance(value, float):
        return float(value) if isfinite(value) else float.__repr__(value)
    return _told(value)


def _told(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "backslashreplace")
    return value.isoformat() if isinstance(value, date) else f"<{type(value).__name__}>"


def line(entry: Mapping[str, Cell]) -> bytes:
    """Return cells as one line of JSON, in ASCII."""
    return json.dumps(entry).encode("ascii") + b"\n"
