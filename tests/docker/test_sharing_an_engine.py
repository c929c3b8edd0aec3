"""Runs on an engine that others use too."""

from __future__ import annotations

import socket

import pytest

from tests.docker.shop import MADE_FOR, PATIENCE, Shop

pytestmark = pytest.mark.docker


def test_two_runs_at_once_take_ports_and_names_of_their_own(shop: Shop) -> None:
    words = ("-m", "vx11_running", "--vx11-ports=ephemeral")
    both = [shop.begin(*words, f"--vx11-report=json:{name}.json") for name in ("first", "second")]
    shop.wait_for(lambda: len(shop.containers()) == 4 or any(each.poll() is not None for each in both))
    names = {each["Names"][0].lstrip("/") for each in shop.containers()}
    outputs = [each.communicate(timeout=PATIENCE)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], outputs
    assert len(names) == 4
    assert f"{shop.project}-gateway" not in names
    assert all("services: 2 asked, 2 OK" in output for output in outputs)
    assert shop.left() == []


def test_fixed_ports_and_names_that_somebody_has_are_told_at_once_and_left_alone(shop: Shop) -> None:
    foreign = shop.client.create_container(
        shop.base_image, ["sleep", "60"], name=f"{shop.project}-gateway", labels={MADE_FOR: shop.project}
    )["Id"]
    shop.client.start(foreign)
    port = shop.ports[1]
    with socket.create_server(("127.0.0.1", port)):
        ran = shop.run("-m", "vx11_running")
        assert ran.returncode == 4, ran.stdout
        assert f"there is already a container {shop.project}-gateway: remove it" in ran.stdout
        assert f"port {port} (orders) is taken by " in ran.stdout
        assert "(pid " in ran.stdout
        assert "--vx11-ports ephemeral" in ran.stdout
        assert "building" not in ran.stdout
        assert shop.containers() == []
        free = shop.run("-m", "vx11_running", "--vx11-ports=ephemeral")
        assert free.returncode == 0, free.stdout
    state = shop.inspect(foreign)["State"]
    assert state["Running"]
    assert shop.containers() == []


@pytest.mark.parametrize("workers", ["0", "2"])
def test_without_an_engine_a_run_says_where_it_looked(shop: Shop, workers: str) -> None:
    ran = shop.run("-m", "vx11_running", "-n", workers, DOCKER_HOST="unix:///nowhere")
    assert ran.returncode == 4, ran.stdout
    assert ran.stdout.count("ERROR: no engine answers at unix:///nowhere: ") == 1
    assert "Traceback" not in ran.stdout
