"""What a container publishes, and who listens behind it, held against the canon."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from pytest_vx11._canon.ports import Wanted, parse_ports
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.ports.declared import binds
from pytest_vx11._facets.shared.running import is_down, log_of
from pytest_vx11._observe.containers import Binding, Container, Socket, SocketsNeed
from pytest_vx11._observe.containers.needs import HostSocketsNeed
from pytest_vx11._observe.live import Address
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import EndedNeed

_MOST = 5
#: Where an engine's own name server listens in each container.
_NAME_SERVER = "127.0.0.11"
_SEEN = ("tcp", "udp")


def judge_published(check: Check, container: Container, sight: Sight) -> Judged:
    """`about` is the port as text."""
    mode = container.network_mode
    if mode.startswith("container:"):
        raise Unseen("it shares the network of another container: which port is open, only the program knows")
    if not container.is_up or check.service in sight.see(EndedNeed(check.system)):
        return Judged(actual="down", findings=(is_down(check, sight, ""),))
    for wanted in parse_ports(check.about):
        found = _wrong_on_host(check, sight, wanted) if mode == "host" else _wrong(check, sight, container, wanted)
        if found is not None:
            return Judged(actual=found.actual, findings=(found,))
    return Judged(actual=check.expected)


def _wrong(check: Check, sight: Sight, container: Container, wanted: Wanted) -> Finding | None:
    if not _publishes(container, wanted):
        return _not_published(check, sight, container, wanted)
    sockets = _sockets(check, sight)
    if sockets is None or wanted.protocol not in _SEEN:
        return None  # who listens nobody tells; that it is published is what the canon states
    own = [each for each in sockets if each.protocol == wanted.protocol and each.port == wanted.target]
    if any(not _is_loopback(each.host) for each in own):
        return None
    actual = sorted({str(Address(each.host, each.port)) for each in own})
    if own:
        message = f"{check.service} listens on {', '.join(actual)} in its container, where no published port leads"
        return _finding(check, sight, "VX204", message, actual[0], "let it listen on 0.0.0.0")
    ports = sorted({each.port for each in sockets if each.host != _NAME_SERVER})[:_MOST]
    where = f"on {', '.join(map(str, ports))}" if ports else "nowhere"
    message = f"{check.service} listens {where} in its container, the canon wants {wanted.target}"
    said = ports[0] if len(ports) == 1 else ports or None
    return _finding(check, sight, "VX204", message, said, "let it listen there, or change the canon")


def _wrong_on_host(check: Check, sight: Sight, wanted: Wanted) -> Finding | None:
    """Return what is wrong where the container has the host's network: nothing is published, its sockets count."""
    if wanted.protocol not in _SEEN:
        raise Unseen(f"nobody can see who listens by {wanted.protocol}")
    port = wanted.published or wanted.target
    own = sight.see(HostSocketsNeed(check.system, check.service, wanted.protocol, port))
    if any(wanted.host_ip is None or binds(each.host, wanted.host_ip) for each in own):
        return None
    actual = sorted({str(Address(each.host, each.port)) for each in own})
    where = f"on {', '.join(actual)}" if actual else f"not on port {port}"
    message = f"{check.service} has the host's network and listens {where}, the canon wants {wanted}"
    hint = "let it listen there, or change the canon"
    return _finding(check, sight, "VX204", message, actual[0] if actual else None, hint)


def _publishes(container: Container, wanted: Wanted) -> bool:
    """Tell whether the engine binds what the canon wants, or, where a run took free ports, was to and binds some."""
    if container.made_here:
        bound = any(each.target == wanted.target and each.protocol == wanted.protocol for each in container.bound)
        return bound and _serves(container.published, wanted)
    return _serves(container.bound, wanted)


def _serves(bindings: Iterable[Binding], wanted: Wanted) -> bool:
    return any(
        each.target == wanted.target
        and each.protocol == wanted.protocol
        and (wanted.published is None or each.published == wanted.published)
        and (wanted.host_ip is None or binds(each.host_ip, wanted.host_ip))
        for each in bindings
    )


def _not_published(check: Check, sight: Sight, container: Container, wanted: Wanted) -> Finding:
    told = container.published if container.made_here else container.bound
    same = [each for each in told if each.target == wanted.target and each.protocol == wanted.protocol]
    shown = list(dict.fromkeys(_shown(each) for each in same or told))[:_MOST]
    message = f"the container of {check.service} publishes {', '.join(shown) or 'no port'}, the canon wants {wanted}"
    if container.made_here and _serves(told, wanted):
        message = f"the container of {check.service} was to publish {wanted}, and the engine binds nothing for it"
        shown = []
    actual = (same[0].published or shown[0]) if same and shown else shown or None
    hint = f'make it anew with "{wanted}" published, or change the canon'
    return _finding(check, sight, "VX205", message, actual, hint)


def _shown(binding: Binding) -> str:
    host_ip = None if _is_any(binding.host_ip) else binding.host_ip
    return str(Wanted(binding.target, binding.published, host_ip, binding.protocol))


def _is_any(host_ip: str) -> bool:
    return not host_ip or ip_address(host_ip).is_unspecified


def _sockets(check: Check, sight: Sight) -> tuple[Socket, ...] | None:
    try:
        return sight.see(SocketsNeed(check.system, check.service))
    except Unseen:
        return None


def _is_loopback(host: str) -> bool:
    address = ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _finding(check: Check, sight: Sight, code: str, message: str, actual: object, hint: str) -> Finding:
    return Finding(
        code=code,
        subject=f"{check.service}:{check.subject}",
        message=message,
        expected=check.expected,
        actual=actual,
        hint=hint,
        evidence=log_of(check, sight) if code == "VX204" else (),
    )
