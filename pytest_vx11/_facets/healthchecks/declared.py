"""Holding the declared healthcheck, the Compose file's over the Dockerfile's, against the canon's."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._facets.shared.dockerfile import image_of
from pytest_vx11._observe.compose import Healthcheck, Said
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.units import parse_duration, show_duration

# What the engine takes where nothing is stated (Dockerfile reference, HEALTHCHECK).
DEFAULTS = {"interval": "30s", "timeout": "30s", "start_period": "0s", "start_interval": "5s", "retries": "3"}
_EXIT_1 = re.compile(r"\s*\|\|\s*exit\s+1\s*;?\s*$")


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
    wanted = words_of(check.about)
    if both is None or test is None:
        return Judged(actual="NONE") if wanted == ["NONE"] else _none(check, service)
    if words_of(test.value) in (wanted, [word.replace("$$", "$") for word in wanted]):
        return Judged(actual=shown(test.value), places=(test.place,))
    actual = shown(test.value)
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
    actual = said.text if said else DEFAULTS[key]
    value = said.value if said else read(actual)
    # The engine takes a 0 for "not stated" (Docker Engine API, HealthConfig).
    value = value or read(DEFAULTS[key])
    if value == (read(str(check.expected)) or read(DEFAULTS[key])):
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


def words_of(test: str | tuple[str, ...] | list[Any]) -> list[str]:
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


def shown(test: str | tuple[str, ...] | list[Any]) -> str:
    """Return a command for people, in whichever form it was written."""
    if isinstance(test, str):
        return test
    words = [str(word) for word in test]
    return " ".join(words[1:]) if words[:1] in (["CMD"], ["CMD-SHELL"]) else " ".join(words)
