"""resources: the memory limit and the restart policy."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11.canon.model import Canon
from pytest_vx11.canon.part import SIZE, SchemaPart, described, pattern
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Judged
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.shared.compose import NO_SERVICE, differs, service_check
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.units import parse_size

# Without a policy the engine does not restart (Docker reference, "docker run --restart").
_DEFAULT_RESTART = "no"


class Resources(Facet):
    """`memory: 512m` and `restart: unless-stopped`."""

    name = "resources"
    schema = SchemaPart(
        service={
            "memory": described("The memory limit.", SIZE),
            "restart": described(
                "The restart policy.",
                pattern(
                    'one of "no", always, unless-stopped, on-failure, on-failure:N',
                    r"no|always|unless-stopped|on-failure(?::[0-9]+)?",
                ),
            ),
        }
    )
    codes = (
        NO_SERVICE,
        Code(
            code="VX120",
            title="the memory limit is not the canon's",
            text="The limit is `deploy.resources.limits.memory` or `mem_limit` of the Compose service. Without one, a "
            "container may take all the memory of its host.",
            example="memory: 512m, and the Compose service has no mem_limit",
        ),
        Code(
            code="VX121",
            title="the restart policy is not the canon's",
            text="The policy is `restart` of the Compose service, or `deploy.restart_policy`. Without one it is `no`.",
            example="restart: unless-stopped, and the Compose service says always",
        ),
    )

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a stated value, for each witness."""
        for service in canon.services.values():
            for key, judge in (("memory", judge_memory), ("restart", judge_restart)):
                said = service.stated(key)
                if said:
                    yield service_check(self, canon, service, key, said.value, said.at, judge)
                    yield self.running(canon, key, said.value, said.at, service=service.name)


def judge_memory(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare bytes, 0 being no limit; show what is written."""
    said = service.memory
    actual = said.text if said is not None and said.value else None
    if (said.value if said else 0) == parse_size(str(check.expected)):
        return Judged(actual=actual, places=(said.place,) if said else ())
    message = f"the memory limit of {check.service} is {actual or 'none'}, the canon wants {check.expected}"
    hint = f"set mem_limit: {check.expected} in the Compose file, or change the canon"
    return differs(check, "VX120", message, actual, (said.place if said else service.place,), hint=hint)


def judge_restart(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare the policies that take effect."""
    said = service.restart
    actual = said.value if said else _DEFAULT_RESTART
    if _policy(actual) == _policy(str(check.expected)):
        return Judged(actual=actual, places=(said.place,) if said else ())
    message = f"the restart policy of {check.service} is {actual}, the canon wants {check.expected}"
    hint = f"set restart: {check.expected} in the Compose file, or change the canon"
    return differs(check, "VX121", message, actual, (said.place if said else service.place,), hint=hint)


def _policy(text: str) -> str:
    # on-failure without a count, or with 0, tries for ever.
    return text.removesuffix(":0")
