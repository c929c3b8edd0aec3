"""What a gate came to, with all that is told of it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_vx11._gate.comparison import Comparison, Loss, Lost, New, Novelty
from pytest_vx11._report.data import CanonData, CheckData, PlaceData
from pytest_vx11._source.values import show
from pytest_vx11._source.words import counted

_LONG = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A comparison, and what its two sides are called."""

    comparison: Comparison
    base: str
    head: str
    canons: Sequence[CanonData]
    """The head's, then the base's."""
    notes: Sequence[str] = ()
    """What is to be known beside, in sentences."""
    strict: bool = False
    partial: bool = False
    """Whether the head may have looked at fewer checks than its canon states."""

    def passes(self) -> bool:
        """Tell whether there is nothing new, nothing was left out and, where it is strict, nothing is out of sight."""
        left = self.comparison.lost if self.strict else ()
        return not self.comparison.new and not self.left_out() and all(_is_left_out(each) for each in left)

    def left_out(self) -> str:
        """Return why nobody can say that nothing is new; empty where the head left no check out, or was free to."""
        count = 0 if self.partial else sum(map(_is_left_out, self.comparison.lost))
        if not count:
            return ""
        told = counted(count, "check")
        return f"the run of the head left out {told} of its canon: run all of them, or say that it may with --partial"

    def place(self, check: CheckData, place: PlaceData) -> str:
        """Return a place that a finding of a check names, from where the canons' paths are relative to."""
        system = check["id"].partition("::")[0]
        root = next((canon["root"] for canon in self.canons if canon["system"] == system), ".")
        # A path with a `:` before its first slash lies in a container (report/data.py).
        inside = ":" in place["path"].partition("/")[0]
        return at(place if inside else {**place, "path": posixpath.normpath(posixpath.join(root, place["path"]))})

    def total(self) -> str:
        """Return the counts in one line, without the names of the two sides."""
        gate = self.comparison
        counts = (
            (len(gate.new), "new"),
            (len(gate.known), "known"),
            (len(gate.waived), "accepted"),
            (len(gate.mended), "mended"),
            (len(gate.lost), "out of sight"),
        )
        told = ", ".join(f"{count} {name}" for count, name in counts if count)
        if gate.new or self.left_out():
            return told
        return f"nothing new: {told}" if told else "nothing new"


def _is_left_out(lost: Lost) -> bool:
    return lost.loss is Loss.UNCHOSEN


def at(place: PlaceData) -> str:
    """Return a place as `path:line`."""
    path = show(place["path"], _LONG)
    return f"{path}:{place['line']}" if place["line"] else path


def said_of_base(new: New) -> str:
    """Return what the base has to do with a finding that counts as new; empty where there is nothing to say."""
    if new.novelty is Novelty.UNSEEN:
        return f"had not looked here: {show(new.unseen, _LONG)}" if new.unseen else "has no such check"
    if new.novelty is Novelty.CHANGED:
        return f"found {show(new.before)}"
    return "has the same, but not as often" if new.novelty is Novelty.MORE else ""


def why_lost(lost: Lost) -> str:
    """Return why a check is out of sight, and that drift went with it."""
    drift = "; it was a drift" if lost.before == "drift" else ""
    if lost.loss is Loss.UNVERIFIED:
        return f"unverified: {show(lost.check['reason'], _LONG)}{drift}"
    if lost.loss is Loss.HIDDEN:
        return f"hidden by its {show(lost.hidden)}, behind which nobody looked{drift}"
    if lost.loss is Loss.NOT_RUN:
        return f"a test of your own, which the head did not run{drift}"
    if lost.loss is Loss.UNSTATED:
        return f"no longer stated in the canon{drift}"
    return f"stated in the canon, but not among the checks of the run{drift}"
