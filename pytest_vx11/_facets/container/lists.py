"""The networks and the volumes of a container: each one that the canon names must be declared; others may be."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from pytest_vx11._canon.model import entries
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Attachment, Mount, MountType, Project
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.located import Map
from pytest_vx11._source.values import show


def judge_networks(check: Check, service: Declared, sight: Sight) -> Judged:
    """A network is named by its key in the Compose file, or by its real name."""
    project: Project = sight.see(check.needs[0])
    attached: dict[str, Attachment] = {}
    for each in service.networks:
        attached[each.network] = attached[_real_name(each, project)] = each
    findings = tuple(_network_findings(check, service, attached))
    _refuse_unknown_names(findings, service, project)
    return Judged(actual=[_real_name(each, project) for each in service.networks], findings=findings)


def _network_findings(check: Check, service: Declared, attached: dict[str, Attachment]) -> Iterator[Finding]:
    at = next((each.place for each in attached.values() if not each.implicit), service.place)
    for name, aliases in wanted_networks(check.expected):
        found = attached.get(name)
        if found is None:
            message = f"{check.service} is not on the network {name}"
            hint = "attach it in the Compose file, or change the canon"
            yield Finding(
                code="VX143", subject=f"{check.service}:{name}", message=message, expected=name,
                actual=[each.network for each in service.networks] or None, hint=hint, places=(at,),
            )  # fmt: skip
            continue
        for alias in aliases:
            if alias not in found.aliases:
                message = f"{check.service} declares no alias {alias} on the network {name}"
                yield Finding(
                    code="VX144", subject=f"{check.service}:{name}:{alias}", message=message, expected=alias,
                    actual=list(found.aliases) or None, hint="add it to the network's aliases", places=(found.place,),
                )  # fmt: skip


def _refuse_unknown_names(findings: tuple[Finding, ...], service: Declared, project: Project) -> None:
    """Raise Unseen where a network that is missing may be one whose real name the files do not tell."""
    unnamed = [each for each in service.networks if _has_unknown_name(each, project)]
    for each in unnamed:
        if any(finding.code == "VX143" and str(finding.expected).endswith(f"_{each.network}") for finding in findings):
            raise Unseen(
                f"the real name of the network {each.network} begins with the project's, which no file tells",
                (each.place,),
            )


def _has_unknown_name(each: Attachment, project: Project) -> bool:
    network = project.networks.get(each.network)
    return network is not None and network.name is None


def wanted_networks(value: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each network that the canon names, with the aliases that it states."""
    if isinstance(value, Map):
        for name, said, _ in entries(value):
            yield name, [str(alias) for alias in said.get("aliases", ())] if isinstance(said, Map) else []
    else:
        for name in value:
            yield str(name), []


def _real_name(each: Attachment, project: Project) -> str:
    network = project.networks.get(each.network)
    return network.name if network is not None and network.name else each.network


def judge_volumes(check: Check, service: Declared, sight: Sight) -> Judged:
    """`source:target`, with `:ro` or `:rw` where the canon says so; a target alone makes no claim about the source.

    A source with a slash or a dot in front is a folder, any other a volume, by its key or by its real name.
    """
    project: Project = sight.see(check.needs[0])
    findings = tuple(
        finding for wanted in check.expected for finding in _volume_findings(check, service, project, str(wanted))
    )
    return Judged(actual=[_shown(mount) for mount in service.volumes], findings=findings)


def _volume_findings(check: Check, service: Declared, project: Project, wanted: str) -> Iterator[Finding]:
    source, target, mode = parts_of(wanted)
    same = [mount for mount in service.volumes if posixpath.normpath(mount.target) == posixpath.normpath(target)]
    if any(_is_from(mount, source, project) and allows(mode, mount.read_only) for mount in same):
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


def target_of(wanted: str) -> str:
    """Return where a volume, as the canon writes it, is mounted."""
    return parts_of(wanted)[1]


def parts_of(wanted: str) -> tuple[str | None, str, str | None]:
    """Return source, target and mode of a volume, as the canon writes it."""
    parts = wanted.split(":")
    mode = parts.pop() if len(parts) > 1 and not parts[-1].startswith("/") else None
    target = parts.pop()
    return (":".join(parts) or None), target, mode


def is_folder(source: str) -> bool:
    """Tell whether a source, as the canon writes it, is a folder; else it is a volume's name."""
    return source.startswith((".", "~")) or "/" in source


def _is_from(mount: Mount, source: str | None, project: Project) -> bool:
    if source is None or mount.source is None:
        return source is None
    if is_folder(source):
        folder = posixpath.normpath(posixpath.expanduser(source))
        return mount.type is not MountType.VOLUME and posixpath.normpath(mount.source) == folder
    volume = project.volumes.get(mount.source)
    return mount.type is MountType.VOLUME and source in (mount.source, volume.name if volume else None)


def allows(mode: str | None, read_only: bool) -> bool:
    """Tell whether a mount may be read-only, or not, as the canon's mode says; none makes no claim."""
    modes = (mode or "").split(",")
    return not (("ro" in modes and not read_only) or ("rw" in modes and read_only))


def _shown(mount: Mount) -> str:
    folder = mount.type is MountType.BIND and mount.source is not None and "/" not in mount.source
    source = f"{'./' if folder else ''}{mount.source}:" if mount.source else ""
    return f"{source}{mount.target}{':ro' if mount.read_only else ''}"
