"""Running checks held against a system that is really up: one service, by hand or a FastAPI application."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from pathlib import Path

from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._engine.run import Run
from pytest_vx11._engine.runtimes import Means
from pytest_vx11._engine.system import System
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import Address

TOKEN = "the-right-token"
HEADER = "X-Shop-Token"


def told(
    folder: Path,
    address: Address,
    service: str,
    *,
    top: str = "",
    auth: bool = True,
    writes: bool = True,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Verdict]:
    """Return the verdict of each running check that somebody can judge, by facet and subject.

    `service` is what the canon says of the service `web`, which is at `address`; `top` comes above.
    """
    indented = "".join(f"    {line}\n" for line in service.splitlines())
    said = f'auth: {{header: {HEADER}, token: "${{SHOP_TOKEN}}"}}\n' if auth else ""
    canon = folder / "canon.yaml"
    canon.write_text(
        f"canon: 1\nsystem: shop\n{said}{top}services:\n  web:\n    port: {address.port}\n{indented}", encoding="utf-8"
    )
    return judged(canon, {"SHOP_TOKEN": TOKEN} if environ is None else environ, writes=writes)


def judged(canon: Path, environ: Mapping[str, str], *, writes: bool = True) -> dict[str, Verdict]:
    """Return the running verdicts of a canon whose system is up already."""
    return _judged(canon, "attach", environ, writes=writes)


def started(
    canon: Path, *, mode: str | None = None, seconds: float = 30.0, environ: Mapping[str, str] | None = None
) -> dict[str, Verdict]:
    """Return the running verdicts of a canon whose system is started as processes."""
    given = dict(os.environ) if environ is None else environ
    return _judged(canon, "process", given, mode=mode, seconds=seconds)


def _judged(
    canon: Path, runtime: str, environ: Mapping[str, str], *,
    writes: bool = True, mode: str | None = None, seconds: float = 30.0,
) -> dict[str, Verdict]:  # fmt: skip
    plan = load_plan(canon, builtin_facets(), environ)
    means = Means(
        run_id=uuid.uuid4().hex, state=canon.parent / ".vx11", environ=environ, seconds=seconds, writes=writes
    )
    run = Run([plan], systems=[System.of(plan.canon, runtime, mode, means)])
    checks = [check for check in run.checks.values() if check.witness is Witness.RUNNING and check.judge is not None]
    ids = [check.id for check in checks]
    try:
        run.expect(ids)
        verdicts = run.verdicts(ids)
    finally:
        run.close()
    found = {f"{check.facet} {check.subject}": verdict for check, verdict in zip(checks, verdicts, strict=True)}
    for name, verdict in found.items():
        # Of two findings that are taken for one, a baseline would accept the other as well.
        assert len(set(fingerprints({name: verdict}))) == len(verdict.findings), verdict
    return found


def keys(verdicts: Mapping[str, Verdict]) -> list[str]:
    """Return the key of every finding."""
    return sorted({finding.key for verdict in verdicts.values() for finding in verdict.findings})


def fingerprints(verdicts: Mapping[str, Verdict]) -> list[str]:
    """Return the fingerprint of every finding, of each check by itself."""
    identity = Identity(codes_of(builtin_facets()).known)
    return [identity.fingerprint(finding) for verdict in verdicts.values() for finding in verdict.findings]


def only(verdict: Verdict) -> Finding:
    """Return the one finding of a verdict that is drift."""
    assert verdict.outcome is Outcome.DRIFT, verdict
    (finding,) = verdict.findings
    return finding


def reason(verdict: Verdict) -> str:
    """Return why nobody could look."""
    assert verdict.outcome is Outcome.UNVERIFIED, verdict
    assert verdict.reason is not None
    return verdict.reason
