"""Facts that a test gives, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Fact, Need
from pytest_vx11._source.words import harmless


class NotGiven(AssertionError):
    """A test did not give what was asked for; it says what that was. It fails the test, and is no finding."""


class Given:
    """The sight of one judgement, or of one look: gives the facts of a test, and looks at nothing."""

    def __init__(self, who: str, needs: Sequence[Need[Any]], facts: Mapping[Need[Any], Any]) -> None:
        """`who` asks, and `needs` is what was to be expected of it; empty where nothing was."""
        self._who, self._needs = who, needs
        self._facts = facts
        self.judging = True
        """Whether the judgement itself asks: what the engine asks after it, nobody has to give."""
        self.missing: NotGiven | None = None
        """The first that was asked for and not given: the judgement may have caught it."""

    def see(self, need: Need[Fact]) -> Fact:
        """Return the fact that was given; raises it where it says why there is none, NotGiven where it was not."""
        if need not in self._facts:
            if not self.judging:
                raise Unseen("the test gives no such fact")
            missing = NotGiven(self._says(need))
            self.missing = self.missing or missing
            raise missing
        fact = self._facts[need]
        if isinstance(fact, (Unseen, SourceError)):
            raise fact.with_traceback(None)
        return fact  # type: ignore[no-any-return]

    def _says(self, need: Need[Any]) -> str:
        given = ", ".join(_shown(each) for each in self._facts) or "nothing"
        more = "; it is none of the check's `needs`" if self._needs and need not in self._needs else ""
        return f"{self._who} asks for {_shown(need)}, which the test did not give: it gave {given}{more}"


def given_facts(check: Check, facts: Any) -> Mapping[Need[Any], Any]:
    """Return facts by need: a mapping of needs as it is, any other one as that of the one need of a check.

    Raises TypeError where the check has not one need.
    """
    if facts is None:
        return {}
    if isinstance(facts, Mapping) and all(isinstance(need, Need) for need in facts):
        return facts
    if len(check.needs) != 1:
        names = ", ".join(_shown(need) for need in check.needs) or "none"
        raise TypeError(f"{check.id}: one fact is given, and its needs are {names}: give a mapping of need to fact")
    return {check.needs[0]: facts}


def _shown(need: Need[Any]) -> str:
    return harmless(repr(need), 300)
