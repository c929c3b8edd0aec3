"""The guard of every route that is not open."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Header, HTTPException, status

from config import settings


def require_token(token: Annotated[str | None, Header(alias=settings.TOKEN_HEADER)] = None) -> None:
    """Let the right token pass. Raises 401 without one and 403 for a wrong one.

    While VX11_TOKEN is empty every token is a wrong one.
    """
    if not token:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, f"{settings.TOKEN_HEADER} is missing")
    expected = settings.token()
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(status.HTTP_403_FORBIDDEN, f"{settings.TOKEN_HEADER} is wrong")
