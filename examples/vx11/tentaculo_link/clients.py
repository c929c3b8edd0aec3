"""HTTP clients for the modules behind the gateway, each with a breaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi.requests import HTTPConnection

from config import calls, settings
from tentaculo_link.core.breaker import Breaker

CALL_TIMEOUT_S = 7.0
PROBE_TIMEOUT_S = 2.0


class ModuleDown(Exception):
    """A module did not answer, or its breaker is open and it was not asked."""

    def __init__(self, module: str, reason: str) -> None:
        super().__init__(f"{module}: {reason}")
        self.module = module
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look at a module's /health showed."""

    module: settings.Module
    healthy: bool
    http_code: int | None
    latency_ms: int | None


class Clients:
    """One HTTP client for all modules, and a breaker for each."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.breakers = {module.name: Breaker() for module in settings.MODULES if module.name != settings.GATEWAY}

    async def ask(
        self, name: str, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request to a module. Raises ModuleDown when it cannot be reached or its breaker is open."""
        breaker = self.breakers[name]
        if not breaker.allows():
            raise ModuleDown(name, "breaker is open")
        try:
            answer = await calls.request(
                self._http, name, method, path, json=json, params=params, limit_s=CALL_TIMEOUT_S
            )
        except httpx.HTTPError as error:
            breaker.failed()
            raise ModuleDown(name, type(error).__name__) from error
        self._count(breaker, answer)
        return answer

    async def look(self, module: settings.Module) -> Seen:
        """Ask a module's /health, its breaker open or not: a look is what closes it again."""
        if module.name == settings.GATEWAY:
            return Seen(module=module, healthy=True, http_code=200, latency_ms=0)
        try:
            answer = await calls.request(self._http, module.name, "GET", "/health", limit_s=PROBE_TIMEOUT_S)
        except httpx.HTTPError:
            self.breakers[module.name].failed()
            return Seen(module=module, healthy=False, http_code=None, latency_ms=None)
        self._count(self.breakers[module.name], answer)
        return Seen(
            module=module,
            healthy=answer.is_success,
            http_code=answer.status_code,
            latency_ms=calls.milliseconds(answer),
        )

    async def look_at_all(self) -> list[Seen]:
        """Ask every module at once; the list is in the order of settings.MODULES."""
        return await asyncio.gather(*(self.look(module) for module in settings.MODULES))

    @staticmethod
    def _count(breaker: Breaker, answer: httpx.Response) -> None:
        if answer.is_server_error:
            breaker.failed()
        else:
            breaker.succeeded()


@asynccontextmanager
async def open_clients() -> AsyncIterator[Clients]:
    """Clients that share one pool of connections, closed at the end."""
    async with calls.open_client() as http:
        yield Clients(http)


def get_clients(connection: HTTPConnection) -> Clients:
    """The clients of the running application, for `Depends`."""
    clients: Clients = connection.app.state.clients
    return clients
