"""Holding what runs in a mode against the canon's list."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.containers import container_if_any
from pytest_vx11._observe.containers import Condition, Container
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import ConnectNeed, EndedNeed


def judge_running_mode(check: Check, sight: Sight) -> Judged:
    """What runs is the mode's services and no other; `about` names the disabled ones, told of under `container`."""
    live = sight.see(LiveNeed(check.system))
    expected = {name for name, standing in live.services.items() if not standing.absent}
    if expected != set(check.expected):
        raise Unseen(f"the system does not run in this mode: --vx11-mode {check.subject} lets it")
    others = [name for name in live.services if name not in expected and name not in check.about]
    unknown = [name for name in (*check.expected, *others) if _is_up(live, sight, name) is None]
    findings = [_down(check, name) for name in check.expected if _is_up(live, sight, name) is False]
    findings += [_up(check, name) for name in others if _is_up(live, sight, name)]
    if unknown and not findings:
        raise Unseen(f"the canon states no TCP port of {unknown[0]}, so that nobody knows whether it is up")
    actual = [name for name in live.services if name not in check.about and _is_up(live, sight, name)]
    return Judged(actual=actual, findings=tuple(findings))


def _is_up(live: Live, sight: Sight, name: str) -> bool | None:
    """Tell whether a service is up; None where nobody can tell."""
    container = container_if_any(sight, live.system, name)
    if container is not None:
        return container.is_up or _has_done_its_work(live, sight, name, container)
    standing = live.services[name]
    if name in sight.see(EndedNeed(live.system)):
        return False
    if standing.addresses:
        return any(sight.see(ConnectNeed(address)) for address in standing.addresses.values())
    if standing.pid is not None:
        return True
    # A run knows what it started, and an engine what it has.
    nowhere = live.runtime in ("process", "docker") or (live.engine is not None and bool(standing.absent))
    return False if nowhere else None


def _has_done_its_work(live: Live, sight: Sight, name: str, container: Container) -> bool:
    """Tell whether a container has ended as it should: another one waits for it to be completed, not to be up."""
    if container.condition is not Condition.EXITED or container.exit_code:
        return False
    others = (container_if_any(sight, live.system, other) for other in live.services if other != name)
    return any(
        (other.depends_on or {}).get(name) == "service_completed_successfully" for other in others if other is not None
    )


def _down(check: Check, name: str) -> Finding:
    return _finding(check, "VX250", name, "up", "down", f"the mode {check.subject} lists {name}, and it is down")


def _up(check: Check, name: str) -> Finding:
    message = f"the mode {check.subject} does not list {name}, and somebody answers at its port"
    return _finding(check, "VX251", name, "down", "up", message)


def _finding(check: Check, code: str, name: str, expected: str, actual: str, message: str) -> Finding:
    hint = "see why it is so, or change the mode"
    return Finding(
        code=code, subject=f"{check.subject}:{name}", message=message, expected=expected, actual=actual, hint=hint
    )
