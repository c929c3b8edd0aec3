"""Runs that start a system in containers: what they tell, what they leave, and whose things they do not touch."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.docker.shop import MADE_FOR, Shop, new_shop

if TYPE_CHECKING:
    import docker

pytestmark = pytest.mark.docker


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run, on an engine where somebody has things of all the names that Compose would give those of the shop."""

    shop: Shop
    status: int
    output: str
    container: Any
    """What the engine said of the gateway's container meanwhile."""
    network: str
    image: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, engine: docker.APIClient, base_image: str) -> Iterator[Ran]:
    with new_shop(tmp_path_factory.mktemp("ran"), engine, base_image) as shop:
        name, mark = shop.project, {MADE_FOR: shop.project}
        network = engine.create_network(f"{name}_inner", labels=mark)["Id"]
        engine.create_volume(f"{name}_data", labels=mark)
        in_volume(shop, "echo precious > /data/file")
        engine.tag(base_image, f"{name}-gateway", "latest")
        try:
            process = shop.begin("--vx11-report=json:report.json", "--junitxml=junit.xml", "-rA")
            shop.wait_for(lambda: shop.running() or process.poll() is not None)
            container = shop.inspect(shop.running()["gateway"])
            output, _ = process.communicate(timeout=120)
            image = engine.inspect_image(f"{name}-gateway:latest")["Id"]  # type: ignore[no-untyped-call]
            yield Ran(
                shop=shop, status=process.returncode, output=output, container=container, network=network, image=image
            )
        finally:
            engine.remove_image(f"{name}-gateway:latest")


def test_a_system_is_built_started_asked_and_removed(ran: Ran) -> None:
    assert ran.status == 0, ran.output
    assert "vx11: building gateway" in ran.output
    assert "vx11: all 2 are well after" in ran.output
    assert "services: 2 asked, 2 OK" in ran.output
    report = ran.shop.report()
    assert report["run"]["runtime"] == "docker"
    running = [each for each in report["checks"] if each["witness"] == "running"]
    assert {each["verdict"] for each in running} == {"match"}
    assert {each["facet"] for each in running} >= {"ports", "resources", "container", "dependencies", "structure"}
    assert ran.shop.left() == []


def test_what_somebody_has_under_the_names_of_compose_is_not_touched(
    ran: Ran, engine: docker.APIClient, base_image: str
) -> None:
    name = ran.shop.project
    assert in_volume(ran.shop, "cat /data/*") == "precious\n"
    assert engine.inspect_network(f"{name}_inner")["Id"] == ran.network
    base = engine.inspect_image(base_image)["Id"]  # type: ignore[no-untyped-call]
    assert ran.image == base
    assert ran.container["Image"] != base
    assert [each["Name"] for each in ran.container["Mounts"]] != [f"{name}_data"]


def test_a_token_that_nobody_set_reaches_the_containers_and_is_told_nowhere(ran: Ran) -> None:
    said = dict(each.split("=", 1) for each in ran.container["Config"]["Env"])
    token = said["SHOP_TOKEN"]
    assert len(token) > 10
    assert token not in ran.output
    assert token not in json.dumps(ran.container["Config"]["Labels"])
    files = [path for path in ran.shop.path.rglob("*") if path.is_file()]
    assert [path for path in files if token.encode() in path.read_bytes()] == []
    logs = [path.read_text() for path in files if path.suffix == ".log"]
    assert len(logs) == 2
    assert all("asked with" in log for log in logs)
    assert any("of ***" in log for log in logs)


def test_drift_is_found_and_nothing_is_left(shop: Shop) -> None:
    shop.change("compose.yaml", "mem_limit: 64m", "mem_limit: 48m")
    shop.change("compose.yaml", "{inner: {aliases: [door]}}", "[inner]")
    shop.change("program.py", '== "/health" or right', '== "/health" or self.path')
    drifted = shop.run("--vx11-report=json:report.json", "--vx11-service=gateway", "-k", "running")
    assert drifted.returncode == 1, drifted.stdout
    assert shop.keys() == {"VX220:gateway:memory", "VX244:gateway:inner:door", "VX272:gateway:GET /guarded"}
    assert shop.left() == []


def test_with_workers_it_is_built_and_started_once(shop: Shop) -> None:
    since = time.time()
    both = shop.run("-n", "2", "--vx11-facet=endpoints,ports")
    assert both.returncode == 0, both.stdout
    assert both.stdout.count("vx11: building gateway") == 1
    assert shop.started(since) == ["gateway", "orders"]
    assert shop.left() == []


def test_nothing_is_made_where_nothing_that_runs_is_chosen(shop: Shop) -> None:
    since = time.time()
    for arguments in (["--collect-only", "-q"], ["-m", "vx11_declared", "-n", "2"]):
        chosen = shop.run(*arguments)
        assert chosen.returncode == 0, chosen.stdout
        assert "vx11: building" not in chosen.stdout
    assert shop.started(since) == []
    assert shop.client.images(f"vx11/{shop.project}/gateway") == []
    assert shop.left() == []


def in_volume(shop: Shop, script: str) -> str:
    """Run a script where the user's volume is at /data, and return what it prints."""
    host = shop.client.create_host_config(binds=[f"{shop.project}_data:/data"])
    made = shop.client.create_container(
        shop.base_image, ["sh", "-c", script], host_config=host, labels={MADE_FOR: shop.project}
    )
    shop.client.start(made)
    assert shop.client.wait(made)["StatusCode"] == 0
    said: bytes = shop.client.logs(made)
    shop.client.remove_container(made)
    return said.decode()
