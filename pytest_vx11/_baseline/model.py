"""A baseline and its entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from pytest_vx11._checks.identity import UNVALUED, fingerprint, plain
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless

#: A key is told on one line, and not without end.
_LONGEST = 2000


class AnyValue(Enum):
    """What an entry accepts that says nothing of the value."""

    ANY = "any"


ANY = AnyValue.ANY


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """One accepted finding, or those that a glob names. No two are the same, whatever they say."""

    key: str
    """As it is written: `*` stands for any text, `[*]` for a star."""
    reason: str
    owner: str | None = None
    expires: date | None = None
    """The last day on which it counts, in UTC."""
    value: Any = ANY
    """What was found when it was accepted; ANY where the entry does not say."""
    system: str | None = None
    """The system that it is of; None where the file is of one alone."""
    at: Place = field(default_factory=lambda: Place(""))

    @cached_property
    def is_glob(self) -> bool:
        """Whether it may cover more than one key."""
        return "*" in self.key.replace("[*]", "")

    @cached_property
    def literal(self) -> str:
        """The key that it covers, of an entry that is no glob."""
        return self.key.replace("[*]", "*")

    @cached_property
    def matches(self) -> Callable[[str], bool]:
        """Tell whether it covers a key, as `told_key` gives it."""
        if not self.is_glob:
            return lambda key: key == self.literal
        parts = parts_of(self.key)
        # Who copies a key with a star in it from a report means that one too.
        return lambda key: key == self.key or holds(parts, key)

    def takes(self, value: Any) -> bool:
        """Tell whether it accepts what was found, as `Identity.value` gives it."""
        return self.value is ANY or value is UNVALUED or fingerprint("", plain(self.value)) == fingerprint("", value)

    def expired(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return self.expires is not None and self.expires < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The entries of one file, in its order."""

    path: str
    """Absolute and POSIX."""
    entries: tuple[Entry, ...]
    text: str
    """The file's own text; empty for one that is not there yet."""
    accepted_line: int | None = None
    """Where its key `accepted` stands; None for a plain list of entries."""


def parts_of(glob: str) -> list[str]:
    """Return the texts between the stars of a key; `[*]` in it is a star that stands for itself."""
    return [part.replace("\0", "*") for part in glob.replace("[*]", "\0").split("*")]


def holds(parts: Sequence[str], text: str) -> bool:
    """Tell whether a text begins, goes on and ends with the parts, in time that grows with its length alone."""
    first, *rest = parts
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(last) and text.endswith(last)


def told_key(key: str) -> str:
    """Return a finding's key as a baseline has it."""
    return harmless(key, _LONGEST)


def written_key(key: str) -> str:
    """Return a finding's key as it is written into an entry, so that no star in it stands for anything else."""
    return told_key(key).replace("*", "[*]")
