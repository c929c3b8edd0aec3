"""What services wait for, as the engine saw it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.docker.shop import Shop

pytestmark = pytest.mark.docker

#: The database is well a second after it was started, the job takes a second to its end.
SERVICES = """\
  db:
    image: IMAGE
    command: [sh, -c, "sleep 1; touch /tmp/well; sleep 100"]
    healthcheck: {test: [CMD, test, -f, /tmp/well]}
  job:
    image: IMAGE
    command: [sleep, "1"]
    depends_on: {db: {condition: service_healthy}}
  app:
    image: IMAGE
    command: [sleep, "100"]
    depends_on: {job: {condition: service_completed_successfully}, db: {condition: service_started}}
"""
EXPECTED = """\
  db: {depends_on: []}
  job: {depends_on: {db: {condition: service_healthy}}}
  app: {depends_on: {job: {condition: service_completed_successfully}, db: {condition: service_started}}}
"""


def test_each_starts_when_what_it_waits_for_has_come_so_far(shop: Shop) -> None:
    shop.become(SERVICES, EXPECTED)
    kept = shop.run("--vx11-keep", "-m", "vx11_running")
    assert kept.returncode == 0, kept.stdout
    states = {each["Labels"]["vx11.service"]: shop.inspect(each["Id"])["State"] for each in shop.containers()}
    assert {name: state["Status"] for name, state in states.items()} == {
        "db": "running",
        "job": "exited",
        "app": "running",
    }
    assert (at(states["job"], "StartedAt") - at(states["db"], "StartedAt")).total_seconds() >= 1
    assert at(states["app"], "StartedAt") >= at(states["job"], "FinishedAt")
    assert shop.vx11("clean").returncode == 0
    assert shop.left() == []


def test_a_job_that_fails_ends_the_start_and_what_waits_for_it_is_not_started(shop: Shop) -> None:
    job = '    command: [sh, -c, "echo the table is locked; exit 4"]'
    shop.become(SERVICES.replace("sleep 1; ", "").replace('    command: [sleep, "1"]', job), EXPECTED)
    failed = shop.run("-m", "vx11_running", "--vx11-report=json:report.json")
    assert failed.returncode == 1, failed.stdout
    assert "job ended with 4 after" in failed.stdout
    assert "the table is locked" in failed.stdout
    assert shop.left() == []


def at(state: Any, moment: str) -> datetime:
    """Return when something was, to the microsecond."""
    return datetime.fromisoformat(str(state[moment])[:26].rstrip("Z").ljust(26, "0"))
