"""The gate, told on a terminal or in the log of CI."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._gate.comparison import New
from pytest_vx11._gate.outcome import Gate, at, said_of_base, why_lost
from pytest_vx11._source.values import show
from pytest_vx11._source.words import no_command

_MOST_PLACES = 20
_MOST_LOST = 50
_LONG = 2000


def render_text(gate: Gate) -> str:
    """Return each new finding, what is out of sight, and the counts; one line where all is well."""
    return "".join(f"{no_command(line)}\n" for line in _lines(gate))


def _lines(gate: Gate) -> Iterator[str]:
    for new in gate.comparison.new:
        yield from _finding(gate, new)
    lost = gate.comparison.lost
    yield from (f"out of sight: {show(each.check['id'], _LONG)}: {why_lost(each)}" for each in lost[:_MOST_LOST])
    if len(lost) > _MOST_LOST:
        yield f"out of sight: … and {len(lost) - _MOST_LOST} more"
    yield from (f"note: {show(note, _LONG)}" for note in gate.notes)
    if left := gate.left_out():
        yield f"partial: {left}"
    yield f"gate: {gate.total()} (base {show(gate.base)}, head {show(gate.head)})"


def _finding(gate: Gate, new: New) -> Iterator[str]:
    check, finding = new.told
    first, *others = [gate.place(check, place) for place in finding["places"][:_MOST_PLACES]] or [""]
    yield f"{first}{': ' if first else ''}{show(finding['message'], _LONG)} ({show(finding['code'])})"
    yield f"  canon     {at(check['canon_at'])}"
    yield from (f"  also      {place}" for place in others)
    yield f"  expected  {show(finding['canon'])}"
    yield f"  found     {show(finding['actual'])}"
    if said := said_of_base(new):
        yield f"  base      {said}"
    for index, line in enumerate(finding["hint"].splitlines()):
        yield f"  {'' if index else 'to do':<9} {show(line, _LONG)}"
