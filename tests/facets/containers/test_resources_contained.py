"""The memory limit and the restart policy of a container."""

from __future__ import annotations

import pytest

from pytest_vx11._checks.verdict import Outcome
from pytest_vx11._observe.containers import MemoryNeed, MemoryUse
from pytest_vx11._observe.containers.needs import KilledNeed
from tests.facets.containers.world import COMPOSE, World, matches, only, reason

MIB = 1024**2


def test_a_limit_that_is_the_canon_s_matches_as_the_canon_writes_it(world: World) -> None:
    world.canon = "memory: 0.5g"
    world.web(memory=512 * MIB)
    assert matches(world.verdict("resources", "memory")) == "0.5g"


def test_another_limit_is_drift(world: World) -> None:
    world.canon = "memory: 512m"
    world.web(memory=256 * MIB)
    finding = only(world.verdict("resources", "memory"))
    assert finding.key == "VX220:web:memory"
    assert (finding.expected, finding.actual) == ("512m", "256m")


def test_no_limit_is_drift(world: World) -> None:
    world.canon = "memory: 512m"
    assert only(world.verdict("resources", "memory")).actual is None


def test_a_compose_file_that_says_so_is_named_as_the_cause(world: World) -> None:
    world.canon, world.compose = "memory: 512m", f"{COMPOSE}    mem_limit: 256m\n"
    world.web(memory=256 * MIB)
    finding = only(world.verdict("resources", "memory"))
    assert [(place.path.rpartition("/")[2], place.line) for place in finding.places] == [("compose.yaml", 4)]
    assert finding.hint == "set mem_limit: 512m in the Compose file, or change the canon"


def test_a_compose_file_that_agrees_says_that_the_container_is_to_be_made_anew(world: World) -> None:
    world.canon, world.compose = "memory: 512m", f"{COMPOSE}    mem_limit: 512m\n"
    finding = only(world.verdict("resources", "memory"))
    assert finding.places == ()
    assert finding.hint.startswith("the Compose file says as the canon does")


@pytest.mark.parametrize(
    "compose", ["services: [", "services:\n  web: {mem_limit: '${NOT_SET:?}', image: x}\n", "services: {}"]
)
def test_a_compose_file_that_says_nothing_spoils_no_verdict(world: World, compose: str) -> None:
    world.canon, world.compose = "memory: 512m", compose
    finding = only(world.verdict("resources", "memory"))
    assert finding.key == "VX220:web:memory"
    assert finding.hint.startswith("make it anew")


def test_a_container_that_a_run_made_is_not_told_to_be_made_anew(world: World) -> None:
    world.canon, world.compose = "memory: 512m", f"{COMPOSE}    mem_limit: 512m\n"
    world.web(made_here=True)
    assert "something else" not in only(world.verdict("resources", "memory")).hint


def test_a_first_process_that_was_killed_for_memory_is_drift_with_the_log(world: World) -> None:
    world.canon = "memory: 512m"
    world.web(memory=512 * MIB, oom_killed=True)
    finding = only(world.verdict("resources", "memory"))
    assert finding.key == "VX222:web:memory"
    assert finding.message == "a process of web was killed for memory"
    assert finding.evidence[0].text == "docker logs web-1\nthe last words of web-id"


def test_a_child_that_was_killed_is_drift_with_what_is_used(world: World) -> None:
    world.canon = "memory: 512m"
    world.web(memory=512 * MIB, pid=7)
    world.facts[MemoryNeed("shop", "web")] = MemoryUse(used=1536 * 1024, killed=2)
    finding = only(world.verdict("resources", "memory"))
    assert finding.message == "2 processes of web were killed for memory; it uses 1.5m of 512m"


def test_a_child_whose_death_only_the_run_heard_of_is_drift(world: World) -> None:
    world.canon = "memory: 512m"
    world.web(memory=512 * MIB)
    world.facts[KilledNeed("shop")] = {"web": 1, "db": 3}
    assert only(world.verdict("resources", "memory")).code == "VX222"


def test_both_drifts_are_told(world: World) -> None:
    world.canon = "memory: 512m"
    world.web(memory=MIB, oom_killed=True)
    assert [each.code for each in world.verdict("resources", "memory").findings] == ["VX220", "VX222"]


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [("always", "always", True), ("on-failure:0", "on-failure", True), ("on-failure:3", "on-failure:2", False),
     ("unless-stopped", "no", False)],
)  # fmt: skip
def test_policies_are_compared_as_they_take_effect(world: World, wanted: str, found: str, same: bool) -> None:
    world.canon = f"restart: {wanted}"
    world.web(restart=found)
    verdict = world.verdict("resources", "restart")
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)
    assert [each.key for each in verdict.findings] == ([] if same else ["VX221:web:restart"])


def test_without_an_engine_nobody_can_look(world: World) -> None:
    world.canon, world.with_engine = "memory: 512m", False
    assert "only a container shows it" in reason(world.verdict("resources", "memory"))


def test_a_service_that_is_not_expected_is_not_looked_at(world: World) -> None:
    world.canon, world.absent = "memory: 512m", {"web": "the service is not in the mode night"}
    assert reason(world.verdict("resources", "memory")) == "the service is not in the mode night"
