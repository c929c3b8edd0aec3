"""What of a service cannot be started here, all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._observe.compose.values.fields import text
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec.config import CONFIG
from pytest_vx11._runtime.docker.spec.granted import copied
from pytest_vx11._runtime.docker.spec.host import HOST
from pytest_vx11._runtime.docker.spec.keys import REFUSED
from pytest_vx11._runtime.docker.spec.model import NO_VARIABLES, OLDEST, Ask, Cannot
from pytest_vx11._runtime.docker.spec.mounts import volume_keys
from pytest_vx11._runtime.docker.spec.networks import endpoints, ordered
from pytest_vx11._runtime.docker.spec.shared import network_body, volume_body
from pytest_vx11._source.problem import Problem, in_order


def problems_of(
    service: Service,
    project: Project,
    *,
    free_ports: bool = False,
    environ: Mapping[str, str] = NO_VARIABLES,
    api: tuple[int, int] = OLDEST,
) -> tuple[Problem, ...]:
    """Return why this service cannot be started as its file says; () where `container_spec` will go well."""
    naming = Naming(run_id="", system="", project=project.name or "project", own=free_ports, marks={})
    ask = Ask(
        service=service,
        project=project,
        naming=naming,
        free_ports=free_ports,
        folder=service.root.path,
        environ=environ,
        api=api,
    )
    if service.unread is not None:
        return (_problem(service.unread, ask),)
    found = [_told(read, ask) for read in _reads(ask)]
    return tuple(in_order([*_refused_keys(service), *(each for each in found if each is not None)]))


def _told(read: Callable[[], Any], ask: Ask) -> Problem | None:
    try:
        read()
    except Unseen as error:
        return _problem(error, ask)
    return None


def _problem(error: Unseen, ask: Ask) -> Problem:
    place = error.places[0] if error.places else ask.service.place
    return Problem(place, error.reason, error.hint if isinstance(error, Cannot) else "")


def _refused_keys(service: Service) -> Iterator[Problem]:
    for key, (message, hint) in REFUSED.items():
        if service.raw.get(key):
            yield Problem(service.raw.key_at(key), message, hint)


def _reads(ask: Ask) -> Iterator[Callable[[], Any]]:
    """Yield everything that is read of a service, each by itself, so that all that is wrong comes at once."""
    for read in (*CONFIG.values(), *HOST.values(), endpoints, copied, volume_keys, _isolation, _platform):
        yield partial(read, ask)
    yield from _variables(ask)
    yield from _shared(ask)


def _variables(ask: Ask) -> Iterator[Callable[[], Any]]:
    try:
        names = list(ask.service.environment)
    except Unseen:
        return  # it is told of as a whole
    for name in names:
        yield partial(ask.service.environment.__getitem__, name)


def _shared(ask: Ask) -> Iterator[Callable[[], Any]]:
    try:
        networks = [each.network for each in ordered(ask)]
        volumes = volume_keys(ask)
    except Unseen:
        return  # likewise
    for key in networks:
        yield partial(_defined, ask.project.networks, network_body, ask, key)
    for key in volumes:
        yield partial(_defined, ask.project.volumes, volume_body, ask, key)


def _defined(defined: Mapping[str, Any], body: Callable[[Project, str, Naming], Any], ask: Ask, key: str) -> None:
    if key not in defined:
        raise Cannot(f"{key[:80]} is not defined", (ask.service.place,), "define it at the top of the file")
    body(ask.project, key, ask.naming)


def _isolation(ask: Ask) -> None:
    said = text(ask.service.raw, "isolation")
    if said is not None and said.value != "default":
        raise Cannot("isolation is a matter of Windows", (said.place,), "leave isolation out")


def _platform(ask: Ask) -> None:
    text(ask.service.raw, "platform")
