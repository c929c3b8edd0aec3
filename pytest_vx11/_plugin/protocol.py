"""Running a check in one step with one report, a quarter of what pytest's own protocol costs.

Setup and teardown of a check do nothing, so they are left out where nobody listens to them. Everybody who listens to
reports (the terminal, JUnit, xdist, `--lf`, `-x`, `--durations`) gets the one that counts. JUnit's file alone takes a
test's properties from the report of its teardown, so where one is written that report is sent as well.
"""

from __future__ import annotations

import time

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._plugin.nodes import CheckItem, failed
from pytest_vx11._plugin.properties import properties_of
from pytest_vx11._report.drift import tell

_STEPS = (
    "pytest_runtest_protocol",
    "pytest_runtest_setup",
    "pytest_runtest_call",
    "pytest_runtest_teardown",
    "pytest_runtest_makereport",
    "pytest_exception_interact",
)
# Hypothesis looks at what has an `obj`, which is no check.
_KNOWN = ("_pytest.", "pytest_vx11.", "_hypothesis_pytestplugin.")
#: Of a check that nobody else marked: its facet's and its witness's.
_OUR_MARKERS = 2
_STEPPING = ("usepdb", "trace", "setuponly", "setupshow", "setupplan")


class Protocol:
    """The short way, for one session."""

    def __init__(self, config: pytest.Config) -> None:
        stepping = any(config.getoption(option, False) for option in _STEPPING)
        self._alone = not stepping and not any(_foreign(config, step) for step in _STEPS)
        self._closes = bool(config.getoption("--junit-xml", None))
        self._standing: object = None

    def serves(self, item: CheckItem, nextitem: pytest.Item | None) -> bool:
        """Tell whether this item may take the short way.

        It may not where somebody marked it (skip, xfail), and where something of another test still stands that the
        next one does not want: pytest's own protocol then tears it down.
        """
        return self._alone and self._leaves_in_order(nextitem) and sum(1 for _ in item.iter_markers()) == _OUR_MARKERS

    def leave(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Remember what pytest's own protocol, which runs this item, will leave standing: what the next one shares."""
        wanted = nextitem.listchain() if nextitem is not None else [item.session]
        self._standing = next(node for node in reversed(item.listchain()) if node in wanted)

    def _leaves_in_order(self, nextitem: pytest.Item | None) -> bool:
        if self._standing is None:
            return True
        return nextitem is not None and self._standing in nextitem.listchain()

    def run(self, item: CheckItem) -> None:
        """Run one check, and hand its report to everybody."""
        hook, location = item.ihook, item.group.file.where(item)
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=location)
        start = time.time()
        verdict = item.verdict()
        stop = time.time()
        report = pytest.TestReport(
            nodeid=item.nodeid,
            location=location,
            keywords={**item.group.marks, item.name: 1, f"vx11_{item.check.witness}": 1},
            outcome="passed",
            longrepr=None,
            when="call",
            duration=stop - start,
            start=start,
            stop=stop,
        )
        _say(report, item, verdict)
        hook.pytest_runtest_logreport(report=report)
        if self._closes:
            hook.pytest_runtest_logreport(report=_teardown(report))
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=location)


def report_as_verdict(report: pytest.TestReport, item: CheckItem) -> None:
    """Make pytest's own report of a check say what the verdict says."""
    if report.outcome != "failed" or isinstance(report.longrepr, str):
        _say(report, item, item.verdict())
        # pytest makes the report of the teardown, from which JUnit's file takes them, of the item's.
        item.user_properties[:] = report.user_properties


def _teardown(report: pytest.TestReport) -> pytest.TestReport:
    """Return the report of a teardown that did nothing, after a check's own."""
    return pytest.TestReport(
        nodeid=report.nodeid,
        location=report.location,
        keywords=report.keywords,
        outcome="passed",
        longrepr=None,
        when="teardown",
        start=report.stop,
        stop=report.stop,
        user_properties=report.user_properties,
    )


def _say(report: pytest.TestReport, item: CheckItem, verdict: Verdict) -> None:
    report.user_properties = properties_of(item.user_properties, item.check, verdict)
    if verdict.outcome is Outcome.MATCH:
        return
    if failed(verdict, strict=item.group.file.strict):
        report.outcome = "failed"
        report.longrepr = tell(item.check, verdict, item.shown)
        return
    report.outcome = "skipped"
    report.longrepr = (item.check.at.path, item.check.at.line, f"Skipped: {item.reason(verdict)}")
    if verdict.outcome is Outcome.WAIVED:
        report.wasxfail = item.reason(verdict)


def _foreign(config: pytest.Config, step: str) -> bool:
    """Tell whether somebody else than pytest and this plugin takes part in a step."""
    caller = getattr(config.hook, step)
    return any(not f"{getattr(impl.function, '__module__', '')}.".startswith(_KNOWN) for impl in caller.get_hookimpls())
