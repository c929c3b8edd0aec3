"""What stands before the phases: what was audited, the decision, the counts."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._report.closure.deciding import decision, dirty
from pytest_vx11._report.closure.text import SHORT, counted, systems, when
from pytest_vx11._report.closure.words import Words
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.markdown import code


def opening(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of it."""
    run = data["run"]
    yield f"# {words.top.title.format(systems=systems(data))}"
    yield ""
    yield f"{decision(data, words)} {dirty(data, words)}".rstrip()
    yield ""
    of_run = words.top.run.format(run=code(run["id"][:SHORT]), at=when(run["started_at"], words))
    yield f"{counted(data['summary'], words)}. {of_run}"
    yield ""
