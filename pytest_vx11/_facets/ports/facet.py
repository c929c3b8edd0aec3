"""ports: what each service publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.part import SchemaPart, described, either, pattern, some, whole
from pytest_vx11._canon.ports import parse_ports
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.ports.codes import CODES
from pytest_vx11._facets.ports.declared import judge_port
from pytest_vx11._facets.ports.running import judge_listening
from pytest_vx11._facets.shared.compose import service_check
from pytest_vx11._source.located import Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_PORT = whole("a port from 1 to 65535", 1, 65535)
_PUBLISHED = either(
    'a port such as 8000, "8000:8000" or "127.0.0.1:9443:443/tcp"',
    {"type": "integer", "minimum": 1, "maximum": 65535},
    pattern('a port such as "8000:8000"', r"[0-9.:\[\]a-fA-F-]+(?:/[a-z]+)?"),
)


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
    codes = CODES

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
                declared = service_check(self, canon, service, said.subject, said.value, said.at, judge_port, said.text)
                yield declared
                listening = partial(judge_listening, declared=declared)
                yield self.running(
                    canon, said.subject, said.value, said.at, listening, service=service.name, about=said.text
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
