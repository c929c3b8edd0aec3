"""Runs that were killed before they could remove anything.

They have an engine of their own: on one that is shared, any run that begins meanwhile removes what they left.
"""

from __future__ import annotations

import signal

import pytest

from pytest_vx11._observe.containers import labels
from tests.docker.shop import Shop, interrupt
from tests.docker.sleeping import Sleeping

pytestmark = pytest.mark.docker

#: What one run has up: a container, a network, a volume.
UP = 3


def killed_in_the_start(shop: Shop, *arguments: str) -> list[str]:
    """Return what is left of a run that was killed when its container ran."""
    before = set(shop.left())
    process = shop.begin(*arguments)
    shop.wait_for(
        lambda: any(each["State"] == "running" and each["Names"][0] not in before for each in shop.containers())
    )
    interrupt(process, signal.SIGKILL)
    return sorted(set(shop.left()) - before)


def test_clean_removes_what_is_left(sleeping: Sleeping) -> None:
    shop = sleeping.shop
    assert len(killed_in_the_start(shop)) == UP
    cleaned = shop.vx11("clean")
    assert cleaned.returncode == 0, cleaned.stderr
    assert f"ended {shop.project} of run " in cleaned.stdout
    assert shop.left() == []
    assert shop.vx11("clean").stdout == "nothing was left\n"


def test_the_next_run_removes_what_is_left_and_nothing_of_one_that_is_alive(sleeping: Sleeping) -> None:
    shop = sleeping.shop
    alive = shop.begin()
    shop.wait_for(shop.running)
    own, before = set(shop.left()), states(shop)
    assert len(killed_in_the_start(shop, "--vx11-ports=ephemeral")) == UP
    (run,) = {each["Labels"][labels.RUN] for each in shop.containers() if each["Id"] not in before}
    sleeping.be_well(True)
    after = shop.run("-m", "vx11_running", "--vx11-ports=ephemeral")
    assert after.returncode == 0, after.stdout
    assert f"vx11: removing what run {run} left of {shop.project}" in after.stdout
    assert shop.vx11("clean").stdout == "nothing was left\n"
    assert states(shop) == before
    assert set(shop.left()) == own
    output = interrupt(alive, signal.SIGINT)
    assert alive.returncode == 2, output
    assert shop.left() == []


def states(shop: Shop) -> dict[str, str]:
    """Return the state of each container, by its id."""
    return {each["Id"]: each["State"] for each in shop.containers()}
