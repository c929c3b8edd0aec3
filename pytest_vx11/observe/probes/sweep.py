"""Putting all questions of a run: at once where that can disturb nothing, in order where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from pytest_vx11.errors import SourceError, Unseen
from pytest_vx11.observe.http import Fault
from pytest_vx11.observe.need import Memory, attempt
from pytest_vx11.observe.probes.base import AskerNeed, Probe, place_of
from pytest_vx11.observe.probes.http import Asked, HttpProbe

_THREADS = 16
#: After so many that stay silent even alone, the rest of a service is not asked again.
_PATIENCE = 2


def sweep(
    probes: Iterable[Probe[Any]],
    memory: Memory,
    *,
    stopped: Callable[[], bool] = lambda: False,
    threads: int = _THREADS,
) -> None:
    """Put each question once; its fact is in `memory` then. Once it is `stopped`, nothing more is asked.

    What can change something is asked by itself, in the order given; what stands between two of these, at once.
    """
    batch: list[Probe[Any]] = []
    with ThreadPoolExecutor(threads, thread_name_prefix="vx11-sweep") as pool:

        def put(probe: Probe[Any]) -> None:
            if not stopped():
                with suppress(Unseen, SourceError):
                    memory.see(probe)

        def flush() -> None:
            for through_others in (False, True):
                list(pool.map(put, [probe for probe in batch if probe.through_others is through_others]))
            if not stopped():
                _again(batch, memory)
            batch.clear()

        for probe in _each_once(probes):
            if probe.alone:
                flush()
                put(probe)
            else:
                batch.append(probe)
        flush()


def _each_once(probes: Iterable[Probe[Any]]) -> list[Probe[Any]]:
    """Return the probes in order, each once; of two that ask the same, the one that wants the whole body."""
    once: dict[Probe[Any], Probe[Any]] = {}
    for probe in probes:
        known = once.setdefault(probe, probe)
        if known is not probe and getattr(probe, "whole", False):
            once[known] = probe
    return list(once.values())


def _again(batch: Sequence[Probe[Any]], memory: Memory) -> None:
    """Ask once more, one by one, what nobody answered: a server of one thread serves one connection at a time."""
    asked: dict[tuple[str, str], list[HttpProbe]] = {}
    for probe in batch:
        if isinstance(probe, HttpProbe):
            asked.setdefault((probe.system, probe.service), []).append(probe)
    for probes in asked.values():
        silent = [probe for probe in probes if not probe.changes and _is_silent(memory, probe)]
        if silent and len(probes) > 1:
            _one_by_one(silent, memory)


def _one_by_one(probes: Sequence[HttpProbe], memory: Memory) -> None:
    patience = _PATIENCE
    for probe in probes:
        _, _, address = place_of(memory, probe.system, probe.service, probe.port)
        memory.see(AskerNeed()).release(address)
        fact = attempt(probe, memory)
        if isinstance(fact, Asked):
            memory.put(probe, fact)
            patience = _PATIENCE if fact.answer.fault is not Fault.SILENT else patience - 1
        if not patience:
            return


def _is_silent(memory: Memory, probe: HttpProbe) -> bool:
    fact = memory.known(probe)
    return isinstance(fact, Asked) and fact.answer.fault is Fault.SILENT
