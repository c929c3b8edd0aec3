"""A real engine takes the bodies, and has every field as it was told. Nothing is started."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec import container_spec, network_body, volume_body
from tests.runtime.docker.spec.specs import naming, project_of, web

pytestmark = pytest.mark.docker

FULL = web(
    "command: serve --on 80",
    "entrypoint: [python3, -m]",
    "environment: {A: 1, EMPTY: ''}",
    "working_dir: /app",
    "user: '1000:1000'",
    "hostname: w",
    "domainname: shop.test",
    "mac_address: '02:42:0a:09:00:07'",
    "labels: {tier: front}",
    "ports: ['127.0.0.1::80', '70']",
    "expose: [7000]",
    "healthcheck: {test: 'true', interval: 5s, timeout: 2s, retries: 2, start_period: 1s}",
    "stop_signal: SIGINT",
    "stop_grace_period: 7s",
    "tty: true",
    "stdin_open: true",
    "volumes:",
    "  - ./src:/src:ro",
    "  - data:/data:nocopy",
    "  - /anonymous",
    "  - {type: bind, source: ., target: /all, bind: {create_host_path: false, propagation: rprivate}}",
    "  - {type: tmpfs, target: /cache, tmpfs: {size: 1m, mode: 0o1770}}",
    "tmpfs: ['/run:size=1m']",
    "networks:",
    "  front: {aliases: [f], priority: 5}",
    "  back: {aliases: [b]}",
    "cap_add: [NET_ADMIN]",
    "cap_drop: [MKNOD]",
    "security_opt: [no-new-privileges, seccomp=unconfined]",
    "init: true",
    "read_only: true",
    "ipc: private",
    "shm_size: 32m",
    "sysctls: {net.core.somaxconn: 1024}",
    "ulimits: {nofile: {soft: 100, hard: 200}}",
    "devices: ['/dev/null:/dev/xnull:r']",
    "device_cgroup_rules: ['c 1:3 mr']",
    "group_add: [mail]",
    "restart: on-failure:3",
    "mem_limit: 64m",
    "memswap_limit: 128m",
    "mem_reservation: 32m",
    "oom_score_adj: 100",
    "cpus: 0.5",
    "cpu_shares: 512",
    "pids_limit: 50",
    "extra_hosts: ['one:10.0.0.1', 'six=::1']",
    "dns: 10.0.0.53",
    "dns_search: [shop.test]",
    "dns_opt: ['ndots:1']",
    "logging: {driver: json-file, options: {max-size: 1m}}",
)
SHARED = """\
networks:
  front: {internal: true, attachable: true, driver_opts: {com.docker.network.driver.mtu: 1400}, labels: {tier: front}}
  back: {}
volumes:
  data: {labels: {tier: back}}
"""


class Made:
    """What a test has made on the engine; all of it goes with the test."""

    def __init__(self, engine: docker.APIClient, names: Naming) -> None:
        self.engine, self.names = engine, names
        self._undo: list[Any] = []

    def call(self, path: str, body: dict[str, Any], **params: str) -> dict[str, Any]:
        answer = self.engine.post(f"{self.engine.base_url}/v1.41{path}", json=body, params=params)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json() if answer.content.strip() else {}
        return found

    def network(self, body: dict[str, Any]) -> dict[str, Any]:
        made = self.call("/networks/create", body)["Id"]
        self._undo.append(lambda: self.engine.remove_network(made))
        return dict(self.engine.inspect_network(made))

    def volume(self, body: dict[str, Any]) -> dict[str, Any]:
        made = self.call("/volumes/create", body)["Name"]
        self._undo.append(lambda: self.engine.remove_volume(made))
        return dict(self.engine.inspect_volume(made))

    def container(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        made = self.call("/containers/create", body, name=name)["Id"]
        self._undo.append(lambda: self.engine.remove_container(made, v=True, force=True))
        return dict(self.engine.inspect_container(made))

    def undo(self) -> None:
        while self._undo:
            self._undo.pop()()


@pytest.fixture
def made(engine: docker.APIClient) -> Iterator[Made]:
    found = Made(engine, replace(naming(own=True), run_id=uuid.uuid4().hex, project="vx11spec"))
    try:
        yield found
    finally:
        found.undo()


def has(found: Any, told: Any) -> bool:
    """Tell whether the engine has what it was told; it may have more."""
    if isinstance(told, dict):
        return isinstance(found, dict) and all(has(found.get(key), value) for key, value in told.items())
    return bool(found == told)


def test_the_engine_takes_every_field_of_a_container(made: Made, base_image: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, FULL + SHARED)
    for key in project.networks:
        made.network(network_body(project, key, made.names))
    volume = made.volume(volume_body(project, "data", made.names))
    spec = container_spec(
        project.services["web"], project, image=base_image, naming=made.names, free_ports=True, folder=str(tmp_path)
    )
    found = made.container(spec.name, spec.body)
    told = {key: value for key, value in spec.body.items() if key not in ("HostConfig", "NetworkingConfig", "Env")}
    assert [key for key, value in told.items() if not has(found["Config"][key], value)] == []
    assert [key for key, value in spec.body["HostConfig"].items() if not has(found["HostConfig"][key], value)] == []
    assert set(spec.body["Env"]) <= set(found["Config"]["Env"])
    assert found["Name"] == f"/{spec.name}"
    sources = {each["Destination"]: each.get("Name") or each["Source"] for each in found["Mounts"]}
    assert sources["/data"] == volume["Name"]
    assert sources["/src"] == f"{tmp_path}/src"
    anonymous = made.engine.inspect_volume(sources["/anonymous"])
    assert anonymous["Labels"] == made.names.labelled(service="web")
    for network, endpoint in spec.endpoints:
        made.call(f"/networks/{network}/connect", {"Container": spec.name, "EndpointConfig": endpoint})
    joined = made.engine.inspect_container(spec.name)["NetworkSettings"]["Networks"]
    assert {name: set(each["Aliases"]) >= {"web", "vx11spec-web-1"} for name, each in joined.items()} == {
        made.names.network("front"): True,
        made.names.network("back"): True,
    }
    assert "b" in joined[made.names.network("back")]["Aliases"]


def test_the_engine_takes_networks_and_volumes(made: Made, tmp_path: Path) -> None:
    project = project_of(tmp_path, FULL + SHARED)
    network, volume = network_body(project, "front", made.names), volume_body(project, "data", made.names)
    told = {key: value for key, value in network.items() if key != "CheckDuplicate"}
    assert has(made.network(network), told)
    assert has(made.volume(volume), {key: value for key, value in volume.items() if key != "DriverOpts"})


def test_a_network_of_ipv6_has_a_subnet_that_the_engine_takes(made: Made, tmp_path: Path) -> None:
    text = web("networks: [six]") + "networks: {six: {enable_ipv6: true, ipam: {config: [{subnet: 'fd00:9::/64'}]}}}\n"
    body = network_body(project_of(tmp_path, text), "six", made.names)
    assert has(made.network(body), {"EnableIPv6": True})


def test_an_entrypoint_without_a_command_takes_away_the_images_command(
    made: Made, base_image: str, tmp_path: Path
) -> None:
    project = project_of(tmp_path, web("entrypoint: [python3]", "network_mode: none"))
    spec = container_spec(
        project.services["web"], project, image=base_image, naming=made.names, free_ports=True, folder=str(tmp_path)
    )
    config = made.container(spec.name, spec.body)["Config"]
    assert (config["Entrypoint"], config["Cmd"]) == (["python3"], None)
