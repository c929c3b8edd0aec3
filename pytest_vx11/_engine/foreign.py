"""Planning with facets that are not built in: what they do wrong is an error of theirs, never a lost run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from pytest_vx11._canon.loader import Rule
from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.rules import places_in
from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._engine.limits import within
from pytest_vx11._engine.plainly import is_place
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions.blaming import blame, shown
from pytest_vx11._extensions.failing import PACKAGE, last_line_outside, said_by
from pytest_vx11._facets.base import Facet
from pytest_vx11._observe.containers import ContainerNeed
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Need
from pytest_vx11._observe.probes import Probe
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import as_plain
from pytest_vx11._source.words import harmless

#: More checks than these are none that anybody meant: a plan that never ends.
MOST = 200_000
_MOST_PROBLEMS = 1000
#: Needs that only a system which is up answers.
OF_WHAT_RUNS = (LiveNeed, ContainerNeed, Probe)


def examine_of(facet: Facet) -> Rule:
    """Return a facet's rule; one that is not built in may raise, and is told of."""
    if facet.origin is None:
        return facet.examine

    def examine(canon: Canon) -> Iterable[Problem]:
        try:
            told = within(facet.seconds, lambda: list(islice(facet.examine(canon), _MOST_PROBLEMS)))
        # It is its author's, whatever it is.
        except Exception as error:  # noqa: BLE001
            return [
                blame(facet, f"cannot examine this canon: {said_by(error)}", cause=last_line_outside(error, PACKAGE))
            ]
        wrong = next((each for each in told if not isinstance(each, Problem)), None)
        return told if wrong is None else [blame(facet, f"examine yields {shown(wrong)}, which is no Problem")]

    return examine


def plan_of(facet: Facet, canon: Canon) -> Sequence[Check]:
    """Return a facet's checks. Raises CanonError where one that is not built in plans what it may not.

    Such a one is asked twice: a plan that is another one the next time would give another id on every worker.
    """
    if facet.origin is None:
        return list(facet.plan(canon))
    first = _planned(facet, canon)
    problems = [problem for check in first for problem in _wrong(facet, canon, check)]
    if problems:
        raise CanonError(dict.fromkeys(problems))
    differing = _differing(first, _planned(facet, canon))
    if differing is not None:
        message = f"its plan is not the same twice: {differing}"
        hint = "plan in a stable order, from the canon alone: no time, no random number, no set, no file"
        raise CanonError([blame(facet, message, hint=hint)])
    return first


def _planned(facet: Facet, canon: Canon) -> list[Check]:
    try:
        checks = within(facet.seconds, lambda: list(islice(facet.plan(canon), MOST + 1)))
    # It is its author's, whatever it is.
    except Exception as error:
        line = last_line_outside(error, PACKAGE)
        unset = list(_unset(facet, canon))
        raise CanonError(unset or [blame(facet, f"cannot plan: {said_by(error)}", cause=line)]) from error
    if len(checks) > MOST:
        raise CanonError([blame(facet, f"plans more than {MOST:,} checks: it does not seem to end")])
    return [_with_plain_data(check) for check in checks]


def _with_plain_data(check: Any) -> Any:
    return replace(check, expected=as_plain(check.expected)) if isinstance(check, Check) else check


def _unset(facet: Facet, canon: Canon) -> Iterator[Problem]:
    """Yield the variables without a value in the facet's keys: a plan that cannot do without has no other fault."""
    said = [(canon.said, key) for key in facet.schema.top]
    said += [(service.said, key) for service in canon.services.values() for key in facet.schema.service]
    for mapping, key in said:
        for place in [mapping.at(key), *places_in(mapping.get(key))]:
            variable = canon.variables.get(place)
            if variable is not None and variable.missing:
                names = ", ".join(f"${{{name.partition(':')[0]}}}" for name in variable.missing)
                hint = "set it, or give it a default: ${NAME:-default}"
                yield Problem(place, f"{key}: {names} is not set, and the facet {facet.name} cannot plan without", hint)


def _wrong(facet: Facet, canon: Canon, check: Any) -> Iterator[Problem]:
    if not isinstance(check, Check):
        yield blame(facet, f"plan yields {shown(check)}, which is no Check", hint="yield self.declared(canon, …)")
        return
    named = f'its check "{harmless(str(check.subject), 80)}"'
    if (check.system, check.facet) != (canon.system, facet.name):
        yield blame(facet, f"{named} is of another system or facet", hint="yield self.declared(canon, …)")
    if check.service not in canon.services and check.service != canon.system:
        yield blame(facet, f"{named} is of the service {shown(check.service)}, which the canon does not have")
    if check.judge is None:
        yield blame(
            facet, f"{named} has nobody who judges it", hint="give the facet a method judge(self, check, sight)"
        )
    yield from _wrong_values(facet, named, check)
    yield from _wrong_needs(facet, named, check)


def _wrong_needs(facet: Facet, named: str, check: Check) -> Iterator[Problem]:
    if not isinstance(check.needs, tuple) or not all(isinstance(need, Need) for need in check.needs):
        yield blame(facet, f"{named}: needs is a tuple of Needs, found {shown(check.needs)}")
        return
    if check.witness is Witness.DECLARED and any(isinstance(need, OF_WHAT_RUNS) for need in check.needs):
        hint = "yield self.running(canon, …)"
        yield blame(facet, f"{named} is of what is declared, and needs what runs", hint=hint)
    if unhashable := next((need for need in check.needs if not _hashable(need)), None):
        hint = "make it a frozen dataclass of plain values"
        yield blame(facet, f"{named}: its need {shown(unhashable)} cannot be hashed", hint=hint)


def _wrong_values(facet: Facet, named: str, check: Any) -> Iterator[Problem]:
    subject, witness, at = (getattr(check, name) for name in ("subject", "witness", "at"))
    if not isinstance(subject, str) or not subject:
        yield blame(facet, f"{named}: a subject is text that is not empty")
    if not isinstance(witness, Witness):
        yield blame(facet, f"{named}: its witness is {shown(witness)}, and no Witness")
    if not is_place(at):
        yield blame(facet, f"{named}: its `at` is {shown(at)}, and no Place", hint="service.stated(key).at")


def _hashable(need: Need[Any]) -> bool:
    try:
        hash(need)
    except TypeError:
        return False
    return True


def _differing(first: Sequence[Check], second: Sequence[Check]) -> str | None:
    """Say where two plans differ; None where they do not."""
    for one, other in zip(first, second, strict=False):
        if one.id != other.id:
            return f"{one.id}, then {other.id}"
        if (one.expected, one.at, one.needs) != (other.expected, other.at, other.needs):
            return f"{one.id} expects, or needs, something else"
    return None if len(first) == len(second) else f"{len(first)} checks, then {len(second)}"
