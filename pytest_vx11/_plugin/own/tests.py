"""pytest's hooks for tests of the user's own, and what their fixtures give; the same in one process and in a worker."""

from __future__ import annotations

import copy
import os
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._checks.check import Witness
from pytest_vx11._engine.verdicts import Verdicts
from pytest_vx11._errors import Unseen
from pytest_vx11._own.holding import Held
from pytest_vx11._own.nouns import Endpoint, Recorder, Table
from pytest_vx11._plugin.own.names import FIXTURES
from pytest_vx11._plugin.own.reports import tell_report
from pytest_vx11._plugin.own.targets import (
    Marked,
    Target,
    alone,
    is_own,
    parameters,
    target_in,
    wants_running,
)
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

if TYPE_CHECKING:
    from docker.models.containers import Container

    from pytest_vx11._own.session import SystemSession

_HELD = pytest.StashKey[Held]()


class OwnTests:
    """The tests of the user's own in one run."""

    def __init__(self, source: Verdicts, facets: Sequence[str], *, strict: bool) -> None:
        self._source = source
        self._facets = facets
        self._strict = strict
        # A copy: what a test does to it, no check sees.
        self._canons = {canon.system: canon for canon in copy.deepcopy(list(source.canons()))}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test over what it takes: services, endpoints, tables, and canons where there are several."""
        if is_own(metafunc.definition):
            marked, targets = self._targets(metafunc)
            if targets is not None:
                _parametrize(metafunc, marked, targets)

    def _targets(self, metafunc: pytest.Metafunc) -> tuple[Marked, list[Target] | None]:
        """Return what a test's marker says, and what it is run over; where that is wrong, its file is not collected."""
        item = metafunc.definition
        wrong = _parametrized(item)
        try:
            marked = Marked.of(item, self._canons, self._facets)
            targets = parameters(metafunc.fixturenames, marked, self._canons.values())
        except ValueError as error:
            wrong = str(error)
        if wrong:
            path, line, name = item.location
            pytest.fail(f"{path}:{(line or 0) + 1}: {name}: {wrong}", pytrace=False)
        return marked, targets

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Give a test the markers that a check has, so that `-m vx11_declared` means both."""
        if not is_own(item):
            return
        try:
            item.add_marker(f"vx11_{self.facet(item)}")
            item.add_marker(f"vx11_{self._witness(item).value}")
            self._refuse_several(item)
        except ValueError as error:
            path, line, _ = item.location
            at = Place((item.config.rootpath / path).as_posix(), (line or 0) + 1)
            self._source.wrong(Problem(at, f"{item.name}: {error}"))
            item.add_marker(pytest.mark.skip(reason=str(error)))

    def _refuse_several(self, item: pytest.Item) -> None:
        """Raise ValueError where a test of unittest, which pytest runs once, is to be run over several."""
        if _is_unittest(item) and len(self._over(item)) > 1:
            raise ValueError("it is of several, and pytest runs a test of unittest once: write a function, or name one")

    def _over(self, item: pytest.Item) -> list[Target]:
        names: Sequence[str] = getattr(item, "fixturenames", ())
        return parameters(names, self._marked(item), list(self._canons.values())) or []

    def facet(self, item: pytest.Item) -> str:
        """Return the facet that a test is told with."""
        return self._marked(item).facet

    def target(self, item: pytest.Item) -> Target:
        """Return what a test is about."""
        found = target_in(item)
        if found is None and _is_unittest(item) and len(over := self._over(item)) == 1:
            return over[0]
        return found or alone(self._marked(item), list(self._canons.values()))

    def systems(self, items: Sequence[pytest.Item]) -> list[str]:
        """Return the systems that have to be up for some tests."""
        return list(dict.fromkeys(self.target(item).system for item in items if is_own(item) and wants_running(item)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begin to hold what a test will say."""
        if not is_own(item):
            return
        target = self.target(item)
        path, line, _ = item.reportinfo()
        doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
        item.stash[_HELD] = Held(
            system=target.system,
            service=target.service or target.system,
            facet=self.facet(item),
            subject=item.nodeid,
            witness=self._witness(item),
            at=Place(Path(os.path.abspath(path)).as_posix(), (line or 0) + 1),
            root=self._canons[target.system].root,
            says=doc.strip().partition("\n")[0],
        )

    # The outermost wrapper: what pytest makes of a mark (xfail) is to be known.
    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, object, None]:
        """Make a test's report say what its verdict says."""
        outcome = yield
        held = item.stash.get(_HELD, None)
        if held is not None:
            tell_report(outcome.get_result(), item, call, held, self._source, strict=self._strict)  # type: ignore[attr-defined]

    def recorder(self, item: pytest.Item) -> Recorder:
        """Return what a test says its verdicts by."""
        held = item.stash.get(_HELD, None)
        if held is None:
            pytest.fail("vx11_check is of a check: mark the test vx11, or let it take vx11_check as an argument")
        return held

    def only_system(self) -> str:
        """Return the name of the one system; a test of several is parametrized over them."""
        return next(iter(self._canons))

    def canon(self, system: str) -> Canon:
        """Return a canon."""
        return self._canons[system]

    def service(self, target: Any) -> Service:
        """Return the service of a test that takes it."""
        return self._canons[target.system].services[target.service]

    def endpoint(self, target: Any) -> Endpoint:
        """Return the endpoint of a test that takes it."""
        found: Endpoint = target.endpoint
        return found

    def table(self, target: Any) -> Table:
        """Return the table of a test that takes it."""
        found: Table = target.table
        return found

    @contextmanager
    def session(self, target: Any) -> Iterator[SystemSession]:
        """Give a session; raises Unseen where the test's system, or service, is not up."""
        # requests takes a while to import.
        from pytest_vx11._own.session import SystemSession  # noqa: PLC0415

        live = self._source.live(target.system)
        if target.service is not None:
            live.address(target.service)
        with SystemSession(live, target.service) as session:
            yield session

    @contextmanager
    def container(self, target: Any) -> Iterator[Container]:
        """Give the container of the test's service; raises Unseen where it has none."""
        from pytest_vx11._observe.containers.sdk import sdk_container  # noqa: PLC0415

        live = self._source.live(target.system)
        with sdk_container(live, target.service, os.environ) as container:
            yield container

    @contextmanager
    def truth(self, system: str) -> Iterator[sqlite3.Connection]:
        """Give a read-only connection, once the system is up: what is told of another run is no truth of this one.

        Raises Unseen where it is not up, and where truth is turned off, or cannot be read.
        """
        self._source.live(system)
        path = self._source.truth()
        if path is None:
            raise Unseen("truth is turned off: --vx11-truth says none")
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        except sqlite3.Error as error:
            raise Unseen(f"truth cannot be read: {error}") from error
        with closing(connection):
            connection.row_factory = sqlite3.Row
            yield connection

    def _witness(self, item: pytest.Item) -> Witness:
        return Witness.RUNNING if wants_running(item) else Witness.DECLARED

    def _marked(self, item: pytest.Item) -> Marked:
        return Marked.of(item, self._canons, self._facets)


def _parametrize(metafunc: pytest.Metafunc, marked: Marked, targets: list[Target]) -> None:
    names = [name for name in ("_vx11_system", "_vx11_target") if name in metafunc.fixturenames]
    if not names and not marked.services:
        return
    if not names:
        # It takes nothing, and its marker names several.
        names = ["_vx11_system", "_vx11_target"]
        metafunc.fixturenames.extend(names)
    if not targets:
        reason = f"the canon states no {_wanted(metafunc.fixturenames)} that it could be run over"
        nothing = pytest.param(*([None] * len(names)), marks=pytest.mark.skip(reason=reason), id="none")
        metafunc.parametrize(names, [nothing])
        return
    several = len({target.system for target in targets}) > 1
    if "_vx11_target" not in names:
        targets = [Target(system=system) for system in dict.fromkeys(target.system for target in targets)]
    elif not several:
        names.remove("_vx11_system")
    rows = [[{"_vx11_system": target.system, "_vx11_target": target}[name] for name in names] for target in targets]
    ids = [_id(target, several=several) for target in targets]
    metafunc.parametrize(names, rows, ids=ids, scope="session" if "_vx11_system" in names else None)


def _wanted(names: Sequence[str]) -> str:
    return next((kind for kind in ("endpoint", "table") if f"vx11_{kind}" in names), "service")


def _is_unittest(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and hasattr(item.cls, "addTypeEqualityFunc")


def _parametrized(item: pytest.Item) -> str:
    """Say what is wrong where a test is run over a fixture that is run over the canon."""
    for mark in item.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", "")
        listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        for name in FIXTURES.intersection(listed):
            return f"{name} is given by the canon: mark the test vx11(service=…) to narrow it, and parametrize another name"
    return ""


def _id(target: Target, *, several: bool) -> str:
    return f"{target.system}-{target.name}" if several and target.name != target.system else target.name
