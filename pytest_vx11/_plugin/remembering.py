"""What earlier runs have to say about this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.baselines import has_looked
from pytest_vx11._engine.codes import Codes
from pytest_vx11._engine.run import Run
from pytest_vx11._observe.git import commits_since
from pytest_vx11._report.data import ChangesData
from pytest_vx11._report.since import when
from pytest_vx11._source.words import counted, harmless
from pytest_vx11._truth import History


class Remembering:
    """Compares a run with the last green one of the same systems."""

    def __init__(self, config: pytest.Config, history: History, codes: Codes) -> None:
        self._config = config
        self._history = history
        self._codes = codes
        self.changes: ChangesData | None = None
        """What changed since then; None where there was none, or before the end."""

    def finish(self, run: Run, told: Iterable[tuple[Check, Verdict]]) -> None:
        """Compare, and let go of the database."""
        green = self._history.last_green([plan.canon.system for plan in run.plans])
        if green is not None:
            verdicts = list(told)
            found = {(check.id, each.key) for check, verdict in verdicts for each in verdict.findings}
            looked = {check.id for check, verdict in verdicts if has_looked(verdict, self._codes)}
            planned = {check.id for plan in run.plans for check in plan.checks}
            fresh = {(check, key) for check, key in found - green.findings if check in planned | green.tests}
            gone = {(check, key) for check, key in green.findings - found if check in looked}
            self.changes = {
                "run": green.run_id,
                "at": green.at,
                "commit": green.commit,
                "commits": commits_since(self._config.rootpath, green.commit) if green.commit else None,
                "new": sorted({key for _, key in fresh}),
                "gone": sorted({key for _, key in gone}),
            }
        self._history.close()

    def lines(self) -> Iterator[str]:
        """Yield a line of what changed, where something has; and why nothing is known, where it should be."""
        if self._history.trouble is not None:
            yield f"earlier runs cannot be read: {harmless(self._history.trouble)}"
        changes = self.changes
        if changes is None or not (changes["new"] or changes["gone"]):
            return
        ago = f", {counted(changes['commits'], 'commit')} ago" if changes["commits"] else ""
        new, gone = counted(len(changes["new"]), "new finding"), f"{len(changes['gone'])} gone"
        yield f"since the last green run ({when(changes['at'], changes['commit'])}{ago}): {new}, {gone}"
