"""From a canon's file to its checks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_vx11._canon.loader import load_canon
from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.base import Facet
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem, in_order


@dataclass(frozen=True, slots=True)
class Plan:
    """A canon and its checks, by service and facet in the order of the canon."""

    canon: Canon
    checks: tuple[Check, ...]


def load_plan(path: str | os.PathLike[str], facets: Sequence[Facet], environ: Mapping[str, str] | None = None) -> Plan:
    """Return the plan of the canon at `path`; raises CanonError with every problem."""
    canon = load_canon(path, [facet.schema for facet in facets], [facet.examine for facet in facets], environ)
    places = {name: index for index, name in enumerate((*canon.services, canon.system))}
    checks = sorted((check for facet in facets for check in facet.plan(canon)), key=lambda check: places[check.service])
    _refuse_twins(checks)
    return Plan(canon, tuple(checks))


def load_plans(paths: Iterable[str | os.PathLike[str]], facets: Sequence[Facet]) -> list[Plan]:
    """Return the plan of each canon; raises CanonError with every problem of all, also where two describe one system."""
    plans: list[Plan] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            plans.append(load_plan(path, facets))
        except CanonError as error:
            problems.extend(error.problems)
    systems: dict[str, Place] = {}
    for canon in (plan.canon for plan in plans):
        at = canon.said.at("system")
        if canon.system in systems:
            problems.append(Problem(at, f'two canons describe the system "{canon.system}"', also=systems[canon.system]))
        systems.setdefault(canon.system, at)
    if problems:
        raise CanonError(problems)
    return plans


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
