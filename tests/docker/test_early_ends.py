"""A container that dies ends the start: which one, how, and with which last words is told. Far from the limit of a start,
which would be told of with other words.
"""

from __future__ import annotations

import time

import pytest

from tests.docker.shop import Shop

pytestmark = pytest.mark.docker

#: Another one, which would never be well.
SLOW = '  slow: {image: IMAGE, command: [sleep, "100"], healthcheck: {test: [CMD, "false"]}}\n'
EXPECTED = '  app: {restart: "no"}\n'
RESTARTS = "  app: {restart: unless-stopped}\n"
#: Longer than any of these starts takes, on any machine.
LIMIT = 300


def started(shop: Shop, app: str, expected: str = EXPECTED) -> str:
    """Run a system that must not come up, and return what it says of that."""
    shop.become(f"  app:\n    image: IMAGE\n{app}{SLOW}", expected)
    began = time.monotonic()
    failed = shop.run("-m", "vx11_running", f"--vx11-timeout={LIMIT}")
    assert time.monotonic() - began < LIMIT
    assert failed.returncode == 1, failed.stdout
    assert shop.left() == []
    return failed.stdout


def test_that_ends(shop: Shop) -> None:
    said = started(shop, '    command: [sh, -c, "echo no such luck; sleep 0.5; exit 3"]\n')
    assert "it ended with 3 after" in said
    assert "no such luck" in said
    assert "(VX201)" in said


def test_that_ends_again_and_again(shop: Shop) -> None:
    said = started(shop, '    restart: unless-stopped\n    command: [sh, -c, "echo no such luck; exit 3"]\n', RESTARTS)
    assert "it ended with 3, 3 times after" in said
    assert "no such luck" in said


def test_that_is_killed_for_memory(shop: Shop) -> None:
    eats = "[python3, -c, \"print('hungry', flush=True); kept = [bytearray(1 << 20) for _ in range(200)]\"]"
    said = started(shop, f"    mem_limit: 16m\n    command: {eats}\n")
    assert "it was killed for memory (137) after" in said
    assert "hungry" in said


def test_that_cannot_be_started_at_all(shop: Shop) -> None:
    said = started(shop, "    command: [/no/such/program]\n")
    assert "could not be started: " in said
    assert "/no/such/program" in said


def test_not_by_one_that_comes_up_at_the_second_try(shop: Shop) -> None:
    tries = "if test -e /memory/tried; then sleep 100; fi; touch /memory/tried; exit 1"
    services = f"""\
  app:
    image: IMAGE
    restart: on-failure
    volumes: ["memory:/memory"]
    command: [sh, -c, "{tries}"]
    healthcheck: {{test: [CMD, pidof, sleep]}}
volumes: {{memory: {{}}}}
"""
    shop.become(services, "  app: {restart: on-failure}\n")
    ran = shop.run("-m", "vx11_running", "--vx11-report=json:report.json")
    assert ran.returncode == 0, ran.stdout
    assert "all 1 are well" in ran.stdout
    assert shop.left() == []
