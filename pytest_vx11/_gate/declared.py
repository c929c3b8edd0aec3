"""What a tree declares, held against its canons: a result without pytest, and without anything being started."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.baselines import Baselines
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._engine.plan import Plan, facets_of, load_plans
from pytest_vx11._engine.run import Run
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import installed_facets
from pytest_vx11._facets.base import Facet
from pytest_vx11._report.baselines import baseline_data
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.paths import relative
from pytest_vx11._report.result import Reported, as_data
from pytest_vx11._source.problem import Problem

#: Names the baseline of a plan, where it has one.
BaselineOf = Callable[[Plan], Path | None]


def no_baseline(_: Plan) -> None:
    """Return none, of any plan."""


class Declared(NamedTuple):
    """A result, and the variables that something in it needed and nobody has set."""

    data: ReportData
    unset: Sequence[Problem]


def declared(
    top: Path, folder: Path, canons: Sequence[Path], commit: str | None, baseline_of: BaselineOf = no_baseline
) -> Declared:
    """Return the result of the declared checks of some canons of the checkout at `top`; paths are relative to `folder`.

    Raises CanonError with every problem, also where a canon is about a tree outside of the checkout.
    """
    started = datetime.now(timezone.utc)
    facets = installed_facets()
    plans = _load(top, canons, facets)
    codes = codes_of(facets_of(plans, facets))
    baselines = Baselines(plans, baseline_of, codes)
    run = Run(plans, known=baselines.verdict)
    told = list(_judged(run, folder))
    baselines.judge((check, verdict) for check, verdict, _ in told)
    unset = run.problems()
    data = as_data(
        Reported(
            canons=[plan.canon for plan in plans],
            told=told,
            run_id=uuid.uuid4().hex,
            started_at=started,
            finished_at=datetime.now(timezone.utc),
            runtime=run.runtime,
            commit=commit,
            branch=None,
            rootdir=folder,
            services=run.services(),
            codes=codes.known,
            facets=codes.facets,
            baselines=baseline_data(baselines, folder),
            errors=[problem.message for problem in unset],
            clean=run.clean,
        )
    )
    return Declared(data, unset)


def _load(top: Path, canons: Sequence[Path], facets: Sequence[Facet]) -> list[Plan]:
    plans = load_plans(canons, facets)
    hint = "compare two reports: vx11 gate BASE.json HEAD.json"
    outside = [
        Problem(plan.canon.said.at("system"), "the tree that this canon is about is not in the checkout", hint)
        for plan in plans
        if not Path(plan.canon.root).resolve().is_relative_to(top.resolve())
    ]
    if outside:
        raise CanonError(outside)
    return plans


def _judged(run: Run, folder: Path) -> Iterator[tuple[Check, Verdict, str]]:
    for plan in run.plans:
        checks = [check for check in plan.checks if check.witness is Witness.DECLARED]
        for check, verdict in zip(checks, run.verdicts([check.id for check in checks]), strict=True):
            nodeid = f"{relative(plan.canon.path, folder)}::{check.service}::{check.facet}::{check.name}"
            yield check, verdict, nodeid
