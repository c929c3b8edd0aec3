"""The gate between two reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_vx11._errors import SourceError
from pytest_vx11._gate.comparison import compare
from pytest_vx11._gate.outcome import Gate
from pytest_vx11._gate.saved import Saved, read_report
from pytest_vx11._report.data import ReportData
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

#: What became of runs that did not do their work (pytest, "Exit codes").
_UNFINISHED = {2: "was interrupted", 3: "ended in an internal error", 4: "could not do its work"}


def compare_files(base: Path, head: Path) -> Gate:
    """Return what became of the base.

    Raises SourceError with all problems of both, or where they share no system, or the head's run did not end.
    """
    problems: list[Problem] = []
    read: list[Saved] = []
    for path in (base, head):
        try:
            read.append(read_report(path))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    before, now = read
    if unfinished := _unfinished(now.data):
        raise SourceError([Problem(_place(head), said) for said in (unfinished, *now.data["run"]["errors"])])
    if not _systems(before.data) & _systems(now.data):
        ours, theirs = (", ".join(sorted(_systems(each.data))) for each in (now, before))
        message = f"a report about {ours}, and that of the base is about {theirs}"
        raise SourceError([Problem(_place(head), message)])
    return Gate(
        comparison=compare(before.data, now.data, by_value=not (before.fingerprints and now.fingerprints)),
        base=str(base),
        head=str(head),
        canons=(*now.data["canons"], *before.data["canons"]),
        notes=tuple(_notes(before.data, now.data)),
    )


def _notes(base: ReportData, head: ReportData) -> Iterator[str]:
    if unfinished := _unfinished(base):
        yield f"of the base: {unfinished}"
    yield from (f"the run of the head says: {error}" for error in head["run"]["errors"])


def _unfinished(data: ReportData) -> str:
    """Return why a run says nothing of what it has not told; empty of one that ended."""
    status = data["run"]["exit_status"]
    return f"the run {_UNFINISHED[status]} (exit status {status})" if status in _UNFINISHED else ""


def _place(path: Path) -> Place:
    return Place(path.absolute().as_posix())


def _systems(data: ReportData) -> set[str]:
    return {canon["system"] for canon in data["canons"]}
