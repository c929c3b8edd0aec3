"""What the tree has: the canon's keys, and certificates that are really read."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.tls import Tls
from make_certificate import make
from pytest_vx11 import CanonError
from pytest_vx11.testing import Harness

CANON = "services: {web: {port: 8443, tls: {certificate: certs/web.pem, names: [shop.example], days: 30}}}"
DECLARED = "web::tls::certs/web.pem[declared]"


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    return Harness(tmp_path, Tls)


@pytest.mark.parametrize(
    ("names", "days", "keys"),
    [
        (["shop.example"], 31, []),
        (["*.example", "other.example"], 31, []),
        (["www.shop.example"], 31, ["TLS1:web:tree:shop.example"]),
        (["shop.example"], 29, ["TLS3:web:tree"]),
        (["shop.example"], -0.5, ["TLS2:web:tree"]),
    ],
)
def test_a_real_certificate_is_read(harness: Harness, names: list[str], days: float, keys: list[str]) -> None:
    make(harness.folder / "certs", names, days)
    assert harness.run(CANON).found == keys


def test_what_is_seen_is_told(harness: Harness) -> None:
    made = make(harness.folder / "certs", ["www.shop.example"])
    verdict = harness.run(CANON)[DECLARED]
    assert verdict.actual["names"] == ["www.shop.example"]
    assert [place.path for place in verdict.findings[0].places] == [made.as_posix()]


@pytest.mark.parametrize("text", [None, "", "not a certificate", "-----BEGIN CERTIFICATE-----\nAA\n"])
def test_a_file_that_is_missing_or_no_certificate_is_drift(harness: Harness, text: str | None) -> None:
    if text is not None:
        harness.write("certs/web.pem", text)
    assert harness.run(CANON).found == ["VX002:shop:certs/web.pem"]


def test_the_names_and_the_days_may_be_left_out(harness: Harness) -> None:
    make(harness.folder / "certs", ["any.example"], 1)
    assert harness.run("services: {web: {port: 8443, tls: {certificate: certs/web.pem}}}").found == []


@pytest.mark.parametrize(
    ("canon", "told"),
    [
        ("{port: 8443, tls: {}}", 'the key "certificate" is missing'),
        ("{port: 8443, tls: {certificate: a.pem, days: 0}}", "expected days from 1"),
        ("{port: 8443, tls: {certificate: a.pem, names: []}}", "names"),
        ("{port: 8443, tls: {certificate: a.pem, name: a}}", 'unknown key "name" (did you mean "names"?)'),
        ("{tls: {certificate: a.pem}}", "services.web.tls: the service has no port (give it one)"),
    ],
)
def test_what_is_wrong_with_the_canon_is_told(harness: Harness, canon: str, told: str) -> None:
    with pytest.raises(CanonError) as error:
        harness.checks(f"services: {{web: {canon}}}")
    assert told in str(error.value)
