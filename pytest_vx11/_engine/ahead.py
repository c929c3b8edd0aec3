"""Looking into containers before anybody judges, in all services at once: a judgement would wait for one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.containers import CommandNeed, HealthRunNeed, PathNeed
from pytest_vx11._observe.live import Live
from pytest_vx11._observe.need import Memory, Need

_KINDS = (PathNeed, CommandNeed, HealthRunNeed)
_THREADS = 8


def look_ahead(checks: Iterable[Check], live: Live, memory: Memory, stopped: Callable[[], bool]) -> None:
    """See what the checks need of containers; of one service in the canon's order, as a command may change something."""
    by_service: dict[str, list[Need[Any]]] = {}
    for check in checks:
        standing = live.services.get(check.service)
        # Nothing is run in the container of a service that is not expected to be up.
        if standing is not None and standing.container and not standing.absent and not standing.unstarted:
            by_service.setdefault(check.service, []).extend(need for need in check.needs if isinstance(need, _KINDS))
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="vx11-ahead") as pool:
        # What is raised here is not taken note of: whoever judges looks again, and raises the same.
        wait([pool.submit(_see, needs, memory, stopped) for needs in by_service.values() if needs])


def _see(needs: Sequence[Need[Any]], memory: Memory, stopped: Callable[[], bool]) -> None:
    for need in needs:
        if stopped():
            return
        try:
            memory.see(need)
        except (Unseen, SourceError):
            continue  # remembered, for whoever judges
