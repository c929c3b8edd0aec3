"""Starting the checks, in the process that the user started."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

import pytest

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.baselines import Baselines
from pytest_vx11._engine.codes import Codes, codes_of
from pytest_vx11._engine.plan import Plan, facets_of, load_plans
from pytest_vx11._engine.run import Run
from pytest_vx11._engine.runtimes import Means
from pytest_vx11._engine.system import System, end_what_was_left
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.base import Facet
from pytest_vx11._plugin.accepted import Accepted, baseline_of
from pytest_vx11._plugin.arguments import choose
from pytest_vx11._plugin.collecting import Collecting
from pytest_vx11._plugin.nodes import register_markers
from pytest_vx11._plugin.own.names import PLUGIN
from pytest_vx11._plugin.own.sources import may_be_there
from pytest_vx11._plugin.own.tests import OwnTests
from pytest_vx11._plugin.progress import Progress
from pytest_vx11._plugin.recording import Recording
from pytest_vx11._plugin.registering import Late, registered_facets
from pytest_vx11._plugin.remembering import Remembering
from pytest_vx11._plugin.reporting import Reporting
from pytest_vx11._plugin.selection import Selection
from pytest_vx11._plugin.settings import Settings, facets_given, read_settings, services_given, unknown
from pytest_vx11._plugin.signals import Signals
from pytest_vx11._plugin.telling import Telling
from pytest_vx11._plugin.workers import Hello, Host
from pytest_vx11._report.paths import relative
from pytest_vx11._runtime.base import Tell
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import show
from pytest_vx11._truth import History


def start(config: pytest.Config) -> None:
    """Register what runs the checks. Raises UsageError where the canon or an option is wrong."""
    started_at = datetime.now(timezone.utc)
    paths, named = choose(config)
    progress = Progress(config)
    config.pluginmanager.register(progress, "vx11-progress")
    with progress("the canon"):
        settings, plans, facets = _asked(config, paths)
    names = tuple(facet.name for facet in facets)
    codes = codes_of(facets)
    baselines = _baselines(config, settings, plans, codes)
    run_id = uuid.uuid4().hex
    recording = Recording(config, settings, run_id, started_at)
    means = _means(config, settings, run_id, lambda text: progress.say(f"vx11: {show(clean(text))}"))
    clean = Run(plans).clean
    starts = settings.runtime in (None, "auto", "process", "docker") and not config.getoption("collectonly")
    if starts:
        end_what_was_left(means, clean)
    systems = _systems(config, settings, plans, means)
    history = History(settings.truth, run_id)
    config.add_cleanup(history.close)
    run = Run(
        plans, progress, systems, recording.probed, partial(_known, baselines, history), lambda: recording.record(run)
    )
    clean = run.clean
    config.add_cleanup(run.abandon)
    selection = Selection.of(settings, plans, own_tests=named)
    register_markers(config, names)
    canons = [path.as_posix() for path in paths]
    own = OwnTests(run, names, strict=settings.strict)
    config.pluginmanager.register(own, PLUGIN)
    config.pluginmanager.register(Late(config, run), "vx11-late")
    config.pluginmanager.register(Collecting(run, canons, selection, own, strict=settings.strict), "vx11-collecting")
    config.pluginmanager.register(Signals(), "vx11-signals")
    accepted = Accepted(config, baselines, settings, paths)
    remembering = Remembering(config, history, codes)
    reporting = Reporting(config, codes, settings, recording, accepted, remembering)
    telling = Telling(config, run, names, recording, reporting, accepted, remembering)
    config.pluginmanager.register(telling, "vx11-telling")
    hello = Hello(names, tuple(canons), tuple(config.args), selection, settings.strict)
    config.pluginmanager.register(Host(run, hello), "vx11-host")


def _asked(config: pytest.Config, paths: Sequence[Path]) -> tuple[Settings, list[Plan], Sequence[Facet]]:
    """Return what is asked for. Raises UsageError with all that is wrong with the options, and with the canons."""
    wrong: list[object] = []
    settings = None
    try:
        settings = read_settings(config)
    except pytest.UsageError as error:
        wrong += error.args
    try:
        plans, facets = _load(config, paths)
    except pytest.UsageError as error:
        raise pytest.UsageError(*wrong, *error.args) from error
    wrong += _unknown_names(config, plans, [facet.name for facet in facets])
    if settings is None or wrong:
        raise pytest.UsageError(*wrong)
    return settings, plans, facets


def _load(config: pytest.Config, paths: Sequence[Path]) -> tuple[list[Plan], Sequence[Facet]]:
    """Return the plans of the canons, and all facets of the run."""
    try:
        registered = registered_facets(config)
        plans = load_plans(paths, registered)
        return plans, facets_of(plans, registered)
    except CanonError as error:
        raise _wrong(config, error) from error


def _wrong(config: pytest.Config, error: CanonError) -> pytest.UsageError:
    return pytest.UsageError(*(problem.shown(lambda place: _shown(config, place)) for problem in error.problems))


def _baselines(config: pytest.Config, settings: Settings, plans: Sequence[Plan], codes: Codes) -> Baselines:
    """Return what is accepted. Raises UsageError where a baseline is wrong."""
    try:
        return Baselines(
            plans,
            partial(baseline_of, settings),
            codes,
            adopting=settings.baseline_update,
            is_there=partial(may_be_there, config.rootpath),
        )
    except CanonError as error:
        raise _wrong(config, error) from error


def _known(baselines: Baselines, history: History, check: Check, verdict: Verdict) -> Verdict:
    """Return a verdict with what is accepted of it, and since when it is so."""
    return history.verdict(check, baselines.verdict(check, verdict))


def _means(config: pytest.Config, settings: Settings, run_id: str, tell: Tell) -> Means:
    return Means(
        run_id=run_id,
        state=config.rootpath / ".vx11",
        environ=dict(os.environ),
        seconds=settings.seconds,
        keep=settings.keep,
        writes=settings.writes,
        free_ports=settings.free_ports,
        tell=tell,
    )


def _systems(config: pytest.Config, settings: Settings, plans: Sequence[Plan], means: Means) -> list[System]:
    """Return how each system is brought up. Raises UsageError where the runtime that is named cannot work."""
    systems: list[System] = []
    problems: list[Problem] = []
    for plan in plans:
        try:
            systems.append(System.of(plan.canon, settings.runtime, settings.mode, means))
        except CanonError as error:
            problems.extend(error.problems)
    if problems:
        raise pytest.UsageError(*(problem.shown(lambda place: _shown(config, place)) for problem in problems))
    return systems


def _shown(config: pytest.Config, place: Place) -> str:
    return str(Place(relative(place.path, config.invocation_params.dir), place.line, place.col))


def _unknown_names(config: pytest.Config, plans: Sequence[Plan], facets: Sequence[str]) -> list[str]:
    services = {name for plan in plans for name in (*plan.canon.services, plan.canon.system)}
    modes = {mode for plan in plans for mode in (plan.canon.section("modes") or ())}
    wrong = [unknown("--vx11-facet", "facet", name, facets) for name in sorted(facets_given(config) - {*facets})]
    wrong += [
        unknown("--vx11-service", "service", name, services) for name in sorted(services_given(config) - services)
    ]
    mode = config.getoption("--vx11-mode")
    if mode is not None and mode not in modes:
        wrong.append(unknown("--vx11-mode", "mode", mode, modes))
    return wrong
