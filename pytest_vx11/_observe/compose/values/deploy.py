"""Limits, restart policy and replicas: what `deploy` says, over or with the older keys."""

from __future__ import annotations

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import Said
from pytest_vx11._observe.compose.values.fields import mapping, number, size, text
from pytest_vx11._source.located import Map


def memory(service: Map) -> Said[int] | None:
    """Return the memory limit in bytes."""
    limits = _inside(service, "deploy", "resources", "limits")
    said = size(limits, "memory") if limits is not None else None
    return said if said is not None and said.value else size(service, "mem_limit") or said


def replicas(service: Map) -> Said[int] | None:
    """Return how many containers Compose starts."""
    stated = number(service, "scale")
    body = mapping(service, "deploy")
    return stated if stated is not None or body is None else number(body, "replicas")


def restart(service: Map) -> Said[str] | None:
    """Return the restart policy that takes effect; `deploy.restart_policy` goes over `restart`."""
    policy = _inside(service, "deploy", "restart_policy")
    if policy is None:
        return _plain(service)
    condition, attempts = text(policy, "condition"), number(policy, "max_attempts")
    if condition is None:
        # The specification's default is "any"; Compose hands an empty policy to the engine, which is "no".
        raise Unseen("a restart_policy without a condition is not read the same everywhere", (policy.place,))
    name = {"none": "no", "any": "always"}.get(condition.value, condition.value)
    return Said(_policy(name, attempts.value if attempts else 0), condition.place, condition.text)


def _plain(service: Map) -> Said[str] | None:
    said = text(service, "restart")
    if said is None or not said.value:
        return None
    name, _, attempts = said.value.partition(":")
    known = {"none": "no", "any": "always"}.get(name, name)
    return Said(_policy(known, int(attempts) if attempts.isdecimal() else 0), said.place, said.text)


def _policy(name: str, attempts: int) -> str:
    return f"{name}:{attempts}" if attempts else name


def _inside(body: Map, *keys: str) -> Map | None:
    inner: Map | None = body
    for key in keys:
        if inner is None:
            return None
        inner = mapping(inner, key)
    return inner
