"""The gate as a comment on a merge: one line where all is well, else short tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pytest_vx11._gate.comparison import New
from pytest_vx11._gate.outcome import Gate, at, said_of_base, why_lost
from pytest_vx11._report.markdown import code, cut, prose, spoken, table
from pytest_vx11._source.values import show

#: GitHub takes 65,536 characters for a comment.
_MOST = 60_000
_CELL = 300
_MOST_LOST = 20
#: By this line the comment is found again, so that no other one is rewritten. Nobody sees it (GFM, section 4.6).
MARKER = "<!-- vx11-gate -->"


def render_comment(gate: Gate) -> str:
    """Return GitHub's Markdown of at most 60,000 characters."""
    return "".join(f"{line}\n" for line in _lines(gate))


def _lines(gate: Gate) -> Iterator[str]:
    mark = "✅" if gate.passes() else "❌"
    yield f"{mark} **vx11 gate**: {gate.total()} (base {prose(gate.base)}, head {prose(gate.head)})"
    if gate.comparison.new:
        yield ""
        head = ("where", "what", "canon", "found", "to do")
        yield from _fitting(head, [_row(gate, new) for new in gate.comparison.new], _MOST // 2)
    if gate.comparison.lost:
        yield ""
        rows = [(_cell(each.check["id"], code), _cell(why_lost(each), prose)) for each in gate.comparison.lost]
        yield from _fitting(("out of sight", "why"), rows, _MOST // 3, _MOST_LOST)
    if left := gate.left_out():
        yield ""
        yield f"Partial: {spoken(left)}"
    for note in gate.notes[:_MOST_LOST]:
        yield ""
        yield f"Note: {_cell(note, prose)}"
    yield ""
    yield MARKER


def _row(gate: Gate, new: New) -> Sequence[str]:
    check, finding = new.told
    places = finding["places"]
    where = gate.place(check, places[0]) if places else at(check["canon_at"])
    said = said_of_base(new)
    base = f" · base: {_cell(said, prose)}" if said else ""
    return (
        _cell(where, code),
        f"{prose(finding['code'])} {_cell(finding['message'], prose)}{base}",
        _cell(show(finding["canon"]), code),
        _cell(show(finding["actual"]), code),
        _cell(finding["hint"], prose) if finding["hint"] else "",
    )


def _cell(text: str, written: Callable[[str], str]) -> str:
    return written(cut(text, _CELL))


def _fitting(head: Sequence[str], rows: Sequence[Sequence[str]], room: int, most: int | None = None) -> Iterator[str]:
    """Yield the lines of a table as far as there is room, and how many rows are left out."""
    shown: list[str] = []
    for line in table(head, rows[:most]):
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    yield from shown
    left = len(rows) - (len(shown) - 2)
    if left:
        yield ""
        yield f"… and {left} more"
