"""A check: one stated value of the canon, held against one witness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pytest_vx11._checks.verdict import Judged
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless, no_command


class Witness(Enum):
    """Who tells the fact that the canon is compared with."""

    DECLARED = "declared"
    RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Planned from the canon alone, so that its id is the same every time and on every worker."""

    system: str
    service: str
    """The service, or the system's name for a check of the whole."""
    facet: str
    subject: str
    witness: Witness
    expected: Any
    """What the canon wants, as plain data."""
    at: Place
    """Where the canon says so."""
    needs: tuple[Need[Any], ...] = ()
    """What must be seen before it can be judged."""
    judge: Judge | None = None
    """Pure: from the check and the facts to what is so. None where nobody can look yet."""
    about: Any = None
    """What the facet's judgement wants to remember from planning."""

    @property
    def name(self) -> str:
        """The last part of the id: `8000[declared]`."""
        # Enum's own `value` takes longer than the rest; this is the attribute behind it (Python documentation, enum).
        return f"{escape(self.subject)}[{self.witness._value_}]"

    @property
    def id(self) -> str:
        """`vx11::madre::ports::8001[declared]`, the same in whichever folder one stands."""
        return f"{self.system}::{self.service}::{self.facet}::{self.name}"


#: Returns what is so; may raise Unseen or SourceError through `Sight.see`.
Judge = Callable[[Check, Sight], Judged]


def escape(subject: str) -> str:
    """Return a subject as it stands in an id, where `::` divides the parts, and which no log takes for a command."""
    said = subject.replace("::", "%3A%3A") if "::" in subject else subject
    return harmless(no_command(said) if "##" in said else said, 300)
