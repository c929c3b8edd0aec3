"""Who really listens, held against the canon."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from pytest_vx11._canon.ports import Wanted, parse_ports
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.ports.published import judge_published
from pytest_vx11._facets.shared.containers import container_if_any, expected_up, with_cause
from pytest_vx11._facets.shared.running import is_down, log_of
from pytest_vx11._observe.listeners import Listener
from pytest_vx11._observe.live import Address, Live, LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import ConnectNeed, EndedNeed, Listening, ListeningNeed

_MOST = 5


def judge_listening(check: Check, sight: Sight, *, declared: Check) -> Judged:
    """`about` is the port as text. Of a range the first one that is not as it should be is told."""
    expected_up(check, sight)
    live = sight.see(LiveNeed(check.system))
    container = container_if_any(sight, check.system, check.service)
    if container is not None:
        return with_cause(judge_published(check, container, sight), declared, ("VX205",), container, sight)
    if check.service in sight.see(EndedNeed(check.system)):
        return Judged(actual="down", findings=(is_down(check, sight, ""),))
    seen = sight.see(ListeningNeed(check.system))
    for wanted in parse_ports(check.about):
        found = _wrong(check, sight, live, seen, wanted)
        if found is not None:
            return Judged(actual=found.actual, findings=(found,))
    return Judged(actual=check.expected)


def _wrong(check: Check, sight: Sight, live: Live, seen: Listening, wanted: Wanted) -> Finding | None:
    if wanted.protocol not in ("tcp", "udp"):
        raise Unseen(f"nobody can see who listens by {wanted.protocol}")
    started = live.services[check.service].pid is not None
    port = wanted.target if started else wanted.published
    if port is None:
        raise Unseen("which port of the host is published, only the engine knows")
    sockets = seen.at(wanted.protocol, port)
    own = [each for each in sockets if each.pid in seen.services.get(check.service, ())] if started else list(sockets)
    if own:
        return _wrong_address(check, sight, wanted, own)
    if started:
        return _not_there(check, sight, seen, wanted, sockets)
    return _not_reached(check, sight, live, wanted)


def _not_there(
    check: Check, sight: Sight, seen: Listening, wanted: Wanted, sockets: Sequence[Listener]
) -> Finding | None:
    """Return what is said where no process of a started service listens on the port."""
    if any(each.pid is None for each in sockets):
        raise Unseen(f"somebody listens on port {wanted.target}, and this machine does not tell who")
    others = sorted({each.port for each in seen.of(check.service)})
    if sockets:
        first = sockets[0]
        message = f"port {wanted.target} is held by {first.name} (pid {first.pid}), not by {check.service}"
        return _finding(check, sight, message, first.name)
    actual_port = others[0] if len(others) == 1 else others[:_MOST] or None
    where = f"on {', '.join(map(str, others[:_MOST]))}" if others else "nowhere"
    return _finding(check, sight, f"{check.service} listens {where}, the canon wants {wanted.target}", actual_port)


def _not_reached(check: Check, sight: Sight, live: Live, wanted: Wanted) -> Finding | None:
    """Return what is said where no socket of this machine is on a published port: an engine may still lead there."""
    address = live.services[check.service].addresses.get(wanted.target)
    if wanted.protocol != "tcp" or address is None:
        raise Unseen(f"no socket of this machine is on port {wanted.published}, and an engine may still lead there")
    if not sight.see(ConnectNeed(address)):
        return is_down(check, sight, str(address))
    if wanted.host_ip is not None:
        raise Unseen(f"somebody answers at {address}, and this machine does not tell on which address")
    return None


def _wrong_address(check: Check, sight: Sight, wanted: Wanted, own: Sequence[Listener]) -> Finding | None:
    if wanted.host_ip is None or any(_binds(each.host, wanted.host_ip) for each in own):
        return None
    actual = ", ".join(sorted({str(Address(each.host, each.port)) for each in own}))
    return _finding(check, sight, f"{check.service} listens on {actual}, the canon wants {wanted}", actual)


def _binds(host: str, wanted: str) -> bool:
    bound, stated = ip_address(host.partition("%")[0]), ip_address(wanted)
    return bound == stated or (bound.is_unspecified and stated.is_unspecified)


def _finding(check: Check, sight: Sight, message: str, actual: object) -> Finding:
    return Finding(
        code="VX204",
        subject=f"{check.service}:{check.subject}",
        message=message,
        expected=check.expected,
        actual=actual,
        hint="let it listen there, or change the canon",
        evidence=log_of(check, sight),
    )
