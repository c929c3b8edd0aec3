"""Bringing a baseline up to date: what a run found goes in, what it saw mended comes out, the rest is not touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from pytest_vx11.baseline.accepting import ADOPTED, Accepting
from pytest_vx11.baseline.blocks import Block, Layout, NoBlocksError, in_order, lay_out, text_of, without
from pytest_vx11.baseline.model import ANY, Entry, written_key
from pytest_vx11.baseline.reading import parse_baseline
from pytest_vx11.baseline.standing import Standing, State
from pytest_vx11.checks.identity import fingerprint, plain
from pytest_vx11.errors import CanonError
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.yaml_writer import flow

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


def update_of(accepting: Accepting, standings: Iterable[Standing]) -> Update:
    """Return the baseline as it should be after a run.

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
    for finding, value in accepting.adopted.values():
        made = _entry(accepting, written_key(finding.key), value)
        old = next((entry for entry in _same_key(made, stale) if entry not in changed), None)
        if old is None:
            added.append(made)
        else:
            changed[old] = replace(old, value=value)
    pruned = stale - changed.keys()
    text = text_of(_changed(layout, added, changed, pruned))
    _compare(text, baseline.path, [*added, *_kept(baseline.entries, changed, pruned)])
    return Update(text=text, added=len(added), changed=len(changed), pruned=len(pruned))


def _entry(accepting: Accepting, key: str, value: Any) -> Entry:
    expires = accepting.today + PERIOD
    said = ANY if value is None else value
    return Entry(key=key, reason=ADOPTED, owner=_OWNER, expires=expires, value=said)


def _same_key(made: Entry, stale: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in stale if entry.key == made.key and entry.value is not ANY and made.value is not ANY]


def _kept(entries: Sequence[Entry], changed: dict[Entry, Entry], pruned: set[Entry]) -> list[Entry]:
    return [changed.get(entry, entry) for entry in entries if entry not in pruned]


def _changed(layout: Layout, added: Sequence[Entry], changed: dict[Entry, Entry], pruned: Iterable[Entry]) -> Layout:
    for entry in pruned:
        layout = without(layout, entry)
    blocks = [_with_value(block, changed, layout) if block.entry in changed else block for block in layout.blocks]
    blocks += [Block(entry, (), (), _written(entry, layout)) for entry in added]
    return replace(layout, blocks=tuple(in_order(blocks)))


def _written(entry: Entry, layout: Layout) -> tuple[str, ...]:
    said = {"key": entry.key, "value": entry.value, "reason": entry.reason, "owner": entry.owner}
    fields = [f"{name}: {flow(value)}" for name, value in said.items() if value is not ANY and value is not None]
    fields.append(f"expires: {entry.expires}")
    margin = " " * layout.indent
    return tuple(f"{margin}{'  ' if index else '- '}{each}{layout.line_break}" for index, each in enumerate(fields))


def _with_value(block: Block, changed: dict[Entry, Entry], layout: Layout) -> Block:
    """Return the block with the new value in the place of the old one, over however many lines that goes."""
    lines = list(block.lines)
    start = next((index for index, line in enumerate(lines) if re.match(r" *(?:- +)?value *:", line)), None)
    if start is None:
        return block
    before = re.match(r" *(?:- +)?", lines[start])
    margin = before[0] if before else ""
    end = start + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" ")) > len(margin):
        end += 1
    entry = changed[block.entry]
    lines[start:end] = [f"{margin}value: {flow(entry.value)}{layout.line_break}"]
    return replace(block, lines=tuple(lines))


def _compare(text: str, path: str, wanted: Iterable[Entry]) -> None:
    """Read the new text as the next run will; raises CanonError where it does not say what it should."""
    try:
        found = parse_baseline(text, path).entries
    except CanonError as error:
        raise _unwritable(path, str(error.problems[0].message)) from error
    if sorted(map(_said, found)) != sorted(map(_said, wanted)):
        raise _unwritable(path, "an entry cannot be told from what stands around it")


def _said(entry: Entry) -> tuple[str, str, str, str, str]:
    value = "" if entry.value is ANY else fingerprint("", plain(entry.value))
    return entry.key, value, entry.reason, entry.owner or "", str(entry.expires)


def _unwritable(path: str, why: str) -> CanonError:
    hint = "write one entry a block, as README.md shows, or change it by hand"
    return CanonError([Problem(Place(path), f"the baseline cannot be brought up to date: {why}", hint)])
