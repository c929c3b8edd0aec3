"""The gate between two reports."""

from __future__ import annotations

from pathlib import Path

from pytest_vx11.errors import SourceError
from pytest_vx11.gate.comparison import compare
from pytest_vx11.gate.outcome import Gate
from pytest_vx11.gate.saved import Saved, read_report
from pytest_vx11.report.data import ReportData
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem


def compare_files(base: Path, head: Path) -> Gate:
    """Return what became of the base; raises SourceError with all problems of both, or where they share no system."""
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
    if not _systems(before.data) & _systems(now.data):
        ours, theirs = (", ".join(sorted(_systems(each.data))) for each in (now, before))
        message = f"a report about {ours}, and that of the base is about {theirs}"
        raise SourceError([Problem(Place(head.absolute().as_posix()), message)])
    return Gate(
        comparison=compare(before.data, now.data, by_value=not (before.fingerprints and now.fingerprints)),
        base=str(base),
        head=str(head),
        canons=(*now.data["canons"], *before.data["canons"]),
        notes=tuple(f"the run of the head says: {error}" for error in now.data["run"]["errors"]),
    )


def _systems(data: ReportData) -> set[str]:
    return {canon["system"] for canon in data["canons"]}
