"""Where a database's file lies in a system of containers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.containers import Container, ContainerNeed, Engine, Mounted, PathNeed
from pytest_vx11._observe.containers.needs import absolute
from pytest_vx11._observe.live import Live
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A path of a container at which something lies."""

    container: Container
    path: str
    """Absolute; where the links at its end lead to."""
    place: Place
    """As people are shown it: `shop-orders:/app/data/orders.db`."""
    folder: bool
    origin: tuple[str, ...]
    """Where it really lies: in a volume, on the engine's host, or in the container itself. Two that share it are one."""
    mounted: bool
    """Whether it outlives its container, as data does that somebody means to keep."""


def containers_of(live: Live) -> tuple[str, ...]:
    """Return the services that are expected to be up and have a container, in order."""
    return tuple(each.name for each in live.services.values() if each.container is not None and not each.absent)


def find_inside(sight: Sight, engine: Engine, live: Live, paths: Sequence[str]) -> Lying | None:
    """Return where the first of some paths lies; None where no container has one.

    Raises Unseen where several have one of their own, or where none has and one could not be looked into; SourceError
    where it is a folder.
    """
    found: list[Lying] = []
    unseen = []
    for service in containers_of(live):
        try:
            found += _lying(sight, engine, live.system, service, paths)
        except Unseen as reason:
            unseen.append(Unseen(f"whether {service} has the live database, nobody could see: {reason.reason}"))
    if not found and unseen:
        raise unseen[0]
    return _only(found) if found else None


def not_inside(live: Live, paths: Sequence[str]) -> SourceError:
    """Return what is said where no container has it."""
    names = ", ".join(containers_of(live))
    where = f"looked for at {' and '.join(paths)} in the containers of {names}"
    hint = f"{where}: see which service makes it and where, or change the canon's url"
    return SourceError([Problem(None, "the live database is not there", hint)])


def _lying(sight: Sight, engine: Engine, system: str, service: str, paths: Iterable[str]) -> Iterator[Lying]:
    container = sight.see(ContainerNeed(system, service))
    for path in paths:
        full = posixpath.normpath(absolute(container, path))
        place = Place(f"{container.name}:{full}")
        _refuse_memory(container, full, place)
        seen = sight.see(PathNeed(system, service, path))
        if seen is not None:
            real = engine.resolved(container.id, full)
            _refuse_memory(container, real, place)
            yield _as_found(container, real, place, folder=seen.folder)
            return


def _as_found(container: Container, path: str, place: Place, *, folder: bool) -> Lying:
    mount = _mount_of(container, path)
    shared = mount is not None and mount.source is not None
    if mount is not None and mount.source is not None:
        below = posixpath.relpath(path, mount.target)
        origin: tuple[str, ...] = (mount.type, posixpath.normpath(posixpath.join(mount.source, below)))
    else:
        origin = (container.id, path)
    return Lying(container=container, path=path, place=place, folder=folder, origin=origin, mounted=shared)


def _mount_of(container: Container, path: str) -> Mounted | None:
    """Return the mount that a path lies below: the innermost of them."""
    above = (each for each in container.mounts if _is_below(path, each.target))
    return max(above, key=lambda each: len(posixpath.normpath(each.target)), default=None)


def _is_below(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{posixpath.normpath(folder).rstrip('/')}/")


def _refuse_memory(container: Container, path: str, place: Place) -> None:
    mount = _mount_of(container, path)
    if mount is not None and mount.type == "tmpfs":
        raise Unseen("the live database would lie in a tmpfs, which its engine shows nobody", (place,))


def _only(found: Sequence[Lying]) -> Lying:
    """Return the one that is meant: files before folders, what is kept before what goes with its container."""
    rank = max((not each.folder, each.mounted) for each in found)
    best = [each for each in found if (not each.folder, each.mounted) == rank]
    places: dict[tuple[str, ...], Lying] = {}
    for each in best:
        places.setdefault(each.origin, each)
    if len(places) > 1:
        named = ", ".join(str(each.place) for each in places.values())
        raise Unseen(f"several containers have a live database of their own, and the url does not tell which: {named}")
    if best[0].folder:
        hint = "change the canon's url, or take it away"
        raise SourceError([Problem(best[0].place, "the live database is a folder", hint)])
    return best[0]
