"""Asking a container that is coming up whether it is well, before the engine itself asks it: that is after a whole
interval of its healthcheck, 30 seconds where nobody says otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Container, Engine
from pytest_vx11._observe.containers.local import is_process_of, listens_on
from pytest_vx11._observe.live import Address, HealthUrl, read_health
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.docker.member import ContainerMember
from pytest_vx11._runtime.health import ask_at
from pytest_vx11._runtime.ports import takes_connections
from pytest_vx11._source.words import harmless

#: A command in a container costs the engine a process: no more often than so many seconds, and slower with time.
_OFTEN, _SLOWER = 0.3, 0.2
_LOOK = 0.5
_PATIENCE = 10.0
_NANO = 1e9


class ContainerHealth:
    """How the containers of one run are asked."""

    def __init__(self, engine: Engine, members: Mapping[str, ContainerMember]) -> None:
        self._engine = engine
        self._members = members
        self._seen: dict[str, Container] = {}
        self._here: dict[tuple[str, int], bool] = {}
        self._heard: dict[tuple[str, int], bool] = {}
        self._look_again: dict[tuple[str, int], float] = {}
        self._next: dict[str, float] = {}
        self._said: dict[str, str] = {}

    def asks(self, launch: Launch) -> bool:
        """A container without a healthcheck and without ports can only be seen to run."""
        return self._members[launch.name].health is not None or bool(launch.ports)

    def problem(self, launch: Launch) -> str:
        """Ask once; see Asks."""
        member = self._members[launch.name]
        if not member.up:
            return f"its container {member.how()}"
        if member.healthy:
            return ""
        try:
            if member.health is None:
                return self._listens(launch, member)
            return self._asked(launch, member)
        except Unseen as unseen:
            return unseen.reason

    def _listens(self, launch: Launch, member: ContainerMember) -> str:
        container = self._container(member)
        closed = [
            port for port in launch.ports if not self._takes(container, port) and self._hears(container, port) is False
        ]
        if closed:
            return f"nobody listens on {closed[0]} in its container"
        return "" if self._is_here(container) or member.seconds > 1 else "has just been started"

    def _takes(self, container: Container, port: int) -> bool:
        address = self._address(container)
        return bool(address) and takes_connections(address, port)

    def _asked(self, launch: Launch, member: ContainerMember) -> str:
        """Ask the healthcheck's URL where it can be reached, which costs little; then run the healthcheck itself."""
        assert member.health is not None
        container = self._container(member)
        aliases = [alias for each in container.networks for alias in each.aliases]
        health = read_health(member.health.test, (launch.name, container.name, *aliases))
        if isinstance(health, HealthUrl):
            said = self._by_url(container, health)
            if said:
                return said
        return self._by_command(launch.name, member)

    def _by_url(self, container: Container, health: HealthUrl) -> str:
        """Return what is wrong; empty too where the container cannot be reached from here: then its command tells."""
        address = self._address(container)
        if address:
            with suppress(OSError):  # nobody is there, or on its loopback alone
                return ask_at(Address(address, health.port), health)
        if self._hears(container, health.port) is False:
            return f"nobody listens on {health.port} in its container"
        return ""

    def _address(self, container: Container) -> str:
        """Return the container's own address, where that is one of this machine; empty where nobody can tell."""
        found = next((each.address for each in container.networks if each.address), "")
        return found if found and self._is_here(container) else ""

    def _hears(self, container: Container, port: int) -> bool | None:
        """Tell whether anybody listens on a port in a container; None where this machine does not tell.

        The kernel goes through all sockets of the machine for that, so that it is not asked each time.
        """
        key, now = (container.id, port), time.monotonic()
        if container.pid is not None and self._is_here(container) and now >= self._look_again.get(key, 0.0):
            with suppress(OSError):
                self._heard[key] = listens_on(container.pid, port)
            self._look_again[key] = now + _LOOK
        return self._heard.get(key)

    def _is_here(self, container: Container) -> bool:
        """Tell whether its first process is one of this machine, asked once for each."""
        if container.pid is None:
            return False
        key = (container.id, container.pid)
        if key not in self._here:
            self._here[key] = is_process_of(container.pid, container.id)
        return self._here[key]

    def _by_command(self, name: str, member: ContainerMember) -> str:
        now = time.monotonic()
        if now < self._next.get(name, 0.0):
            return self._said.get(name, "is being asked")
        words = command_of(member)
        assert member.health is not None
        seen = self._engine.run(member.id, words, member.health.timeout / _NANO or _PATIENCE)
        output = harmless(seen.output.strip(), 200)
        said = "" if seen.status == 0 else f"its healthcheck {_ended(seen.status)}{f': {output}' if output else ''}"
        self._said[name] = said
        self._next[name] = time.monotonic() + _OFTEN + member.seconds * _SLOWER
        return said

    def _container(self, member: ContainerMember) -> Container:
        """Return the container as it was when it was first asked; raises Unseen where it has gone."""
        found = self._seen.get(member.id)
        if found is None or found.pid is None or not found.is_up:
            found = self._engine.container(member.id)
            if found is None:
                raise Unseen("its container has gone")
            self._seen[member.id] = found
        return found

    def forget(self, container: str) -> None:
        """Its first process is another one now."""
        self._seen.pop(container, None)


def command_of(member: ContainerMember) -> tuple[str, ...]:
    """Return the words of a container's own healthcheck; a shell's text goes to the shell (Dockerfile reference)."""
    test = member.health.test if member.health is not None else ()
    return ("/bin/sh", "-c", *test[1:2]) if test[:1] == ("CMD-SHELL",) else test[1:]


def _ended(status: int | None) -> str:
    return "did not end in time" if status is None else f"ends with {status}"
