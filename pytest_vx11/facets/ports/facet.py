"""ports: what each service publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from pytest_vx11.canon.model import Canon, Service
from pytest_vx11.canon.part import SchemaPart, described, either, pattern, some, whole
from pytest_vx11.canon.ports import Wanted, parse_ports
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Judged
from pytest_vx11.errors import Unseen
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.ports.running import judge_listening
from pytest_vx11.facets.shared.compose import NO_SERVICE, differs, service_check
from pytest_vx11.facets.shared.running import IS_DOWN
from pytest_vx11.observe.compose import Port
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

_PORT = whole("a port from 1 to 65535", 1, 65535)
_PUBLISHED = either(
    'a port such as 8000, "8000:8000" or "127.0.0.1:9443:443/tcp"',
    {"type": "integer", "minimum": 1, "maximum": 65535},
    pattern('a port such as "8000:8000"', r"[0-9.:\[\]a-fA-F-]+(?:/[a-z]+)?"),
)
_MOST = 5


@dataclass(frozen=True, slots=True)
class _Said:
    """One stated port: its subject, its value as the canon has it, and where."""

    subject: str
    value: Any
    text: str
    at: Place


class Ports(Facet):
    """`port: 8000` says that port 8000 of the container is published as 8000 of the host."""

    name = "ports"
    schema = SchemaPart(
        service={
            "port": described("Its port, published under the same number of the host.", _PORT),
            "ports": described(
                "Ports that are published, as Compose writes them.", some(_PUBLISHED, "a list of ports")
            ),
        }
    )
    codes = (
        NO_SERVICE,
        IS_DOWN,
        Code(
            code="VX204",
            title="nobody, or somebody else, listens where the service should",
            text="A process that was started for a service listens on its own port, as `run` is told; a system that is "
            "up already, on the published one. An address that the canon states must be the one that is listened on.",
            example="port: 8000, and the process of the service listens on 8005",
        ),
        Code(
            code="VX104",
            title="a port is not published as the canon says",
            text="`port: 8000` means that the container's port 8000 is published as 8000 of the host, as "
            '`ports: ["8000:8000"]` does. Ports beside it are no drift.',
            example='port: 8000, and docker-compose.yml publishes "8001:8000"',
        ),
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the ports that are none."""
        for service in canon.services.values():
            for said in _stated(canon, service):
                if canon.unset(said.at):
                    continue
                try:
                    parse_ports(said.text)
                except ValueError as error:
                    # What a variable stands for is nobody's to read.
                    why = f"{said.subject} does not give a port" if said.at in canon.variables else str(error)
                    yield Problem(said.at, f"services.{service.name}: {why}")

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a stated port, for each witness."""
        for service in canon.services.values():
            for said in _stated(canon, service):
                yield service_check(self, canon, service, said.subject, said.value, said.at, judge_port, said.text)
                yield self.running(
                    canon, said.subject, said.value, said.at, judge_listening, service=service.name, about=said.text
                )


def _stated(canon: Canon, service: Service) -> Iterator[_Said]:
    port = service.stated("port")
    if port:
        number = _number(port.value)
        yield _Said(canon.written(number, port.at), number, f"{number}:{number}", port.at)
    ports = service.said.get("ports")
    for value, at in ports.located() if isinstance(ports, Seq) else ():
        yield _Said(canon.written(value, at), value, str(_number(value)), at)


def _number(value: Any) -> Any:
    if isinstance(value, float):
        return int(value)
    return int(value) if str(value).isascii() and str(value).isdigit() else value


def judge_port(check: Check, service: Declared, _: Sight) -> Judged:
    """`about` is the port as text."""
    mode = service.network_mode
    if mode is not None and mode.value not in ("bridge", "none"):
        raise Unseen(
            f"network_mode: {mode.value} publishes nothing: which port is open, only the program knows", (mode.place,)
        )
    ports = () if mode is not None and mode.value == "none" else service.ports
    serving = [(wanted, [port for port in ports if _serves(port, wanted)]) for wanted in parse_ports(check.about)]
    missing = [wanted for wanted, found in serving if not found]
    if missing:
        return _differs(check, service, missing[0], ports)
    return Judged(actual=check.expected, places=tuple(found[0].place for _, found in serving[:1]))


def _serves(port: Port, wanted: Wanted) -> bool:
    return (
        port.target == wanted.target
        and port.protocol == wanted.protocol
        and (wanted.published is None or port.published == wanted.published)
        and (wanted.host_ip is None or _binds(port.host_ip, wanted.host_ip))
    )


def _binds(host_ip: str, wanted: str) -> bool:
    # Without an address the engine binds all of them, of both families (Docker documentation, "Published ports").
    wanted_ip = ip_address(wanted)
    return ip_address(host_ip) == wanted_ip if host_ip else wanted_ip.is_unspecified


def _differs(check: Check, service: Declared, wanted: Wanted, ports: Sequence[Port]) -> Judged:
    hint = f'publish "{wanted}" in the Compose file, or change the canon'
    near = _nearest(ports, wanted)
    if near:
        actual: Any = near.published if near.target == wanted.target and near.published != wanted.published else None
        message = f"{check.service} publishes {near.text}, the canon wants {wanted}"
        return differs(check, "VX104", message, actual or near.text, (near.place,), hint=hint)
    if ports:
        shown = ", ".join(port.text for port in ports[:_MOST])
        message = f"{check.service} publishes {shown}, the canon wants {wanted}"
        return differs(check, "VX104", message, shown, (service.raw.key_at("ports"),), hint=hint)
    return _nothing_published(check, service, wanted, hint)


def _nothing_published(check: Check, service: Declared, wanted: Wanted, hint: str) -> Judged:
    exposed = [said for said in service.expose if said.value == wanted.target]
    message = f"{check.service} publishes no port, the canon wants {wanted}"
    if exposed:
        message = f"{check.service} only exposes {wanted.target} to its networks, the canon wants {wanted}"
    mode = service.network_mode
    place = exposed[0].place if exposed else mode.place if mode else service.place
    return differs(check, "VX104", message, None, (place,), hint=hint)


def _nearest(ports: Sequence[Port], wanted: Wanted) -> Port | None:
    same_target = (port for port in ports if port.target == wanted.target and port.protocol == wanted.protocol)
    same_published = (port for port in ports if port.published is not None and port.published == wanted.published)
    return next(same_target, None) or next(same_published, None)
