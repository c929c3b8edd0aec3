"""Bringing a baseline up to date: what a run found goes in, what it saw mended comes out, the rest is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pytest_vx11._baseline.accepting import ADOPTED, Accepting, Adopted
from pytest_vx11._baseline.blocks import Block, Layout, NoBlocksError, in_order, lay_out, text_of, without
from pytest_vx11._baseline.model import ANY, Baseline, Entry, written_key
from pytest_vx11._baseline.reading import parse_baseline
from pytest_vx11._baseline.standing import Standing, State
from pytest_vx11._baseline.values import Spot, spots, with_value
from pytest_vx11._checks.identity import UNVALUED, fingerprint, plain
from pytest_vx11._errors import CanonError
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.yaml_writer import flow

#: How long what is adopted stays accepted.
PERIOD = timedelta(days=90)
_OWNER = "nobody yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The new text of a baseline, and how many entries were added, changed and taken out."""

    text: str
    added: int
    changed: int
    pruned: int

    @property
    def nothing(self) -> bool:
        """Whether the file is as it should be already."""
        return not (self.added or self.changed or self.pruned)


def update_of(accepting: Accepting, standings: Iterable[Standing], *, shared: bool = False) -> Update:
    """Return the baseline as it should be after a run; where it is `shared`, new entries say of which system they are.

    Adds what no entry covers, and takes out entries that are stale; where the same key has another value now, the entry
    keeps its reason and takes the value. One that is expired stays for a person to decide on. Raises CanonError where
    the file is written in a way that it cannot be changed in.
    """
    baseline = accepting.baseline
    stale = {standing.entry for standing in standings if standing.state is State.STALE}
    try:
        layout = lay_out(baseline)
    except NoBlocksError as error:
        raise _unwritable(baseline.path, str(error)) from error
    added: list[Entry] = []
    changed: dict[Entry, Entry] = {}
    for adopted in accepting.adopted.values():
        made = _entry(accepting, adopted, shared=shared)
        old = next((entry for entry in _same_key(made, adopted.system, stale) if entry not in changed), None)
        if old is None:
            added.append(made)
        else:
            changed[old] = replace(old, value=made.value)
    pruned = stale - changed.keys()
    text = text_of(_changed(layout, baseline, added, changed, pruned))
    _compare(text, baseline.path, [*added, *_kept(baseline.entries, changed, pruned)])
    return Update(text=text, added=len(added), changed=len(changed), pruned=len(pruned))


def _entry(accepting: Accepting, adopted: Adopted, *, shared: bool) -> Entry:
    return Entry(
        key=written_key(adopted.finding.key),
        reason=ADOPTED,
        owner=_OWNER,
        expires=accepting.today + PERIOD,
        value=ANY if adopted.value is UNVALUED else adopted.value,
        system=adopted.system if shared else None,
    )


def _same_key(made: Entry, system: str, stale: Iterable[Entry]) -> list[Entry]:
    return [
        entry
        for entry in stale
        if entry.key == made.key and entry.value is not ANY and made.value is not ANY and entry.system in (None, system)
    ]


def _kept(entries: Sequence[Entry], changed: dict[Entry, Entry], pruned: set[Entry]) -> list[Entry]:
    return [changed.get(entry, entry) for entry in entries if entry not in pruned]


def _changed(
    layout: Layout,
    baseline: Baseline,
    added: Sequence[Entry],
    changed: dict[Entry, Entry],
    pruned: Iterable[Entry],
) -> Layout:
    for entry in pruned:
        layout = without(layout, entry)
    places = spots(baseline.text) if changed else {}
    index = {entry: number for number, entry in enumerate(baseline.entries)}
    blocks = [
        _with_value(block, places.get(index[block.entry]), changed[block.entry], layout)
        if block.entry in changed
        else block
        for block in layout.blocks
    ]
    blocks += [Block(entry, (), (), _written(entry, layout)) for entry in added]
    return replace(layout, blocks=tuple(in_order(blocks)))


def _written(entry: Entry, layout: Layout) -> tuple[str, ...]:
    said = {
        "key": entry.key,
        "system": entry.system,
        "value": entry.value,
        "reason": entry.reason,
        "owner": entry.owner,
    }
    told = {name: value for name, value in said.items() if name == "value" or value is not None}
    fields = [f"{name}: {flow(value)}" for name, value in told.items() if value is not ANY]
    fields.append(f"expires: {entry.expires}")
    margin = " " * layout.indent
    return tuple(f"{margin}{'  ' if index else '- '}{each}{layout.line_break}" for index, each in enumerate(fields))


def _with_value(block: Block, spot: Spot | None, changed: Entry, layout: Layout) -> Block:
    if spot is None:
        return block
    lines = with_value(block.lines, block.entry.at.line - 1, spot, changed.value, layout.line_break)
    return replace(block, lines=lines)


def _compare(text: str, path: str, wanted: Iterable[Entry]) -> None:
    """Read the new text as the next run will; raises CanonError where it does not say what it should."""
    try:
        found = parse_baseline(text, path).entries
    except CanonError as error:
        raise _unwritable(path, str(error.problems[0].message)) from error
    left = Counter(map(_said, found))
    for entry in wanted:
        if not left[_said(entry)]:
            where = f", which begins in line {entry.at.line}," if entry.at.line else ""
            raise _unwritable(path, f"the entry {entry.key}{where} cannot be told from what stands around it")
        left[_said(entry)] -= 1
    if any(left.values()):
        raise _unwritable(path, "an entry would stay that is to be taken out")


def _said(entry: Entry) -> tuple[str, str, str, str, str, str]:
    value = "" if entry.value is ANY else fingerprint("", plain(entry.value))
    return entry.key, value, entry.reason, entry.owner or "", str(entry.expires), entry.system or ""


def _unwritable(path: str, why: str) -> CanonError:
    hint = "write one entry a block, as README.md shows, or change it by hand"
    return CanonError([Problem(Place(path), f"the baseline cannot be brought up to date: {why}", hint)])
