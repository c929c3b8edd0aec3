"""What the options and ini keys say, checked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from pytest_vx11._canon.schema import RUNTIMES
from pytest_vx11._report.formats import FORMATS, LANGUAGES
from pytest_vx11._source.units import parse_duration
from pytest_vx11._source.words import did_you_mean, harmless

_PORTS = ("fixed", "ephemeral")
_START = 60.0
_NONE = "none"


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
    baseline: Path | None
    """The baseline that is named; None where the one beside each canon is taken, or `baseline_off`."""
    baseline_off: bool
    baseline_update: bool
    lang: str
    """The language of the closure report."""
    truth: Path | None
    """Where truth is recorded; None where it is not."""
    keep: bool
    seconds: float
    """The limit of a start."""
    writes: bool
    free_ports: bool
    """Whether containers take free ports of the host."""


def read_settings(config: pytest.Config) -> Settings:
    """Return the settings; names of facets, services and modes are those that somebody wrote."""
    problems: list[str] = []
    runtime = config.getoption("--vx11-runtime") or config.getini("vx11_runtime") or None
    if runtime is not None:
        problems.extend(_runtime_problems(str(runtime)))
    asked = config.getoption("--vx11-report") or config.getini("vx11_report")
    reports = [_report(each, config.invocation_params.dir, problems) for each in asked]
    seconds = _seconds(config.getoption("--vx11-timeout") or config.getini("vx11_timeout"), problems)
    truth = _truth(config, problems)
    ports = str(config.getoption("--vx11-ports") or config.getini("vx11_ports") or _PORTS[0])
    if ports not in _PORTS:
        problems.append(unknown("--vx11-ports", "way to take ports", ports, _PORTS))
    update, baseline = int(config.getoption("--vx11-baseline-update")), _baseline(config)
    problems += _baseline_problems(baseline, update)
    lang = str(config.getoption("--vx11-lang") or config.getini("vx11_lang") or LANGUAGES[0])
    if lang not in LANGUAGES:
        problems.append(unknown("--vx11-lang", "language of reports", lang, LANGUAGES))
    if problems:
        raise pytest.UsageError("\n".join(problems))
    return Settings(
        facets=facets_given(config),
        services=services_given(config),
        mode=config.getoption("--vx11-mode"),
        runtime=runtime,
        strict=_switch(config, "strict"),
        reports=tuple(reports),
        baseline=baseline if isinstance(baseline, Path) else None,
        baseline_off=baseline is None,
        baseline_update=bool(update),
        lang=lang,
        truth=truth,
        keep=_switch(config, "keep"),
        seconds=seconds,
        writes=_switch(config, "writes"),
        free_ports=ports == "ephemeral",
    )


def facets_given(config: pytest.Config) -> frozenset[str]:
    """Return the names that `--vx11-facet` gives, whether there are such facets or not."""
    return frozenset(_names(config.getoption("--vx11-facet")))


def services_given(config: pytest.Config) -> frozenset[str]:
    """Return the names that `--vx11-service` gives."""
    return frozenset(_names(config.getoption("--vx11-service")))


def _switch(config: pytest.Config, name: str) -> bool:
    given = config.getoption(f"--vx11-{name}")
    return bool(config.getini(f"vx11_{name}") if given is None else given)


def _seconds(given: object, problems: list[str]) -> float:
    text = str(given or "").strip()
    if not text:
        return _START
    try:
        seconds = float(text) if text.replace(".", "", 1).isdigit() else parse_duration(text) / 1e9
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        problems.append(f'--vx11-timeout: "{harmless(text, 40)}" is no time: write seconds, or a duration such as 2m')
    return seconds


def _truth(config: pytest.Config, problems: list[str]) -> Path | None:
    """Return the path of the database: of the option from here, of the ini key from rootdir."""
    option, said = config.getoption("--vx11-truth"), config.getini("vx11_truth")
    folder = config.invocation_params.dir if option else config.rootpath
    given = str(option or said or config.rootpath / ".vx11" / "truth.db")
    if given == _NONE:
        return None
    scheme, found, rest = given.partition("://")
    if found and scheme != "sqlite":
        problems.append(f"--vx11-truth: {harmless(scheme, 40)} is not built yet in this version: give a path")
        return None
    # As SQLAlchemy writes it: three slashes before a relative path, four before an absolute one.
    return Path(folder, rest[1:] if found else given)


def _baseline(config: pytest.Config) -> Path | Literal["beside"] | None:
    """Return the baseline that is named, of the option from here and of the ini key from rootdir; None for `none`."""
    option, said = config.getoption("--vx11-baseline"), config.getini("vx11_baseline")
    given = str(option or said or "")
    if given == _NONE:
        return None
    folder = config.invocation_params.dir if option else config.rootpath
    return Path(os.path.abspath(folder / given)) if given else "beside"


def _baseline_problems(baseline: Path | Literal["beside"] | None, update: int) -> Iterator[str]:
    if update == 1 and _in_ci():
        yield (
            "--vx11-baseline-update: this is CI (the variable CI is set), where drift is to be seen and not accepted; "
            "to do it all the same, write it twice"
        )
    if update and baseline is None:
        yield "--vx11-baseline-update: there is none to update, as --vx11-baseline says none"
    elif isinstance(baseline, Path) and baseline.is_dir():
        yield f"--vx11-baseline: {harmless(str(baseline))} is a folder; name a file"
    elif isinstance(baseline, Path) and not update and not baseline.is_file():
        yield f"--vx11-baseline: no such file: {harmless(str(baseline))}; --vx11-baseline-update makes it"


def _in_ci() -> bool:
    return os.environ.get("CI", "").strip().lower() not in ("", "0", "false", "no")


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
    return []


def _report(given: str, folder: Path, problems: list[str]) -> tuple[str, str]:
    name, _, path = given.partition(":")
    if name not in FORMATS:
        problems.append(unknown("--vx11-report", "report format", name, FORMATS))
    elif not path:
        problems.append(f"--vx11-report: {name} wants a path; write {name}:PATH")
    elif path.endswith("/") or os.path.isdir(folder / path):
        problems.append(f"--vx11-report: {harmless(given, 200)} is a folder; name a file")
    return name, path
