"""Mounts: folders of the host, volumes and memory.

A folder of the host is a `Bind` of the older kind, for only there the engine makes one that is missing, as Compose
wants it; what those cannot say is a `Mount`. Facts: Docker Engine API, `Binds`, `Mounts` and `Tmpfs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_vx11._observe.compose import Mount, MountType
from pytest_vx11._observe.compose.values.fields import flag, quoted, size, text, texts
from pytest_vx11._observe.compose.values.short import Short
from pytest_vx11._runtime.docker.spec.granted import granted_mounts
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot
from pytest_vx11._runtime.docker.spec.reading import entries, file_mode, inner, plain, stated
from pytest_vx11._source.located import Map

_PROPAGATIONS = ("private", "rprivate", "shared", "rshared", "slave", "rslave")


def binds(ask: Ask) -> list[str] | None:
    """Return the folders of the host that are mounted the older way."""
    return [_bind(ask, mount, body) for mount, body in _stated(ask) if _is_plain(mount, body)] or None


def mounts(ask: Ask) -> list[dict[str, Any]] | None:
    """Return all other mounts, secrets and configs that are files among them."""
    found = [_mount(ask, mount, body) for mount, body in _stated(ask) if not _is_plain(mount, body)]
    taken = {mount.target for mount in ask.service.volumes}
    return [*found, *(each for each in granted_mounts(ask) if each["Target"] not in taken)] or None


def tmpfs(ask: Ask) -> dict[str, str] | None:
    """Return the memory that the short key `tmpfs` mounts, each with its options."""
    parts = [said.value.partition(":") for said in texts(ask.service.raw, "tmpfs")]
    return {target: options for target, _, options in parts} or None


def volume_keys(ask: Ask) -> tuple[str, ...]:
    """Return the keys of the volumes that must be there."""
    named = (each.source for each in ask.service.volumes if each.type is MountType.VOLUME)
    return tuple(dict.fromkeys(key for key in named if key))


def _stated(ask: Ask) -> Iterator[tuple[Mount, Map]]:
    """Yield each mount of `volumes` and how it is written; those of `tmpfs` come after them, and are not here."""
    yield from zip(ask.service.volumes, (body for body, _ in entries(ask.service.raw, "volumes")), strict=False)


def _is_plain(mount: Mount, body: Map) -> bool:
    if mount.type is not MountType.BIND:
        return False
    options = inner(body, "bind") or Map(body.place)
    made = flag(options, "create_host_path")
    no_colon = ":" not in (mount.source or "") + mount.target
    return no_colon and (made is None or made.value) and _recursive(options) is None


def _recursive(options: Map) -> str | None:
    said = plain(text(options, "recursive"))
    return None if said == "enabled" else said


def _bind(ask: Ask, mount: Mount, body: Map) -> str:
    options = inner(body, "bind") or Map(body.place)
    words = [plain(text(options, "propagation")), plain(text(options, "selinux"))]
    words += [word for word in _short_options(body) if word in (*_PROPAGATIONS, "z", "Z")]
    mode = ",".join(["ro" if mount.read_only else "rw", *filter(None, words)])
    return f"{_source(ask, mount)}:{mount.target}:{mode}"


def _source(ask: Ask, mount: Mount) -> str:
    if not mount.source:
        raise Cannot("a bind needs a source", (mount.place,), "name the folder of the host")
    if mount.source[1:2] == ":" or mount.source.startswith("\\"):
        raise Cannot(
            f"{quoted(mount.source)} is a path of Windows",
            (mount.place,),
            "write it as this machine has it, or relative",
        )
    return ask.absolute(mount.source)


def _mount(ask: Ask, mount: Mount, body: Map) -> dict[str, Any]:
    special = _SPECIAL.get(mount.type)
    if special is None:
        raise Cannot(
            f"a mount of the type {mount.type.value} is not made here",
            (mount.place,),
            "use a bind, a volume or a tmpfs",
        )
    made = {"Type": mount.type.value, "Target": mount.target, **special(ask, mount, body)}
    return {**made, "ReadOnly": True} if mount.read_only else made


def _special_bind(ask: Ask, mount: Mount, body: Map) -> dict[str, Any]:
    options = inner(body, "bind") or Map(body.place)
    selinux, made, recursive = text(options, "selinux"), flag(options, "create_host_path"), _recursive(options)
    if selinux is not None:
        raise Cannot(
            "selinux goes with no other option of a bind", (selinux.place,), "leave out create_host_path and recursive"
        )
    if recursive in ("writable", "readonly"):
        ask.since(1, 44, f"recursive: {recursive}", options.at("recursive"))
    special = {
        "Propagation": plain(text(options, "propagation")),
        "NonRecursive": recursive == "disabled" or None,
        "ReadOnlyNonRecursive": recursive == "writable" or None,
        "ReadOnlyForceRecursive": recursive == "readonly" or None,
        "CreateMountpoint": (made is None or made.value) if ask.api >= (1, 42) else None,
    }
    return stated({"Source": _source(ask, mount), "BindOptions": stated(special) or None})


def _special_volume(ask: Ask, mount: Mount, body: Map) -> dict[str, Any]:
    options = inner(body, "volume") or Map(body.place)
    subpath, nocopy = text(options, "subpath"), plain(flag(options, "nocopy"))
    if subpath is not None:
        ask.since(1, 45, "a subpath of a volume", subpath.place)
    special: dict[str, Any] = {
        "NoCopy": nocopy or "nocopy" in _short_options(body) or None,
        "Subpath": plain(subpath),
        # One without a name is made with the container, and must be known again if its container is gone.
        "Labels": None if mount.source else ask.naming.labelled(service=ask.service.name),
    }
    named = ask.naming.volume(mount.source) if mount.source else None
    return stated({"Source": named, "VolumeOptions": stated(special) or None})


def _special_tmpfs(_: Ask, __: Mount, body: Map) -> dict[str, Any]:
    options = inner(body, "tmpfs") or Map(body.place)
    special = stated({"SizeBytes": plain(size(options, "size")), "Mode": file_mode(options, "mode")})
    return {"TmpfsOptions": special} if special else {}


_SPECIAL = {
    MountType.BIND: _special_bind,
    MountType.VOLUME: _special_volume,
    MountType.TMPFS: _special_tmpfs,
}


def _short_options(body: Map) -> list[str]:
    """Return the words behind the second colon, of which the long form that was made of it keeps only some."""
    parts = body.text.split(":") if isinstance(body, Short) else []
    return parts[2].split(",") if len(parts) == 3 else []
