"""The JSON report, format `vx11-report/1`: its fields are promises (CHANGELOG.md tells of every change)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pytest_vx11.canon.model import Canon
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Finding, Verdict
from pytest_vx11.observe.live import ServiceState
from pytest_vx11.report.paths import relative
from pytest_vx11.report.table import counts
from pytest_vx11.source.masking import masked
from pytest_vx11.source.place import Place

FORMAT = "vx11-report/1"


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
    clean: Callable[[str], str] = str
    """Stars the run's own secrets."""


def write_json(reported: Reported, path: Path) -> None:
    """Write the report whole or not at all; raises OSError where that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{reported.run_id}")
    try:
        text = json.dumps(as_data(reported), indent=1, ensure_ascii=False)
        partial.write_text(f"{text}\n", encoding="utf-8", errors="replace")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def as_data(reported: Reported) -> dict[str, Any]:
    """Return the report as plain data, in which what looks like a secret is starred."""
    canons = [_canon(canon, reported.rootdir) for canon in reported.canons]
    data = {
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
        },
        "summary": {outcome.value: count for outcome, count in counts(v for _, v, _ in reported.told).items()},
        "checks": [_check(each, reported) for each in reported.told],
        "services": [_service(state) for state in reported.services],
    }
    return {key: _plain(value, reported.clean) for key, value in data.items()}


def _canon(canon: Canon, rootdir: Path) -> dict[str, Any]:
    return {
        "path": relative(canon.path, rootdir),
        "sha256": canon.sha256,
        "system": canon.system,
        "version": canon.version,
        "root": relative(canon.root, rootdir),
    }


def _check(each: tuple[Check, Verdict, str], reported: Reported) -> dict[str, Any]:
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
        "canon_at": {"path": relative(check.at.path, reported.rootdir), "line": check.at.line},
        "duration_ms": round(verdict.duration * 1000, 3),
        "places": _places(verdict.places, root),
        "findings": [_finding(finding, root) for finding in verdict.findings],
    }


def _finding(finding: Finding, root: str) -> dict[str, Any]:
    return {
        "key": finding.key,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "canon": finding.expected,
        "actual": finding.actual,
        "hint": finding.hint,
        "waived": finding.waived,
        "evidence": [{"label": each.label, "text": each.text} for each in finding.evidence],
        "places": _places(finding.places, root),
    }


def _places(places: Iterable[Place], root: str) -> list[dict[str, Any]]:
    return [{"path": relative(place.path, root), "line": place.line} for place in places]


def _service(state: ServiceState) -> dict[str, Any]:
    return {
        "name": state.name,
        "status": state.status.value,
        "http_code": state.http_code,
        "latency_ms": state.latency_ms,
        "endpoint_ok": state.endpoint_ok,
    }


def _plain(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return masked(clean(value))
    if isinstance(value, dict):
        return {str(key): _plain(inner, clean) for key, inner in value.items()}
    return [_plain(inner, clean) for inner in value] if isinstance(value, (list, tuple)) else value


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
