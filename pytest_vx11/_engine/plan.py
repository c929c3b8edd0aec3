"""From a canon's file to its checks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_vx11._canon.files import CanonText, read_canon
from pytest_vx11._canon.loader import Brought, load_canon
from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._engine import judge
from pytest_vx11._engine.foreign import examine_of, plan_of
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import Extensions, joined
from pytest_vx11._facets.base import Facet
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem, in_order


@dataclass(frozen=True, slots=True)
class Plan:
    """A canon and its checks, by service and facet in the order of the canon."""

    canon: Canon
    checks: tuple[Check, ...]
    facets: tuple[Facet, ...] = ()
    """Those that it was planned with: the given ones, and those of its extensions."""


def load_plan(
    path: str | os.PathLike[str],
    facets: Sequence[Facet],
    environ: Mapping[str, str] | None = None,
    extensions: Extensions | None = None,
) -> Plan:
    """Return the plan of the canon at `path`; raises CanonError with every problem.

    `facets` are those of every canon; the canon's own `extensions` bring more.
    """
    known = _Known(facets, extensions or Extensions())
    canon = load_canon(
        path,
        [facet.schema for facet in known.given],
        [examine_of(facet) for facet in known.given],
        environ,
        known.bring,
    )
    places = {name: index for index, name in enumerate((*canon.services, canon.system))}
    planned = [check for facet in known.all for check in plan_of(facet, canon)]
    checks = sorted(planned, key=lambda check: places[check.service])
    _refuse_twins(checks)
    return Plan(canon, tuple(checks), known.all)


def load_plans(paths: Iterable[str | os.PathLike[str]], facets: Sequence[Facet]) -> list[Plan]:
    """Return the plan of each canon; raises CanonError with every problem of all, also where two describe one system."""
    plans: list[Plan] = []
    problems: list[Problem] = []
    extensions = Extensions()
    for path in paths:
        try:
            plans.append(load_plan(path, facets, extensions=extensions))
        except CanonError as error:
            problems.extend(error.problems)
    systems: dict[str, Place] = {}
    for canon in (plan.canon for plan in plans):
        at = canon.said.at("system")
        if canon.system in systems:
            problems.append(Problem(at, f'two canons describe the system "{canon.system}"', also=systems[canon.system]))
        systems.setdefault(canon.system, at)
    if not problems:
        # Two canons may each name an extension; in one table, and one list of codes, these must not be taken for one.
        problems += joined(facets_of(plans, facets), judge.KNOWN).problems
    if problems:
        raise CanonError(dict.fromkeys(problems))
    return plans


def facets_of(plans: Iterable[Plan], facets: Iterable[Facet]) -> tuple[Facet, ...]:
    """Return all facets of some plans, in order, each once; `facets` are those of every canon."""
    return joined((*facets, *(facet for plan in plans for facet in plan.facets)), judge.KNOWN).facets


def extended(paths: Iterable[str | os.PathLike[str]], facets: Sequence[Facet]) -> tuple[Facet, ...]:
    """Return the facets with those that the canons at `paths` name, whatever else is wrong with these canons.

    Raises CanonError where an extension cannot be taken.
    """
    extensions = Extensions()
    problems: list[Problem] = []
    for path in paths:
        named = extensions.of(read_canon(Path(os.path.abspath(path))))
        facets = (*facets, *named.facets)
        problems += named.problems
    whole, clashes = joined(facets, judge.KNOWN)
    if problems or clashes:
        raise CanonError(dict.fromkeys((*problems, *clashes)))
    return whole


class _Known:
    """The facets of one canon, as far as they are known."""

    def __init__(self, facets: Sequence[Facet], extensions: Extensions) -> None:
        self.given, problems = joined(facets, judge.KNOWN)
        if problems:
            raise CanonError(problems)
        self.all = self.given
        self._extensions = extensions

    def bring(self, text: CanonText) -> Brought:
        """Take in the extensions that a canon names."""
        facets, problems = self._extensions.of(text)
        if not facets:
            return Brought(problems=problems)
        self.all, clashes = joined((*self.given, *facets), judge.KNOWN)
        more = [facet for facet in self.all if facet not in self.given]
        return Brought([facet.schema for facet in more], [examine_of(facet) for facet in more], (*problems, *clashes))


def _refuse_twins(checks: Sequence[Check]) -> None:
    first: dict[tuple[str, str, str], Check] = {}
    problems = []
    for check in checks:
        key = (check.service, check.facet, check.name)
        if key in first:
            problems.append(Problem(check.at, f'"{check.subject}" is stated twice', "keep one", also=first[key].at))
        first.setdefault(key, check)
    if problems:
        raise CanonError(in_order(problems))
