"""HEALTHCHECK: its options and its command (the Dockerfile reference, "HEALTHCHECK")."""

from __future__ import annotations

import json
import re

from pytest_vx11._observe.compose.parts import Healthcheck, Said
from pytest_vx11._source.place import Place
from pytest_vx11._source.units import parse_duration

_FLAG = re.compile(r"--([a-z-]+)(?:=(\S*))?(?:\s+|\Z)")
_TIMES = {"interval", "timeout", "start-period", "start-interval"}


def healthcheck(rest: str, place: Place) -> Healthcheck:
    """Return what follows HEALTHCHECK; raises ValueError where Docker would refuse it."""
    options: dict[str, Said[int]] = {}
    while match := _FLAG.match(rest):
        options[match[1]] = _option(match[1], match[2] or "", place)
        rest = rest[match.end() :]
    kind, _, command = rest.partition(" ") if "\t" not in rest else re.sub(r"\t", " ", rest, count=1).partition(" ")
    if kind.upper() not in ("CMD", "NONE"):
        raise ValueError("HEALTHCHECK must go on with CMD or NONE")
    disabled = kind.upper() == "NONE"
    if disabled == bool(command.strip()):
        raise ValueError("HEALTHCHECK NONE takes nothing more" if disabled else "HEALTHCHECK CMD has no command")
    return Healthcheck(
        disabled=disabled,
        test=None if disabled else Said(form(command.strip()), place, command.strip()),
        interval=options.get("interval"),
        timeout=options.get("timeout"),
        start_period=options.get("start-period"),
        start_interval=options.get("start-interval"),
        retries=options.get("retries"),
        place=place,
    )


def _option(name: str, value: str, place: Place) -> Said[int]:
    if name in _TIMES:
        return Said(parse_duration(value), place, value)
    if name != "retries":
        raise ValueError(f"HEALTHCHECK has no option --{name[:40]}")
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("--retries must be a number")
    return Said(int(value), place, value)


def form(command: str) -> tuple[str, ...]:
    """Return a command as a test: CMD and words for the exec form, CMD-SHELL and a text for the shell form."""
    if command.startswith("["):
        try:
            words = json.loads(command)
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return ("CMD", *words)
    return ("CMD-SHELL", command)
