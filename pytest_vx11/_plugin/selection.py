"""What `--vx11-facet`, `--vx11-service` and `--vx11-mode` leave of the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_vx11._engine.plan import Plan
from pytest_vx11._engine.verdicts import Planned
from pytest_vx11._plugin.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is None chooses everything."""

    facets: frozenset[str] | None = None
    services: frozenset[str] | None = None
    mode: str | None = None
    """Of the facet `modes`, only this one."""
    in_mode: frozenset[str] | None = None
    """What the mode lists, each with its system in front, as ids have it; and the systems as wholes."""
    own_tests: bool = True
    """Whether tests without the marker `vx11` run beside the checks."""

    @classmethod
    def of(cls, settings: Settings, plans: Sequence[Plan], *, own_tests: bool) -> Selection:
        """Return what the settings choose of some plans."""
        in_mode = None
        if settings.mode is not None:
            systems = {f"{plan.canon.system}::{plan.canon.system}" for plan in plans}
            in_mode = frozenset(systems | {name for plan in plans for name in _listed(plan, settings.mode)})
        return cls(
            facets=settings.facets or None,
            services=settings.services or None,
            mode=settings.mode,
            in_mode=in_mode,
            own_tests=own_tests,
        )

    def takes(self, check: Planned) -> bool:
        """Tell whether a check is chosen."""
        if self.mode is not None and check.facet == "modes" and check.name.rpartition("[")[0] != self.mode:
            return False
        return self.takes_test(check.id.partition("::")[0], check.service, check.facet)

    def takes_test(self, system: str, service: str, facet: str) -> bool:
        """Tell whether a test of the user's own is chosen, by what it is about."""
        if self.in_mode is not None and f"{system}::{service}" not in self.in_mode:
            return False
        chosen = self.facets is None or facet in self.facets
        return chosen and (self.services is None or service in self.services)


def _listed(plan: Plan, mode: str) -> Sequence[str]:
    modes = plan.canon.section("modes")
    listed = modes.get(mode) if modes is not None else None
    return [f"{plan.canon.system}::{name}" for name in listed] if isinstance(listed, list) else []
