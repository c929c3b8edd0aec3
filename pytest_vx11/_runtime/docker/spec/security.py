"""Options of security: handed on, but for the two that the command line itself must read.

Facts: the docker command line's `--security-opt`, which Compose v2 follows.
"""

from __future__ import annotations

import json
from pathlib import Path

from pytest_vx11._observe.compose import Said
from pytest_vx11._observe.compose.values.fields import texts
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot
from pytest_vx11._runtime.docker.spec.reading import beside

_BARED = "systempaths=unconfined"
_SECCOMP = "seccomp"
_WORDS = ("unconfined", "builtin")


def options(ask: Ask) -> list[str] | None:
    """Return the options; the engine takes a profile's text, not the file that it is in."""
    return [_option(ask, said) for said in texts(ask.service.raw, "security_opt") if said.value != _BARED] or None


def bared_paths(ask: Ask) -> list[str] | None:
    """Return nothing to hide of /proc and /sys, where that is asked for."""
    return [] if any(said.value == _BARED for said in texts(ask.service.raw, "security_opt")) else None


def _option(ask: Ask, said: Said[str]) -> str:
    name, sign, value = said.value.partition("=" if "=" in said.value else ":")
    if name != _SECCOMP or not sign or value in _WORDS:
        return said.value
    path = beside(value, said.place)
    try:
        if not ask.service.root.holds(path):
            raise Cannot("the seccomp profile lies outside of the tree", (said.place,), "put it into the tree")
        profile = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise Cannot(
            f"the seccomp profile cannot be read: {type(error).__name__}",
            (said.place,),
            "name a JSON file that is there",
        ) from error
    return f"{_SECCOMP}={json.dumps(profile, separators=(',', ':'))}"
