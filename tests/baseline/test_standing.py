"""How the entries themselves stand: soon over, over, stale, or unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._baseline import standings
from pytest_vx11._baseline.standing import Seen
from pytest_vx11._checks.check import Check, Witness
from tests.baseline.making import CODES, accepting, check, drift, finding

PORTS = check()
RUNNING = check(witness=Witness.RUNNING)
MEMORY = check(facet="resources", subject="memory")
OTHER = check(service="gateway", subject="8000")
WHOLE = check(service="shop", facet="structure", subject="docs/")
MODE = check(service="shop", facet="modes", subject="night")
ALL = (PORTS, RUNNING, MEMORY, OTHER, WHOLE, MODE)
LOOKED = tuple(each for each in ALL if each is not RUNNING)


def stands(
    folder: Path, entry: str, looked: tuple[Check, ...] = LOOKED, found: str = ""
) -> list[tuple[str, int | None]]:
    """Return the state and days of each entry that is told of, after a run that found one thing, or nothing."""
    at_work = accepting(folder, entry)
    if found:
        at_work.verdict(PORTS, drift(finding(found)))
    seen = Seen(checks=ALL, looked=frozenset(each.id for each in looked), facets=CODES.facets)
    return [(standing.state.value, standing.days) for standing in standings(at_work, seen)]


def entry(key: str, expires: str = "") -> str:
    return f'  - {{key: "{key}", reason: r{f", expires: {expires}" if expires else ""}}}\n'


@pytest.mark.parametrize(
    ("expires", "told"),
    [
        ("2026-12-05", [("expiring", 6)]),
        ("2026-11-29", [("expiring", 0)]),
        ("2026-12-13", [("expiring", 14)]),
        ("2026-12-14", []),
        ("2026-11-28", [("expired", -1)]),
        ("", []),
    ],
)
def test_days_are_counted_until_the_last_one(tmp_path: Path, expires: str, told: list[tuple[str, int | None]]) -> None:
    assert stands(tmp_path, entry("VX104:orders:8001", expires), found="VX104:orders:8001") == told


def test_what_was_looked_at_and_not_found_is_stale(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX104:orders:8001")) == [("stale", None)]


def test_what_was_not_looked_at_is_not_stale(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX104:orders:8001"), looked=(OTHER, MEMORY)) == []


def test_a_code_of_what_is_declared_needs_no_look_at_what_runs(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX204:orders:8001")) == []
    assert stands(tmp_path, entry("VX204:orders:8001"), looked=(RUNNING,)) == [("stale", None)]


def test_a_glob_is_stale_only_when_all_that_it_may_cover_was_looked_at(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX104:*"), looked=(PORTS,)) == []
    assert stands(tmp_path, entry("VX104:*"), looked=(PORTS, OTHER)) == [("stale", None)]
    assert stands(tmp_path, entry("VX104:*"), found="VX104:orders:8001") == []


@pytest.mark.parametrize(
    "key", ["VX999:orders:8001", "VX104:ordrs:8001", "VX190:orders:x", "nonsense", "VX171:orders:x"]
)
def test_what_no_check_can_have_is_unknown(tmp_path: Path, key: str) -> None:
    assert stands(tmp_path, entry(key)) == [("unknown", None)]


@pytest.mark.parametrize("key", ["VX160:shop:docs/", "VX150:night:orders", "VX101:orders", "VX160:*"])
def test_what_is_of_the_whole_system_or_of_a_subject_is_known(tmp_path: Path, key: str) -> None:
    assert stands(tmp_path, entry(key)) == [("stale", None)]


def test_a_code_of_the_engine_may_come_of_any_check(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX002:shop:compose.yaml")) == []
    assert stands(tmp_path, entry("VX002:shop:compose.yaml"), looked=ALL) == [("stale", None)]


def test_an_entry_that_is_over_and_of_no_use_is_stale(tmp_path: Path) -> None:
    assert stands(tmp_path, entry("VX104:orders:8001", "2026-01-01")) == [("stale", -332)]


@pytest.mark.parametrize("key", ["*", "VX1*", "VX1*1", "VX104:*", "VX104:ord*"])
def test_a_glob_is_known_whatever_its_star_stands_for(tmp_path: Path, key: str) -> None:
    assert stands(tmp_path, entry(key), looked=ALL) == [("stale", None)]


def test_an_entry_of_a_system_that_is_not_here_is_left_alone(tmp_path: Path) -> None:
    of_other = "  - {key: VX104:orders:8001, system: other, reason: r}\n"
    assert stands(tmp_path, of_other) == []
    assert stands(tmp_path, of_other.replace("other", "shop")) == [("stale", None)]


def test_what_nobody_can_look_at_yet_keeps_no_entry_alive(tmp_path: Path) -> None:
    later = check(service="shop", facet="secrets", subject="all", judge=None)
    at_work = accepting(tmp_path, entry("VX002:shop:compose.yaml"))
    seen = Seen(checks=(PORTS, later), looked=frozenset({PORTS.id}), facets=CODES.facets)
    assert [standing.state.value for standing in standings(at_work, seen)] == ["stale"]
    nobody = Seen(checks=(later,), looked=frozenset(), facets=CODES.facets)
    assert standings(at_work, nobody) == []
