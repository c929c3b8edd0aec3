"""The judgements alone, by facts that are given: no file, no clock, no port."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from checks.tls import AtPort, Certificate, Served, Tls, covers
from pytest_vx11 import Check, Unseen, needs
from pytest_vx11.testing import Harness, judge

NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
CANON = "services: {web: {port: 8443, tls: {certificate: web.pem, names: [shop.example, pay.example], days: 30}}}"


def held(*names: str, days: int = 90, fingerprint: str = "aa") -> Certificate:
    """A certificate that began yesterday."""
    begins, ends = NOON - timedelta(days=1), NOON + timedelta(days=days)
    return Certificate(
        names=names or ("shop.example", "pay.example"), begins=begins, ends=ends, fingerprint=fingerprint
    )


@pytest.fixture
def declared(tmp_path: Path) -> Check:
    return Harness(tmp_path, Tls).check(CANON, "web::tls::web.pem[declared]")


@pytest.fixture
def running(tmp_path: Path) -> Check:
    return Harness(tmp_path, Tls).check(CANON, "web::tls::web.pem[running]")


def found(check: Check, tree: Certificate, served: Served | Unseen | None = None, now: datetime = NOON) -> list[str]:
    """Return the keys of what is found, of a tree and what is served."""
    facts = [served, tree, now] if served is not None else [tree, now]
    return [finding.key for finding in judge(check, dict(zip(check.needs, facts, strict=True))).findings]


def test_one_that_is_good_for_all_names_and_long_enough_matches(declared: Check) -> None:
    assert found(declared, held(days=30)) == []


def test_each_name_that_it_lacks_is_a_finding_of_its_own(declared: Check) -> None:
    assert found(declared, held("www.shop.example")) == ["TLS1:web:tree:shop.example", "TLS1:web:tree:pay.example"]
    assert found(declared, held("SHOP.example", "*.example")) == []


@pytest.mark.parametrize("days", [91, -2], ids=["over", "not begun"])
def test_one_that_is_not_good_today_is_no_more_told_to_be_over_soon(declared: Check, days: int) -> None:
    assert found(declared, held(), now=NOON + timedelta(days=days)) == ["TLS2:web:tree"]


def test_one_that_is_over_soon_tells_its_last_day(declared: Check) -> None:
    facts = {declared.needs[0]: held(days=12), needs.now(): NOON}
    (finding,) = judge(declared, facts).findings
    assert (finding.key, finding.actual) == ("TLS3:web:tree", "2026-06-13")
    assert finding.message == "the certificate of web is good for 12 days yet, the canon wants 30"


def test_the_same_one_that_is_served_is_held_against_the_canon_as_well(running: Check) -> None:
    assert found(running, held(), Served(certificate=held())) == []
    old = held("pay.example", days=2)
    assert found(running, old, Served(certificate=old)) == ["TLS1:web:served:shop.example", "TLS3:web:served"]


def test_another_one_that_is_served_is_all_that_is_told(running: Check) -> None:
    assert found(running, held(), Served(certificate=held("x.example", fingerprint="bb"))) == ["TLS4:web:served"]


def test_a_port_without_tls_is_found(running: Check) -> None:
    assert found(running, held(), Served(certificate=None, says="wrong version number")) == ["TLS5:web:served"]


def test_a_port_that_nobody_could_ask_is_no_finding(running: Check) -> None:
    verdict = judge(running, {running.needs[0]: Unseen("nobody answers")})
    assert (verdict.outcome.value, verdict.reason) == ("unverified", "nobody answers")


@pytest.mark.parametrize(
    ("names", "asked"), [("", None), (", names: ['*.a.example']", None), (", names: ['*.a', b, c]", "b")]
)
def test_a_server_is_asked_for_the_first_name_that_one_can_ask_for(
    tmp_path: Path, names: str, asked: str | None
) -> None:
    canon = f"services: {{web: {{port: 8443, tls: {{certificate: web.pem{names}}}}}}}"
    need = Harness(tmp_path, Tls).check(canon, "web::tls::web.pem[running]").needs[0]
    assert need == AtPort("shop", "web", asked)


@pytest.mark.parametrize(
    ("has", "wanted", "does"),
    [
        ("*.shop.example", "www.shop.example", True),
        ("*.shop.example", "shop.example", False),
        ("*.shop.example", "a.b.shop.example", False),
        ("*.example", ".example", False),
        ("*.", "example.", False),
        ("*.shop.example", "*.shop.example", True),
        ("w*.shop.example", "www.shop.example", False),
    ],
)
def test_a_star_stands_for_the_whole_first_label(has: str, wanted: str, does: bool) -> None:
    assert covers(has, wanted) is does
