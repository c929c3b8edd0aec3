"""One system of a run: brought up once, asked once, taken down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.reach import own_port
from pytest_vx11._checks.check import Check
from pytest_vx11._engine.ahead import look_ahead
from pytest_vx11._engine.choosing import Choice, choose, unset_commands
from pytest_vx11._engine.launching import health_targets, launches
from pytest_vx11._engine.runtimes import Means, Wanted, make_runtime
from pytest_vx11._engine.tokens import read_auth
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Engine, KilledNeed, NoEngine
from pytest_vx11._observe.live import LiveNeed, ServiceState, Status
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.probes import EndedNeed, Probe, StateProbe, sweep
from pytest_vx11._runtime.base import Runtime, StartFailed, Unavailable
from pytest_vx11._runtime.docker.leftovers import end_left_containers
from pytest_vx11._runtime.docker.objects import Refusal
from pytest_vx11._runtime.leftovers import end_leftovers
from pytest_vx11._runtime.logs import logs_of, star_logs
from pytest_vx11._runtime.records import read_records
from pytest_vx11._source.problem import Problem

#: Where a service is asked that names no health endpoint.
_GUESS = ("/health",)


def end_what_was_left(means: Means, clean: Callable[[str], str]) -> None:
    """End the systems of runs that were killed, and star the secrets in their logs, as nobody has yet."""
    killed = [each for each in read_records(means.state)[0] if not each.live and not each.kept]
    end_leftovers(means.state, means.tell)
    if any(each.containers for each in killed):
        try:
            end_left_containers(Engine.of(means.environ).client, means.state, means.tell)
        except (NoEngine, Refusal) as error:
            means.tell(f"a killed run left containers, and nobody can remove them now: {error}")
    for path in (path for each in killed for path in logs_of(means.state, each.run_id)):
        try:
            star_logs([path], clean)
        except OSError as error:
            means.tell(f"secrets could not be taken out of {path}: {error}; remove it")


class System:
    """What `choice` says is done for one canon."""

    def __init__(
        self,
        wanted: Wanted,
        choice: Choice,
        means: Means,
        unset: tuple[Problem, ...] = (),
    ) -> None:
        self.canon = canon = wanted.canon
        self.choice = choice
        self.auth = wanted.auth
        self.failed: StartFailed | None = None
        self.unavailable: tuple[str, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        """Variables without a value that the start needs, once it was tried."""
        self._unset = unset
        self._means = means
        self._stopped = False
        self._probes = tuple(_state_probe(canon, name) for name in canon.services)
        self._wanted = wanted
        self._making = threading.Lock()
        self._runtime: Runtime | None = None

    @classmethod
    def of(cls, canon: Canon, option: str | None, mode: str | None, means: Means) -> System:
        """Return how a canon's system is brought up; raises CanonError where that cannot be."""
        described = launches(canon, mode)
        choice = choose(canon, described, option, means.environ)
        auth = read_auth(canon, means.environ, make=choice.name in ("process", "docker"))
        unset = tuple(unset_commands(canon, described, auth.made)) if choice.name == "process" else ()
        return cls(Wanted(canon=canon, mode=mode, launches=described, auth=auth), choice, means, unset)

    def bring_up(self, memory: Memory, checks: Sequence[Check], ahead: Sequence[Check] = ()) -> None:
        """Start it, and put every question; what came of it is in the memory, or in `failed` and `unavailable`.

        `ahead` are the checks whose looks into containers are taken at once.
        """
        need = LiveNeed(self.canon.system)
        if self.choice.name == "none":
            memory.put(need, Unseen(f"nothing runs: {self.choice.why}"))
            return
        if self._unset:
            self.problems = self._unset
            memory.put(need, Unseen(self._unset[0].message))
            return
        try:
            live = replace(self._begin(memory).start(), token=self.auth.token)
        except StartFailed as failed:
            self.failed = failed
            memory.put(need, Unseen(_did_not_come_up(self.canon.system, failed)))
        except Unavailable as error:
            self.unavailable = error.reasons
            # The whole of a reason is told once, as an error of the run; every check has its first line.
            memory.put(need, Unseen(error.reasons[0].splitlines()[0]))
        else:
            memory.put(need, live)
            probes = [need for check in checks for need in check.needs if isinstance(need, Probe)]
            sweep([*probes, *self._probes], memory, stopped=lambda: self._stopped)
            look_ahead(ahead, live, memory, stopped=lambda: self._stopped)
            ended = self.ended()
            # What ends after this was ended by the run itself.
            if not self._stopped:
                memory.put(EndedNeed(self.canon.system), ended)
                memory.put(KilledNeed(self.canon.system), self._runtime.killed() if self._runtime else {})

    def _begin(self, memory: Memory) -> Runtime:
        """Make the runtime, so that it can be stopped from now on; raises StartFailed where it is too late for that."""
        with self._making:
            if self._stopped:
                raise StartFailed("", "stopped")
            self._runtime = make_runtime(self.choice, self._wanted, self._means, memory)
        assert self._runtime is not None
        return self._runtime

    @property
    def lacking(self) -> Problem | None:
        """What is said of a token without a value, where there is somebody to send it to."""
        return self.auth.problem if self.choice.name != "none" else None

    def ended(self) -> Mapping[str, str]:
        """Return the services that have ended since they were started, and how."""
        return self._runtime.ended() if self._runtime is not None else {}

    def states(self, memory: Memory) -> list[ServiceState]:
        """Return the state of every service; UNKNOWN where nobody asked."""
        ended = memory.known(EndedNeed(self.canon.system))
        states = []
        for probe in self._probes:
            fact = memory.known(probe)
            state = fact if isinstance(fact, ServiceState) else ServiceState(name=probe.service, port=probe.port)
            states.append(_dead(state, ended[probe.service]) if ended and probe.service in ended else state)
        return states

    def close(self, clean: Callable[[str], str]) -> list[str]:
        """Take it down, unless it is to be kept; return what is to be said of it."""
        self._stopped = True
        with self._making:
            if self._runtime is None:
                return []
        if self._means.keep and self.failed is None:
            said = self._runtime.keep()
        else:
            said = []
            self._runtime.stop()
        self._runtime.clean_logs(clean)
        return said


def _state_probe(canon: Canon, name: str) -> StateProbe:
    service = canon.services[name]
    targets = health_targets(service)
    return StateProbe(
        system=canon.system,
        service=name,
        port=own_port(service),
        targets=targets or _GUESS,
        guessed=not targets,
    )


def _dead(state: ServiceState, how: str) -> ServiceState:
    """Return the state of a service that may have answered, and whose process has ended since."""
    return replace(state, status=Status.BROKEN, http_code=None, endpoint_ok=None, snippet=f"its process {how}")


def _did_not_come_up(system: str, failed: StartFailed) -> str:
    whose = f": {failed.service} {failed.reason}" if failed.service else f": {failed.reason}"
    return f"{system} did not come up{whose}"
