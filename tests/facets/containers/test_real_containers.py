"""Judgements of real containers, which somebody else is said to have started."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_vx11._observe.containers import Container, Engine, HealthStatus, SocketsNeed
from pytest_vx11._observe.live import Address, LiveNeed
from pytest_vx11._observe.need import Memory
from tests.facets.containers.world import WEB, World, matches, only

pytestmark = pytest.mark.docker
SERVE = ("python3", "-m", "http.server", "8000", "--bind")
#: Listening on a loaded machine may take its time.
PATIENCE = 60.0
Start = Callable[..., str]


def seen(looking: Engine, name: str, until: Callable[[Container], bool] = lambda _: True) -> Container:
    """Return a container once it is as it should be."""
    end = time.monotonic() + PATIENCE
    while True:
        found = looking.container(name)
        assert found is not None
        if until(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.05)


def listening(world: World, looking: Engine, name: str) -> World:
    """Let the world look at a container once somebody listens in it."""
    world.real, world.containers = looking, (replace(WEB, id=name),)
    world.canon = "port: 8000"
    canon = world.plan()
    live = world.system(canon).live_for(canon)
    end = time.monotonic() + PATIENCE
    while not any(each.port == 8000 for each in Memory({LiveNeed("shop"): live}).see(SocketsNeed("shop", "web"))):
        assert time.monotonic() < end
        time.sleep(0.05)
    return world


def test_who_listens_behind_a_published_port_matches(world: World, looking: Engine, start: Start) -> None:
    name = start(*SERVE, "0.0.0.0", ports={8000: ("127.0.0.1", None)})
    listening(world, looking, name)
    (binding,) = seen(looking, name).bound
    world.canon = f'ports: ["127.0.0.1:{binding.published}:8000"]'
    assert matches(world.verdict("ports", f"127.0.0.1:{binding.published}:8000"))


def test_who_listens_on_loopback_in_a_container_is_drift(world: World, looking: Engine, start: Start) -> None:
    name = start(*SERVE, "127.0.0.1", ports={8000: ("127.0.0.1", None)})
    listening(world, looking, name)
    world.canon = 'ports: ["8000"]'
    assert only(world.verdict("ports", "8000")).key == "VX204:web:8000"


def test_a_connection_that_the_engine_takes_for_nobody_shows_that_a_service_is_down(
    world: World, looking: Engine, start: Start
) -> None:
    name = start("sleep", "600", ports={8000: ("127.0.0.1", None)})
    (binding,) = seen(looking, name, lambda each: bool(each.bound)).bound
    assert binding.published is not None
    world.real, world.containers = looking, (replace(WEB, id=name),)
    world.addresses = {8000: Address("127.0.0.1", binding.published)}
    world.canon = 'ports: ["8000"]\nendpoints: {GET /: {status: 200}}'
    assert only(world.verdict("endpoints", "GET /")).key == "VX200:web"


def test_what_a_container_was_made_with_is_seen(world: World, looking: Engine, start: Start, tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    name = start(
        "sleep", "600", mem_limit="64m", restart_policy={"Name": "on-failure", "MaximumRetryCount": 2},
        binds=[f"{tmp_path}/conf:/conf:ro"],
    )  # fmt: skip
    world.real, world.containers = looking, (replace(WEB, id=name),)
    world.canon = 'memory: 64m\nrestart: "on-failure:2"\nvolumes: ["./conf:/conf:ro"]\nuser: root\nnetworks: [bridge]'
    for facet, subject in (
        ("resources", "memory"), ("resources", "restart"), ("container", "volumes"), ("container", "user"),
        ("container", "networks"),
    ):  # fmt: skip
        matches(world.verdict(facet, subject))
    world.canon = 'memory: 128m\nvolumes: ["./conf:/conf:rw"]\nnetworks: [other]'
    assert only(world.verdict("resources", "memory")).key == "VX220:web:memory"
    assert only(world.verdict("container", "volumes")).key == "VX245:web:/conf"
    assert only(world.verdict("container", "networks")).key == "VX243:web:other"


def test_files_and_commands_of_a_real_container(world: World, looking: Engine, start: Start) -> None:
    world.real, world.containers = looking, (replace(WEB, id=start("sleep", "600")),)
    world.canon = (
        'inside:\n  files: [/etc/passwd, /etc/, {path: /etc/shadow, mode: "0777"}, /no/such]\n'
        "  commands: [{run: python3 -V, output: Python 3}, {run: [sleep, '99'], timeout: 300ms}, {run: nope}]\n"
    )
    assert matches(world.verdict("structure", "/etc/passwd")) == "present"
    assert matches(world.verdict("structure", "/etc/")) == "present"
    assert only(world.verdict("structure", "/etc/shadow")).code == "VX265"
    assert only(world.verdict("structure", "/no/such")).code == "VX260"
    assert matches(world.verdict("structure", "python3 -V")) == "ends with 0"
    assert "did not end in 0.3 s" in only(world.verdict("structure", "sleep 99")).message
    assert "there is no program nope" in only(world.verdict("structure", "nope")).message


def test_a_child_that_was_killed_for_memory_is_seen_while_its_container_runs(
    world: World, looking: Engine, start: Start
) -> None:
    script = "python3 -c 'x = bytearray(200000000)'; echo done; exec sleep 600"
    name = start("sh", "-c", script, mem_limit="32m", memswap_limit="32m")
    end = time.monotonic() + PATIENCE
    while b"done" not in looking.log(name, 5, 1000):
        assert time.monotonic() < end
        time.sleep(0.05)
    world.real, world.containers, world.canon = looking, (replace(WEB, id=name),), "memory: 32m"
    finding = only(world.verdict("resources", "memory"))
    assert finding.key == "VX222:web:memory"
    assert "of 32m" in finding.message


@pytest.mark.parametrize(("test", "code"), [("true", "VX212"), ("exit 3", "VX211")])
def test_a_healthcheck_that_the_engine_has_asked(
    world: World, looking: Engine, engine: object, base_image: str, test: str, code: str
) -> None:
    client = looking.client
    health = {"test": ["CMD-SHELL", test], "interval": 100_000_000, "retries": 1}
    made = client.create_container(
        base_image, ["sleep", "600"], healthcheck=health, labels={"vx11-test.facets": "1"}
    )["Id"]  # fmt: skip
    try:
        client.start(made)
        asked = (HealthStatus.HEALTHY, HealthStatus.UNHEALTHY)
        seen(looking, made, lambda each: each.health is not None and each.health.status in asked)
        world.real, world.containers = looking, (replace(WEB, id=made),)
        world.canon = "healthcheck: {test: exit 3, interval: 100ms}"
        assert only(world.verdict("healthchecks", "test")).code == code
        assert matches(world.verdict("healthchecks", "interval")) == "100ms"
    finally:
        client.remove_container(made, force=True, v=True)
