"""A baseline and its entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from pytest_vx11.checks.identity import fingerprint, plain
from pytest_vx11.source.place import Place
from pytest_vx11.source.words import harmless

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
        search = pattern_of(self.key).fullmatch
        # Who copies a key with a star in it from a report means that one too.
        return lambda key: key == self.key or search(key) is not None

    def takes(self, value: Any) -> bool:
        """Tell whether it accepts what was found, as `Identity.value` gives it."""
        return self.value is ANY or fingerprint("", plain(self.value)) == fingerprint("", value)

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


def pattern_of(glob: str) -> re.Pattern[str]:
    """Return what a key with `*` in it matches, from beginning to end."""
    parts = (".*".join(map(re.escape, part.split("*"))) for part in glob.split("[*]"))
    return re.compile(re.escape("*").join(parts), re.DOTALL)


def told_key(key: str) -> str:
    """Return a finding's key as a baseline has it."""
    return harmless(key, _LONGEST)


def written_key(key: str) -> str:
    """Return a finding's key as it is written into an entry, so that no star in it stands for anything else."""
    return told_key(key).replace("*", "[*]")
