"""How baselines are told: lines for a terminal, and plain data for reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pytest_vx11._baseline import Standing, State, Update
from pytest_vx11._engine.baselines import Baselines
from pytest_vx11._report.data import BaselineData, EntryData
from pytest_vx11._report.paths import relative
from pytest_vx11._source.values import show
from pytest_vx11._source.words import counted

_ORDER = (State.EXPIRED, State.STALE, State.UNKNOWN, State.EXPIRING)


def baseline_lines(baselines: Baselines, shown: Callable[[str], str]) -> Iterator[tuple[str, bool]]:
    """Yield what is to be said of the baselines, a line each, and whether it is bad; the worst comes first."""
    for accepting in baselines:
        count = len(accepting.baseline.entries)
        if count:
            said = f"{counted(count, 'entry', 'entries')}, for {counted(accepting.count, 'finding')} here"
            yield f"baseline {shown(accepting.baseline.path)}: {said}", False
        for key, checks in baselines.hiding[accepting].items():
            hidden = f"hides what {counted(checks, 'check')} would find: mend it before anything else"
            yield f"  {show(key)} is accepted, and {hidden}", True
        told = baselines.standings.get(accepting, [])
        for standing in sorted(told, key=lambda each: _ORDER.index(each.state)):
            yield _line(standing, shown), standing.state is not State.EXPIRING


def changes_line(update: Update) -> str:
    """Return what became of a baseline that was brought up to date."""
    if update.nothing:
        return "nothing to change"
    said = ((update.added, "added"), (update.changed, "changed"), (update.pruned, "taken out"))
    return ", ".join(f"{count} {what}" for count, what in said if count)


def failing_line(baselines: Baselines) -> str:
    """Return why a strict run fails by its baselines."""
    states = Counter(standing.state for told in baselines.standings.values() for standing in told)
    said = [f"{states[state]} {state.value}" for state in (State.STALE, State.UNKNOWN) if states[state]]
    return f"the baseline has entries that are of no use ({', '.join(said)}), and --vx11-strict wants none"


def baseline_data(baselines: Baselines, rootdir: Path) -> list[BaselineData]:
    """Return what reports tell of the baselines."""
    return [
        {
            "path": relative(accepting.baseline.path, rootdir),
            "entries": len(accepting.baseline.entries),
            "accepted": accepting.count,
            "told": [_entry(standing, rootdir) for standing in baselines.standings.get(accepting, [])],
        }
        for accepting in baselines
    ]


def _entry(standing: Standing, rootdir: Path) -> EntryData:
    entry, state, days = standing
    return {
        "key": entry.key,
        "state": state.value,
        "reason": entry.reason,
        "owner": entry.owner,
        "expires": entry.expires.isoformat() if entry.expires else None,
        "days": days,
        "at": {"path": relative(entry.at.path, rootdir), "line": entry.at.line, "col": entry.at.col},
    }


def _line(standing: Standing, shown: Callable[[str], str]) -> str:
    entry, _, _ = standing
    owner = f"{entry.owner}: " if entry.owner else ""
    return (
        f"  {shown(entry.at.path)}:{entry.at.line}: {show(entry.key)} {_what(standing)} "
        f"({show(f'{owner}{entry.reason}', 200)})"
    )


def _what(standing: Standing) -> str:
    _, state, days = standing
    if state is State.STALE:
        return "is stale: nobody finds it any more; take it out"
    if state is State.UNKNOWN:
        return "is unknown: no check of this canon can have it; see how it is written"
    if state is State.EXPIRED or days is None:
        return f"expired {counted(-(days or 0), 'day')} ago"
    return f"expires in {counted(days, 'day')}" if days else "expires today"
