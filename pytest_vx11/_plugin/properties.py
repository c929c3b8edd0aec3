"""What a check's report carries beside its outcome: JUnit's file shows it, and the process at the front reads it."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.verdicts import Planned


def properties_of(others: Iterable[tuple[str, object]], check: Planned, verdict: Verdict) -> list[tuple[str, object]]:
    """Return the properties that others gave a test, and those of the check."""
    return [
        *(each for each in others if not each[0].startswith("vx11_")),
        ("vx11_id", check.id),
        ("vx11_facet", check.facet),
        ("vx11_service", check.service),
        ("vx11_witness", check.witness),
        ("vx11_verdict", verdict.outcome.value),
    ]
