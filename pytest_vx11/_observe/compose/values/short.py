"""A mapping that was written in a short form, such as the port "8000:80"."""

from __future__ import annotations

from typing import Any

from pytest_vx11._source.located import Map, Span
from pytest_vx11._source.place import Place


class Short(Map):
    """The long form of something short; `text` is the short form."""

    __slots__ = ("text",)

    def __init__(self, text: str, place: Place, entries: dict[str, Any]) -> None:
        super().__init__(place)
        self.text = text
        span = Span(place.path, place.line, place.col, place.line, place.col)
        for key, value in entries.items():
            self.put(key, value, span)

    def __reduce__(self) -> Any:
        return Short, (self.text, self.place, dict(self))


def written(entry: Map) -> str:
    """Return how an entry is written: its short form, or its long one on one line."""
    if isinstance(entry, Short):
        return entry.text
    return ", ".join(f"{key}: {value}" for key, value in entry.items() if not isinstance(value, (Map, list)))
