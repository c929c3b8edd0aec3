"""A system that is kept up: how it is told of, what leaves it alone, and what ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker.shop import Shop

pytestmark = pytest.mark.docker


def test_it_stays_until_it_is_cleaned(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = shop.run("-m", "vx11_running", "--vx11-keep")
    assert kept.returncode == 0, kept.stdout
    assert f"{shop.project} stays up until `vx11 clean` ends it" in kept.stdout
    for name, port in zip(("gateway", "orders"), shop.ports, strict=True):
        assert f"{name} at 127.0.0.1:{port}" in kept.stdout
    assert f"its containers are {shop.project}-gateway, {shop.project}-orders-1" in kept.stdout
    up = shop.running()
    assert set(up) == {"gateway", "orders"}

    again = shop.run("-m", "vx11_running")
    assert again.returncode == 4, again.stdout
    assert f"the container {shop.project}-gateway up: `vx11 clean` ends it" in again.stdout
    assert shop.running() == up

    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert shop.vx11("clean", str(elsewhere)).returncode == 0
    assert shop.running() == up

    cleaned = shop.vx11("clean")
    assert cleaned.returncode == 0, cleaned.stderr
    assert f"ended {shop.project} of run " in cleaned.stdout
    assert shop.left() == []
    assert list(Path(shop.path, ".vx11", "runs").iterdir()) == []


def test_a_system_that_did_not_come_up_is_not_kept(shop: Shop) -> None:
    shop.become("  app: {image: IMAGE, command: [sh, -c, exit 3]}\n", '  app: {restart: "no"}\n')
    failed = shop.run("--vx11-keep", "-m", "vx11_running")
    assert failed.returncode == 1, failed.stdout
    assert "stays up" not in failed.stdout
    assert shop.left() == []
