"""Judging with facets that are not built in: whatever they do, the run goes on."""

from __future__ import annotations

import inspect
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._engine.foreign import OF_WHAT_RUNS
from pytest_vx11._engine.limits import EndlessError, within
from pytest_vx11._engine.plainly import plain_judged, plain_places
from pytest_vx11._engine.plan import Plan
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._extensions.failing import said_by
from pytest_vx11._extensions.functions import FunctionFacet
from pytest_vx11._extensions.misjudged import MisjudgedError
from pytest_vx11._facets.base import Facet
from pytest_vx11._observe.need import Fact, Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

#: After so many judgements of a facet that did not end, the others are not waited for.
_PATIENCE = 3


class Guard:
    """Judges the checks of one run."""

    def __init__(self, plans: Iterable[Plan], codes: Iterable[str] = ()) -> None:
        """`codes` are those that any check may have."""
        self._facets: Mapping[tuple[str, str], Facet] = {
            (plan.canon.system, facet.name): facet
            for plan in plans
            for facet in plan.facets
            if facet.origin is not None
        }
        self._codes = frozenset(codes)
        self._endless: Counter[str] = Counter()

    def facet(self, check: Check) -> Facet | None:
        """Return the facet of a check; None of a built-in one."""
        return self._facets.get((check.system, check.facet))

    def judged(self, check: Check, sight: Sight) -> Judged:
        """Return what a check's judgement finds, as plain data.

        Raises whatever it raises, EndlessError where it does not end, and MisjudgedError where it gives what is no
        judgement of its facet's.
        """
        assert check.judge is not None
        facet = self.facet(check)
        if facet is None:
            return check.judge(check, sight)
        line = _line_of(facet, check)
        if self._endless[facet.name] >= _PATIENCE:
            raise Unseen(f"{_PATIENCE} checks of the facet {facet.name} did not end, so that no more are waited for")
        try:
            return within(facet.seconds, lambda: self._plain(facet, check, _Seeing(check, sight, line)))
        except EndlessError:
            self._endless[facet.name] += 1
            raise
        except (Unseen, SourceError) as error:
            raise _held(error, line) from error
        except (Exception, KeyboardInterrupt):
            raise
        # SystemExit, or what pytest skips by: whoever judges may end neither the run nor the test.
        except BaseException as error:
            raise MisjudgedError(said_by(error), line) from error

    def _plain(self, facet: Facet, check: Check, seeing: _Seeing) -> Judged:
        assert check.judge is not None
        given = check.judge(check, seeing)
        # Within the limit too: what it gives may be a generator, which runs only now.
        try:
            return plain_judged(given, self._codes | {code.code for code in facet.codes})
        except (TypeError, ValueError) as error:
            raise MisjudgedError(said_by(error), seeing.place) from error


class _Seeing:
    """The sight of one judgement: a check of what is declared sees nothing that runs, or it would hang on who is first."""

    def __init__(self, check: Check, sight: Sight, place: Place) -> None:
        self._check, self._sight, self.place = check, sight, place

    def see(self, need: Need[Fact]) -> Fact:
        """Return the fact, as the run's sight does."""
        if self._check.witness is Witness.DECLARED and isinstance(need, OF_WHAT_RUNS):
            message = (
                f"its check {self._check.subject} is of what is declared, and sees what runs: plan it with self.running"
            )
            raise MisjudgedError(message, self.place)
        return self._sight.see(need)


def _held(error: Unseen | SourceError, place: Place) -> Exception:
    """Return why there is no fact as the run can tell it; what cannot be told is a fault of whoever raised it."""
    if isinstance(error, Unseen):
        return Unseen(str(error.reason), plain_places(error.places))
    given: Sequence[Any] = error.problems
    problems = [Problem(None, each) if isinstance(each, str) else each for each in given]
    if problems and all(isinstance(problem, Problem) for problem in problems):
        return SourceError(problems)
    return MisjudgedError(f"SourceError wants Problems, found {harmless(repr(error.problems), 80)}", place)


def _line_of(facet: Facet, check: Check) -> Place:
    """Return where the judgement of a check begins; where nobody can tell, its facet's file."""
    if isinstance(facet, FunctionFacet):
        return check.at
    judge: Any = inspect.unwrap(check.judge) if check.judge is not None else None
    code = getattr(judge, "__code__", None)
    if code is not None:
        return Place(code.co_filename.replace(os.sep, "/"), code.co_firstlineno)
    return Place(str(getattr(sys.modules.get(type(facet).__module__), "__file__", "")))
