"""What one witness saw of a database, ready to be held against the canon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.databases.words import Words
from pytest_vx11._observe.tables import Schema
from pytest_vx11._source.place import Place

#: So many places are told of what was not understood.
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The tables that a witness tells of, for one check."""

    check: Check
    schema: Schema
    words: Words
    places: tuple[Place, ...]
    """Where it looked."""

    def refuse_doubts(self, name: str) -> None:
        """Raise Unseen where something that was not understood may declare, or change, the table called `name`."""
        doubts = self.schema.doubts(name)
        if doubts:
            raise Unseen(doubts[0].reason, tuple(doubt.place for doubt in doubts[:MOST]))

    def finding(
        self,
        code: str,
        message: str,
        actual: Any,
        places: tuple[Place, ...],
        hint: str,
        subject: str | None = None,
    ) -> Finding:
        """Return a finding on the check's own subject, or on another of its database."""
        about = f"{database_of(self.check)}.{subject}" if subject else self.check.subject
        return Finding(
            code=code,
            subject=f"{self.check.system}:{about}",
            message=message,
            expected=self.check.expected,
            actual=actual,
            hint=hint,
            places=places,
        )


def database_of(check: Check) -> str:
    """Return the name that the canon gives the check's database."""
    return check.subject.split(".")[0]
