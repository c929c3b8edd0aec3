"""Finding an engine: DOCKER_HOST, else the context in use, else the socket where it is by default."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_vx11._errors import Vx11Error
from pytest_vx11._observe.containers.contexts import chosen_context, find_context
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

DEFAULT = "unix:///var/run/docker.sock"
_UNIX = "unix://"
_HERE = "127.0.0.1"
#: Seconds that one answer may take; what an engine does at length (a build, a stop) has a limit of its own.
_PATIENCE = 60
#: That are kept open at once.
_CONNECTIONS = 32


class NoEngine(Vx11Error):
    """No engine answers; `str()` says where was looked, and what came of it."""


def may_be_there(environ: Mapping[str, str]) -> bool:
    """Tell, at no cost, whether looking for an engine may find one: something names one, or the socket is there."""
    path = local_socket(environ)
    return path is None or os.path.exists(path)


def local_socket(environ: Mapping[str, str]) -> str | None:
    """Return the path of the socket of the engine that counts; None where that is reached in another way."""
    address = environ.get("DOCKER_HOST") or ("" if chosen_context(environ) else DEFAULT)
    return address.removeprefix(_UNIX) if address.startswith(_UNIX) else None


def connect(environ: Mapping[str, str], seconds: float = _PATIENCE) -> tuple[docker.APIClient, str]:
    """Return the client of the engine, and the host where it publishes ports; raises NoEngine."""
    import docker
    import requests

    where = DEFAULT
    try:
        where, options = where_and_how(environ)
        _knock(where, seconds)
        client = docker.APIClient(
            base_url=where, version="auto", timeout=max(1, int(seconds)), max_pool_size=_CONNECTIONS, **options
        )
    except (docker.errors.DockerException, requests.RequestException, OSError, ValueError, ssl.SSLError) as error:
        raise NoEngine(f"no engine answers at {harmless(where, 200)}: {_first_line(error)}") from None
    return client, _host(where)


def where_and_how(environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the engine's address, and how it is reached (Docker documentation, "Docker contexts": what goes first)."""
    import docker.utils

    if environ.get("DOCKER_HOST"):
        options = docker.utils.kwargs_from_env(environment=dict(environ))
        address = str(options.pop("base_url", environ["DOCKER_HOST"]))
        return address, {**options, **_ssh(address)}
    name = chosen_context(environ)
    if name is None:
        return DEFAULT, {}
    address, secured = find_context(environ, name)
    return address, {**secured, **_ssh(address)}


def _ssh(address: str) -> dict[str, Any]:
    # The ssh program of the machine knows the user's hosts and keys; docker-py's own client is an extra of it.
    return {"use_ssh_client": True} if address.startswith("ssh://") else {}


def _knock(address: str, seconds: float) -> None:
    """Raise OSError where nobody is at a socket: docker-py would leave its own end of it open."""
    path = address.removeprefix("http+").removeprefix("unix://")
    if path != address and path:
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(seconds)
            knocking.connect(path if path.startswith("/") else f"/{path}")


def _host(address: str) -> str:
    parts = urlsplit(address)
    return parts.hostname or _HERE if parts.scheme in ("tcp", "http", "https", "ssh") else _HERE


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return harmless(text.splitlines()[0], 300)
