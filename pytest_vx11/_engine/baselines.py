"""The baselines of a run: one for each canon, and one for all of those that share it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timezone
from pathlib import Path

from pytest_vx11._baseline import (
    Accepting,
    Standing,
    State,
    Update,
    beside,
    empty_baseline,
    read_baseline,
    standings,
    update_of,
)
from pytest_vx11._baseline.standing import Seen
from pytest_vx11._canon.find import canons_in
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.codes import Codes
from pytest_vx11._engine.plan import Plan
from pytest_vx11._errors import CanonError
from pytest_vx11._source.problem import Problem


def has_looked(verdict: Verdict, codes: Codes) -> bool:
    """Tell whether a check saw all that it looks at: not where a finding hides the rest."""
    if verdict.outcome is Outcome.UNVERIFIED:
        return False
    known = (codes.known.get(finding.code) for finding in verdict.findings)
    return not any(code is not None and code.masks for code in known)


class Baselines:
    """What is accepted in a run, and how the entries stand at its end."""

    def __init__(
        self,
        plans: Sequence[Plan],
        path_of: Callable[[Plan], Path | None],
        codes: Codes,
        *,
        adopting: bool = False,
        today: date | None = None,
        is_there: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`is_there` tells whether a test of the user's own may be there, by its node id.

        `path_of` names the baseline of a plan; `today` is UTC's by default.

        Raises CanonError with the problems of all; where it is `adopting`, one that is not there yet is an empty one.
        """
        self.standings: dict[Accepting, list[Standing]] = {}
        """What must be told of each, once the run is over."""
        self.hiding: defaultdict[Accepting, Counter[str]] = defaultdict(Counter)
        """Accepted findings that hide whatever else their checks would find, by key, and of how many checks."""
        self._codes = codes
        self._is_there = is_there
        self._of: dict[Accepting, list[Plan]] = {}
        day = today or datetime.now(timezone.utc).date()
        paths: dict[Path, list[Plan]] = {}
        for plan in plans:
            path = path_of(plan)
            if path is not None:
                paths.setdefault(path, []).append(plan)
        problems: list[Problem] = []
        for path, of_path in paths.items():
            try:
                baseline = empty_baseline(path) if adopting and not path.exists() else read_baseline(path)
            except CanonError as error:
                problems.extend(error.problems)
            else:
                self._of[Accepting(baseline, Identity(codes.known), day, adopting=adopting)] = of_path
        if problems:
            raise CanonError(problems)
        self._by_system = {plan.canon.system: each for each, of_path in self._of.items() for plan in of_path}

    def __iter__(self) -> Iterator[Accepting]:
        """Yield each of them."""
        return iter(self._of)

    def verdict(self, check: Check, verdict: Verdict) -> Verdict:
        """Return the verdict with what is accepted of it."""
        accepting = self._by_system.get(check.system)
        if accepting is None:
            return verdict
        known = accepting.verdict(check, verdict)
        if known.outcome is Outcome.WAIVED and not has_looked(known, self._codes):
            self.hiding[accepting].update({finding.key for finding in known.findings})
        return known

    def judge(self, told: Iterable[tuple[Check, Verdict]]) -> None:
        """Say how the entries stand, by what was looked at."""
        held = list(told)
        looked = frozenset(check.id for check, verdict in held if has_looked(verdict, self._codes))
        for accepting, plans in self._of.items():
            checks = [check for plan in plans for check in plan.checks]
            whole = not self._others(accepting)
            planned = {check.id for check in checks}
            systems = {plan.canon.system for plan in plans}
            own = [check for check, _ in held if check.system in systems and check.id not in planned]
            services = systems.union(*(plan.canon.services for plan in plans))
            seen = Seen(
                checks=checks, looked=looked, facets=self._codes.facets, own=own, whole=whole,
                services=frozenset(services), is_there=self._is_there,
            )  # fmt: skip
            self.standings[accepting] = standings(accepting, seen)

    def update(self, accepting: Accepting) -> Update:
        """Return what a judged baseline should be; raises CanonError where it cannot be changed."""
        shared = len(self._of[accepting]) > 1 or self._others(accepting)
        return update_of(accepting, self.standings[accepting], shared=shared)

    def updated(self, accepting: Accepting) -> None:
        """Take note that a baseline was written as it should be: nothing in it is stale any more."""
        left = [standing for standing in self.standings[accepting] if standing.state is not State.STALE]
        self.standings[accepting] = left

    def _others(self, accepting: Accepting) -> bool:
        """Tell whether canons that are not in this run may have entries there: those that it lies beside."""
        path = Path(accepting.baseline.path)
        here = {Path(plan.canon.path) for plan in self._of[accepting]}
        return any(canon not in here and beside(canon) == path for canon in canons_in(path.parent, of_canons=True))

    def failing(self) -> bool:
        """Tell whether an entry fails a strict run."""
        states = {standing.state for told in self.standings.values() for standing in told}
        return bool(states & {State.STALE, State.UNKNOWN})
