"""Putting another value into an entry, without touching what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from pytest_vx11._source.yaml_writer import flow, quoted

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Spot(NamedTuple):
    """Where an entry's value stands: lines from 0, columns from 0, the end left out."""

    first: int
    start: int
    last: int
    end: int
    block: bool
    """Whether it is written over lines of its own, by indentation."""
    inline: bool
    """Whether it stands within braces, where bare text would be taken for more than text."""


def spots(text: str) -> Mapping[int, Spot]:
    """Return where the values of the entries of a baseline stand, by the entry's place in the file.

    An entry whose value stands elsewhere, by an alias or a merge, has none. The text was read as YAML before.
    """
    top = yaml.compose(text, Loader=_LOADER)
    entries = _inner(top, "accepted") if isinstance(top, yaml.MappingNode) else top
    found: dict[int, Spot] = {}
    for index, entry in enumerate(entries.value if isinstance(entries, yaml.SequenceNode) else ()):
        value = _inner(entry, "value") if isinstance(entry, yaml.MappingNode) else None
        if value is not None and _within(value, entry):
            found[index] = _spot(value, inline=bool(entry.flow_style))
    return found


def with_value(lines: Sequence[str], above: int, spot: Spot, value: Any, line_break: str) -> tuple[str, ...]:
    """Return the lines of an entry, before which `above` others stand, with another value where the spot says."""
    first, last = spot.first - above, spot.last - above
    if not spot.block:
        said = quoted(value) if spot.inline else flow(value)
        changed = f"{lines[first][: spot.start]}{said}{lines[last][spot.end :]}"
        return (*lines[:first], changed, *lines[last + 1 :])
    # The end of a block is where the next token is: after its last line that is deeper than its key.
    key = next(index for index in range(first, -1, -1) if "value" in lines[index])
    margin = lines[key].index("value")
    end = key + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" ")) > margin:
        end += 1
    return (*lines[:key], f"{lines[key][:margin]}value: {flow(value)}{line_break}", *lines[end:])


def _inner(node: Any, name: str) -> Any:
    return next((value for key, value in node.value if getattr(key, "value", None) == name), None)


def _within(value: Any, entry: Any) -> bool:
    start, end = entry.start_mark, entry.end_mark
    return bool((start.line, start.column) <= (value.start_mark.line, value.start_mark.column) and (
        value.end_mark.line, value.end_mark.column) <= (end.line, end.column))  # fmt: skip


def _spot(value: Any, *, inline: bool) -> Spot:
    start, end = value.start_mark, value.end_mark
    scalar = isinstance(value, yaml.ScalarNode)
    block = value.style in ("|", ">") if scalar else not value.flow_style
    return Spot(start.line, start.column, end.line, end.column, block, inline)
