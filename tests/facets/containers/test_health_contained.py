"""A container's own healthcheck, what the engine says of it, and the canon's as it is asked from outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.containers import CommandSeen, Condition, Health, HealthRun, HealthStatus, Socket, SocketsNeed
from pytest_vx11._observe.http import Answer, Fault
from pytest_vx11._observe.live import Address, HealthUrl
from pytest_vx11._observe.probes import Asked, Auth, HealthProbe, HealthSeen
from tests.facets.containers.world import COMPOSE, World, matches, only, reason

CURL = "curl -f http://localhost:80/health"
CHECK = Health(test=("CMD-SHELL", f"{CURL} || exit 1"), status=HealthStatus.HEALTHY)


def ask(world: World, health: Health | None, *, test: str = CURL) -> Verdict:
    world.canon = f'healthcheck: {{test: "{test}"}}\n'
    world.web(health=health)
    return world.verdict("healthchecks", "test")


def test_the_canon_s_command_that_the_engine_calls_healthy_matches(world: World) -> None:
    assert matches(ask(world, CHECK)) == "healthy"


def test_another_command_is_drift_with_the_line_of_the_cause(world: World) -> None:
    world.compose = f"{COMPOSE}    healthcheck:\n      test: 'true'\n"
    finding = only(ask(world, replace(CHECK, test=("CMD-SHELL", "true"))))
    assert finding.key == "VX212:web:test"
    assert [place.line for place in finding.places] == [5]


def test_no_healthcheck_is_drift(world: World) -> None:
    assert only(ask(world, None)).key == "VX210:web:healthcheck"


@pytest.mark.parametrize(("health", "same"), [(None, True), (CHECK, False)])
def test_a_canon_that_wants_none_is_held_too(world: World, health: Health | None, same: bool) -> None:
    verdict = ask(world, health, test="NONE")
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)
    assert [each.key for each in verdict.findings] == ([] if same else ["VX212:web:test"])


def test_a_doubled_dollar_is_one(world: World) -> None:
    health = replace(CHECK, test=("CMD-SHELL", "test $HOME"))
    assert matches(ask(world, health, test="test $$HOME")) == "healthy"


def test_unhealthy_is_drift_with_what_the_last_try_printed(world: World) -> None:
    runs = (HealthRun(status=0, output="fine"), HealthRun(status=22, output="503"))
    finding = only(ask(world, replace(CHECK, status=HealthStatus.UNHEALTHY, runs=runs)))
    assert finding.key == "VX211:web:test"
    assert finding.message.endswith(f"`{CURL}` ends with 22")
    assert [each.text for each in finding.evidence] == ["503", "docker logs web-1\nthe last words of web-id"]


def test_a_stopped_container_that_reads_unhealthy_is_down(world: World) -> None:
    world.web(condition=Condition.EXITED)
    assert only(ask(world, replace(CHECK, status=HealthStatus.UNHEALTHY))).key == "VX200:web"


@pytest.mark.parametrize(("status", "same"), [(0, True), (7, False), (None, False)])
def test_what_the_engine_has_not_asked_is_run_where_it_was_started_here(
    world: World, status: int | None, same: bool
) -> None:
    world.runtime, world.ran = "docker", CommandSeen(status=status, output="said", seconds=0.1)
    verdict = ask(world, replace(CHECK, status=HealthStatus.STARTING))
    assert world.engine.asked == [("/bin/sh", "-c", f"{CURL} || exit 1")]
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)
    assert [each.key for each in verdict.findings] == ([] if same else ["VX211:web:test"])


def test_words_are_run_without_a_shell(world: World) -> None:
    world.runtime, world.ran = "docker", CommandSeen(status=0, output="", seconds=0.1)
    ask(world, replace(CHECK, test=("CMD", *CURL.split()), status=HealthStatus.STARTING))
    assert world.engine.asked == [tuple(CURL.split())]


def test_what_the_engine_has_not_asked_elsewhere_is_not_run(world: World) -> None:
    verdict = ask(world, replace(CHECK, status=HealthStatus.STARTING))
    assert "has not asked the container's healthcheck yet" in reason(verdict)
    assert world.engine.asked == []


@pytest.mark.parametrize("status", [HealthStatus.STARTING, HealthStatus.HEALTHY])
@pytest.mark.parametrize(("code", "same"), [(200, True), (503, False)])
def test_the_url_is_asked_from_outside_as_well(world: World, status: HealthStatus, code: int, same: bool) -> None:
    seen = HealthSeen(well=code == 200, says=f"answers {code}", asked=asked(Answer(status=code)))
    verdict = from_outside(world, replace(CHECK, status=status), seen)
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)
    assert [each.key for each in verdict.findings] == ([] if same else ["VX211:web:test"])


def test_both_that_say_no_say_it_once(world: World) -> None:
    seen = HealthSeen(well=False, says="answers 503", asked=asked(Answer(status=503)))
    assert only(from_outside(world, replace(CHECK, status=HealthStatus.UNHEALTHY), seen)).key == "VX211:web:test"


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.REFUSED])
def test_a_port_that_leads_nowhere_is_not_the_healthcheck_s_fault(world: World, fault: Fault) -> None:
    world.facts[SocketsNeed("shop", "web")] = (Socket("tcp", "127.0.0.1", 80),)
    assert matches(from_outside(world, CHECK, broken(fault))) == "healthy"


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.REFUSED])
def test_a_service_that_nobody_listens_for_inside_is_down(world: World, fault: Fault) -> None:
    world.facts[SocketsNeed("shop", "web")] = ()
    finding = only(from_outside(world, CHECK, broken(fault)))
    assert finding.key == "VX200:web"
    assert "nobody listens at" in finding.message


def test_one_that_hangs_is_not_well_whatever_the_engine_said_before(world: World) -> None:
    world.facts[SocketsNeed("shop", "web")] = (Socket("tcp", "0.0.0.0", 80),)
    assert only(from_outside(world, CHECK, broken(Fault.SILENT))).key == "VX211:web:test"


def from_outside(world: World, health: Health, seen: HealthSeen) -> Verdict:
    world.addresses = {80: Address("127.0.0.1", 1)}
    probe = HealthProbe(system="shop", service="web", health=HealthUrl(port=80, target="/health"), timeout=30.0)
    world.facts[probe] = seen
    return ask(world, health)


def asked(answer: Answer) -> Asked:
    when = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return Asked(url="http://127.0.0.1:1/health", auth=Auth.NONE, answer=answer, at=when, curl="curl")


def broken(fault: Fault) -> HealthSeen:
    answer = Answer(fault=fault, says="no answer")
    return HealthSeen(well=False, says="no answer", asked=asked(answer))


@pytest.mark.parametrize(
    ("key", "wanted", "field", "value", "same"),
    [
        ("interval", "30s", "interval", 30_000_000_000, True),
        ("interval", "30s", "interval", 0, True),
        ("interval", "10s", "interval", 0, False),
        ("interval", "10s", "interval", 30_000_000_000, False),
        ("start_period", "0s", "start_period", 0, True),
        ("retries", "3", "retries", 0, True),
        ("retries", "5", "retries", 3, False),
    ],
)
def test_numbers_are_compared_and_a_0_is_the_engine_s_default(
    world: World, key: str, wanted: str, field: str, value: int, same: bool
) -> None:
    world.canon = f"healthcheck: {{{key}: {wanted}}}"
    changes: dict[str, Any] = {field: value}
    world.web(health=replace(CHECK, **changes))
    verdict = world.verdict("healthchecks", key)
    assert [each.key for each in verdict.findings] == ([] if same else [f"VX213:web:{key}"])
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)


def test_a_number_of_no_healthcheck_is_drift(world: World) -> None:
    world.canon = "healthcheck: {interval: 30s}"
    assert only(world.verdict("healthchecks", "interval")).key == "VX210:web:healthcheck"
