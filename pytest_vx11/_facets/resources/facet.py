"""resources: the memory limit and the restart policy."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SIZE, SchemaPart, described, pattern
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.resources.codes import CODES
from pytest_vx11._facets.resources.declared import judge_memory, judge_restart
from pytest_vx11._facets.resources.running import judge_limit, judge_policy
from pytest_vx11._facets.shared.compose import service_check
from pytest_vx11._facets.shared.containers import container_check


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
    codes = CODES

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a stated value, for each witness."""
        for service in canon.services.values():
            for key, judge, look, code in _KEYS:
                said = service.stated(key)
                if said:
                    declared = service_check(self, canon, service, key, said.value, said.at, judge)
                    yield declared
                    yield container_check(self, canon, declared, look, (code,))


#: A key, its two judgements, and the code of what a container was made with.
_KEYS = (
    ("memory", judge_memory, judge_limit, "VX220"),
    ("restart", judge_restart, judge_policy, "VX221"),
)
