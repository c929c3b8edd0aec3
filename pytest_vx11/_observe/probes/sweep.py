"""Putting all questions of a run: at once where that can disturb nothing, in order where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from pytest_vx11._observe.http import Fault
from pytest_vx11._observe.need import Memory, attempt
from pytest_vx11._observe.probes.base import AskerNeed, Probe, place_of
from pytest_vx11._observe.probes.http import Asked, HttpProbe

_Service = tuple[str, str]
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
    hung: set[_Service] = set()
    with ThreadPoolExecutor(threads, thread_name_prefix="vx11-sweep") as pool:

        def put(probe: Probe[Any]) -> None:
            if not stopped():
                memory.see(probe)

        def together(probes: Iterable[Probe[Any]]) -> None:
            # What is raised here is not taken note of: whoever judges sees it, or looks again and raises the same.
            wait([pool.submit(put, probe) for probe in probes])

        def flush() -> None:
            together(probe for probe in batch if not probe.through_others)
            again = [] if stopped() else _silent(batch, memory, hung)
            wait([pool.submit(_one_by_one, probes, memory, hung, stopped) for probes in again])
            together(probe for probe in batch if probe.through_others)
            batch.clear()

        for probe in _each_once(probes):
            if probe.alone:
                flush()
                together([probe])
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


def _silent(batch: Sequence[Probe[Any]], memory: Memory, hung: set[_Service]) -> list[list[HttpProbe]]:
    """Return what nobody answered, by service, where several were asked at once.

    It is asked once more, one by one: a server of one thread serves one connection at a time.
    """
    asked: dict[_Service, list[HttpProbe]] = {}
    for probe in batch:
        if isinstance(probe, HttpProbe):
            asked.setdefault((probe.system, probe.service), []).append(probe)
    several = [probes for service, probes in asked.items() if len(probes) > 1 and service not in hung]
    silent = [[each for each in probes if _is_silent(memory, each)] for probes in several]
    return [probes for probes in silent if probes]


def _one_by_one(probes: Sequence[HttpProbe], memory: Memory, hung: set[_Service], stopped: Callable[[], bool]) -> None:
    """Ask again; a service that stays silent even so is not asked a third time."""
    patience = _PATIENCE
    for probe in probes:
        if stopped():
            return
        _, _, address = place_of(memory, probe.system, probe.service, probe.port, even_absent=probe.even_absent)
        memory.see(AskerNeed()).release(address)
        fact = attempt(probe, memory)
        if isinstance(fact, Asked):
            memory.put(probe, fact)
            patience = _PATIENCE if fact.answer.fault is not Fault.SILENT else patience - 1
        if not patience:
            hung.add((probe.system, probe.service))
            return


def _is_silent(memory: Memory, probe: HttpProbe) -> bool:
    fact = memory.known(probe)
    return isinstance(fact, Asked) and fact.answer.fault is Fault.SILENT
