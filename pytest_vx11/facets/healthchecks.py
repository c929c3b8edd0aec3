"""healthchecks: the command that says whether a service is well, and how often it is asked."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pytest_vx11.canon.model import Canon
from pytest_vx11.canon.part import COMMAND, DURATION, SchemaPart, described, keys, whole
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Judged
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.shared.compose import NO_SERVICE, differs, service_check
from pytest_vx11.facets.shared.dockerfile import image_of
from pytest_vx11.observe.compose import Healthcheck, Said
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Map
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.units import parse_duration, show_duration

_TIMES = ("interval", "timeout", "start_period", "start_interval")
# What the engine takes where nothing is stated (Dockerfile reference, HEALTHCHECK).
_DEFAULTS = {"interval": "30s", "timeout": "30s", "start_period": "0s", "start_interval": "5s", "retries": "3"}
_EXIT_1 = re.compile(r"\s*\|\|\s*exit\s+1\s*;?\s*$")


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
    codes = (
        NO_SERVICE,
        Code(
            code="VX110",
            title="no healthcheck is declared",
            text="Neither the Compose service nor its Dockerfile states a healthcheck, or one of them turns it off.",
            example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and Compose says `disable: true`',
        ),
        Code(
            code="VX111",
            title="the healthcheck's command is not the canon's",
            text="Commands are equal when their shell words are: CMD or CMD-SHELL, with a trailing `|| exit 1` or not.",
            example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and Compose asks port 8000',
        ),
        Code(
            code="VX112",
            title="a time or a count of the healthcheck is not the canon's",
            text="Compose's value counts before the Dockerfile's, and the engine's default where neither states one: "
            "interval 30s, timeout 30s, start_period 0s, retries 3.",
            example="healthcheck: {interval: 30s}, and Compose says 5m",
        ),
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the commands that a shell could not split."""
        for service in canon.services.values():
            said = service.said.get("healthcheck")
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
                    expected = _shown(value) if isinstance(value, list) else value
                    judge, about = _JUDGES[key], tuple(value) if isinstance(value, list) else value
                    yield service_check(self, canon, service, key, expected, said.at(key), judge, about)
                    yield self.running(canon, key, expected, said.at(key), service=service.name)


@dataclass(frozen=True, slots=True)
class _Both:
    """The healthchecks of a service and of its image; the first one that states a key counts."""

    said: tuple[Healthcheck, ...]
    where: Place

    def first(self, key: str) -> Said[Any] | None:
        return next((value for each in self.said if (value := getattr(each, key)) is not None), None)


def _declared(check: Check, service: Declared, sight: Sight, key: str) -> _Both | None:
    """Return what is declared; None where nothing is, or where it is turned off.

    The Dockerfile is read only where the Compose service leaves the key, or the test, to it.
    """
    own = service.healthcheck
    if own is not None and own.disabled:
        return None
    if own is not None and own.test is not None and getattr(own, key) is not None:
        return _Both((own,), own.place)
    image = image_of(check, service, sight)
    inherited = image.healthcheck if image else None
    said = tuple(each for each in (own, inherited) if each is not None and not each.disabled)
    if not any(each.test for each in said):
        return None
    return _Both(said, said[0].place)


def judge_test(check: Check, service: Declared, sight: Sight) -> Judged:
    """Compare shell words; `about` is the canon's command in its own form.

    A dollar of the canon may be doubled, as in a Compose file; NONE asks for no healthcheck.
    """
    both = _declared(check, service, sight, "test")
    test = both.first("test") if both else None
    wanted = _words(check.about)
    if both is None or test is None:
        return Judged(actual="NONE") if wanted == ["NONE"] else _none(check, service)
    if _words(test.value) in (wanted, [word.replace("$$", "$") for word in wanted]):
        return Judged(actual=_shown(test.value), places=(test.place,))
    actual = _shown(test.value)
    message = f"the healthcheck of {check.service} runs `{actual}`, the canon wants `{check.expected}`"
    return differs(check, "VX111", message, actual, (test.place,), hint="change the test, or the canon", subject="test")


def judge_number(check: Check, service: Declared, sight: Sight) -> Judged:
    """Compare a time, or the count of retries."""
    key = check.subject
    read: Callable[[str], int] = int if key == "retries" else parse_duration
    both = _declared(check, service, sight, key)
    if both is None:
        return _none(check, service)
    said = both.first(key)
    actual = said.text if said else _DEFAULTS[key]
    value = said.value if said else read(actual)
    # The engine takes a 0 for "not stated" (Docker Engine API, HealthConfig).
    value = value or read(_DEFAULTS[key])
    if value == (read(str(check.expected)) or read(_DEFAULTS[key])):
        return Judged(actual=actual, places=(said.place,) if said else (both.where,))
    default = "" if said else ", the engine's default"
    shown = actual if key == "retries" or said else show_duration(value)
    message = f"the healthcheck's {key} of {check.service} is {shown}{default}, the canon wants {check.expected}"
    hint = f"set healthcheck.{key}: {check.expected} in the Compose file, or change the canon"
    return differs(check, "VX112", message, actual, (said.place if said else both.where,), hint=hint)


def _none(check: Check, service: Declared) -> Judged:
    own = service.healthcheck
    off = own is not None and own.disabled
    message = f"the healthcheck of {check.service} is turned off" if off else f"{check.service} declares no healthcheck"
    place = own.place if own else service.place
    hint = "state it in the Compose file or the Dockerfile, or take it out of the canon"
    return differs(check, "VX110", message, None, (place,), hint=hint, subject="healthcheck")


def _words(test: str | tuple[str, ...] | list[Any]) -> list[str]:
    """Return the shell words of a command in either form."""
    if isinstance(test, str):
        return _split(test)
    words = [str(word) for word in test]
    kind = words[0] if words else ""
    if kind == "CMD-SHELL":
        return _split(" ".join(words[1:]))
    return words[1:] if kind == "CMD" else words


def _split(command: str) -> list[str]:
    stripped = _EXIT_1.sub("", command)
    try:
        return shlex.split(stripped)
    except ValueError:
        return [stripped]


def _shown(test: str | tuple[str, ...] | list[Any]) -> str:
    if isinstance(test, str):
        return test
    words = [str(word) for word in test]
    return " ".join(words[1:]) if words[:1] in (["CMD"], ["CMD-SHELL"]) else " ".join(words)


_JUDGES = {"test": judge_test, **dict.fromkeys((*_TIMES, "retries"), judge_number)}
