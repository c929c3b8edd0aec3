"""What the host gives a container, and keeps from it.

Facts: Docker Engine API, `HostConfig`; what Compose v2 puts there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_vx11._observe.compose.values.fields import Refused, flag, mapping, text
from pytest_vx11._observe.compose.values.pairs import shown
from pytest_vx11._runtime.docker.spec import devices, mounts, networks, ports, security
from pytest_vx11._runtime.docker.spec.limits import LIMITS
from pytest_vx11._runtime.docker.spec.links import bridge_links
from pytest_vx11._runtime.docker.spec.model import Ask
from pytest_vx11._runtime.docker.spec.reading import entries, plain, scalars, stated, table
from pytest_vx11._runtime.docker.spec.sharing import shared, volumes_from
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place


def extra_hosts(ask: Ask) -> list[str] | None:
    """Return NAME:ADDRESS for each, whichever of the forms it is written in."""
    if isinstance(ask.service.raw.get("extra_hosts"), Map):
        return _mapped_hosts(ask) or None
    return [_host(str(item), place) for item, place in entries(ask.service.raw, "extra_hosts")] or None


def _mapped_hosts(ask: Ask) -> list[str]:
    body = mapping(ask.service.raw, "extra_hosts") or Map(ask.service.place)
    return [f"{name}:{_bare(address)}" for name in body for address in scalars(body, name) or ()]


def _host(said: str, place: Place) -> str:
    name, sign, address = said.partition("=" if "=" in said else ":")
    if not (name and sign and address):
        raise Refused("extra_hosts must be NAME=ADDRESS", (place,))
    return f"{name}:{_bare(address)}"


def _bare(address: str) -> str:
    return address[1:-1] if address.startswith("[") and address.endswith("]") else address


def logging(ask: Ask) -> dict[str, Any] | None:
    """Return where the output goes."""
    body = mapping(ask.service.raw, "logging")
    if body is None:
        return None
    options = mapping(body, "options")
    return stated(
        {
            "Type": plain(text(body, "driver")) or "",  # the engine's own default
            "Config": None if options is None else {key: shown(value) for key, value in options.items()},
        }
    )


def told_to_runtime(ask: Ask) -> dict[str, str] | None:
    """Return what the container's runtime is told; older engines hand nothing on."""
    return table(ask.service.raw, "annotations") if ask.api >= (1, 43) else None


def _text(key: str) -> Callable[[Ask], str | None]:
    return lambda ask: plain(text(ask.service.raw, key))


def _flag(key: str) -> Callable[[Ask], bool | None]:
    return lambda ask: plain(flag(ask.service.raw, key))


def _texts(key: str) -> Callable[[Ask], list[str] | None]:
    return lambda ask: scalars(ask.service.raw, key)


def _table(key: str) -> Callable[[Ask], dict[str, str] | None]:
    return lambda ask: table(ask.service.raw, key)


#: Each field of the API, and how it is read of a service.
HOST: Mapping[str, Callable[[Ask], Any]] = {
    **LIMITS,
    "NetworkMode": networks.network_mode,
    "Links": bridge_links,
    "PortBindings": ports.bindings,
    "Binds": mounts.binds,
    "Mounts": mounts.mounts,
    "Tmpfs": mounts.tmpfs,
    "VolumesFrom": volumes_from,
    "ReadonlyRootfs": _flag("read_only"),
    "CapAdd": _texts("cap_add"),
    "CapDrop": _texts("cap_drop"),
    "Privileged": _flag("privileged"),
    "SecurityOpt": security.options,
    "MaskedPaths": security.bared_paths,
    "ReadonlyPaths": security.bared_paths,
    "Init": _flag("init"),
    "IpcMode": shared("ipc"),
    "PidMode": shared("pid"),
    "UTSMode": shared("uts"),
    "UsernsMode": _text("userns_mode"),
    "CgroupnsMode": _text("cgroup"),
    "CgroupParent": _text("cgroup_parent"),
    "GroupAdd": _texts("group_add"),
    "Sysctls": _table("sysctls"),
    "Devices": devices.devices,
    "DeviceRequests": devices.device_requests,
    "DeviceCgroupRules": _texts("device_cgroup_rules"),
    "Dns": _texts("dns"),
    "DnsSearch": _texts("dns_search"),
    "DnsOptions": _texts("dns_opt"),
    "ExtraHosts": extra_hosts,
    "LogConfig": logging,
    "Runtime": _text("runtime"),
    "StorageOpt": _table("storage_opt"),
    "Annotations": told_to_runtime,
}
