"""A system that a test puts up."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal, TypeAlias

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.reach import ports_of
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.live import Address, Live, Standing
from pytest_vx11._source.words import did_you_mean
from pytest_vx11.testing._engine import FakeEngine
from pytest_vx11.testing._routes import FakeRequest, Routes, Table
from pytest_vx11.testing._server import Server

#: What it answers; where somebody else serves it; or all that is known of it.
Service: TypeAlias = Routes | tuple[str, int] | Standing


class FakeSystem:
    """A system that is up for as long as a block, on real sockets of loopback.

        with FakeSystem(orders={"GET /health": (200, {"status": "ok"}), "POST /orders": 201}) as fake:
            told = harness.run(CANON, system=fake)
        assert {(request.service, request.path) for request in fake.asked} == {("orders", "/health")}

    What raised in place of an answer is raised at the end of the block.
    """

    def __init__(
        self,
        services: Mapping[str, Service] | None = None,
        /,
        *,
        engine: Engine | None = None,
        runtime: Literal["attach", "process", "docker"] = "attach",
        ended: Mapping[str, str] | None = None,
        killed: Mapping[str, int] | None = None,
        **more: Service,
    ) -> None:
        """Each service, by its name, or in the mapping where that is no word of Python, is one of these:

        - its routes: `{"GET /orders/{id}": answer}`. An answer is a status, `(status, body)` or `(status, body, headers)`;
          a body is bytes, text, or plain data that is sent as JSON. It may be a function from `FakeRequest` to an answer.
          What no route has is answered with 404 or 405.
        - `(host, port)` where somebody else serves it, for protocols of one's own; nobody needs to be there.
        - a `needs.Standing`, with all that is to be known of it: that it is absent, its process, its log.

        `engine` runs the system in containers: a service that it has a container of, by its name, is in there. `runtime`
        is how the system is said to have come up. `ended` says how the process or container of a service has ended:
        `{"orders": "ended with 1"}`; `killed`, how many processes of it were killed for memory.

        Raises ValueError for a route that is none, TypeError for an answer that is none.
        """
        self.asked: list[FakeRequest] = []
        """Every request to a service that has routes, in order; the run's own questions about health among them."""
        self.engine = engine
        self.runtime: str = runtime
        self.ended: Mapping[str, str] = dict(ended or {})
        self.killed: Mapping[str, int] = dict(killed or {})
        self._tables: dict[str, Table] = {}
        self._standing: dict[str, Standing] = {}
        self._addresses: dict[str, Address] = {}
        self._servers: list[Server] = []
        self._errors: list[Exception] = []
        for name, service in {**(services or {}), **more}.items():
            self._take(name, service)

    def _take(self, name: str, service: Service) -> None:
        if isinstance(service, Standing):
            self._standing[name] = service
        elif isinstance(service, Mapping):
            self._tables[name] = Table(service)
        else:
            self._addresses[name] = Address(*service)

    def __enter__(self) -> FakeSystem:
        if self._servers:
            raise RuntimeError("the FakeSystem is up already")
        self._errors.clear()
        try:
            for name, table in self._tables.items():
                self._servers.append(server := Server(name, table, self.asked.append, self._errors.append))
                self._addresses[name] = server.address
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._errors and error is None:
            raise self._errors[0]

    def _close(self) -> None:
        while self._servers:
            self._servers.pop().close()
        for name in self._tables:
            self._addresses.pop(name, None)

    def address(self, service: str) -> Address:
        """Return where a service listens: `fake.address("orders").port`.

        Raises KeyError where there is no such service, RuntimeError where the system is not up.
        """
        self._refuse_down()
        return self._addresses[service]

    @property
    def live(self) -> Live:
        """The fact that `needs.live("shop")` gives, for `judge`: each service's own port is the one where it listens.

        Raises RuntimeError where the system is not up.
        """
        self._refuse_down()
        services = {name: self._stands(name, {each.port: each}) for name, each in self._addresses.items()}
        others = {name: self._stands(name, {}) for name in self._names() if name not in services}
        return self._up("shop", "", {**services, **others, **self._standing}, writes=True)

    def live_for(self, canon: Canon, absent: Mapping[str, str] | None = None, *, writes: bool = True) -> Live:
        """Return the system as one that the canon describes: every TCP port that it states of a service leads there.

        `absent` says of services why nobody expects them. One of the canon's that is not given here was not started.
        Raises ValueError where the canon lacks a service that is given, RuntimeError where the system is not up.
        """
        self._refuse_down()
        for name in self._names():
            if name not in canon.services:
                raise ValueError(
                    f'the canon has no service "{name}": {did_you_mean(name, canon.services)}'.rstrip(": ")
                )
        services = {}
        for name, service in canon.services.items():
            why = (absent or {}).get(name, "")
            at = self._addresses.get(name)
            ports = [port.target for port in ports_of(service) if port.protocol == "tcp"] if at is not None else []
            unstarted = "" if name in self._names() or why else "the FakeSystem has no such service"
            addresses = {port: at for port in ports if at is not None}
            services[name] = self._stands(name, addresses, absent=why, unstarted=unstarted)
        return self._up(canon.system, canon.root, {**services, **self._standing}, writes=writes)

    def _names(self) -> list[str]:
        contained = self._contained()
        return list(dict.fromkeys([*self._tables, *self._addresses, *self._standing, *contained]))

    def _contained(self) -> Mapping[str, str]:
        return self.engine.ids if isinstance(self.engine, FakeEngine) else {}

    def _stands(self, name: str, addresses: Mapping[int, Address], **more: Any) -> Standing:
        return Standing(name=name, addresses=addresses, container=self._contained().get(name), **more)

    def _up(self, system: str, root: str, services: Mapping[str, Standing], *, writes: bool) -> Live:
        return Live(
            system=system, root=root, runtime=self.runtime, services=services, writes=writes, engine=self.engine
        )

    def _refuse_down(self) -> None:
        if self._tables and not self._servers:
            raise RuntimeError("the FakeSystem is not up: with FakeSystem(…) as fake:")
