"""Contexts: the engines that the docker command knows by name (Docker documentation, "Docker contexts")."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_vx11._observe.containers.json import inside, mapping, text

_DEFAULT = "default"


def chosen_context(environ: Mapping[str, str]) -> str | None:
    """Return the name of the context that is in use; None for the default one, and where nothing names any."""
    name = environ.get("DOCKER_CONTEXT") or text(_read(_folder(environ) / "config.json"), "currentContext")
    return name if name and name != _DEFAULT else None


def find_context(environ: Mapping[str, str], name: str) -> tuple[str, dict[str, Any]]:
    """Return the address of a context's engine, and how docker-py reaches it; raises ValueError where there is none.

    docker-py's own reader looks beside a config.json alone, which need not be there, and at this process's environment.
    """
    contexts, key = _folder(environ) / "contexts", hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    endpoint = mapping(_read(contexts / "meta" / key / "meta.json"), "Endpoints", "docker")
    host = text(endpoint, "Host")
    if not host:
        raise ValueError(f"there is no context {name} in {contexts}")
    return host, _secured(contexts / "tls" / key / "docker", verify=inside(endpoint, "SkipTLSVerify") is not True)


def _secured(folder: Path, *, verify: bool) -> dict[str, Any]:
    """Return the certificates of an endpoint, where it has some."""
    from docker.tls import TLSConfig

    ca, cert, key = (str(folder / f"{name}.pem") for name in ("ca", "cert", "key"))
    own = (cert, key) if os.path.isfile(cert) and os.path.isfile(key) else None
    theirs = ca if os.path.isfile(ca) else None
    if own is None and theirs is None:
        return {}
    return {"tls": TLSConfig(client_cert=own, ca_cert=theirs, verify=verify)}


def _folder(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("DOCKER_CONFIG") or os.path.join(environ.get("HOME", ""), ".docker"))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
