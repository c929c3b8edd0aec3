"""The networks and the volumes of a container as it runs: each one that the canon names must be there."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._facets.container.lists import allows, is_folder, parts_of, wanted_networks
from pytest_vx11._observe.containers import Attached, Container, Mounted
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.values import show

#: Where Docker Desktop has the files of the machine that it runs on.
_DESKTOP = ("/host_mnt", "/run/desktop/mnt/host")


def judge_attached(check: Check, container: Container, _: Sight) -> Judged:
    """A network is named by its key in the Compose file, or by its real name."""
    return Judged(actual=[_network(each) for each in container.networks], findings=tuple(_missing(check, container)))


def _missing(check: Check, container: Container) -> Iterator[Finding]:
    for name, aliases in wanted_networks(check.expected):
        found = next((each for each in container.networks if name in each.names), None)
        if found is None:
            yield Finding(
                code="VX243",
                subject=f"{check.service}:{name}",
                message=f"the container of {check.service} is not on the network {name}",
                expected=name,
                actual=[_network(each) for each in container.networks] or None,
                hint="attach it, or change the canon",
            )
            continue
        for alias in aliases:
            # An engine's own name server knows containers by their names too.
            if alias not in (*found.aliases, container.real_name):
                yield Finding(
                    code="VX244",
                    subject=f"{check.service}:{name}:{alias}",
                    message=f"the container of {check.service} has no alias {alias} on the network {name}",
                    expected=alias,
                    actual=list(found.aliases) or None,
                    hint="make it anew with the alias, or change the canon",
                )


def _network(attached: Attached) -> str:
    """Return the name that a network is best known by: not the one that a run had to give it."""
    return min(attached.names, key=lambda name: (len(name), name), default=attached.name)


def judge_mounted(check: Check, container: Container, sight: Sight) -> Judged:
    """As the canon writes them; a folder is one of the engine's host, compared with the tree's as text."""
    root = sight.see(LiveNeed(check.system)).root
    findings = tuple(
        finding for wanted in check.expected for finding in _not_mounted(check, container, root, str(wanted))
    )
    return Judged(actual=[_shown(each, root) for each in container.mounts], findings=findings)


def _not_mounted(check: Check, container: Container, root: str, wanted: str) -> Iterator[Finding]:
    source, target, mode = parts_of(wanted)
    same = [each for each in container.mounts if posixpath.normpath(each.target) == posixpath.normpath(target)]
    if any(_is_from(each, source, root) and allows(mode, each.read_only) for each in same):
        return
    actual = show([_shown(each, root) for each in same]).strip("[]") if same else None
    found = f"mounts {actual}" if same else f"mounts nothing on {target}"
    yield Finding(
        code="VX245",
        subject=f"{check.service}:{target}",
        message=f"the container of {check.service} {found}, the canon wants {wanted}",
        expected=wanted,
        actual=actual,
        hint="make it anew with the volume, or change the canon",
    )


def _is_from(mount: Mounted, source: str | None, root: str) -> bool:
    if source is None:
        return True
    if not is_folder(source):
        return mount.type == "volume" and source in mount.names
    if mount.type == "volume" or mount.source is None:
        return False
    wanted = posixpath.normpath(posixpath.join(root, posixpath.expanduser(source)))
    places = {mount.source, *(mount.source.removeprefix(prefix) for prefix in _DESKTOP)}
    return any(posixpath.normpath(place) in (wanted, os.path.realpath(wanted)) for place in places)


def _shown(mount: Mounted, root: str) -> str:
    source = mount.source
    if mount.names:
        source = min(mount.names, key=lambda name: (len(name), name))
    elif source is not None and source.startswith(f"{root}/"):
        source = f"./{posixpath.relpath(source, root)}"
    return f"{f'{source}:' if source else ''}{mount.target}{':ro' if mount.read_only else ''}"
