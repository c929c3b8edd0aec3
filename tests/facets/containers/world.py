"""A system in containers that are only said to be there: a canon, a Compose file, and what an engine would tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine.judge import judge
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.containers import CommandSeen, Condition, Container, Engine, PathSeen
from pytest_vx11._observe.live import Address, Live, LiveNeed, Standing
from pytest_vx11._observe.need import Memory, Need

WEB = Container(
    id="web-id", name="web-1", real_name="web-1", image="shop/web:1", image_reference="shop/web:1",
    image_id="sha256:web", condition=Condition.RUNNING, network_mode="shop_default", working_dir="/app", depends_on={},
)  # fmt: skip
COMPOSE = "services:\n  web:\n    image: shop/web:1\n"


class Told(Engine):
    """An engine that tells what it was given."""

    def __init__(
        self, containers: Sequence[Container], paths: Mapping[str, PathSeen], images: Mapping[str, str],
        digests: tuple[str, ...], ran: CommandSeen | None,
    ) -> None:  # fmt: skip
        self.host = "127.0.0.1"
        self.asked: list[tuple[str, ...]] = []
        self._containers = {each.id: each for each in containers}
        self._paths, self._images, self._digests, self._ran = paths, images, digests, ran

    def container(self, name: str) -> Container | None:
        return self._containers.get(name)

    def path(self, container: str, path: str) -> PathSeen | None:
        return self._paths.get(path)

    def image_id(self, reference: str) -> str | None:
        return self._images.get(reference)

    def image_digests(self, reference: str) -> tuple[str, ...]:
        return self._digests

    def log(self, container: str, lines: int, most: int) -> bytes:
        return f"the last words of {container}\n".encode()

    def run(self, container: str, words: tuple[str, ...], seconds: float, most: int = 2048) -> CommandSeen:
        self.asked.append(words)
        assert self._ran is not None
        return self._ran


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
    runtime: str = "attach"
    addresses: Mapping[int, Address] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    with_engine: bool = True
    facts: dict[Need[Any], Any] = field(default_factory=dict)
    """What was seen otherwise."""
    paths: Mapping[str, PathSeen] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    ran: CommandSeen | None = None
    top: str = ""
    real: Engine | None = None
    """A real engine, which is then asked of the containers."""

    def verdict(self, facet: str, subject: str) -> Verdict:
        """Return what is said of one running check."""
        (check,) = [
            each for each in self._checks()
            if (each.facet, each.subject) == (facet, subject) and each.service in ("web", "shop")
        ]  # fmt: skip
        return judge(check, self.memory())

    def _checks(self) -> list[Check]:
        indented = "".join(f"    {line}\n" for line in self.canon.splitlines())
        (self.folder / "compose.yaml").write_text(self.compose)
        path = self.folder / "canon.yaml"
        path.write_text(f"canon: 1\nsystem: shop\n{self.top}services:\n  web:\n{indented}{self.others}")
        self.names = list(load_plan(path, builtin_facets(), {}).canon.services)
        return [each for each in load_plan(path, builtin_facets(), {}).checks if each.witness is Witness.RUNNING]

    def memory(self) -> Memory:
        """Return a memory in which the system is up."""
        self.engine = Told(self.containers, self.paths, self.images, self.digests, self.ran)
        ids = {each.name.partition("-")[0]: each.id for each in self.containers}
        standing = {
            name: Standing(
                name=name,
                container=ids.get(name),
                absent=self.absent.get(name, ""),
                addresses=self.addresses if name == "web" else {},
            )
            for name in self.names
        }
        live = Live(
            system="shop",
            root=str(self.folder),
            runtime=self.runtime,
            services=standing,
            engine=(self.real or self.engine) if self.with_engine else None,
        )
        return Memory({LiveNeed("shop"): live, **self.facts})

    def web(self, **changes: Any) -> None:
        """Change the container of `web`."""
        self.containers = tuple(replace(each, **changes) if each.id == "web-id" else each for each in self.containers)


def only(verdict: Verdict) -> Finding:
    """Return the one finding of a verdict that is drift."""
    assert verdict.outcome is Outcome.DRIFT, verdict
    (finding,) = verdict.findings
    return finding


def matches(verdict: Verdict) -> Any:
    """Return what was seen by a verdict that is a match."""
    assert verdict.outcome is Outcome.MATCH, verdict
    return verdict.actual


def reason(verdict: Verdict) -> str:
    """Return why nobody could look."""
    assert verdict.outcome is Outcome.UNVERIFIED, verdict
    return verdict.reason or ""
