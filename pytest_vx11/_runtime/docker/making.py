"""Making the networks, the volumes and the containers of a system, before any is started."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._observe.containers import Container, Engine
from pytest_vx11._runtime.base import StartFailed
from pytest_vx11._runtime.docker.images import Image
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.objects import Objects, Refusal
from pytest_vx11._runtime.docker.spec import ContainerSpec, container_spec, network_body, volume_body

_THREADS = 8


class Making:
    """Makes what a run needs; whatever it has made bears the run's labels, so that nothing is lost where it fails."""

    def __init__(
        self, engine: Engine, run_id: str, project: Project, naming: Naming, root: str, images: Mapping[str, Image]
    ) -> None:
        self._engine = engine
        self._objects = Objects(engine.client, run_id)
        self._project, self._naming, self._root, self._images = project, naming, root, images

    def make_all(self, services: Mapping[str, Service], stopped: Callable[[], bool]) -> dict[str, Container]:
        """Return the container of each service; raises StartFailed."""
        specs = {name: self._spec(service) for name, service in services.items()}
        self._make_shared(specs.values())
        made: dict[str, Container] = {}
        for wave in _waves(services):
            if stopped():
                raise StartFailed("", "stopped")
            with ThreadPoolExecutor(_THREADS, thread_name_prefix="vx11-make") as pool:
                made.update(zip(wave, pool.map(lambda name: self._make(name, specs[name]), wave), strict=True))
        return {name: made[name] for name in services}

    def _spec(self, service: Service) -> ContainerSpec:
        return container_spec(
            service,
            self._project,
            image=self._images[service.name].reference,
            naming=self._naming,
            free_ports=self._naming.own,
            folder=self._root,
            environ=self._project.variables,
            api=self._engine.api,
        )

    def _make_shared(self, specs: Iterable[ContainerSpec]) -> None:
        specs = list(specs)
        try:
            for key in dict.fromkeys(key for spec in specs for key in spec.networks):
                self._objects.make_network(network_body(self._project, key, self._naming))
            for key in dict.fromkeys(key for spec in specs for key in spec.volumes):
                self._objects.make_volume(volume_body(self._project, key, self._naming))
        except Refusal as refusal:
            raise StartFailed("", f"the engine would not make what its services share: {refusal}") from None

    def _make(self, name: str, spec: ContainerSpec) -> Container:
        try:
            container = self._engine.container(self._objects.make_container(spec))
        except Refusal as refusal:
            raise StartFailed(name, f"could not be made: {refusal}") from None
        if container is None:
            raise StartFailed(name, "was made, and has gone")
        return container


def _waves(services: Mapping[str, Service]) -> list[list[str]]:
    """Return which can be made at once: a container that shares another's network or volumes comes after it."""
    waits = {
        name: {each.name for each in service.depends_on if each.implied and each.name in services}
        for name, service in services.items()
    }
    waves: list[list[str]] = []
    done: set[str] = set()
    while len(done) < len(waits):
        wave = [name for name, needed in waits.items() if name not in done and needed <= done]
        # A circle is one that Compose refuses; the engine then says which is missing.
        wave = wave or [name for name in waits if name not in done]
        waves.append(wave)
        done.update(wave)
    return waves
