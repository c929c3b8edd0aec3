"""An engine that goes away in the middle of a start: the run ends, says so, and nothing of it stays for long."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.docker.private_engine import PROGRAM, TINY, private_engine
from tests.docker.shop import PATIENCE, new_shop

pytestmark = pytest.mark.docker

#: Never well, and never late; the engine need not wait for its end when it ends itself.
SERVICES = f"""\
  app:
    image: {TINY}
    command: [{PROGRAM}, "600"]
    stop_signal: SIGKILL
    volumes: ["data:/data"]
    healthcheck: {{test: [CMD, {PROGRAM}, nonsense]}}
volumes: {{data: {{}}}}
"""
EXPECTED = '  app: {restart: "no"}\n'
WORDS = ("-m", "vx11_running", "--vx11-timeout=600")


def test_and_coming_back_is_cleaned_by_the_run_itself(tmp_path: Path) -> None:
    with private_engine(tmp_path) as (engine, client), new_shop(tmp_path, client, TINY) as shop:
        shop.become(SERVICES, EXPECTED)
        process = shop.begin(*WORDS, DOCKER_HOST=engine.host)
        shop.wait_for(shop.running)
        assert len(shop.left()) == 3
        engine.end(signal.SIGTERM)
        shop.client = engine.start()
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1, output
        # Which of the two comes first is not ours to say: an engine that ends by itself first ends what it runs.
        assert "the engine broke off" in output or "it ended with 137" in output
        assert "Traceback" not in output
        assert shop.left() == []


def test_for_good_is_told_and_clean_removes_what_is_left_once_it_is_back(tmp_path: Path) -> None:
    with private_engine(tmp_path) as (engine, client), new_shop(tmp_path, client, TINY) as shop:
        shop.become(SERVICES, EXPECTED)
        process = shop.begin(*WORDS, DOCKER_HOST=engine.host)
        shop.wait_for(shop.running)
        engine.end(signal.SIGKILL)
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1, output
        assert "could not be removed, `vx11 clean` will: the engine does not answer" in output
        assert "Traceback" not in output
        shop.client = engine.start()
        assert len(shop.left()) == 3
        cleaned = shop.vx11("clean", DOCKER_HOST=engine.host)
        assert f"ended {shop.project} of run " in cleaned.stdout
        assert shop.left() == []
