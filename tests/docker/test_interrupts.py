"""Runs that are broken off: at every stage nothing of them stays on the engine."""

from __future__ import annotations

import os
import signal

import pytest

from tests.docker.shop import Shop, interrupt

pytestmark = pytest.mark.docker

NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
SLOW = {"SHOP_SLOW": "60"}
#: Stops a run once it has come to report a check.
CHECKING = """\
import pathlib, time
def pytest_runtest_logreport():
    pathlib.Path("checking").touch()
    time.sleep(60)
"""
#: Takes its time to end, and says so in a folder of the host.
LINGERS = """\
  app:
    image: IMAGE
    user: "{user}"
    volumes: ["./seen:/seen"]
    command: [sh, -c, "trap 'touch /seen/ending' TERM; touch /seen/up; while true; do sleep 0.05; done"]
"""


def test_in_a_build(shop: Shop) -> None:
    with (shop.path / "Dockerfile").open("a") as file:
        file.write("RUN sleep 60\n")
    process = shop.begin()
    shop.wait_for(lambda: any("sleep" in each["Command"] and each["State"] == "running" for each in shop.of_builds()))
    output = interrupt(process, signal.SIGINT)
    assert process.returncode == 2, output
    assert shop.left() == []


@pytest.mark.parametrize("number", NUMBERS)
def test_in_the_start(shop: Shop, number: signal.Signals) -> None:
    process = shop.begin(**SLOW)
    shop.wait_for(shop.running)
    output = interrupt(process, number)
    assert process.returncode == 2, output
    assert "VX001" not in output
    assert shop.left() == []
    assert list((shop.path / ".vx11" / "runs").iterdir()) == []


def test_in_the_checks(shop: Shop) -> None:
    (shop.path / "conftest.py").write_text(CHECKING)
    process = shop.begin("-m", "vx11_running")
    shop.wait_for((shop.path / "checking").exists)
    assert set(shop.running()) == {"gateway", "orders"}
    output = interrupt(process, signal.SIGTERM)
    assert process.returncode == 2, output
    assert shop.left() == []


def test_with_workers_in_the_start(shop: Shop) -> None:
    process = shop.begin("-n", "2", **SLOW)
    shop.wait_for(shop.running)
    output = interrupt(process, signal.SIGINT)
    assert process.returncode == 2, output
    assert shop.left() == []


def test_again_while_it_is_taken_down(shop: Shop) -> None:
    """A container that writes into a folder of the host may take ten seconds to end, but for one who is in a hurry."""
    shop.become(LINGERS.format(user=os.getuid()), '  app: {restart: "no"}\n')
    seen = shop.path / "seen"
    seen.mkdir()
    (shop.path / "conftest.py").write_text(CHECKING)
    process = shop.begin("-m", "vx11_running")
    shop.wait_for(lambda: (seen / "up").exists() and (shop.path / "checking").exists())
    process.send_signal(signal.SIGINT)
    shop.wait_for((seen / "ending").exists)
    output = interrupt(process, signal.SIGINT)
    assert process.returncode == 2, output
    assert "Traceback" not in output
    assert shop.left() == []


def test_by_a_worker_that_crashes(shop: Shop) -> None:
    (shop.path / "test_dies.py").write_text("import os\ndef test_dies(): os._exit(3)\n")
    crashed = shop.run("-n", "2", "--vx11-facet=ports,endpoints", "canon.yaml", "test_dies.py")
    assert crashed.returncode == 1, crashed.stdout
    assert "8 match, 0 drift" in crashed.stdout
    assert shop.left() == []
