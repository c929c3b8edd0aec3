"""pytest's hooks that make a canon into items and run them; the same in one process and in a worker."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from pytest_vx11._engine.verdicts import Verdicts
from pytest_vx11._plugin.nodes import CanonFile, CheckItem
from pytest_vx11._plugin.own.targets import is_own
from pytest_vx11._plugin.own.tests import OwnTests
from pytest_vx11._plugin.protocol import Protocol, report_as_verdict
from pytest_vx11._plugin.selection import Selection


class Collecting:
    """Collects the canons, leaves out what was not chosen, and runs the rest."""

    def __init__(
        self, source: Verdicts, canons: Sequence[str], selection: Selection, own: OwnTests, *, strict: bool
    ) -> None:
        self.source = source
        self._own = own
        self.strict = strict
        self._canons = frozenset(canons)
        self._selection = selection
        self._protocol: Protocol | None = None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CanonFile | None:
        """A canon is a file of checks."""
        if file_path.as_posix() not in self._canons:
            return None
        return CanonFile.of(parent, file_path, self.source, strict=self.strict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what the options do not choose, as `-k` does."""
        chosen: list[pytest.Item] = []
        left: list[pytest.Item] = []
        for item in items:
            (chosen if self._takes(item) else left).append(item)
        if left:
            config.hook.pytest_deselected(items=left)
            items[:] = chosen

    def _takes(self, item: pytest.Item) -> bool:
        if isinstance(item, CheckItem):
            return self._selection.takes(item.check)
        if not is_own(item):
            return self._selection.own_tests
        target = self._own.target(item)
        return self._selection.takes_test(target.system, target.service or target.system, self._own.facet(item))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """All plugins are there now: see whether the short way of running an item serves them all."""
        self._protocol = Protocol(session.config)
        stopped = session.testsfailed and not session.config.getoption("continue_on_collection_errors")
        if session.config.getoption("collectonly") or stopped:
            return
        # The process that hands items to workers has none of its own (pytest 7 then lacks the attribute).
        items: list[pytest.Item] = getattr(session, "items", [])
        ids = [item.check.id for item in items if isinstance(item, CheckItem)]
        self.source.expect(ids, self._own.systems(items))

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run a check the short way where nobody could tell the difference."""
        if self._protocol is None:
            return None
        if isinstance(item, CheckItem) and self._protocol.serves(item, nextitem):
            self._protocol.run(item)
            return True
        self._protocol.leave(item, nextitem)
        return None

    # The innermost wrapper: what pytest (xfail) and a user's conftest make of the report comes after it.
    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, object, None]:
        """Where pytest's own way is taken, say the same as the short way would."""
        outcome = yield
        if isinstance(item, CheckItem) and call.when == "call":
            report_as_verdict(outcome.get_result(), item)  # type: ignore[attr-defined]
