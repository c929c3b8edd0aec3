"""A baseline's text as blocks of lines, one an entry, so that what a person wrote stays as it is to the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pytest_vx11._baseline.model import Baseline, Entry

_ITEM = re.compile(r"( *)- +\S")
_EMPTY = re.compile(r"(accepted:)[ \t]*\[[ \t]*\]")
_HEAD = """\
# What is accepted for now: each entry is one finding, which fails no check until the end of its last day (UTC).
# `pytest --vx11-canon --vx11-baseline-update` adds what drifts and takes out what does not any more.
baseline: 1
accepted:
"""


class NoBlocksError(Exception):
    """The file is written in a way that it cannot be changed in without touching the rest; the text says what."""


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of an entry, and those before it: `free` ones stay where they are, `own` ones go where it goes."""

    entry: Entry
    free: tuple[str, ...]
    own: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A file: what stands before its entries, the entries, and what stands after them."""

    head: tuple[str, ...]
    blocks: tuple[Block, ...]
    tail: tuple[str, ...]
    indent: int = 2
    spaced: bool = True
    """Whether an empty line stands between two entries."""
    line_break: str = "\n"


def lay_out(baseline: Baseline) -> Layout:
    """Return the layout of a baseline; raises NoBlocksError."""
    if not baseline.text:
        return Layout(tuple(_HEAD.splitlines(keepends=True)), (), ())
    lines = _lines(baseline.text)
    line_break = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not baseline.entries:
        return _of_empty(lines, baseline, line_break)
    starts = [entry.at.line - 1 for entry in baseline.entries]
    indents = {_indent(lines[start]) for start in starts}
    if len(indents) != 1 or -1 in indents or len(set(starts)) != len(starts):
        raise NoBlocksError("its entries are not one a block, each beginning with `- key:` in the same column")
    [indent] = indents
    first = baseline.accepted_line or 0
    blocks: list[Block] = []
    after = first
    for entry, start in zip(baseline.entries, starts, strict=True):
        end = _end(lines, start, indent)
        blocks.append(_block(entry, lines[after:start], lines[start:end]))
        after = end
    spaced = len(blocks) < 2 or any(not line.strip() for block in blocks[1:] for line in (*block.free, *block.own))
    return Layout(tuple(lines[:first]), tuple(blocks), tuple(lines[after:]), indent, spaced, line_break)


def text_of(layout: Layout) -> str:
    """Return the file's text."""
    head = list(layout.head)
    if not layout.blocks:
        return "".join((*_emptied(head, layout), *layout.tail))
    lines = head
    for index, block in enumerate(layout.blocks):
        before = [*block.free, *block.own]
        while index == 0 and before and not before[0].strip():
            del before[0]
        if index and layout.spaced and not (before and not before[0].strip()):
            before.insert(0, layout.line_break)
        lines += [*before, *block.lines]
    return "".join((*lines, *layout.tail))


def without(layout: Layout, entry: Entry) -> Layout:
    """Return the layout without an entry and its own comments; those that stand by themselves stay."""
    blocks: list[Block] = []
    kept: tuple[str, ...] = ()
    for block in layout.blocks:
        if block.entry is entry:
            kept += block.free if any(line.strip() for line in block.free) else ()
        else:
            blocks.append(replace(block, free=(*kept, *block.free)) if kept else block)
            kept = ()
    return replace(layout, blocks=tuple(blocks), tail=(*kept, *layout.tail))


def in_order(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks by key, and what was written in order as it was."""
    return sorted(blocks, key=lambda block: block.entry.key)


def _lines(text: str) -> list[str]:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _of_empty(lines: list[str], baseline: Baseline, line_break: str) -> Layout:
    at = baseline.accepted_line
    index = (at or 1) - 1
    emptied, count = _EMPTY.subn(r"\1", lines[index], count=1)
    if at is None or not count:
        raise NoBlocksError("it has no entries, and no line `accepted: []` that they could stand below")
    return Layout((*lines[:index], emptied), (), tuple(lines[index + 1 :]), line_break=line_break)


def _emptied(head: list[str], layout: Layout) -> list[str]:
    if head and head[-1].startswith("accepted:"):
        return [*head[:-1], head[-1].replace("accepted:", "accepted: []", 1)]
    return [*head, f"[]{layout.line_break}"]


def _indent(line: str) -> int:
    match = _ITEM.match(line)
    return len(match[1]) if match else -1


def _end(lines: list[str], start: int, indent: int) -> int:
    """Return where an entry ends: after its last line that is deeper than its dash, and no comment before the next."""
    end = start + 1
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= indent:
            break
        end = index + 1
    return end


def _block(entry: Entry, before: list[str], lines: list[str]) -> Block:
    own = len(before)
    while own and before[own - 1].strip():
        own -= 1
    return Block(entry, tuple(before[:own]), tuple(before[own:]), tuple(lines))
