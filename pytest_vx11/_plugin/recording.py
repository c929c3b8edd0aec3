"""Recording truth as it happens; only in the process that the user started."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import pytest

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.run import Run
from pytest_vx11._observe.git import head
from pytest_vx11._observe.probed import Probed
from pytest_vx11._plugin.settings import Settings
from pytest_vx11._report.data import SnapshotData
from pytest_vx11._report.paths import relative
from pytest_vx11._report.snapshot import snapshot_of
from pytest_vx11._truth import Beginning, RecordedCanon, Truth
from pytest_vx11._truth.snapshots import last_snapshot


class Recording:
    """Truth of one run; silent where it is turned off."""

    def __init__(self, config: pytest.Config, settings: Settings, run_id: str, started_at: datetime) -> None:
        self.run_id = run_id
        self.started_at = started_at
        self.commit, self.branch = head(config.rootpath)
        self._config = config
        self._path = settings.truth
        self._truth: Truth | None = None
        self._said: list[str] = []

    def begin(self, run: Run, clean: Callable[[str], str]) -> None:
        """Open the database; what is wrong with it is told at the end, and changes no verdict."""
        if self._path is None:
            return
        make_state_folder(self._config.rootpath / ".vx11")
        beginning = Beginning(
            run_id=self.run_id,
            started_at=self.started_at,
            canons=tuple(
                RecordedCanon(path=plan.canon.path, sha256=plan.canon.sha256, system=plan.canon.system,
                              version=plan.canon.version)
                for plan in run.plans
            ),
            runtime=run.runtime,
            commit=self.commit,
            branch=self.branch,
            tool_version=version("pytest-vx11"),
        )  # fmt: skip
        self._truth = Truth(self._path, beginning, clean)

    def probed(self, probed: Probed) -> None:
        """Record a question that was put, from any thread."""
        if self._truth is not None:
            self._truth.probe(probed)

    def check(self, check: Check, verdict: Verdict, nodeid: str) -> None:
        """Record a verdict."""
        if self._truth is not None:
            self._truth.check(check, verdict, nodeid)

    def record(self, run: Run) -> Path | None:
        """Write down all that is known so far; return where that is, None where it is turned off."""
        if self._truth is not None:
            if run.brought_up():
                self._truth.services(run.services())
            self._truth.flush()
        return self._path

    def snapshot(self, run: Run) -> SnapshotData | None:
        """Return what is checked out, and record it; None where nobody could look, which is told at the end."""
        snapped = snapshot_of(
            [plan.canon for plan in run.plans],
            self._config.rootpath,
            lambda system: last_snapshot(self._path, system, self.run_id),
        )
        if self._truth is not None:
            self._truth.snapshot(datetime.now(timezone.utc), snapped.digests)
        self._said += snapped.problems
        return snapped.data

    def finish(self, run: Run, counts: Mapping[Outcome, int], exit_status: int, *, whole: bool) -> Sequence[str]:
        """Record what is known at the end; return what is to be said of it. `whole`: every check was chosen and told."""
        if self._truth is None or self._path is None:
            return self._said
        if run.brought_up():
            self._truth.services(run.services())
        self._truth.finish(counts, exit_status, whole=whole)
        folder = self._config.invocation_params.dir
        said = [*self._said, *(f"ERROR: {problem}" for problem in self._truth.problems)]
        return said or [f"truth: {relative(str(self._path), folder)}"]


def make_state_folder(folder: Path) -> None:
    """Make the folder for what runs leave, which git is to pass over; where that fails, whoever writes there says so."""
    ignore = folder / ".gitignore"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError:
        return
