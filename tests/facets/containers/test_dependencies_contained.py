"""What a container waited for, and when it was started."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Outcome
from pytest_vx11._observe.containers import Container
from tests.facets.containers.world import COMPOSE, WEB, World, matches, only, reason

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
DB = replace(WEB, id="db-id", name="db-1", real_name="db-1")


@pytest.fixture
def shop(world: World) -> World:
    world.others = "  db: {depends_on: []}\n  cache: {depends_on: []}\n"
    world.canon = "depends_on: [db]"
    world.web(depends_on={"db": "service_healthy"})
    return world


def ask(world: World) -> Any:
    return world.verdict("dependencies", "depends_on")


def test_the_exact_set_matches(shop: World) -> None:
    assert matches(ask(shop)) == ["db"]


def test_a_container_without_the_label_says_nothing(shop: World) -> None:
    shop.web(depends_on=None)
    assert "nobody says what it waited for" in reason(ask(shop))


def test_what_was_not_waited_for_is_drift(shop: World) -> None:
    shop.web(depends_on={})
    assert only(ask(shop)).key == "VX230:web:db"


def test_what_was_waited_for_besides_is_drift(shop: World) -> None:
    shop.web(depends_on={"db": "service_started", "cache": "service_started"})
    assert only(ask(shop)).key == "VX231:web:cache"


def test_another_condition_is_drift_with_the_line_of_the_cause(shop: World) -> None:
    shop.canon = "depends_on: {db: {condition: service_healthy}}"
    shop.compose = f"{COMPOSE}    depends_on: [db]\n  db: {{image: db}}\n"
    shop.web(depends_on={"db": "service_started"})
    finding = only(ask(shop))
    assert finding.key == "VX232:web:db"
    assert [place.line for place in finding.places] == [4]


def test_what_this_mode_leaves_out_is_on_neither_side(shop: World) -> None:
    shop.canon, shop.absent = "depends_on: [db]", {"db": "out", "cache": "out"}
    shop.web(depends_on={"cache": "service_started"})
    assert matches(ask(shop)) == []


def started(shop: World, seconds: int, **more: Any) -> World:
    web: Container = replace(shop.containers[0], started_at=NOW, made_here=True)
    db = replace(DB, started_at=NOW + timedelta(seconds=seconds), **{"made_here": True, **more})
    shop.containers = (web, db)
    return shop


def test_a_dependency_that_was_started_later_is_drift(shop: World) -> None:
    assert only(ask(started(shop, 1))).key == "VX233:web:db"


@pytest.mark.parametrize(("seconds", "more"), [(-1, {}), (0, {}), (1, {"made_here": False}), (1, {"restarts": 1})])
def test_an_order_that_proves_nothing_is_no_drift(shop: World, seconds: int, more: dict[str, Any]) -> None:
    assert ask(started(shop, seconds, **more)).outcome is Outcome.MATCH
