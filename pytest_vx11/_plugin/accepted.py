"""The baselines in a run of pytest: which they are, what is said of them, and writing them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pytest_vx11._baseline import NAME, Accepting, beside
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.baselines import Baselines
from pytest_vx11._engine.plan import Plan
from pytest_vx11._errors import CanonError
from pytest_vx11._plugin.settings import Settings
from pytest_vx11._report.baselines import baseline_data, baseline_lines, changes_line, failing_line
from pytest_vx11._report.data import BaselineData
from pytest_vx11._report.paths import relative
from pytest_vx11._report.writing import write_report
from pytest_vx11._source.place import Place


class Accepted:
    """What is accepted, at the end of a run."""

    def __init__(self, config: pytest.Config, baselines: Baselines, settings: Settings, canons: Iterable[Path]) -> None:
        self._config = config
        self._baselines = baselines
        self._updating = settings.baseline_update
        self._strict = settings.strict
        others = dict.fromkeys(path.parent / NAME for path in canons if beside(path) is None)
        named = settings.baseline is not None or settings.baseline_off
        self._passed_over = [] if named else [path for path in others if path.is_file()]
        self._said: list[tuple[str, bool]] = []

    def finish(self, told: Iterable[tuple[Check, Verdict]], *, ended: bool) -> bool:
        """Judge the entries, and write what is to be written where the run `ended` by itself; return whether that went."""
        self._baselines.judge(told)
        if self._updating and not ended:
            self._said.append(("the baseline is as it was, as the run did not come to its end", True))
            return True
        updated = [self._update(accepting) for accepting in self._baselines] if self._updating else []
        return all(updated)

    def errors(self) -> Iterator[str]:
        """Yield why entries fail the run."""
        if self._strict and self._baselines.failing():
            yield failing_line(self._baselines)

    def header(self) -> Iterator[str]:
        """Yield which baselines are taken, and which are not though they lie there."""
        for accepting in self._baselines:
            if accepting.baseline.entries:
                yield f"vx11: baseline {self._shown(accepting.baseline.path)}, {len(accepting.baseline.entries)} entries"
        for path in self._passed_over:
            yield f"vx11: {self._shown(str(path))} is not taken for a baseline: it has no `baseline:` at its top"

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
                # One that is a link stays one.
                write_report(Path(accepting.baseline.path).resolve(), update.text)
        except CanonError as error:
            self._said += [(f"ERROR: {problem.shown(self._place)}", True) for problem in error.problems]
            return False
        except OSError as error:
            self._said.append((f"ERROR: the baseline {path} cannot be written: {error.strerror}", True))
            return False
        self._baselines.updated(accepting)
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
