"""How much a container may take: memory, processors, processes, disk.

Facts: Docker Engine API, `Resources`; `deploy.resources` goes over the older keys, as with Compose v2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_vx11._observe.compose.values.fields import Refused, entry_of, flag, mapping, number, size, text
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot
from pytest_vx11._runtime.docker.spec.reading import decimal, entries, inner, microseconds, nano, plain, stated
from pytest_vx11._source.located import Map


def reservation(ask: Ask) -> int | None:
    """Return the memory that is kept for it."""
    reserved = inner(ask.service.raw, "deploy", "resources", "reservations")
    newer = plain(size(reserved, "memory")) if reserved is not None else None
    return newer or plain(size(ask.service.raw, "mem_reservation"))


def cpus(ask: Ask) -> int | None:
    """Return how many processors it may use, in billionths."""
    limits = inner(ask.service.raw, "deploy", "resources", "limits")
    newer = nano(limits, "cpus") if limits is not None else None
    return newer or nano(ask.service.raw, "cpus")


def pids(ask: Ask) -> int | None:
    """Return how many processes it may have."""
    limits = inner(ask.service.raw, "deploy", "resources", "limits")
    newer = plain(number(limits, "pids")) if limits is not None else None
    return newer or plain(number(ask.service.raw, "pids_limit")) or None


def restart(ask: Ask) -> dict[str, Any] | None:
    """Return what becomes of it when it ends."""
    policy = inner(ask.service.raw, "deploy", "restart_policy")
    if policy is not None and text(policy, "condition") is None:
        return {"Name": "no"}  # what the engine makes of the policy without a name that Compose gives it
    said = ask.service.restart
    if said is None:
        return None
    name, _, attempts = said.value.partition(":")
    if attempts and name != "on-failure":
        raise Cannot(
            f"the engine counts no attempts with the restart policy {name}",
            (said.place,),
            "leave the number out, or restart on-failure",
        )
    return {"Name": name, **({"MaximumRetryCount": int(attempts)} if attempts else {})}


def ulimits(ask: Ask) -> list[dict[str, Any]] | None:
    """Return the limits that the kernel keeps for a process."""
    body = mapping(ask.service.raw, "ulimits")
    if body is None:
        return None
    return [{"Name": name, **_soft_and_hard(body, name)} for name in body] or None


def _soft_and_hard(body: Map, name: str) -> dict[str, int]:
    if not isinstance(body[name], Map):
        both = number(body, name)
        if both is None:
            raise Refused(f"{name} must be a whole number", (body.at(name),))
        return {"Soft": both.value, "Hard": both.value}
    soft, hard = number(body[name], "soft"), number(body[name], "hard")
    if soft is None or hard is None:
        raise Refused(f"{name} must have soft and hard", (body.at(name),))
    return {"Soft": soft.value, "Hard": hard.value}


def _whole(key: str) -> Callable[[Ask], int | None]:
    return lambda ask: plain(number(ask.service.raw, key))


def _size(key: str) -> Callable[[Ask], int | None]:
    return lambda ask: plain(size(ask.service.raw, key))


def _time(key: str) -> Callable[[Ask], int | None]:
    return lambda ask: microseconds(ask.service.raw, key)


def _percent(ask: Ask) -> int | None:
    said = decimal(ask.service.raw, "cpu_percent")
    return None if said is None else int(said * 100)


def _blkio(key: str, unit: str, read: Callable[[Map, str], Any]) -> Callable[[Ask], list[dict[str, Any]] | None]:
    def devices(ask: Ask) -> list[dict[str, Any]] | None:
        body = mapping(ask.service.raw, "blkio_config")
        items = [] if body is None else entries(body, key)
        found = [entry_of(item, place, f"an entry of {key}") for item, place in items]
        return [
            stated({"Path": plain(text(each, "path")), unit.capitalize(): plain(read(each, unit))}) for each in found
        ] or None

    return devices


def _blkio_weight(ask: Ask) -> int | None:
    body = mapping(ask.service.raw, "blkio_config")
    return None if body is None else plain(number(body, "weight"))


#: Each field of the API, and how it is read of a service.
LIMITS: Mapping[str, Callable[[Ask], Any]] = {
    "Memory": lambda ask: plain(ask.service.memory),
    "MemorySwap": _size("memswap_limit"),
    "MemoryReservation": reservation,
    "MemorySwappiness": _whole("mem_swappiness"),
    "OomKillDisable": lambda ask: plain(flag(ask.service.raw, "oom_kill_disable")),
    "OomScoreAdj": _whole("oom_score_adj"),
    "NanoCpus": cpus,
    "CpuShares": lambda ask: None if (said := decimal(ask.service.raw, "cpu_shares")) is None else int(said),
    "CpuQuota": _time("cpu_quota"),
    "CpuPeriod": _time("cpu_period"),
    "CpuRealtimePeriod": _time("cpu_rt_period"),
    "CpuRealtimeRuntime": _time("cpu_rt_runtime"),
    "CpuCount": _whole("cpu_count"),
    "CpuPercent": _percent,
    "CpusetCpus": lambda ask: plain(text(ask.service.raw, "cpuset")),
    "PidsLimit": pids,
    "ShmSize": _size("shm_size"),
    "Ulimits": ulimits,
    "RestartPolicy": restart,
    "BlkioWeight": _blkio_weight,
    "BlkioWeightDevice": _blkio("weight_device", "weight", number),
    "BlkioDeviceReadBps": _blkio("device_read_bps", "rate", size),
    "BlkioDeviceWriteBps": _blkio("device_write_bps", "rate", size),
    "BlkioDeviceReadIOps": _blkio("device_read_iops", "rate", number),
    "BlkioDeviceWriteIOps": _blkio("device_write_iops", "rate", number),
}
