"""A system in containers, from its Compose file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Project
from pytest_vx11._observe.containers import Engine, NoEngine
from pytest_vx11._observe.live import Live, Standing
from pytest_vx11._runtime.base import Launch, Runtime, StartFailed, Tell, Unavailable
from pytest_vx11._runtime.docker.asking import ContainerHealth
from pytest_vx11._runtime.docker.before import what_is_wrong
from pytest_vx11._runtime.docker.container_logs import ContainerLogs
from pytest_vx11._runtime.docker.events import Events
from pytest_vx11._runtime.docker.images import Image, bring_images, remove_unused
from pytest_vx11._runtime.docker.leftovers import end_left_containers, marks_of
from pytest_vx11._runtime.docker.making import Making
from pytest_vx11._runtime.docker.member import ContainerMember
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.objects import Objects, Refusal
from pytest_vx11._runtime.docker.standing import addresses_of
from pytest_vx11._runtime.docker.which import as_launches, to_start
from pytest_vx11._runtime.logs import prune_logs, star_logs
from pytest_vx11._runtime.records import new_record, read_records
from pytest_vx11._runtime.starting import Starting

#: How long is waited for an engine that has gone, before what is up there is left to the next run.
_BACK = 20.0
_ASK_AGAIN = 0.5


class DockerRuntime(Runtime):
    """Makes and starts a container for each service, and removes them all, with whatever else it made."""

    name: ClassVar[str] = "docker"

    def __init__(
        self,
        *,
        system: str,
        project: Project,
        root: str,
        launches: Sequence[Launch],
        whole: bool,
        state: Path,
        run_id: str,
        environ: Mapping[str, str],
        seconds: float,
        free_ports: bool = False,
        tell: Tell = lambda _: None,
    ) -> None:
        """`whole` says that all services are expected, not those of a mode; `seconds` limit the start.

        With `free_ports` the engine chooses the host's ports, and the containers have names of the run's own.
        """
        self._system, self._project, self._root = system, project, root
        self._launches = tuple(launches)
        self._services = to_start(project, launches, whole=whole)
        self._state, self._run_id = state, run_id
        self._environ = environ
        self._tell = tell
        self._record = new_record(state, run_id, system, containers=True)
        self._naming = Naming(
            run_id=run_id,
            system=system,
            project=project.variables["COMPOSE_PROJECT_NAME"],
            own=free_ports,
            marks=marks_of(run_id, system, state, self._record.controller),
        )
        self._starting: Starting[ContainerMember] = Starting(as_launches(self._services, launches), seconds, tell)
        self._logs = ContainerLogs(state, run_id, system)
        self._members: dict[str, ContainerMember] = {}
        self._images: Mapping[str, Image] = {}
        self._health: ContainerHealth | None = None
        self._engine: Engine | None = None
        self._events: Events | None = None
        self._ending = threading.RLock()
        self._stopped = threading.Event()
        self._nothing_made = threading.Event()
        """Set unless something is just being made: what would be made after the removing would stay."""
        self._nothing_made.set()
        self._up = self._over = False
        self._ended: Mapping[str, str] = {}

    def start(self) -> Live:
        """See Runtime. What killed runs left on the engine is removed first."""
        try:
            engine = self._prepare()
            self._bring_up(engine)
            services = {launch.name: self._standing(launch, engine) for launch in self._launches}
        except Unseen as unseen:
            self.stop()
            raise StartFailed("", unseen.reason) from None
        except BaseException:
            self.stop()
            raise
        self._up = True
        return Live(system=self._system, root=self._root, runtime=self.name, services=services, engine=engine)

    def stop(self) -> None:
        """See Runtime. An engine that has gone is waited for; what then stays is left to the next run, by its labels.

        An interrupt kills at once what has not ended, and what was begun here comes to its end all the same.
        """
        done: Future[None] = Future()
        # No interrupt comes in a thread of its own.
        threading.Thread(target=self._stop, args=(done,), name="vx11-stop").start()
        while True:
            try:
                return done.result()
            except KeyboardInterrupt:
                self._kill()

    def ended(self) -> Mapping[str, str]:
        """See Runtime."""
        return self._ended if self._over else self._ended_by_now()

    def killed(self) -> Mapping[str, int]:
        """See Runtime."""
        return {name: member.memory_kills for name, member in self._members.items() if member.memory_kills}

    def keep(self) -> list[str]:
        """See Runtime."""
        if not self._up or self._over or self._engine is None or not self._note_kept(self._engine):
            self.stop()
            return []
        with self._ending:
            self._ended, self._over = self._ended_by_now(), True
            places = self._places(self._engine)
            self._let_go(self._engine)
        names = ", ".join(self._naming.container(service) for service in self._services.values())
        return [
            f"{self._system} stays up until `vx11 clean` ends it: {', '.join(places) or 'it publishes no ports'}",
            f"its containers are {names}",
        ]

    def _places(self, engine: Engine) -> list[str]:
        try:
            standing = [self._standing(launch, engine) for launch in self._launches if not launch.absent]
        except Unseen:
            return []  # the engine has just gone: what is kept is told all the same
        return [f"{each.name} at {address}" for each in standing for address in each.addresses.values()]

    def clean_logs(self, clean: Callable[[str], str]) -> None:
        """See Runtime."""
        try:
            star_logs((self._logs.path(name) for name in self._services), clean)
        except OSError as error:
            self._tell(f"secrets could not be taken out of the logs: {error}; remove them")

    def _prepare(self) -> Engine:
        """Find the engine, and look whether all can be started; raises Unavailable, StartFailed."""
        try:
            self._engine = engine = Engine.of(self._environ)
        except NoEngine as error:
            raise Unavailable((str(error),)) from None
        try:
            end_left_containers(engine.client, self._state, self._tell)
            problems = what_is_wrong(engine, self._project, self._services, self._naming)
        except Refusal as refusal:
            raise Unavailable((str(refusal),)) from None
        except Unseen as unseen:
            raise Unavailable((unseen.reason,)) from None
        if problems:
            raise Unavailable(tuple(problems))
        with self._ending:
            if self._over:
                raise StartFailed("", "stopped")
            try:
                self._record.write()
            except OSError as error:
                raise Unavailable((f"{self._state} cannot be written to: {error}",)) from None
        prune_logs(self._state, self._run_id, {each.run_id for each in read_records(self._state)[0]})
        return engine

    def _bring_up(self, engine: Engine) -> None:
        self._nothing_made.clear()
        try:
            if self._stopped.is_set():
                raise StartFailed("", "stopped")
            made = self._make(engine)
        finally:
            self._nothing_made.set()
        self._health = ContainerHealth(engine, self._members)
        self._tell(f"starting the {len(made)} containers of {self._system}")
        self._starting.run(lambda launch: self._start(engine, launch), self._health)

    def _make(self, engine: Engine) -> Mapping[str, ContainerMember]:
        """Make all that the system needs, and start nothing."""
        services = tuple(self._services.values())
        self._images = bring_images(
            engine.client, services, self._project, self._naming, self._root, self._tell, self._stopped.is_set
        )
        self._tell(f"making the {len(services)} containers of {self._system}")
        self._tell_of_replicas()
        self._events = Events(engine.client, self._run_id, self._heard, self._lost)
        making = Making(engine, self._run_id, self._project, self._naming, self._root, self._images)
        for name, container in making.make_all(self._services, self._stopped.is_set).items():
            self._members[name] = ContainerMember(
                name=name,
                id=container.id,
                restarts=container.restart != "no",
                health=container.health,
                last_words=partial(self._logs.last_words, engine, name, container.id),
            )
        return self._members

    def _tell_of_replicas(self) -> None:
        for service in self._services.values():
            if service.replicas is not None and service.replicas.value > 1:
                self._tell(f"{service.name}: one container is started, where Compose starts {service.replicas.value}")

    def _start(self, engine: Engine, launch: Launch) -> ContainerMember:
        member = self._members[launch.name]
        try:
            Objects(engine.client, self._run_id, self._system).start(member.id)
        except Refusal as refusal:
            raise StartFailed(launch.name, f"could not be started: {refusal}") from None
        member.begin()
        return member

    def _heard(self, container: str, action: str, attributes: object) -> None:
        member = next((each for each in list(self._members.values()) if each.id == container), None)
        if member is not None:
            member.learn(action, attributes)
            if self._health is not None and action in ("start", "die"):
                self._health.forget(container)
            self._starting.look()

    def _lost(self, reason: str) -> None:
        self._starting.fail(StartFailed("", reason))

    def _ended_by_now(self) -> Mapping[str, str]:
        """Return who does not run, those aside that were there to end."""
        down = {name: member for name, member in self._starting.children.items() if not member.up and member.how()}
        return {name: each.how() for name, each in down.items() if not (each.may_end() and each.status() == 0)}

    def _note_kept(self, engine: Engine) -> bool:
        kept = replace(self._record, kept=True)
        marks = self._naming.labelled(kept="true")
        try:
            Objects(engine.client, self._run_id).make_volume({"Name": self._naming.kept, "Labels": marks})
            kept.write()
        except (Refusal, OSError) as error:
            self._tell(f"{self._system} is not kept up, as nobody could find it again: {error}")
            return False
        self._record = kept
        return True

    def _stop(self, done: Future[None]) -> None:
        """End it all, and let whoever waits for that have what went wrong."""
        try:
            self._stopped.set()
            self._starting.abandon()
            self._nothing_made.wait()
            with self._ending:
                if not self._over:
                    self._ended = self._ended_by_now()
                    try:
                        self._end()
                    finally:
                        self._over = True
        except BaseException as error:  # noqa: BLE001
            done.set_exception(error)
        else:
            done.set_result(None)

    def _kill(self) -> None:
        if self._engine is not None:
            with suppress(Refusal):
                Objects(self._engine.client, self._run_id, self._system).kill()

    def _end(self) -> None:
        """Remove everything; where the engine has gone, wait for it to come back."""
        if self._engine is None:
            return
        engine, until = self._engine, time.monotonic() + _BACK
        if self._events is not None:
            self._events.close()
        objects = Objects(engine.client, self._run_id, self._system)
        problems = self._remove(engine, objects)
        waiting = threading.Event()
        while problems and time.monotonic() < until:
            waiting.wait(_ASK_AGAIN)
            problems = self._remove(engine, objects)
        for problem in problems:
            self._tell(f"could not be removed, `vx11 clean` will: {problem}")
        if not problems:
            self._record.remove()
        self._let_go(engine)

    def _let_go(self, engine: Engine) -> None:
        if self._events is not None:
            self._events.close()
        engine.close()

    def _remove(self, engine: Engine, objects: Objects) -> list[str]:
        try:
            self._logs.save_all(engine, objects.containers())
            problems = objects.remove()
        except Refusal as refusal:
            return [str(refusal)]
        if not problems:
            remove_unused(engine.client, self._images.values())
        return problems

    def _standing(self, launch: Launch, engine: Engine) -> Standing:
        member = self._members.get(launch.name)
        container = engine.container(member.id) if member is not None else None
        late = self._starting.late.get(launch.name, "")
        unstarted = f"the service is not up: {late}" if late and launch.name not in self._starting.children else ""
        if member is None and not launch.absent:
            unstarted = "the Compose file defines no such service, so that it was not started"
        return Standing(
            name=launch.name,
            addresses=addresses_of(container, launch.ports, engine.host, engine.container) if container else {},
            absent=launch.absent,
            unstarted=unstarted,
            container=member.id if member is not None else None,
            log=str(self._logs.path(launch.name)) if member is not None else None,
        )
