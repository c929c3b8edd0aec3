"""Finding an engine: DOCKER_HOST, else the context in use, else the socket where it is by default."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_vx11.errors import Vx11Error
from pytest_vx11.source.words import harmless

if TYPE_CHECKING:
    import docker

_DEFAULT = "unix:///var/run/docker.sock"
_HERE = "127.0.0.1"
#: Seconds that one answer may take; what an engine does at length (a build, a stop) has a limit of its own.
_PATIENCE = 60
#: That are kept open at once.
_CONNECTIONS = 32


class NoEngine(Vx11Error):
    """No engine answers; `str()` says where was looked, and what came of it."""


def may_be_there(environ: Mapping[str, str]) -> bool:
    """Tell, at no cost, whether looking for an engine may find one: something names one, or the socket is there."""
    named = environ.get("DOCKER_HOST") or environ.get("DOCKER_CONTEXT") or _current_context(environ)
    return bool(named) or os.path.exists(_DEFAULT.removeprefix("unix://"))


def connect(environ: Mapping[str, str], seconds: float = _PATIENCE) -> tuple[docker.APIClient, str]:
    """Return the client of the engine, and the host where it publishes ports; raises NoEngine."""
    import docker
    import requests

    where = _DEFAULT
    try:
        where, options = _where(environ)
        client = docker.APIClient(
            base_url=where, version="auto", timeout=max(1, int(seconds)), max_pool_size=_CONNECTIONS, **options
        )
    except (docker.errors.DockerException, requests.RequestException, OSError, ValueError, ssl.SSLError) as error:
        raise NoEngine(f"no engine answers at {harmless(where, 200)}: {_first_line(error)}") from None
    return client, _host(where)


def _where(environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the engine's address, and how it is reached (Docker documentation, "Docker contexts": what goes first)."""
    import docker.utils

    if environ.get("DOCKER_HOST"):
        options = docker.utils.kwargs_from_env(environment=dict(environ))
        address = str(options.pop("base_url", environ["DOCKER_HOST"]))
        return address, {**options, **_ssh(address)}
    name = environ.get("DOCKER_CONTEXT") or _current_context(environ)
    if not name or name == "default":
        return _DEFAULT, {}
    from docker.context import ContextAPI

    context = ContextAPI.get_context(name)
    if context is None or not context.Host:
        raise ValueError(f"there is no context {name}")
    options = {"tls": context.TLSConfig} if context.TLSConfig else {}
    return str(context.Host), {**options, **_ssh(str(context.Host))}


def _ssh(address: str) -> dict[str, Any]:
    # The ssh program of the machine knows the user's hosts and keys; docker-py's own client is an extra of it.
    return {"use_ssh_client": True} if address.startswith("ssh://") else {}


def _current_context(environ: Mapping[str, str]) -> str | None:
    folder = environ.get("DOCKER_CONFIG") or os.path.join(environ.get("HOME", ""), ".docker")
    try:
        said = json.loads(Path(folder, "config.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    name = said.get("currentContext") if isinstance(said, dict) else None
    return name if isinstance(name, str) and name != "default" else None


def _host(address: str) -> str:
    parts = urlsplit(address)
    return parts.hostname or _HERE if parts.scheme in ("tcp", "http", "https", "ssh") else _HERE


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return harmless(text.splitlines()[0], 300)
