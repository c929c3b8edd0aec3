"""The token of a canon: as it is written, as it is sent, and as it may be shown."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.variables import resolve, unset
from pytest_vx11._observe.live import Token
from pytest_vx11._source.problem import Problem

_HEADER = "Authorization"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\}")


@dataclass(frozen=True, slots=True)
class Auth:
    """What a canon's `auth` comes to in one run."""

    token: Token | None = None
    """None where the canon has no `auth`."""
    made: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Variables that were made up for a system that is started here, to go into its environment."""
    problem: Problem | None = None
    """What is said where the token has a variable that nobody set."""


def read_auth(canon: Canon, environ: Mapping[str, str], *, make: bool) -> Auth:
    """Return the token; `make` says that the system is started here, so that a missing one may be made up."""
    said = canon.section("auth")
    if said is None:
        return Auth()
    header, written = str(said.get("header", _HEADER)), said.get("token")
    if not isinstance(written, str):
        return Auth(Token(header=header, value=None, lacking="the canon's `auth` names no token"))
    shown = _VARIABLE.sub(r"$\1", written) if _VARIABLE.search(written) else "$VX11_TOKEN"
    missing = unset(written, environ)
    made = {name: secrets.token_urlsafe(24) for name in missing} if make else {}
    value = resolve(written, {**environ, **made})
    lacking = "" if value is not None else f"{', '.join(f'${{{name}}}' for name in missing)} is not set"
    problem = None
    if lacking:
        problem = Problem(said.at("token"), f"auth.token: {lacking}", "set it to the token of the system that is up")
    return Auth(
        Token(
            header=header, value=value, shown=shown, lacking=lacking, made=", ".join(f"${{{name}}}" for name in made)
        ),
        made,
        problem,
    )
