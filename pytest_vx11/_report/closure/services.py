"""What is known of the services when a run has ended."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_vx11._report.data import ReportData, ServiceData


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Names of services."""

    asked: list[str]
    well: list[str]
    sick: list[str]
    """Not well, and there is drift of them."""
    down: list[str]
    """Not well, and no check of the run finds anything wrong with that."""


def services(data: ReportData) -> Services:
    """Return what was seen of the services of a result."""
    drifted = {
        check["service"]
        for check in data["checks"]
        if check["witness"] == "running" and any(finding["accepted"] is None for finding in check["findings"])
    }
    asked = [each for each in data["services"] if _asked(each)]
    broken = [each["name"] for each in asked if each["status"] == "BROKEN"]
    return Services(
        asked=[each["name"] for each in asked],
        well=[each["name"] for each in asked if each["status"] == "OK"],
        sick=[name for name in broken if name in drifted],
        down=[name for name in broken if name not in drifted],
    )


def _asked(service: ServiceData) -> bool:
    return service["status"] != "UNKNOWN" or service["http_code"] is not None or service["latency_ms"] is not None
