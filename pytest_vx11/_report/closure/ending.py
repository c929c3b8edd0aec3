"""Phase 4: the summary, the risks, the decision."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._report.closure.deciding import decision, dirty, ran
from pytest_vx11._report.closure.grouping import found
from pytest_vx11._report.closure.services import services
from pytest_vx11._report.closure.text import counted, in_container, listed, name, path_of, sentence
from pytest_vx11._report.closure.words import ClosureWords, Words
from pytest_vx11._report.data import CheckData, EntryData, ReportData
from pytest_vx11._report.markdown import code, cut

_MOST_NAMES = 20
_MOST_ENTRIES = 50
_LONGEST_KEY = 160
_WORST_FIRST = ("expired", "expiring", "stale", "unknown")


def ending(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the phase."""
    own = words.closure
    yield f"## {own.heading}"
    yield ""
    yield f"{counted(data['summary'], words)}. {_findings(data, own)}"
    yield ""
    yield f"### {own.risks}"
    yield ""
    yield from [f"- {risk}" for risk in _risks(data, words)] or [own.no_risks]
    yield ""
    yield f"### {own.decision}"
    yield ""
    yield decision(data, words)


def _findings(data: ReportData, own: ClosureWords) -> str:
    drifted = found(data, accepted=False)
    paths = {
        path_of(each.finding["places"][0], each.root)
        for each in drifted
        if each.finding["places"] and not in_container(each.finding["places"][0])
    }
    files = own.in_files.of(len(paths)) if paths else ""
    accepted = own.accepted.of(len(found(data, accepted=True)))
    return own.summary.format(findings=own.findings.of(len(drifted)), files=files, accepted=accepted)


def _risks(data: ReportData, words: Words) -> Iterator[str]:
    own = words.closure
    yield from (own.run_error.format(text=sentence(error)) for error in data["run"]["errors"])
    yield from _entries(data, words)
    told = services(data)
    if told.sick:
        yield own.sick.format(services=listed([name(each) for each in told.sick], _MOST_NAMES, words))
    if told.down:
        yield own.down.format(services=listed([name(each) for each in told.down], _MOST_NAMES, words))
    if not ran(data):
        yield own.nothing_running
    if hidden := sum(_is_hidden(check, data) for check in data["checks"]):
        yield own.hidden.of(hidden)
    if data["summary"]["unverified"]:
        yield own.unverified.of(data["summary"]["unverified"])
    yield from _tree(data, words)


def _is_hidden(check: CheckData, data: ReportData) -> bool:
    """Tell whether an accepted finding hides whatever else a check would find."""
    codes = {finding["code"] for finding in check["findings"]} & data["rules"].keys()
    return check["verdict"] == "waived" and any(data["rules"][code]["masks"] for code in codes)


def _tree(data: ReportData, words: Words) -> Iterator[str]:
    taken, own = data["snapshot"], words.closure
    if taken is None:
        yield own.no_snapshot
    elif taken["commit"] is None and taken["branch"] is None:
        yield own.no_git
    elif taken["dirty_files"]:
        yield dirty(data, words)


def _entries(data: ReportData, words: Words) -> Iterator[str]:
    told = [entry for baseline in data["baselines"] for entry in baseline["told"]]
    told.sort(key=lambda entry: _WORST_FIRST.index(entry["state"]))
    yield from (_entry(entry, words) for entry in told[:_MOST_ENTRIES])
    if len(told) > _MOST_ENTRIES:
        yield f"… {words.top.more.of(len(told) - _MOST_ENTRIES)}"


def _entry(entry: EntryData, words: Words) -> str:
    own = words.closure
    key, at = code(cut(entry["key"], _LONGEST_KEY)), f"{entry['at']['path']}:{entry['at']['line']}"
    owner = name(entry["owner"]) if entry["owner"] else words.top.nobody
    more = {"key": key, "at": code(cut(at, _LONGEST_KEY)), "owner": owner, "date": entry["expires"] or "–"}
    if entry["state"] == "expiring":
        return own.expiring.of(entry["days"], **more) if entry["days"] else own.expires_today.format(**more)
    return {"expired": own.expired, "stale": own.stale, "unknown": own.unknown}[entry["state"]].format(**more)
