"""A system in containers that are only said to be there: a canon, a Compose file, and what an engine would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check, Witness, escape
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._observe.containers import CommandSeen, Condition, Container, Engine, PathSeen
from pytest_vx11._observe.live import Address, Standing
from pytest_vx11._observe.need import Need
from pytest_vx11.testing import FakeEngine, FakeSystem, Harness
from tests.facets.live import matches, only, reason

__all__ = ["COMPOSE", "WEB", "World", "matches", "only", "reason"]

WEB = Container(
    id="web-id", name="web-1", real_name="web-1", image="shop/web:1", image_reference="shop/web:1",
    image_id="sha256:web", condition=Condition.RUNNING, network_mode="shop_default", working_dir="/app", depends_on={},
)  # fmt: skip
COMPOSE = "services:\n  web:\n    image: shop/web:1\n"


@dataclass(kw_only=True)
class World:
    """What is there; change it, then ask for a verdict."""

    folder: Path
    canon: str = "container: web-1"
    """What the canon says of the service `web`."""
    compose: str = COMPOSE
    containers: tuple[Container, ...] = (WEB,)
    others: str = ""
    """More services of the canon."""
    runtime: Literal["attach", "docker"] = "attach"
    addresses: Mapping[int, Address] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    with_engine: bool = True
    facts: dict[Need[Any], Any] = field(default_factory=dict)
    """What was seen otherwise."""
    paths: Mapping[str, PathSeen] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ran: CommandSeen | None = None
    top: str = ""
    real: Engine | None = None
    """A real engine, which is then asked of the containers."""

    def verdict(self, facet: str, subject: str) -> Verdict:
        """Return what is said of one running check."""
        harness = Harness(self.folder)
        told = harness.run(
            self._text(), system=self.system(harness.canon(self._text(), {})), facts=self.facts, environ={}
        )
        name = f"{facet}::{escape(subject)}[running]"
        (verdict,) = [told[each] for each in (f"web::{name}", f"shop::{name}") if each in told]
        return verdict

    def checks(self) -> list[Check]:
        """Return the running checks."""
        planned = Harness(self.folder).checks(self._text(), {})
        return [each for each in planned if each.witness is Witness.RUNNING]

    def plan(self) -> Canon:
        """Return the canon as it is now."""
        return Harness(self.folder).canon(self._text(), {})

    def _text(self) -> str:
        indented = "".join(f"    {line}\n" for line in self.canon.splitlines())
        (self.folder / "compose.yaml").write_text(self.compose)
        return f"{self.top}services:\n  web:\n{indented}{self.others}"

    def system(self, canon: Canon) -> FakeSystem:
        """Return the system, which is up."""
        contained = {each.name.partition("-")[0]: each for each in self.containers}
        self.engine = FakeEngine(
            containers={name: each for name, each in contained.items() if name in canon.services},
            paths=self.paths,
            images=self.images,
            digests=self.digests,
            commands=self.ran,
            logs={name: f"the last words of {each.id}\n" for name, each in contained.items()},
        )
        standing = {
            name: Standing(
                name=name,
                container=contained[name].id if name in contained else None,
                absent=self.absent.get(name, ""),
                addresses=self.addresses if name == "web" else {},
            )
            for name in canon.services
        }
        engine = (self.real or self.engine) if self.with_engine else None
        return FakeSystem(standing, engine=engine, runtime=self.runtime)

    def web(self, **changes: Any) -> None:
        """Change the container of `web`."""
        self.containers = tuple(replace(each, **changes) if each.id == "web-id" else each for each in self.containers)
