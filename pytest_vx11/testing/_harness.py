"""Planning and judging a canon on a tree that a test makes."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._engine.runtimes import Means
from pytest_vx11._engine.system import System
from pytest_vx11._extensions import Registry
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.need import Need
from pytest_vx11.testing._judging import planned
from pytest_vx11.testing._running import GivenRun, GivenSystem, raise_missing
from pytest_vx11.testing._system import FakeSystem
from pytest_vx11.testing._verdicts import Verdicts, no_such

Runtime = Literal["none", "attach", "process", "docker", "auto"]
_HEAD = {"canon": "1", "system": "shop"}


class Harness:
    """A tree, the built-in facets and some of one's own: plans canons and judges them as a run does, without pytest."""

    def __init__(self, folder: str | os.PathLike[str], *facets: type[Facet] | Facet | Callable[..., Any]) -> None:
        """`folder` is the tree, and is made where it is not there: pytest's `tmp_path`. `facets` are taken beside the
        built-in ones: classes, instances, and functions that have `@check`.

            harness = Harness(tmp_path, Owners, readme)

        Raises TypeError for what is no facet, and whatever a class raises that is called.
        """
        self.folder = Path(os.path.abspath(folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        registry = Registry(Origin("the test"))
        for each in facets:
            registry.add(each)
        self._facets = (*builtin_facets(), *registry.facets)

    def write(self, name: str, text: str | bytes = "") -> Path:
        """Write a file of the tree, text in UTF-8, or make a folder where `name` ends with a slash; return where it is.

        `name` is relative to the folder, and folders on the way are made: `harness.write("orders/README.md", "…")`.
        Raises ValueError where it leads out of the folder.
        """
        path = self.folder / name
        if not Path(os.path.normpath(path)).is_relative_to(self.folder):
            raise ValueError(f"{name} is outside of the tree")
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def canon(self, canon_text: str, environ: Mapping[str, str] | None = None) -> Canon:
        """Return what the facets are given to plan from, as needs are made of it too: `needs.compose(canon)`.

        Takes and raises the same as `checks`.
        """
        return self._plan(canon_text, environ).canon

    def checks(self, canon_text: str, environ: Mapping[str, str] | None = None) -> list[Check]:
        """Return the checks of a canon, in order, each of which `judge` takes.

        The text is written to `canon.yaml` of the folder, its common indentation taken off; `canon: 1` and
        `system: shop` are put above where it lacks them. `environ` is where its `${VARIABLES}` are looked up: this
        process's environment by default. Raises CanonError with all that is wrong with the canon, or with what a facet
        plans, as a run would.

            assert [check.subject for check in harness.checks("services: {orders: {owner: sales}}")] == ["owner"]
        """
        return planned(self._plan(canon_text, environ))

    def check(self, canon_text: str, name: str, environ: Mapping[str, str] | None = None) -> Check:
        """Return one check, by its id without the system: `orders::owners::owner[declared]`.

        Of one of the whole system that is `shop::docs::license[declared]`, as the system stands in the service's place.
        Raises KeyError, with the nearest id, where there is no such check; else what `checks` raises.
        """
        found = {_short(check): check for check in self.checks(canon_text, environ)}
        if name not in found:
            raise no_such(name, found)
        return found[name]

    def run(
        self,
        canon_text: str,
        *,
        runtime: Runtime = "none",
        system: FakeSystem | None = None,
        facts: Mapping[Need[Any], Any] | None = None,
        environ: Mapping[str, str] | None = None,
        mode: str | None = None,
        writes: bool = True,
        seconds: float = 30.0,
    ) -> Verdicts:
        """Judge all checks of a canon, which is read as `checks` does, and return their verdicts.

            told = harness.run("services: {orders: {owner: sales}}")
            assert told.found == ["OWN1:orders"]
            assert told["orders::owners::owner[declared]"].actual == ["billing"]

        Running checks look at `system`, or at what `runtime` brings up or finds, as `--vx11-runtime` does; without either
        they are unverified. `facts` are taken as they are and not looked at: all else is. `mode` is the mode of the canon
        that is brought up. `writes` says whether a system that was there before may be asked what can change something.
        `seconds` is the limit of a start.

        Whatever was started is down again afterwards, and a `FakeSystem` is as up as it was. Raises CanonError as a run
        would; ValueError where both a `system` and a `runtime` are given, or the canon lacks a service of the `system`;
        RuntimeError where the `system` is not up; NotGiven where its `FakeEngine` was asked what it was not told.
        """
        if system is not None and runtime != "none":
            raise ValueError(f"the system is up already: without runtime={runtime!r}")
        given = dict(os.environ) if environ is None else environ
        plan = self._plan(canon_text, given)
        means = Means(
            run_id=uuid.uuid4().hex, state=self.folder / ".vx11", environ=given, seconds=seconds, writes=writes
        )
        if system is not None:
            up: System = GivenSystem(plan.canon, system, mode, means)
        else:
            up = System.of(plan.canon, runtime, mode, means)
        run = GivenRun(plan, up, facts or {})
        ids = list(run.checks)
        try:
            run.expect(ids)
            verdicts = run.verdicts(ids)
        finally:
            run.close()
        raise_missing(system)
        names = (_short(check) for check in plan.checks)
        return Verdicts(dict(zip(names, verdicts, strict=True)))

    def _plan(self, canon_text: str, environ: Mapping[str, str] | None) -> Plan:
        path = self.write("canon.yaml", completed(canon_text))
        return load_plan(path, self._facets, environ)


def completed(canon_text: str) -> str:
    """Return a canon's text with the two keys that each canon has."""
    text = dedent(canon_text)
    lacks = [f"{key}: {value}\n" for key, value in _HEAD.items() if not re.search(rf"^{key}\s*:", text, re.MULTILINE)]
    return "".join(lacks) + text


def _short(check: Check) -> str:
    return check.id.partition("::")[2]
