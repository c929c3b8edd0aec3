"""What the Compose file publishes, held against the canon."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from pytest_vx11._canon.ports import Wanted, parse_ports
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._observe.compose import Port
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight

_MOST = 5


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
        and (wanted.host_ip is None or binds(port.host_ip, wanted.host_ip))
    )


def binds(host_ip: str, wanted: str) -> bool:
    """Tell whether a port is bound to the address that the canon states.

    Without one the engine binds all of them, of both families (Docker documentation, "Published ports").
    """
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
