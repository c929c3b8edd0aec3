"""The baselines in a run of pytest: which they are, what is said of them, and writing them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pytest_vx11.baseline import NAME, Accepting, beside
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Verdict
from pytest_vx11.engine.baselines import Baselines
from pytest_vx11.engine.plan import Plan
from pytest_vx11.errors import CanonError
from pytest_vx11.plugin.settings import Settings
from pytest_vx11.report.baselines import baseline_data, baseline_lines, changes_line
from pytest_vx11.report.data import BaselineData
from pytest_vx11.report.formats import write_report
from pytest_vx11.report.paths import relative
from pytest_vx11.source.place import Place


class Accepted:
    """What is accepted, at the end of a run."""

    def __init__(self, config: pytest.Config, baselines: Baselines, settings: Settings) -> None:
        self._config = config
        self._baselines = baselines
        self._updating = settings.baseline_update
        self._strict = settings.strict
        self._said: list[tuple[str, bool]] = []

    def finish(self, told: Iterable[tuple[Check, Verdict]], *, ended: bool) -> bool:
        """Judge the entries, and write what is to be written where the run `ended` by itself; return whether that went."""
        self._baselines.judge(told)
        if self._updating and not ended:
            self._said.append(("the baseline is as it was, as the run did not come to its end", True))
            return True
        updated = [self._update(accepting) for accepting in self._baselines] if self._updating else []
        return all(updated)

    def failing(self) -> bool:
        """Tell whether an entry fails the run."""
        return self._strict and self._baselines.failing()

    def lines(self) -> Iterator[tuple[str, bool]]:
        """Yield what is to be said, a line each, and whether it is bad."""
        yield from baseline_lines(self._baselines, self._shown)
        yield from self._said

    def data(self) -> list[BaselineData]:
        """Return what reports tell of the baselines."""
        return baseline_data(self._baselines, self._config.rootpath)

    def _update(self, accepting: Accepting) -> bool:
        path = self._shown(accepting.baseline.path)
        try:
            update = self._baselines.update(accepting)
            if not update.nothing:
                write_report(Path(accepting.baseline.path), update.text)
        except CanonError as error:
            self._said += [(f"ERROR: {problem.shown(self._place)}", True) for problem in error.problems]
            return False
        except OSError as error:
            self._said.append((f"ERROR: the baseline {path} cannot be written: {error.strerror}", True))
            return False
        self._said.append((f"baseline {path} is brought up to date: {changes_line(update)}", False))
        return True

    def _shown(self, path: str) -> str:
        return relative(path, self._config.invocation_params.dir)

    def _place(self, place: Place) -> str:
        return str(Place(self._shown(place.path), place.line, place.col))


def baseline_of(settings: Settings, plan: Plan) -> Path | None:
    """Return the baseline of a canon: the one that was named, or the one beside it; one to be made where it is updated."""
    if settings.baseline_off:
        return None
    if settings.baseline is not None:
        return settings.baseline
    found = beside(plan.canon.path)
    return Path(plan.canon.path).parent / NAME if found is None and settings.baseline_update else found
