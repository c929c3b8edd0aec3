"""What a service says, and at which line and column it says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import ComposeNeed, MountType, Project, Refused, Said, Service
from pytest_vx11._observe.need import Memory
from pytest_vx11._source.place import Place

FULL = """\
services:
  web:
    container_name: web-1
    image: web:1
    build: {context: ./app, dockerfile: D, target: prod, args: [A=1, B]}
    ports:
      - "8000-8001:80-81/udp"
      - {target: 443, published: 9443, host_ip: 127.0.0.1}
      - "9000-9010:90"
    expose: [7000]
    healthcheck:
      test: curl -f http://localhost || exit 1
      interval: 1m30s
      retries: 3
    mem_limit: 512m
    restart: on-failure:3
    depends_on:
      db: {condition: service_healthy, required: false}
    links: [cache]
    networks:
      front: {aliases: [w, www]}
      back:
    volumes:
      - data:/data
      - ./src:/src:ro
    profiles: [dev]
    user: "1000:1000"
    command: run --fast
    entrypoint: [python, -m]
    environment: {A: 1, B: }
    scale: 1
  db: {image: db}
  cache: {image: cache}
networks: {front: {driver: bridge}, back: {external: true, name: shared}}
volumes: {data: {}}
"""


def look(root: Path, text: str) -> Project:
    (root / "compose.yaml").write_text(text)
    return Memory().see(ComposeNeed(str(root)))


@pytest.fixture
def web(tmp_path: Path) -> Service:
    project = look(tmp_path, FULL)
    assert project.problems == ()
    return project.services["web"]


def at(said: Said[Any] | None) -> tuple[object, int, int] | None:
    return (said.value, said.place.line, said.place.col) if said else None


def test_plain_values_have_their_place(web: Service) -> None:
    assert (web.place.line, web.place.col) == (2, 3)
    assert at(web.container_name) == ("web-1", 3, 21)
    assert at(web.image) == ("web:1", 4, 12)
    assert at(web.memory) == (512 * 1024**2, 15, 16)
    assert at(web.restart) == ("on-failure:3", 16, 14)
    assert at(web.user) == ("1000:1000", 27, 11)
    assert at(web.command) == (("run", "--fast"), 28, 14)
    assert at(web.entrypoint) == (("python", "-m"), 29, 17)
    assert at(web.replicas) == (1, 31, 12)
    assert [at(each) for each in web.profiles] == [("dev", 26, 16)]
    assert {name: at(said) for name, said in web.environment.items()} == {"A": ("1", 30, 22), "B": (None, 30, 28)}
    assert web.network_mode is None


def test_ports_are_told_one_by_one(web: Service) -> None:
    assert [(port.target, port.published, port.protocol, port.place.line) for port in web.ports] == [
        (80, 8000, "udp", 7),
        (81, 8001, "udp", 7),
        (443, 9443, "tcp", 8),
        (90, None, "tcp", 9),
    ]
    assert web.ports[2].host_ip == "127.0.0.1"
    assert web.ports[3].published_range == (9000, 9010)
    assert web.ports[0].text == "8000-8001:80-81/udp"
    assert web.ports[2].text == "target: 443, published: 9443, host_ip: 127.0.0.1"
    assert [at(port) for port in web.expose] == [(7000, 10, 14)]


def test_a_healthcheck_has_its_times_in_nanoseconds(web: Service) -> None:
    health = web.healthcheck
    assert health is not None
    assert at(health.test) == (("CMD-SHELL", "curl -f http://localhost || exit 1"), 12, 13)
    assert at(health.interval) == (90 * 10**9, 13, 17)
    assert at(health.retries) == (3, 14, 16)
    assert (health.timeout, health.disabled, health.place.line) == (None, False, 11)


def test_dependencies_are_the_stated_ones_and_the_implied_ones(web: Service) -> None:
    assert [(each.name, each.condition, each.required, each.implied, each.place.line) for each in web.depends_on] == [
        ("db", "service_healthy", False, False, 18),
        ("cache", "service_started", True, True, 19),
    ]


def test_networks_volumes_and_the_build_have_their_places(web: Service) -> None:
    assert [(each.network, each.aliases, each.place.line) for each in web.networks] == [
        ("front", ("w", "www"), 21),
        ("back", (), 22),
    ]
    assert [(each.type, each.source, each.target, each.read_only, each.place.line) for each in web.volumes] == [
        (MountType.VOLUME, "data", "/data", False, 24),
        (MountType.BIND, "src", "/src", True, 25),
    ]
    assert web.build is not None
    assert (at(web.build.context), at(web.build.dockerfile)) == (("app", 5, 22), ("D", 5, 41))
    assert [(name, said.value) for name, said in web.build.args] == [("A", "1"), ("B", None)]


def test_a_service_without_networks_is_on_the_default_one(tmp_path: Path) -> None:
    project = look(tmp_path, FULL)
    (only,) = project.services["db"].networks
    assert (only.network, only.implicit, only.place.line) == ("default", True, 32)
    assert {key: (each.external, each.name, each.driver) for key, each in project.networks.items()} == {
        "front": (False, None, "bridge"),
        "back": (True, "shared", None),
        "default": (False, None, None),
    }


@pytest.mark.parametrize(
    ("policy", "effective"),
    [
        ("restart: always", "always"),
        ("restart: 'no'", "no"),
        ("restart: any", "always"),
        ("restart: always, deploy: {restart_policy: {condition: none}}", "no"),
        ("deploy: {restart_policy: {condition: any}}", "always"),
        ("deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}", "on-failure:3"),
    ],
)
def test_the_restart_policy_is_the_one_that_takes_effect(tmp_path: Path, policy: str, effective: str) -> None:
    said = look(tmp_path, f"services: {{a: {{image: x, {policy}}}}}").services["a"].restart
    assert said is not None
    assert said.value == effective


def test_a_restart_policy_without_a_condition_is_not_guessed(tmp_path: Path) -> None:
    service = look(tmp_path, "services: {a: {image: x, deploy: {restart_policy: {delay: 5s}}}}").services["a"]
    with pytest.raises(Unseen, match="condition"):
        _ = service.restart


def test_the_limit_of_deploy_goes_over_the_older_one(tmp_path: Path) -> None:
    text = "services: {a: {image: x, deploy: {resources: {limits: {memory: 1g}}}}, b: {image: x, mem_limit: 1k}}"
    services = look(tmp_path, text).services
    assert [service.memory.value for service in services.values() if service.memory] == [1024**3, 1024]


def test_what_compose_refuses_cannot_be_known_and_is_a_problem(tmp_path: Path) -> None:
    project = look(tmp_path, "services:\n  a:\n    image: x\n    mem_limit: 512x\n    user: me\n")
    place = Place((tmp_path / "compose.yaml").as_posix(), 4, 16)
    with pytest.raises(Refused) as raised:
        _ = project.services["a"].memory
    assert raised.value.places == (place,)
    assert [problem.place for problem in project.problems] == [place]
    assert at(project.services["a"].user) == ("me", 5, 11)


def test_an_override_is_told_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yml").write_text("services:\n  a:\n    ports: ['2:2']\n    environment: [B=2]\n")
    text = "services:\n  a:\n    image: x\n    ports: ['1:1']\n    environment: {A: 1}\n    restart: always\n"
    service = look(tmp_path, text).services["a"]
    assert [(Path(port.place.path).name, port.place.line) for port in service.ports] == [
        ("compose.yaml", 4),
        ("compose.override.yml", 3),
    ]
    assert {key: (Path(said.place.path).name, said.place.line) for key, said in service.environment.items()} == {
        "A": ("compose.yaml", 5),
        "B": ("compose.override.yml", 4),
    }
    assert service.restart is not None
    assert service.restart.place.line == 6


def test_what_is_extended_is_told_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("services:\n  b:\n    image: x\n    mem_limit: 1g\n")
    text = "services:\n  a:\n    extends: {file: base.yaml, service: b}\n    mem_limit: 2g\n"
    service = look(tmp_path, text).services["a"]
    assert service.image is not None
    assert (Path(service.image.place.path).name, service.image.place.line) == ("base.yaml", 3)
    assert at(service.memory) == (2 * 1024**3, 4, 16)
