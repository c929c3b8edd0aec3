"""A canon as pytest's nodes: a file, its services, their facets, their checks.

Each node id is given explicitly: pytest takes a `[` in a name for the beginning of parameters, and a `::` for a parent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.verdicts import Planned, Verdicts
from pytest_vx11._report.drift import accepted, tell
from pytest_vx11._source.values import show
from pytest_vx11._source.words import no_command


class DriftError(Exception):
    """Ends a check that failed, where pytest's own protocol runs it; its text is the whole report."""


class CanonFile(pytest.File):
    """One canon."""

    source: Verdicts
    strict: bool
    shown: dict[str, str]
    """The path of each of the canon's files as pytest shows it."""

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, source: Verdicts, *, strict: bool) -> CanonFile:
        """Return the node of the canon at `path`."""
        # pytest's own id of a file outside of the rootdir is empty: nobody could name it, and two would be one.
        outside = not path.is_relative_to(parent.config.rootpath)
        nodeid = Path(os.path.relpath(path, parent.config.rootpath)).as_posix() if outside else None
        file: CanonFile = cls.from_parent(parent, path=path, nodeid=nodeid)
        file.source, file.strict, file.shown = source, strict, {}
        return file

    def collect(self) -> Iterator[Group]:
        """Yield a group for each service."""
        for service, checks in groupby(self.source.planned(self.path.as_posix()), key=lambda check: check.service):
            yield Group.of(self, service, self, list(checks))

    def verdict(self, check: Planned) -> Verdict:
        """Return the check's verdict."""
        return self.source.verdicts([check.id])[0]

    def where(self, item: CheckItem) -> tuple[str, int | None, str]:
        """Return the item's location as pytest would; it is asked once for a path, which costs more than the rest."""
        path = item.check.at.path
        if path not in self.shown:
            self.shown[path] = item.location[0]
        _, line, title = item.reportinfo()
        return self.shown[path], line, title


class Group(pytest.Collector):
    """A service, or a facet of one."""

    file: CanonFile
    checks: list[Planned]
    of_facet: bool
    marks: dict[str, Any]

    @classmethod
    def of(cls, parent: pytest.Collector, name: str, file: CanonFile, checks: list[Planned]) -> Group:
        """Return the group `name` of `checks`."""
        group: Group = cls.from_parent(parent, name=name, nodeid=f"{parent.nodeid}::{name}")
        group.file, group.checks, group.of_facet = file, checks, isinstance(parent, Group)
        if group.of_facet:
            group.add_marker(f"vx11_{name}")
            group.marks = dict.fromkeys(group.keywords, 1)
        return group

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Yield the facets of a service, or the checks of a facet."""
        if self.of_facet:
            return [CheckItem.of(self, check) for check in self.checks]
        grouped = groupby(self.checks, key=lambda check: check.facet)
        return [Group.of(self, facet, self.file, list(checks)) for facet, checks in grouped]


class CheckItem(pytest.Item):
    """One check."""

    check: Planned
    group: Group

    @classmethod
    def of(cls, parent: Group, check: Planned) -> CheckItem:
        """Return the item of a check."""
        item: CheckItem = cls.from_parent(parent, name=check.name, nodeid=f"{parent.nodeid}::{check.name}")
        item.check, item.group = check, parent
        item.add_marker(f"vx11_{check.witness}")
        return item

    def runtest(self) -> None:
        """Fail, or skip, as the verdict says; only pytest's own protocol asks this."""
        verdict = self.verdict()
        if failed(verdict, strict=self.group.file.strict):
            raise DriftError(tell(self.check, verdict, self.shown))
        if verdict.outcome is Outcome.UNVERIFIED:
            pytest.skip(self.reason(verdict))

    def verdict(self) -> Verdict:
        """Return the check's verdict."""
        return self.group.file.verdict(self.check)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Tell drift in our words; anything else is a crash, and pytest's to tell."""
        return str(excinfo.value) if isinstance(excinfo.value, DriftError) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The canon's line, and a title for the failure's head.

        The title must not be the end of the node id: pytest's terminal would write its dots as `::`.
        """
        check = self.check
        return Path(check.at.path), max(check.at.line - 1, 0), f"{check.service} {check.facet} {check.name}"

    def shown(self, path: str) -> str:
        """Return a path as a terminal can open it."""
        return os.path.relpath(path, self.config.invocation_params.dir)

    def reason(self, verdict: Verdict) -> str:
        """Return why nobody could look, and where; of what is accepted, why it is."""
        if verdict.outcome is Outcome.WAIVED:
            return no_command(accepted(verdict))
        places = verdict.places[:3]
        where = ", ".join(
            f"{self.shown(each.path)}:{each.line}" if each.line else self.shown(each.path) for each in places
        )
        return no_command(f"{show(verdict.reason)}{f' ({where})' if where else ''}")


def register_markers(config: pytest.Config, facets: Iterable[str]) -> None:
    """Make the checks' markers known, as `--strict-markers` wants."""
    for name in (*facets, *(witness.value for witness in Witness)):
        config.addinivalue_line("markers", f"vx11_{name}: made by --vx11-canon")


def failed(verdict: Verdict, *, strict: bool) -> bool:
    """Tell whether a verdict fails its test."""
    return verdict.outcome is Outcome.DRIFT or (strict and verdict.outcome is Outcome.UNVERIFIED)
