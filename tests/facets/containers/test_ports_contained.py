"""What a container publishes, who listens behind it, and when a service of one is down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.containers import Binding, Condition, Socket, SocketsNeed
from pytest_vx11._observe.containers.needs import HostSocketsNeed
from pytest_vx11._observe.probes import EndedNeed
from tests.facets.containers.world import COMPOSE, World, matches, only, reason

SOCKETS = SocketsNeed("shop", "web")


def bound(target: int, published: int | None, host_ip: str = "0.0.0.0", protocol: str = "tcp") -> Binding:
    return Binding(target=target, protocol=protocol, host_ip=host_ip, published=published)


def ask(world: World, port: str, *bindings: Binding, listens: tuple[str, ...] = ("0.0.0.0:80",)) -> Verdict:
    world.canon = f'ports: ["{port}"]'
    world.web(published=bindings, bound=bindings)
    if listens:
        world.facts[SOCKETS] = tuple(
            Socket("tcp", each.rpartition(":")[0], int(each.rpartition(":")[2])) for each in listens
        )
    return world.verdict("ports", port)


@pytest.mark.parametrize("listens", [(), ("0.0.0.0:80",), (":::80",), ("10.0.0.2:80", "127.0.0.11:40000")])
def test_a_port_that_is_published_and_listened_on_matches(world: World, listens: tuple[str, ...]) -> None:
    assert matches(ask(world, "8080:80", bound(80, 8080), listens=listens)) == "8080:80"


@pytest.mark.parametrize(
    ("wanted", "binding", "same"),
    [
        ("127.0.0.1:8080:80", bound(80, 8080, "127.0.0.1"), True),
        ("127.0.0.1:8080:80", bound(80, 8080), False),
        ("0.0.0.0:8080:80", bound(80, 8080, "127.0.0.1"), False),
        ("0.0.0.0:8080:80", bound(80, 8080, ""), True),
        ("8081:80", bound(80, 8080), False),
        ("80", bound(80, 49153), True),
        ("8080:80/udp", bound(80, 8080), False),
        ("8080:80/sctp", bound(80, 8080, protocol="sctp"), True),
    ],
)
def test_number_address_and_protocol_are_compared(world: World, wanted: str, binding: Binding, same: bool) -> None:
    verdict = ask(world, wanted, binding)
    assert [each.key for each in verdict.findings] == ([] if same else [f"VX205:web:{wanted}"])
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)


def test_another_port_is_told_with_the_line_of_the_compose_file(world: World) -> None:
    world.compose = f'{COMPOSE}    ports: ["8081:80"]\n'
    finding = only(ask(world, "8080:80", bound(80, 8081), bound(80, 8081, "::")))
    assert finding.message == "the container of web publishes 8081:80, the canon wants 8080:80"
    assert finding.actual == 8081
    assert [place.line for place in finding.places] == [4]


def test_no_port_at_all_is_drift(world: World) -> None:
    assert only(ask(world, "8080:80")).actual is None


def test_a_run_that_took_a_free_port_counts_the_declared_one(world: World) -> None:
    world.web(made_here=True)
    ask(world, "8080:80", bound(80, 8080))
    world.web(bound=(bound(80, 49200),))
    assert matches(world.verdict("ports", "8080:80"))


def test_a_run_that_binds_nothing_for_it_is_drift(world: World) -> None:
    world.web(made_here=True)
    ask(world, "8080:80", bound(80, 8080))
    world.web(bound=())
    assert "the engine binds nothing for it" in only(world.verdict("ports", "8080:80")).message


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_one_that_listens_on_loopback_only_is_not_reached(world: World, host: str) -> None:
    finding = only(ask(world, "8080:80", bound(80, 8080), listens=(f"{host}:80",)))
    assert finding.key == "VX204:web:8080:80"
    assert finding.hint == "let it listen on 0.0.0.0"


def test_one_that_listens_elsewhere_is_told_with_where(world: World) -> None:
    finding = only(ask(world, "8080:80", bound(80, 8080), listens=("0.0.0.0:8000", "127.0.0.11:4000")))
    assert (finding.key, finding.actual) == ("VX204:web:8080:80", 8000)


def test_one_that_listens_nowhere_is_drift(world: World) -> None:
    world.canon, world.facts[SOCKETS] = 'ports: ["8080:80"]', ()
    world.web(bound=(bound(80, 8080),))
    assert "listens nowhere in its container" in only(world.verdict("ports", "8080:80")).message


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({"condition": Condition.EXITED, "exit_code": 1}, "ended with 1"),
        ({"condition": Condition.PAUSED}, "is paused"),
        ({"condition": Condition.RESTARTING, "exit_code": 1, "restarts": 4}, "started again and again (4 times)"),
    ],
)
def test_a_container_that_does_not_run_is_down(world: World, changes: dict[str, Any], how: str) -> None:
    world.canon = 'ports: ["8080:80"]'
    world.web(**changes)
    finding = only(world.verdict("ports", "8080:80"))
    assert finding.key == "VX200:web"
    assert f"web is down: its container {'' if 'again' in how else how}" in finding.message
    assert how in finding.message
    assert finding.evidence[0].text.endswith("the last words of web-id")


def test_a_container_whose_end_the_run_has_heard_of_is_down(world: World) -> None:
    world.facts[EndedNeed("shop")] = {"web": "ended with 3"}
    assert only(ask(world, "8080:80", bound(80, 8080))).message == "web is down: its container ended with 3"


def test_a_shared_network_tells_nothing(world: World) -> None:
    world.web(network_mode="container:abc")
    assert "shares the network of another container" in reason(ask(world, "8080:80"))


@pytest.mark.parametrize(
    ("host", "wanted", "same"),
    [("0.0.0.0", "8080:80", True), ("127.0.0.1", "127.0.0.1:8080:80", True), ("0.0.0.0", "127.0.0.1:8080:80", False)],
)
def test_on_the_host_s_network_its_own_sockets_count(world: World, host: str, wanted: str, same: bool) -> None:
    world.web(network_mode="host")
    world.facts[HostSocketsNeed("shop", "web", "tcp", 8080)] = (Socket("tcp", host, 8080),)
    verdict = ask(world, wanted)
    assert [each.key for each in verdict.findings] == ([] if same else [f"VX204:web:{wanted}"])
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)


def test_a_mode_s_services_are_up_by_their_containers(world: World) -> None:
    world.top, world.others = "modes: {all: [web, db]}\n", "  db: {port: 5432}\n"
    web = world.containers[0]
    world.containers = (web, replace(web, id="db-id", name="db-1", condition=Condition.EXITED, exit_code=1))
    assert only(world.verdict("modes", "all")).key == "VX250:all:db"


def test_a_job_that_has_done_its_work_is_not_down(world: World) -> None:
    world.top, world.others = "modes: {all: [web, db]}\n", "  db: {port: 5432}\n"
    web = replace(world.containers[0], depends_on={"db": "service_completed_successfully"})
    world.containers = (web, replace(web, id="db-id", name="db-1", condition=Condition.EXITED, depends_on={}))
    assert matches(world.verdict("modes", "all")) == ["web", "db"]


def test_a_container_beside_the_mode_that_is_up_is_drift(world: World) -> None:
    world.top, world.others, world.absent = "modes: {few: [web]}\n", "  db: {port: 5432}\n", {"db": "not in the mode"}
    web = world.containers[0]
    world.containers = (web, replace(web, id="db-id", name="db-1"))
    assert only(world.verdict("modes", "few")).key == "VX251:few:db"


def test_a_service_beside_the_mode_without_a_container_is_down(world: World) -> None:
    world.top, world.others, world.absent = "modes: {few: [web]}\n", "  db: {memory: 1m}\n", {"db": "not in the mode"}
    assert matches(world.verdict("modes", "few")) == ["web"]
