"""healthchecks: the command that says whether a service is well, and how often it is asked."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from functools import partial

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.part import COMMAND, DURATION, SchemaPart, described, keys, whole
from pytest_vx11._canon.reach import own_names
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.healthchecks.codes import CODES
from pytest_vx11._facets.healthchecks.contained import judge_real_number
from pytest_vx11._facets.healthchecks.declared import DEFAULTS, judge_number, judge_test, shown
from pytest_vx11._facets.healthchecks.running import judge_well
from pytest_vx11._facets.shared.compose import service_check
from pytest_vx11._facets.shared.containers import container_check
from pytest_vx11._observe.containers import HealthRunNeed
from pytest_vx11._observe.live import read_health
from pytest_vx11._observe.probes import HealthProbe
from pytest_vx11._source.located import Map
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.units import parse_duration

_TIMES = ("interval", "timeout", "start_period", "start_interval")
_MOST_SECONDS = 30.0


class Healthchecks(Facet):
    """The Compose file's healthcheck over the Dockerfile's, key by key, as the engine lays them."""

    name = "healthchecks"
    schema = SchemaPart(
        service={
            "healthcheck": described(
                "The command that says whether it is well, and how often it is asked.",
                keys(
                    "a healthcheck",
                    {
                        "test": COMMAND,
                        **dict.fromkeys(_TIMES, DURATION),
                        "retries": whole("a number of retries from 1", 1),
                    },
                ),
            )
        }
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the commands that a shell could not split."""
        for service in canon.services.values():
            said = service.said.get("healthcheck")
            test = said.get("test") if isinstance(said, Map) else None
            if isinstance(said, Map) and any(
                "\0" in str(word) for word in (test if isinstance(test, list) else [test])
            ):
                message = (
                    f"services.{service.name}.healthcheck.test: it holds the character NUL, which no program takes"
                )
                yield Problem(said.at("test"), message)
            if isinstance(said, Map) and isinstance(said.get("test"), str):
                try:
                    shlex.split(said["test"])
                except ValueError as error:
                    message = f"services.{service.name}.healthcheck.test: {str(error).lower()}"
                    yield Problem(said.at("test"), message, "close the quotes")

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a stated key, for each witness."""
        for service in canon.services.values():
            said = service.said.get("healthcheck")
            if not isinstance(said, Map):
                continue
            for key, value in said.items():
                if not key.startswith("x-"):
                    expected = shown(value) if isinstance(value, list) else value
                    judge, about = _JUDGES[key], tuple(value) if isinstance(value, list) else value
                    declared = service_check(self, canon, service, key, expected, said.at(key), judge, about)
                    yield declared
                    yield (
                        self._test(canon, service, said, declared)
                        if key == "test"
                        else container_check(self, canon, declared, judge_real_number, ("VX210", "VX213"))
                    )

    def _test(self, canon: Canon, service: Service, said: Map, declared: Check) -> Check:
        """What the container's own healthcheck says, and what the canon's does when it is asked from outside."""
        health = read_health(said["test"], own_names(service))
        own = HealthRunNeed(canon.system, service.name)
        asked = (
            HealthProbe(system=canon.system, service=service.name, health=health, timeout=_seconds(said))
            if health
            else None
        )
        needs = (own, asked) if asked is not None else (own,)
        judge = partial(judge_well, declared=declared)
        return self.running(
            canon, "test", declared.expected, declared.at, judge, needs, service=service.name, about=declared.about
        )


def _seconds(said: Map) -> float:
    try:
        return parse_duration(str(said.get("timeout", DEFAULTS["timeout"]))) / 1e9 or _MOST_SECONDS
    except ValueError:
        return _MOST_SECONDS


_JUDGES = {"test": judge_test, **dict.fromkeys((*_TIMES, "retries"), judge_number)}
