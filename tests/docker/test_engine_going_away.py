"""An engine that goes away in the middle of a start: the run ends, says so, and nothing of it stays for long."""

from __future__ import annotations

import signal

import pytest

from tests.docker.shop import PATIENCE
from tests.docker.sleeping import Sleeping

pytestmark = pytest.mark.docker

#: What the system has up: a container, a network, a volume.
UP = 3


def test_and_coming_back_is_cleaned_by_the_run_itself(sleeping: Sleeping) -> None:
    shop = sleeping.shop
    process = shop.begin("-m", "vx11_running", "--vx11-timeout=600")
    shop.wait_for(shop.running)
    assert len(shop.left()) == UP
    sleeping.end_engine(signal.SIGTERM)
    sleeping.bring_engine_back()
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, output
    # Which of the two comes first is not ours to say: an engine that ends by itself first ends what it runs.
    assert "the engine broke off" in output or "it ended with 137" in output
    assert "Traceback" not in output
    assert shop.left() == []


def test_for_good_is_told_and_clean_removes_what_is_left_once_it_is_back(sleeping: Sleeping) -> None:
    shop = sleeping.shop
    process = shop.begin("-m", "vx11_running", "--vx11-timeout=600")
    shop.wait_for(shop.running)
    sleeping.end_engine(signal.SIGKILL)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, output
    assert "could not be removed, `vx11 clean` will: the engine does not answer" in output
    assert "Traceback" not in output
    sleeping.bring_engine_back()
    assert len(shop.left()) == UP
    cleaned = shop.vx11("clean")
    assert f"ended {shop.project} of run " in cleaned.stdout
    assert shop.left() == []
