"""`vx11 report`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._cli.exits import OK, put, wrong, wrong_all
from pytest_vx11._errors import SourceError
from pytest_vx11._gate.saved import read_report
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.formats import FORMATS, LANGUAGES
from pytest_vx11._report.writing import write_report
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean, harmless

HELP = "write a JSON report in other formats"
_STDOUT = "-"


class _Wanted(NamedTuple):
    format: str
    path: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("report", type=Path, help="a report that --vx11-report json:PATH has written")
    parser.add_argument(
        "wanted", nargs="+", metavar="FORMAT:PATH", help=f"{', '.join(FORMATS)}; the path - is the terminal"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="the language of the closure report")


def run(arguments: argparse.Namespace) -> int:
    """Write each format; print every problem where one of them, or the report, is wrong."""
    problems: list[Problem] = []
    wanted = [_wanted(each, problems) for each in arguments.wanted]
    try:
        data = read_report(arguments.report).data
    except SourceError as error:
        return wrong_all([*problems, *error.problems])
    if problems:
        return wrong_all(problems)
    return max(_write(each, data, arguments.lang) for each in wanted)


def _wanted(given: str, problems: list[Problem]) -> _Wanted:
    name, _, path = given.partition(":")
    if name not in FORMATS:
        meant = did_you_mean(name, FORMATS) or f"one of {', '.join(FORMATS)}"
        problems.append(Problem(None, f'"{harmless(name, 80)}" is no report format: {meant}'))
    elif not path:
        problems.append(Problem(None, f"{name} wants a path; write {name}:PATH"))
    return _Wanted(name, path)


def _write(wanted: _Wanted, data: ReportData, lang: str) -> int:
    text = FORMATS[wanted.format](data, lang)
    if wanted.path == _STDOUT:
        put(text)
        return OK
    return write(Path(wanted.path), text)


def write(path: Path, text: str) -> int:
    """Write a file whole or not at all, and return the exit status."""
    try:
        write_report(path, text)
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        return wrong(f"{harmless(str(path))} cannot be written: {getattr(error, 'strerror', None) or error}")
    return OK
