"""Names, ports and addresses of the services, and what the environment says about them."""

from __future__ import annotations

import os
from dataclasses import dataclass

VERSION = "7.0"
GATEWAY = "tentaculo_link"
TOKEN_HEADER = "X-VX11-Token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One service of the system."""

    name: str
    port: int
    disabled: str = ""
    """Why it is expected to be down; empty when it is expected to be up."""


MODULES = (
    Module(name=GATEWAY, port=8000),
    Module(name="madre", port=8001),
    Module(name="switch", port=8002),
    Module(name="hermes", port=8003),
    Module(name="hormiguero", port=8004),
    Module(name="manifestator", port=8005),
    Module(name="mcp", port=8006),
    Module(name="shubniggurath", port=8007, disabled="audio pipeline incomplete"),
    Module(name="spawner", port=8008),
    Module(name="operator-backend", port=8011),
    Module(name="operator-frontend", port=8020),
)

MODES = {
    "low_power": ("madre",),
    "operative_core": ("madre", GATEWAY, "switch", "spawner", "mcp"),
    "full": tuple(module.name for module in MODULES if not module.disabled),
}


def module(name: str) -> Module:
    """The service of that name. Raises KeyError when there is none."""
    for each in MODULES:
        if each.name == name:
            return each
    raise KeyError(name)


def url_of(name: str) -> str:
    """Where a service answers: VX11_<NAME>_URL, or its own port on this machine."""
    return os.environ.get(url_variable(name)) or f"http://127.0.0.1:{module(name).port}"


def url_variable(name: str) -> str:
    """The variable of the environment that says where a service answers."""
    return "VX11_" + name.upper().replace("-", "_") + "_URL"


def token() -> str:
    """The token that guarded routes ask for; empty means that none is set and all are refused."""
    return os.environ.get("VX11_TOKEN", "")


def database_url() -> str:
    """SQLAlchemy's address of the database; the default is relative to the working folder."""
    return os.environ.get("VX11_DATABASE_URL", "sqlite:///data/runtime/vx11.db")


def health(name: str) -> dict[str, str]:
    """What a service that is well says at GET /health."""
    return {"status": "ok", "module": name, "version": VERSION}
