"""The modes of the system and what each needs."""

from __future__ import annotations

import asyncio
from enum import Enum

import httpx

from config import calls, settings

LOOK_S = 2.0


class Mode(str, Enum):
    """How much of the system is up."""

    LOW_POWER = "low_power"
    OPERATIVE_CORE = "operative_core"
    FULL = "full"


async def absent(mode: Mode) -> list[str]:
    """The services of a mode that do not answer, besides madre, which asks."""
    names = [name for name in settings.MODES[mode.value] if name != "madre"]
    up = await asyncio.gather(*(_is_up(name) for name in names))
    return [name for name, answers in zip(names, up, strict=True) if not answers]


async def _is_up(name: str) -> bool:
    try:
        return (await calls.ask(name, "GET", "/health", limit_s=LOOK_S)).is_success
    except httpx.HTTPError:
        return False
