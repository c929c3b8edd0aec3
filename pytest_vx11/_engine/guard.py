"""Judging with facets that are not built in: whatever they do, the run goes on."""

from __future__ import annotations

import inspect
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._engine.limits import EndlessError, within
from pytest_vx11._engine.misjudged import MisjudgedError
from pytest_vx11._engine.plan import Plan
from pytest_vx11._errors import Unseen
from pytest_vx11._extensions.failing import said_by
from pytest_vx11._extensions.functions import FunctionFacet
from pytest_vx11._facets.base import Facet
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import as_plain
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
        judge = check.judge
        facet = self.facet(check)
        if facet is None:
            return judge(check, sight)
        if self._endless[facet.name] >= _PATIENCE:
            raise Unseen(f"{_PATIENCE} checks of the facet {facet.name} did not end, so that no more are waited for")
        try:
            judged = within(facet.seconds, lambda: judge(check, sight))
        except EndlessError:
            self._endless[facet.name] += 1
            raise
        except (Exception, KeyboardInterrupt):
            raise
        # SystemExit, or what pytest skips by: whoever judges may end neither the run nor the test.
        except BaseException as error:
            raise MisjudgedError(said_by(error), _line_of(facet, check)) from error
        try:
            return self._plain(facet, judged)
        except (TypeError, ValueError) as error:
            raise MisjudgedError(said_by(error), _line_of(facet, check)) from error

    def _plain(self, facet: Facet, judged: Any) -> Judged:
        if not isinstance(judged, Judged):
            raise TypeError(f"judge gives {harmless(repr(judged), 80)}, which is no Judged")
        known = self._codes | {code.code for code in facet.codes}
        for finding in judged.findings:
            if not isinstance(finding, Finding):
                raise TypeError(f"judge finds {harmless(repr(finding), 80)}, which is no Finding")
            if finding.code not in known:
                raise ValueError(f'judge finds the code "{harmless(finding.code, 80)}", which its facet does not list')
        return replace(
            judged,
            actual=as_plain(judged.actual),
            findings=tuple(_finding(finding) for finding in judged.findings),
            places=_places(judged.places),
        )


def _line_of(facet: Facet, check: Check) -> Place:
    """Return where the judgement of a check begins; where nobody can tell, its facet's file."""
    if isinstance(facet, FunctionFacet):
        return check.at
    judge: Any = inspect.unwrap(check.judge) if check.judge is not None else None
    code = getattr(judge, "__code__", None)
    if code is not None:
        return Place(code.co_filename.replace(os.sep, "/"), code.co_firstlineno)
    return Place(str(getattr(sys.modules.get(type(facet).__module__), "__file__", "")))


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        message=str(finding.message),
        subject=str(finding.subject),
        expected=as_plain(finding.expected),
        actual=as_plain(finding.actual),
        places=_places(finding.places),
    )


def _places(places: Iterable[Any]) -> tuple[Place, ...]:
    held = tuple(places)
    if wrong := next((each for each in held if not isinstance(each, Place)), None):
        raise TypeError(f"judge gives the place {harmless(repr(wrong), 80)}, which is no Place")
    return held
