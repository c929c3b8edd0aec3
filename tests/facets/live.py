"""Running checks held against a system that is really up: one service, by hand or a FastAPI application."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import Address
from pytest_vx11.testing import Harness, Verdicts

TOKEN = "the-right-token"
HEADER = "X-Shop-Token"
_RUNNING = "[running]"


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
    """Return the verdict of each running check, by facet and subject.

    `service` is what the canon says of the service `web`, which is at `address`; `top` comes above.
    """
    indented = "".join(f"    {line}\n" for line in service.splitlines())
    said = f'auth: {{header: {HEADER}, token: "${{SHOP_TOKEN}}"}}\n' if auth else ""
    canon = f"{said}{top}services:\n  web:\n    port: {address.port}\n{indented}"
    given = {"SHOP_TOKEN": TOKEN} if environ is None else environ
    return _running(Harness(folder).run(canon, runtime="attach", environ=given, writes=writes))


def judged(canon: Path, environ: Mapping[str, str]) -> dict[str, Verdict]:
    """Return the running verdicts of a canon whose system is up already."""
    return _running(Harness(canon.parent).run(canon.read_text(encoding="utf-8"), runtime="attach", environ=environ))


def started(canon: Path, *, mode: str | None = None, seconds: float = 30.0) -> dict[str, Verdict]:
    """Return the running verdicts of a canon whose system is started as processes."""
    text = canon.read_text(encoding="utf-8")
    return _running(Harness(canon.parent).run(text, runtime="process", mode=mode, seconds=seconds))


def _running(verdicts: Verdicts) -> dict[str, Verdict]:
    found = {
        " ".join(name.removesuffix(_RUNNING).split("::")[1:]): verdict
        for name, verdict in verdicts.items()
        if name.endswith(_RUNNING)
    }
    for name, verdict in found.items():
        # Of two findings that are taken for one, a baseline would accept the other as well.
        assert len(set(fingerprints({name: verdict}))) == len(verdict.findings), verdict
    return found


def keys(verdicts: Mapping[str, Verdict]) -> list[str]:
    """Return the key of every finding."""
    return Verdicts(verdicts).found


def fingerprints(verdicts: Mapping[str, Verdict]) -> list[str]:
    """Return the fingerprint of every finding, of each check by itself."""
    identity = Identity(codes_of(builtin_facets()).known)
    return [identity.fingerprint(finding) for verdict in verdicts.values() for finding in verdict.findings]


def matches(verdict: Verdict) -> object:
    """Return what was seen by a verdict that is a match."""
    assert verdict.outcome is Outcome.MATCH, verdict
    return verdict.actual


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
