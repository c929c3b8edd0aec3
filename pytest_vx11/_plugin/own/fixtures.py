"""The fixtures, which are there whether the checks are on or not: without `--vx11-canon` who takes one is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, NoReturn, TypeVar

import pytest

from pytest_vx11._plugin.own.names import PLUGIN, WITHOUT

if TYPE_CHECKING:
    import sqlite3

    from docker.models.containers import Container

    from pytest_vx11 import Canon, Endpoint, Recorder, Service, SystemSession, Table
    from pytest_vx11._plugin.own.tests import OwnTests


Given = TypeVar("Given")


@pytest.fixture(scope="session")
def _vx11_system(request: pytest.FixtureRequest) -> str:
    """The system of the test; parametrized over where there are several canons."""
    return _own(request).only_system()


@pytest.fixture
def _vx11_target(request: pytest.FixtureRequest, _vx11_system: str) -> object:
    """What the test is about; parametrized over where it takes a service, an endpoint or a table."""
    return _own(request).target(request.node)


@pytest.fixture(scope="session")
def vx11_canon(request: pytest.FixtureRequest, _vx11_system: str) -> Canon:
    """The canon, as a `pytest_vx11.Canon`: `vx11_canon.services["madre"].said["port"]`."""
    return _own(request).canon(_vx11_system)


@pytest.fixture
def vx11_service(request: pytest.FixtureRequest, _vx11_target: object) -> Service:
    """Each service of the canon in turn, or those that the marker `vx11(service=…)` names, as a `pytest_vx11.Service`."""
    return _own(request).service(_vx11_target)


@pytest.fixture
def vx11_endpoint(request: pytest.FixtureRequest, _vx11_target: object) -> Endpoint:
    """Each endpoint of these services in turn, as a `pytest_vx11.Endpoint`: `method`, `path`, `said`, `service`."""
    return _own(request).endpoint(_vx11_target)


@pytest.fixture
def vx11_table(request: pytest.FixtureRequest, _vx11_target: object) -> Table:
    """Each table of the canon's databases in turn, as a `pytest_vx11.Table`: `database`, `name`, `columns`."""
    return _own(request).table(_vx11_target)


@pytest.fixture
def vx11_http(request: pytest.FixtureRequest, _vx11_target: object) -> Iterator[SystemSession]:
    """A `requests.Session` that carries the token and keeps to the system: `vx11_http.get("/health").status_code`.

    A path is asked of the test's service; `http://hermes/health` of the service `hermes`. The system is brought up first.
    """
    with ExitStack() as stack:
        yield _seen(stack, _own(request).session(_vx11_target))


@pytest.fixture
def vx11_container(request: pytest.FixtureRequest, _vx11_target: object) -> Iterator[Container]:
    """The container of the test's service, as docker-py has it: `vx11_container.exec_run(["id"])`, `.attrs`, `.logs()`.

    The test is skipped where the system does not run in containers.
    """
    with ExitStack() as stack:
        yield _seen(stack, _own(request).container(_vx11_target))


@pytest.fixture
def vx11_truth(request: pytest.FixtureRequest, _vx11_system: str) -> Iterator[sqlite3.Connection]:
    """What this run and earlier ones recorded, once the system is up: a read-only `sqlite3.Connection`, rows by name.

    `vx11_truth.execute("select status from copilot_runtime_services where service_name = 'madre'").fetchone()["status"]`
    """
    with ExitStack() as stack:
        yield _seen(stack, _own(request).truth(_vx11_system))


@pytest.fixture
def vx11_check(request: pytest.FixtureRequest, _vx11_target: object) -> Recorder:
    """Holds a value against what it should be, and goes on: `vx11_check(expected, found, where="compose.yaml:12")`.

    What differs is a finding, which the baseline can accept; the test fails at its end. Returns whether they are equal.
    """
    del _vx11_target
    return _own(request).recorder(request.node)


def _seen(stack: ExitStack, given: AbstractContextManager[Given]) -> Given:
    """Return what is given; where nobody could look, the test is skipped with that reason."""
    from pytest_vx11._errors import Unseen  # noqa: PLC0415  (nothing of this is imported while the checks are off)

    try:
        return stack.enter_context(given)
    except Unseen as unseen:
        reason = unseen.reason
    pytest.skip(reason)


def _own(request: pytest.FixtureRequest) -> OwnTests:
    own: OwnTests | None = request.config.pluginmanager.get_plugin(PLUGIN)
    return own if own is not None else _skip()


def _skip() -> NoReturn:
    pytest.skip(WITHOUT)
