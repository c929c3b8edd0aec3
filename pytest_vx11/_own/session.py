"""HTTP for tests of one's own: a session of requests that carries the token, and keeps to the system."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from pytest_vx11._errors import Unseen, Vx11Error
from pytest_vx11._observe.live import Address, Live
from pytest_vx11._observe.probes.http import SAFE
from pytest_vx11._source.words import did_you_mean, harmless

#: Seconds, of a question that states no timeout: to connect, and between two bytes.
PATIENCE = 10.0
_HERE = "127.0.0.1"
_LOOPBACK = frozenset({"localhost", "::1", "0.0.0.0"})
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class OutsideError(Vx11Error):
    """A request would go somewhere else than to the system."""


class SystemSession(requests.Session):
    """A `requests.Session` that asks the services of one system, and nobody else.

    `get("/health")` asks the service of the test; `get("http://hermes/health")` the service `hermes`, wherever it is
    reached: a service's name stands for its address. The token that the canon's `auth` names goes with each request;
    `headers={"X-…": None}` leaves it out of one. Proxies and `.netrc` of the environment do not count, and a request that
    names no timeout has one of 10 seconds. A redirect to elsewhere is not followed: its answer is returned.

    Raises OutsideError for any other address, and Unseen where the service is not up, or may not be changed: `pytest` then
    skips the test, and it is `unverified`.
    """

    def __init__(self, live: Live, service: str | None) -> None:
        """`service` is the one that a path by itself is asked of."""
        super().__init__()
        self.trust_env = False
        self.service = service
        self._live = live
        token = live.token
        if token is not None and token.value is not None:
            self.headers[token.header] = token.value

    def url(self, path: str, service: str | None = None) -> str:
        """Return the address of a path of a service: that of the test by default. Raises Unseen where it is not up."""
        name = service or self.service
        if name is None:
            raise OutsideError(f'"{harmless(path, 80)}" is of no service: mark the test vx11(service=…), or name it')
        if name not in self._live.services:
            meant = did_you_mean(name, self._live.services) or f"there are {', '.join(self._live.services)}"
            raise OutsideError(f'the system {self._live.system} has no service "{harmless(name, 80)}": {meant}')
        return urljoin(f"http://{self._live.address(name)}/", path.lstrip("/"))

    def request(self, method: str | bytes, url: str | bytes, *arguments: Any, **more: Any) -> requests.Response:
        """Ask as `requests.Session.request` does; `url` may be a path, or begin with a service's name as its host."""
        asked = self._resolved(url.decode() if isinstance(url, bytes) else url)
        name = method.decode() if isinstance(method, bytes) else method
        if name.upper() not in SAFE and not self._live.writes:
            raise Unseen("asking can change something in a system that was not started here: --vx11-writes lets it")
        token = self._live.token
        if token is not None and token.value is None:
            raise Unseen(token.lacking or "the token has no value")
        try:
            return super().request(name, asked, *arguments, **more)
        except requests.ConnectionError as error:
            # The trace within the libraries says nothing to whoever wrote the test.
            error.__context__ = None
            raise error.with_traceback(None) from None

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        """Send one request; raises OutsideError where it would leave the system."""
        if not self._inside(request.url or ""):
            raise OutsideError(self._refusal(request.url or ""))
        if more.get("timeout") is None:
            more["timeout"] = PATIENCE
        return super().send(request, **more)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where an answer leads within the system; None where it leads nowhere else, or elsewhere."""
        target = super().get_redirect_target(resp)
        return target if target is not None and self._inside(urljoin(resp.url, target)) else None

    def _refusal(self, url: str) -> str:
        parts = urlsplit(url)
        said = harmless(url, 200)
        if parts.scheme != "http":
            return f"{said} is not asked: vx11_http speaks http:// alone, and no {parts.scheme}"
        host = str(parts.hostname)
        meant = did_you_mean(host, self._live.services)
        known = ", ".join(
            f"{each.name} ({', '.join(map(str, each.addresses.values()))})"
            for each in self._live.services.values()
            if each.addresses
        )
        return f"{said} is no address of the system {self._live.system}: {meant or f'there are {known}'}"

    def _resolved(self, url: str) -> str:
        if not _ABSOLUTE.match(url):
            return self.url(url)
        parts = urlsplit(url)
        if parts.hostname not in self._live.services or self._inside(url):
            return url
        port = parts.port
        address = self._live.address(str(parts.hostname), port)
        return parts._replace(netloc=str(address)).geturl()

    def _inside(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            asked = Address(_host(str(parts.hostname)), parts.port or 80)
        except ValueError:
            return False
        known = (each for standing in self._live.services.values() for each in standing.addresses.values())
        return parts.scheme == "http" and any(asked == Address(_host(each.host), each.port) for each in known)


def _host(host: str) -> str:
    """Return a host by which two names of this machine are the same."""
    return _HERE if host in _LOOPBACK else host
