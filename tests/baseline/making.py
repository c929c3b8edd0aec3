"""Baselines, findings and checks, made for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pytest_vx11._baseline import Accepting, Baseline, read_baseline
from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding, Judged, Outcome, Verdict
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place

TODAY = date(2026, 11, 29)
CODES = codes_of(builtin_facets())
HEAD = "baseline: 1\naccepted:\n"


def baseline(folder: Path, entries: str) -> Baseline:
    """Return the baseline of some entries, each beginning with `- `."""
    path = folder / "baseline.yaml"
    path.write_text(HEAD + entries, encoding="utf-8")
    return read_baseline(path)


def accepting(folder: Path, entries: str, *, adopting: bool = False) -> Accepting:
    """Return a baseline at work on the 29th of November 2026."""
    return Accepting(baseline(folder, entries), Identity(CODES.known), TODAY, adopting=adopting)


def nothing(_: Check, __: Sight) -> Judged:
    """Find nothing."""
    return Judged()


def check(service: str = "orders", facet: str = "ports", subject: str = "8001", **more: Any) -> Check:
    said: dict[str, Any] = {
        "witness": Witness.DECLARED,
        "expected": 8001,
        "at": Place("/c.yaml", 1),
        "judge": nothing,
        **more,
    }
    return Check(system="shop", service=service, facet=facet, subject=subject, **said)


def finding(key: str = "VX104:orders:8001", actual: Any = 8011) -> Finding:
    code, _, subject = key.partition(":")
    return Finding(code=code, subject=subject, message="it differs", expected=8001, actual=actual)


def drift(*findings: Finding) -> Verdict:
    return Verdict(outcome=Outcome.DRIFT, findings=findings)
