"""Asking whether a service is well: by its healthcheck, and for the record by its health endpoints in turn."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.http import Fault
from pytest_vx11._observe.live import HealthCommand, HealthUrl, Live, LiveNeed, ServiceState, Status
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes.base import Probe, place_of
from pytest_vx11._observe.probes.http import Asked, HttpProbe, snippet
from pytest_vx11._source.words import harmless

_SNIPPET = 2048
_BLOCK = 65536
_STEP = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSeen:
    """What a healthcheck said."""

    well: bool
    says: str
    """What was seen, in a few words."""
    asked: Asked | None = None
    """The request, where it was one."""
    output: str = ""
    """The start of what a command printed."""
    command: str = ""
    seconds: float = 0.0
    status: int | None = None
    """A command's exit status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthProbe(Probe[HealthSeen]):
    """A healthcheck, asked from here: its URL, or its command where it asks none."""

    system: str
    service: str
    health: HealthUrl | HealthCommand
    timeout: float = 30.0
    """Seconds."""

    @property
    def through_others(self) -> bool:
        """A request that an endpoint's check may have put as well."""
        return True

    def look(self, sight: Sight) -> HealthSeen:
        """Raises Unseen where a command is a container's to run."""
        if isinstance(self.health, HealthUrl):
            return self._of_url(sight, self.health)
        return self._of_command(sight, self.health)

    def _of_url(self, sight: Sight, health: HealthUrl) -> HealthSeen:
        place_of(sight, self.system, self.service, health.port)
        asked = self._asked(sight, health, health.method)
        if health.other_method(asked.answer.status):
            asked = self._asked(sight, health, "GET")
        status = asked.answer.status
        says = asked.answer.says or f"answers {status}"
        if health.follows and status is not None and 300 <= status < 400:
            raise Unseen(f"{asked.url} answers {status}, and where that leads is not followed")
        well = status is not None and not asked.answer.fault and health.is_well(status)
        return HealthSeen(well=well, says=says, asked=asked)

    def _asked(self, sight: Sight, health: HealthUrl, method: str) -> Asked:
        probe = HttpProbe(
            system=self.system,
            service=self.service,
            method=method,
            target=health.target,
            port=health.port,
            whole=True,
        )
        return sight.see(probe)

    def _of_command(self, sight: Sight, health: HealthCommand) -> HealthSeen:
        live, _, _ = place_of(sight, self.system, self.service, None)
        if live.runtime != "process":
            raise Unseen(
                "the healthcheck is a command that asks no URL of the service, and only its container can run it"
            )
        started = time.perf_counter()
        status, output = _run(health.words, live, self.timeout)
        if health.lacks_program(status):
            raise Unseen(f"the healthcheck's command cannot be run here: {harmless(output.strip(), 200)}")
        says = f"ends with {status}" if status is not None else f"did not end in {self.timeout:g} s"
        return HealthSeen(
            well=status == 0,
            says=says,
            output=output,
            command=str(health),
            seconds=time.perf_counter() - started,
            status=status,
        )

    def probed(self, fact: HealthSeen) -> Iterator[Probed]:
        """One row for a command; a request has its own."""
        if fact.asked is None:
            yield Probed(
                system=self.system,
                service=self.service,
                kind="command",
                asked=fact.command,
                latency_ms=round(fact.seconds * 1000, 3),
                fault=None if fact.well else fact.says,
                snippet=fact.output or None,
                at=datetime.now(timezone.utc),
            )


def _run(words: tuple[str, ...], live: Live, timeout: float) -> tuple[int | None, str]:
    """Return a command's exit status, None where it did not end in time, and the start of what it printed.

    Neither a command that prints without end nor a child of it that holds on to its output is waited for.
    """
    try:
        process = subprocess.Popen(
            words, cwd=live.root, env=live.environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise Unseen(f"the healthcheck's command cannot be run here: {words[0]}: {error.strerror}") from None
    with process:
        try:
            output = _printed(process, time.monotonic() + timeout)
            status = process.poll()
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    return status, output.decode("utf-8", errors="replace")


def _printed(process: subprocess.Popen[bytes], until: float) -> bytes:
    """Return the start of what a process prints, once it has ended or the time is over."""
    assert process.stdout is not None
    printed, descriptor = b"", process.stdout.fileno()
    while True:
        ended = process.poll() is not None
        ready, _, _ = select.select([descriptor], [], [], 0 if ended else _STEP)
        block = os.read(descriptor, _BLOCK) if ready else b""
        printed += block[: _SNIPPET - len(printed)]
        if (ended and not block) or time.monotonic() >= until:
            return printed
        if ready and not block and not ended:
            # It has closed its output, and goes on.
            time.sleep(_STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateProbe(Probe[ServiceState]):
    """A service's health endpoints, asked in turn until one answers 200; also of a service that should be down."""

    system: str
    service: str
    port: int | None
    """None for a service that states none, which nobody can ask."""
    targets: tuple[str, ...] = ("/health",)
    guessed: bool = False
    """Whether nobody said that it has these, so that another answer than 200 says nothing."""

    @property
    def through_others(self) -> bool:
        """A request that an endpoint's check may have put as well."""
        return True

    def look(self, sight: Sight) -> ServiceState:
        """Return the state; never raises for what the service does."""
        live = sight.see(LiveNeed(self.system))
        standing = live.services[self.service]
        address = standing.addresses.get(self.port) if self.port is not None else None
        state = ServiceState(name=self.service, port=self.port, absent=standing.absent)
        if address is None:
            return _without_container(state, live)
        for target in self.targets:
            asked = self._ask(sight, target, even_absent=bool(standing.absent or standing.unstarted))
            answer = asked.answer
            seen = replace(
                state,
                host=address.host,
                port=address.port,
                http_code=answer.status,
                latency_ms=round(answer.seconds * 1000),
                snippet=answer.says or snippet(answer),
                checked_at=asked.at,
                health_url=state.health_url or asked.url,
            )
            if answer.status == 200 and not answer.fault:
                return replace(seen, status=Status.OK, endpoint_ok=target, health_url=asked.url)
            down = answer.fault is Fault.REFUSED
            state = replace(seen, status=Status.BROKEN if down or not self.guessed else Status.UNKNOWN)
        return state

    def _ask(self, sight: Sight, target: str, *, even_absent: bool) -> Asked:
        probe = HttpProbe(
            system=self.system,
            service=self.service,
            method="GET",
            target=target,
            port=self.port,
            even_absent=even_absent,
            whole=True,
        )
        return sight.see(probe)

    def probed(self, fact: ServiceState) -> Iterator[Probed]:  # noqa: ARG002
        """The requests have their own rows."""
        return iter(())


def _without_container(state: ServiceState, live: Live) -> ServiceState:
    """Return the state of a service that nobody can ask: down where an engine runs the system, and has none of it."""
    standing = live.services[state.name]
    if live.engine is None or standing.container is not None or not standing.absent:
        return state
    seen = "the engine has no container of it"
    return replace(state, status=Status.BROKEN, snippet=seen, checked_at=datetime.now(timezone.utc))
