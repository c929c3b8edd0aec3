"""The networks and the volumes of a container: each one that the canon names must be declared; others may be."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from pytest_vx11.canon.model import entries
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.observe.compose import Attachment, Mount, Project
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Map
from pytest_vx11.source.values import show


def judge_networks(check: Check, service: Declared, sight: Sight) -> Judged:
    """A network is named by its key in the Compose file, or by its real name."""
    project: Project = sight.see(check.needs[0])
    attached: dict[str, Attachment] = {}
    for each in service.networks:
        network = project.networks.get(each.network)
        attached[each.network] = each
        if network is not None and network.name:
            attached[network.name] = each
    findings = tuple(_network_findings(check, service, attached))
    return Judged(actual=[_real_name(each, project) for each in service.networks], findings=findings)


def _network_findings(check: Check, service: Declared, attached: dict[str, Attachment]) -> Iterator[Finding]:
    at = next(iter(attached.values())).place if attached else service.place
    for name, aliases in _wanted(check.expected):
        found = attached.get(name)
        if found is None:
            message = f"{check.service} is not on the network {name}"
            hint = "attach it in the Compose file, or change the canon"
            yield Finding(
                code="VX143", subject=f"{check.service}:{name}", message=message, expected=name,
                actual=list(attached) or None, hint=hint, places=(at,),
            )  # fmt: skip
            continue
        for alias in aliases:
            if alias not in found.aliases:
                message = f"{check.service} has no alias {alias} on the network {name}"
                yield Finding(
                    code="VX144", subject=f"{check.service}:{name}:{alias}", message=message, expected=alias,
                    actual=list(found.aliases) or None, hint="add it to the network's aliases", places=(found.place,),
                )  # fmt: skip


def _wanted(value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, Map):
        for name, said, _ in entries(value):
            yield name, [str(alias) for alias in said.get("aliases", ())] if isinstance(said, Map) else []
    else:
        for name in value:
            yield str(name), []


def _real_name(each: Attachment, project: Project) -> str:
    network = project.networks.get(each.network)
    return network.name if network is not None and network.name else each.network


def judge_volumes(check: Check, service: Declared, _: Sight) -> Judged:
    """`source:target`, with `:ro` or `:rw` where the canon says so; a target alone makes no claim about the source."""
    findings = tuple(
        finding for wanted in check.expected for finding in _volume_findings(check, service, str(wanted))
    )
    return Judged(actual=[_shown(mount) for mount in service.volumes], findings=findings)


def _volume_findings(check: Check, service: Declared, wanted: str) -> Iterator[Finding]:
    source, target, mode = _parts(wanted)
    same = [mount for mount in service.volumes if posixpath.normpath(mount.target) == posixpath.normpath(target)]
    if any(_mounts(mount, source, mode) for mount in same):
        return
    places = tuple(mount.place for mount in same) or (service.place,)
    actual = show([_shown(mount) for mount in same]).strip("[]") if same else None
    found = f"mounts {actual}" if same else f"mounts nothing on {target}"
    yield Finding(
        code="VX145",
        subject=f"{check.service}:{target}",
        message=f"{check.service} {found}, the canon wants {wanted}",
        expected=wanted,
        actual=actual,
        hint="change the volume, or the canon",
        places=places,
    )


def _parts(wanted: str) -> tuple[str | None, str, str | None]:
    parts = wanted.split(":")
    mode = parts.pop() if len(parts) > 1 and not parts[-1].startswith("/") else None
    target = parts.pop()
    return (":".join(parts) or None), target, mode


def _mounts(mount: Mount, source: str | None, mode: str | None) -> bool:
    if source is not None and (mount.source is None or posixpath.normpath(mount.source) != posixpath.normpath(source)):
        return False
    modes = (mode or "").split(",")
    return not (("ro" in modes and not mount.read_only) or ("rw" in modes and mount.read_only))


def _shown(mount: Mount) -> str:
    source = f"{mount.source}:" if mount.source else ""
    return f"{source}{mount.target}{':ro' if mount.read_only else ''}"
