"""How a healthcheck is asked from outside of its container."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._observe.live import HealthCommand, HealthUrl, read_health

HEALTH = HealthUrl(port=8000, target="/health")
WGET = HealthUrl(port=8000, target="/health", follows=True)
SPIDER = HealthUrl(port=8000, target="/health", method="HEAD", or_get=True, follows=True)


@pytest.mark.parametrize(
    ("test", "asked"),
    [
        ("curl -f http://localhost:8000/health", HEALTH),
        ("curl -f http://localhost:8000/health || exit 1", HEALTH),
        ("curl -fsS http://127.0.0.1:8000/health", HEALTH),
        ("curl --fail --silent -o /dev/null http://localhost:8000/health", HEALTH),
        ("/usr/bin/curl -f -m 5 'http://localhost:8000/health'", HEALTH),
        (["CMD", "curl", "-f", "http://localhost:8000/health"], HEALTH),
        (["CMD-SHELL", "curl -f http://localhost:8000/health || exit 1"], HEALTH),
        (["curl", "-f", "http://localhost:8000/health"], HEALTH),
        ("curl -f http://madre:8000/health", HEALTH),
        ("curl -f localhost:8000/health", HEALTH),
        ("curl http://localhost:8000/health", HealthUrl(port=8000, target="/health", below=600)),
        ("curl -fI http://localhost:8000/", HealthUrl(port=8000, target="/", method="HEAD")),
        ("curl -f 'http://localhost:8000/h?deep=1'", HealthUrl(port=8000, target="/h?deep=1")),
        ("curl -f http://localhost", HealthUrl(port=80, target="/")),
        ("wget -q --spider http://localhost:8000/health", SPIDER),
        ("wget -qO- http://localhost:8000/health", WGET),
        ("wget --no-verbose --tries=1 -O /dev/null http://localhost:8000/health", WGET),
    ],
)
def test_a_command_that_asks_one_url_of_the_service_is_that_url(test: Any, asked: HealthUrl) -> None:
    assert read_health(test, ["madre"]) == asked


@pytest.mark.parametrize(
    "test",
    [
        "curl -f http://localhost:8000/health | grep ok",
        "curl -f http://localhost:8000/health && test -f /tmp/ready",
        "curl -X POST http://localhost:8000/health",
        "curl -f -d x http://localhost:8000/health",
        "curl -f -u a:b http://localhost:8000/health",
        "curl -f https://localhost:8000/health",
        "curl -f http://other:8000/health",
        "curl -f http://localhost:8000/a http://localhost:8000/b",
        "curl -f http://localhost:$PORT/health",
        "curl -f http://localhost:99999/health",
        "curl -fL http://localhost:8000/health",
        "curl -f http://localhost:8000/health || exit 0",
        "curl -f 'unclosed",
        "pg_isready -U postgres",
        "python -c 'import urllib.request'",
    ],
)
def test_anything_else_is_left_to_a_shell_as_it_is_written(test: str) -> None:
    assert read_health(test) == HealthCommand(words=("/bin/sh", "-c", test))


def test_what_a_failure_ends_with_is_left_out() -> None:
    assert read_health("pg_isready -U x || exit 1") == HealthCommand(words=("/bin/sh", "-c", "pg_isready -U x"))


def test_words_are_run_without_a_shell() -> None:
    assert read_health(["CMD", "pg_isready", "-U", "a b"]) == HealthCommand(words=("pg_isready", "-U", "a b"))
    assert str(HealthCommand(words=("pg_isready", "-U", "a b"))) == "pg_isready -U 'a b'"


@pytest.mark.parametrize("test", ["NONE", ["NONE"], [], ""])
def test_none_asks_nothing(test: Any) -> None:
    assert read_health(test) is None
