"""Runs that were killed before they could remove anything."""

from __future__ import annotations

import signal

import pytest

from pytest_vx11.observe.containers import labels
from tests.docker.shop import Shop, interrupt

pytestmark = pytest.mark.docker

SLOW = {"SHOP_SLOW": "60"}


def killed_in_the_start(shop: Shop, *arguments: str) -> list[str]:
    """Return what is left of a run that was killed when its first container ran."""
    before = set(shop.left())
    process = shop.begin(*arguments, **SLOW)
    shop.wait_for(
        lambda: any(each["State"] == "running" and each["Names"][0] not in before for each in shop.containers())
    )
    interrupt(process, signal.SIGKILL)
    return sorted(set(shop.left()) - before)


def test_the_next_run_removes_what_is_left_and_passes(shop: Shop) -> None:
    left = killed_in_the_start(shop)
    assert len(left) == 4, left
    run = shop.containers()[0]["Labels"][labels.RUN]
    after = shop.run("-m", "vx11_running")
    assert after.returncode == 0, after.stdout
    assert f"vx11: removing what run {run} left of {shop.project}" in after.stdout
    assert shop.left() == []


def test_clean_removes_what_is_left_and_nothing_of_a_run_that_is_alive(shop: Shop) -> None:
    alive = shop.begin(**SLOW)
    shop.wait_for(shop.running)
    shop.wait_for(lambda: len(shop.left()) == 4)
    before = {each["Id"]: each["State"] for each in shop.containers()}
    left = killed_in_the_start(shop, "--vx11-ports=ephemeral")
    assert len(left) == 4, left
    cleaned = shop.vx11("clean")
    assert cleaned.returncode == 0, cleaned.stderr
    assert f"ended {shop.project} of run " in cleaned.stdout
    assert {each["Id"]: each["State"] for each in shop.containers()} == before
    assert len(shop.left()) == 4
    assert shop.vx11("clean").stdout == "nothing was left\n"
    output = interrupt(alive, signal.SIGINT)
    assert alive.returncode == 2, output
    assert shop.left() == []


def test_a_run_begins_beside_one_that_is_alive_and_touches_nothing_of_it(shop: Shop) -> None:
    alive = shop.begin(**SLOW)
    shop.wait_for(shop.running)
    before = {each["Id"]: each["State"] for each in shop.containers()}
    beside = shop.run("-m", "vx11_running", "--vx11-ports=ephemeral")
    assert beside.returncode == 0, beside.stdout
    assert {each["Id"]: each["State"] for each in shop.containers()} == before
    interrupt(alive, signal.SIGINT)
    assert shop.left() == []
