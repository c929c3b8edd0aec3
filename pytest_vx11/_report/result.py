"""From what a run judged to its result as plain data, which every report renders."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding, Verdict
from pytest_vx11._observe.live import ServiceState
from pytest_vx11._report.data import (
    FORMAT,
    BaselineData,
    CanonData,
    ChangesData,
    CheckData,
    FindingData,
    PlaceData,
    ReportData,
    RuleData,
    ServiceData,
    SnapshotData,
)
from pytest_vx11._report.paths import relative
from pytest_vx11._report.table import counts
from pytest_vx11._source.masking import masked
from pytest_vx11._source.place import Place

#: So deep a value is told, counted from the result as a whole: who reads it back takes 60 levels (gate/saved.py).
_DEEPEST = 40
_CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """All that a report tells of a run."""

    canons: Sequence[Canon]
    told: Sequence[tuple[Check, Verdict, str]]
    """Each check that ran, with its verdict and its node id."""
    run_id: str
    started_at: datetime
    finished_at: datetime
    runtime: str
    commit: str | None
    branch: str | None
    rootdir: Path
    services: Sequence[ServiceState]
    """What was seen of each service, in the canons' order."""
    codes: Mapping[str, Code]
    """All that a finding may have."""
    facets: Mapping[str, Sequence[str]]
    """The facets that a code belongs to."""
    folder: str = "."
    strict: bool = False
    exit_status: int = 0
    errors: Sequence[str] = ()
    baselines: Sequence[BaselineData] = ()
    changes: ChangesData | None = None
    snapshot: SnapshotData | None = None
    clean: Callable[[str], str] = str
    """Stars the run's own secrets."""


def as_data(reported: Reported) -> ReportData:
    """Return the result, in which what looks like a secret is starred."""
    canons = [_canon(canon, reported.rootdir) for canon in reported.canons]
    identity = Identity(reported.codes)
    data: ReportData = {
        "format": FORMAT,
        "canon": canons[0],
        "canons": canons,
        "run": {
            "id": reported.run_id,
            "started_at": _time(reported.started_at),
            "finished_at": _time(reported.finished_at),
            "runtime": reported.runtime,
            "commit": reported.commit,
            "branch": reported.branch,
            "folder": reported.folder,
            "strict": reported.strict,
            "exit_status": reported.exit_status,
            "errors": list(reported.errors),
        },
        "summary": {outcome.value: count for outcome, count in counts(v for _, v, _ in reported.told).items()},
        "checks": [_check(each, reported, identity) for each in reported.told],
        "services": [_service(state) for state in reported.services],
        "rules": _rules(reported),
        "baselines": list(reported.baselines),
        "changes": reported.changes,
        "snapshot": reported.snapshot,
    }
    # The same text stands in many checks.
    clean = lru_cache(maxsize=None)(lambda text: masked(reported.clean(text)))
    return cast("ReportData", {key: _plain(value, clean) for key, value in data.items()})


def _canon(canon: Canon, rootdir: Path) -> CanonData:
    return {
        "path": relative(canon.path, rootdir),
        "sha256": canon.sha256,
        "system": canon.system,
        "version": canon.version,
        "root": relative(canon.root, rootdir),
    }


def _check(each: tuple[Check, Verdict, str], reported: Reported, identity: Identity) -> CheckData:
    check, verdict, nodeid = each
    root = next(canon.root for canon in reported.canons if canon.system == check.system)
    return {
        "id": check.id,
        "nodeid": nodeid,
        "facet": check.facet,
        "service": check.service,
        "witness": check.witness.value,
        "verdict": verdict.outcome.value,
        "reason": verdict.reason,
        "canon": check.expected,
        "actual": verdict.actual,
        "canon_at": _place(check.at, reported.rootdir),
        "duration_ms": round(verdict.duration * 1000, 3),
        "places": _places(verdict.places, root),
        "findings": [_finding(finding, root, identity) for finding in verdict.findings],
    }


def _finding(finding: Finding, root: str, identity: Identity) -> FindingData:
    accepted, since = finding.accepted, finding.since
    return {
        "key": finding.key,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "canon": finding.expected,
        "actual": finding.actual,
        "hint": finding.hint,
        "waived": finding.waived,
        "accepted": {"reason": accepted.reason, "owner": accepted.owner, "expires": accepted.expires}
        if accepted
        else None,
        "since": {"at": since.at, "commit": since.commit, "runs": since.runs} if since else None,
        "fingerprint": identity.fingerprint(finding),
        "evidence": [{"label": each.label, "text": each.text} for each in finding.evidence],
        "places": _places(finding.places, root),
    }


def _places(places: Iterable[Place], root: str) -> list[PlaceData]:
    return [_place(place, root) for place in places]


def _place(place: Place, root: str | Path) -> PlaceData:
    return {"path": relative(place.path, root), "line": place.line, "col": place.col}


def _rules(reported: Reported) -> dict[str, RuleData]:
    names = sorted({finding.code for _, verdict, _ in reported.told for finding in verdict.findings})
    return {
        name: {
            "title": code.title,
            "titles": dict(code.titles),
            "text": code.text,
            "example": code.example,
            "masks": code.masks,
            "facet": next(iter(reported.facets.get(name, ())), None),
        }
        for name in names
        if (code := reported.codes.get(name)) is not None
    }


def _service(state: ServiceState) -> ServiceData:
    return {
        "name": state.name,
        "status": state.status.value,
        "http_code": state.http_code,
        "latency_ms": state.latency_ms,
        "endpoint_ok": state.endpoint_ok,
    }


def _plain(value: Any, clean: Callable[[str], str], left: int = _DEEPEST) -> Any:
    """Return a value as JSON can hold it; what is nested deeper than `left` levels is cut."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)  # RFC 8259, section 6: JSON has no such number
    if not isinstance(value, (dict, list, tuple)):
        return value
    if left == 0:
        return _CUT
    if isinstance(value, dict):
        return {str(key): _plain(inner, clean, left - 1) for key, inner in value.items()}
    return [_plain(inner, clean, left - 1) for inner in value]


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
