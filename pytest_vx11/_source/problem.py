"""One thing that is wrong with what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless

#: More than these are not told of one canon: who has so many mends the first ones first.
MAX_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` may be None where the wrong thing is an option or the environment; `also` is the other place of two.

    `cause` is a line of somebody else's code that it came from.
    """

    place: Place | None
    message: str
    hint: str = ""
    also: Place | None = None
    cause: Place | None = None

    def __str__(self) -> str:
        return self.shown(str)

    def shown(self, place: Callable[[Place], str]) -> str:
        """Return the problem on one line, its places shown as `place` says."""
        # What is quoted from a file may hold anything.
        where = f"{place(self.place)}: " if self.place else ""
        also = f", first in {place(self.also)}" if self.also else ""
        cause = f", in {place(self.cause)}" if self.cause else ""
        hint = f" ({self.hint})" if self.hint else ""
        return harmless(f"{where}{self.message}{also}{cause}{hint}")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by file and line, each said once."""
    return sorted(dict.fromkeys(problems), key=lambda each: (each.place or _NOWHERE, each.message))


_NOWHERE = Place("")
