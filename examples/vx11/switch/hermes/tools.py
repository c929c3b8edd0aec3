"""The command-line tools that hermes may run."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping

LIMIT_S = 4.0
LONGEST = 10_000

TOOLS: Mapping[str, tuple[str, ...]] = {
    "curl": ("curl", "--version"),
    "date": ("date", "-u"),
    "disk": ("df", "-h", "."),
    "kernel": ("uname", "-sr"),
    "python": ("python3", "--version"),
}


def available() -> list[str]:
    """The tools whose program is installed."""
    return [name for name, command in TOOLS.items() if shutil.which(command[0])]


async def run(name: str) -> tuple[int, str]:
    """The exit code and the start of the output. Raises TimeoutError after LIMIT_S seconds."""
    child = await asyncio.create_subprocess_exec(
        *TOOLS[name], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await asyncio.wait_for(child.communicate(), LIMIT_S)
    except asyncio.TimeoutError as error:
        child.kill()
        await child.wait()
        raise TimeoutError from error
    return child.returncode or 0, output.decode(errors="replace")[:LONGEST]
