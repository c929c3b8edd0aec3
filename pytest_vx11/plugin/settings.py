"""What the options and ini keys say, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from pytest_vx11.canon.schema import RUNTIMES
from pytest_vx11.source.words import did_you_mean, harmless

REPORTS = ("json",)
_BUILT_RUNTIMES = ("auto", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One run's settings. Raises UsageError, with all that is wrong, when they are read."""

    facets: frozenset[str]
    """Only these; all where it is empty."""
    services: frozenset[str]
    mode: str | None
    runtime: str | None
    strict: bool
    reports: tuple[tuple[str, str], ...]
    """Format and path of each."""


def read_settings(config: pytest.Config, facets: Iterable[str]) -> Settings:
    """Return the settings, held against the names of the facets that there are."""
    problems: list[str] = []
    chosen = _names(config.getoption("--vx11-facet"))
    for name in sorted(chosen - set(facets)):
        problems.append(unknown("--vx11-facet", "facet", name, facets))
    runtime = config.getoption("--vx11-runtime") or config.getini("vx11_runtime") or None
    if runtime is not None:
        problems.extend(_runtime_problems(str(runtime)))
    reports = [_report(each, problems) for each in config.getoption("--vx11-report") or config.getini("vx11_report")]
    if problems:
        raise pytest.UsageError("\n".join(problems))
    strict = config.getoption("--vx11-strict")
    return Settings(
        facets=frozenset(chosen),
        services=frozenset(_names(config.getoption("--vx11-service"))),
        mode=config.getoption("--vx11-mode"),
        runtime=runtime,
        strict=bool(config.getini("vx11_strict") if strict is None else strict),
        reports=tuple(reports),
    )


def unknown(option: str, kind: str, name: str, valid: Iterable[str]) -> str:
    """Return the sentence for a name that is none."""
    names = sorted(valid)
    meant = did_you_mean(name, names) or (f"one of {', '.join(names)}" if names else "there are none")
    return f'{option}: "{harmless(name, 80)}" is no {kind}: {meant}'


def _names(given: Iterable[str]) -> set[str]:
    return {name.strip() for each in given for name in each.split(",") if name.strip()}


def _runtime_problems(runtime: str) -> list[str]:
    if runtime not in RUNTIMES:
        return [unknown("--vx11-runtime", "runtime", runtime, RUNTIMES)]
    if runtime not in _BUILT_RUNTIMES:
        return [f"--vx11-runtime: {runtime} is not built yet in this version: use none, or leave it out"]
    return []


def _report(given: str, problems: list[str]) -> tuple[str, str]:
    name, _, path = given.partition(":")
    if name not in REPORTS:
        problems.append(unknown("--vx11-report", "report format", name, REPORTS))
    elif not path:
        problems.append(f"--vx11-report: {name} wants a path; write {name}:PATH")
    return name, path
