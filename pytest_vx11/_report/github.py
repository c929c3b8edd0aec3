"""`github`: the annotations of a workflow's step, and the step's summary.

What a line of the log may be is said in GitHub's documentation, "Workflow commands for GitHub Actions"; how it is
escaped, in actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TypeVar

from pytest_vx11._report.data import EntryData, FindingData, ReportData
from pytest_vx11._report.locations import Found, Spot, found
from pytest_vx11._report.markdown import code, cut, prose, table
from pytest_vx11._source.values import show
from pytest_vx11._source.words import counted, harmless

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_LONG = 500
#: The longest title of an annotation (GitHub's REST API, check runs).
_MOST_TITLE = 255
_MOST_ROWS = 500
_MOST_ENTRIES = 100
_MOST_ERRORS = 20
#: Of one table; the four of them stay below the 1 MiB that GitHub takes as a step's summary.
_MOST_BYTES = 225_000
_LONGEST_CELL = 200
#: Statuses of pytest with which a run has come to its end: passed, failed, nothing collected.
_ENDED = (0, 1, 5)
_FINDING = ("finding", "where", "expected", "found")
_OLD_FINDING = (*_FINDING, "since")
_ENTRY = ("entry", "is", "where", "owner", "reason")

T = TypeVar("T")


class _Age(IntEnum):
    """Since when a finding is there; in the order in which they are told."""

    NEW = 0
    UNKNOWN = 1
    OLD = 2


def render_github(data: ReportData) -> str:
    """Return a line for each error of the run, and for each finding that nobody has accepted.

    GitHub shows ten of each kind, so what is new comes before what earlier runs had.
    """
    errors = (_command("error", {"title": "vx11"}, error.splitlines()) for error in _errors(data))
    lines = [*errors, *(_annotation(each, data) for each in _new_first(data))]
    return "".join(f"{line}\n" for line in lines)


def render_summary(data: ReportData) -> str:
    """Return the summary of the step: one line where all is well, and else what is not, as Markdown."""
    return "".join(f"{line}\n" for line in _summary(data))


def _new_first(data: ReportData) -> list[Found]:
    counting = [each for each in found(data) if not each.finding["waived"]]
    return sorted(counting, key=lambda each: _age(each.finding))


def _age(finding: FindingData) -> _Age:
    since = finding["since"]
    if since is None:
        return _Age.UNKNOWN
    return _Age.OLD if since["runs"] else _Age.NEW


def _errors(data: ReportData) -> Iterator[str]:
    """Yield what makes the run fail, or end early, beside drift."""
    run, unverified = data["run"], data["summary"]["unverified"]
    yield from run["errors"]
    if run["strict"] and unverified:
        count = counted(unverified, "check is", "checks are")
        yield f"{count} unverified, and --vx11-strict wants every check looked at"
    if run["exit_status"] not in _ENDED and not run["errors"]:
        yield f"the run did not come to its end: exit status {run['exit_status']}"


def _annotation(each: Found, data: ReportData) -> str:
    finding, rule = each.finding, data["rules"].get(each.finding["code"])
    spot = each.spots[0] if each.spots else Spot("", 0, 0)
    where = {"file": spot.path, "line": spot.line, "col": spot.col if spot.line else 0}
    title = cut(harmless(f"{finding['code']}: {rule['title']}" if rule else finding["code"]), _MOST_TITLE)
    lines = [
        finding["message"],
        f"expected: {show(finding['canon'])}",
        f"found: {show(finding['actual'])}",
        *(f"to do: {finding['hint']}".splitlines() if finding["hint"] else ()),
        f"since: {since}" if (since := _since(finding)) else "",
    ]
    return _command(_COMMANDS[finding["severity"]], {**where, "title": title}, lines)


def _since(finding: FindingData) -> str:
    """Return since when it is there, as `2026-11-20, 3 runs`; nothing where that is not known."""
    since = finding["since"]
    if since is None:
        return ""
    return f"{since['at'][:10]}, {counted(since['runs'], 'run')}" if since["runs"] else "this run"


def _command(name: str, properties: dict[str, object], lines: Iterable[str]) -> str:
    message = "\n".join(harmless(line, _LONG) for line in lines if line)
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _summary(data: ReportData) -> Iterator[str]:
    findings, errors = _new_first(data), list(_errors(data))
    well = not findings and not errors and any(data["summary"].values())
    yield f"{'✔' if well else '✘'} vx11 checks: {_counts(data) or 'none was run'}"
    if errors:
        yield ""
        yield from (f"- {prose(cut(' '.join(error.split()), _LONG))}" for error in errors[:_MOST_ERRORS])
    new, unknown, old = ([each for each in findings if _age(each.finding) is age] for age in _Age)
    left = max(_MOST_ROWS - len(new), 0)
    entries = [entry for baseline in data["baselines"] for entry in baseline["told"]]
    yield from _section("New drift", _FINDING, new, _row, _MOST_ROWS)
    # Without any history there is nothing to tell it from.
    title = "Drift; since when is not known" if new or old else "Drift"
    yield from _section(title, _FINDING, unknown, _row, left)
    yield from _section("Drift that earlier runs had", _OLD_FINDING, old, _old_row, max(left - len(unknown), 0))
    yield from _section("The baseline", _ENTRY, entries, _told, _MOST_ENTRIES)


def _counts(data: ReportData) -> str:
    words = {"match": "match", "drift": "drift", "waived": "accepted", "unverified": "unverified"}
    return ", ".join(f"{count} {words[verdict]}" for verdict, count in data["summary"].items() if count)


def _section(
    title: str, head: Sequence[str], items: Sequence[T], row: Callable[[T], Sequence[str]], most: int
) -> Iterator[str]:
    """Yield a table of some items with its title, and how many are left out; nothing where there are none."""
    if not items:
        return
    yield from ("", f"### {title}", "")
    left, told = _MOST_BYTES, -2  # the head is two lines
    for line in table(head, map(row, items[:most])):
        left -= len(line.encode()) + 1
        if left < 0:
            break
        told += 1
        yield line
    if missing := len(items) - told:
        yield from ("", f"… and {missing} more, which the other reports have.")


def _row(each: Found) -> list[str]:
    finding = each.finding
    return [
        f"{_cell(finding['message'])} ({code(cut(harmless(finding['key']), _LONGEST_CELL))})",
        _where(each),
        _cell(show(finding["canon"])),
        _cell(show(finding["actual"])),
    ]


def _old_row(each: Found) -> list[str]:
    return [*_row(each), _cell(_since(each.finding))]


def _where(each: Found) -> str:
    # A place in a container is no file of the checkout, but says more than the canon's line.
    outside = each.finding["places"][:1] or [each.check["canon_at"]]
    path, line = each.spots[0][:2] if each.spots else (outside[0]["path"], outside[0]["line"])
    return _at(path, line)


def _at(path: str, line: int) -> str:
    return code(f"{cut(harmless(path), _LONGEST_CELL)}{f':{line}' if line else ''}")


def _told(entry: EntryData) -> list[str]:
    return [
        code(cut(harmless(entry["key"]), _LONGEST_CELL)),
        _standing(entry),
        _at(entry["at"]["path"], entry["at"]["line"]),
        _cell(entry["owner"] or "nobody"),
        _cell(entry["reason"]),
    ]


def _standing(entry: EntryData) -> str:
    if entry["state"] == "stale":
        return "stale: nothing is found any more"
    if entry["state"] == "unknown":
        return "unknown: no check has it"
    if entry["state"] == "expired":
        return f"expired on {entry['expires']}"
    return f"until {entry['expires']}: {counted(entry['days'], 'day') if entry['days'] else 'today'}"


def _cell(text: str) -> str:
    return prose(cut(harmless(text), _LONGEST_CELL))
