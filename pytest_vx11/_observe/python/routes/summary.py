"""What was found in a function that may refuse."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may refuse, and why nobody can say so."""

    reason: str
    place: Place


@dataclass(slots=True)
class Summary:
    """What was found in a function and in those that it calls."""

    refuses: Place | None = None
    """Where it raises 401 or 403."""
    answers: Place | None = None
    """Where it makes an answer of 401 or 403 without raising it."""
    at_times: tuple[Place, Place] | None = None
    """Where it raises 401 or 403 if something is sent, and where that is asked."""
    passes: Place | None = None
    """Where it lets through who sends no credential."""
    computed: Place | None = None
    """Where it makes an answer whose status is computed."""
    doubts: list[Doubt] = field(default_factory=list)
    """What it raises that nobody can tell the answer of."""
    unfollowed: list[Doubt] = field(default_factory=list)
    """What it calls that cannot be read."""
    handed: list[Doubt] = field(default_factory=list)
    """The same, where the request or a header is handed over."""

    def take(self, other: Summary) -> None:
        """Add what was found in a function that this one calls."""
        if self.refuses is None and other.refuses is not None:
            self.refuses = other.refuses
            self.passes = self.passes or other.passes
        self.at_times = self.at_times or other.at_times
        self.answers = self.answers or other.answers
        self.computed = self.computed or other.computed
        self.doubts += other.doubts[:1]
        self.unfollowed += other.unfollowed[:1]
        self.handed += other.handed[:1]
