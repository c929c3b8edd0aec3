"""What a facet is. Built-in facets use this door and no other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart
from pytest_vx11._checks.check import Check, Judge, Witness
from pytest_vx11._checks.code import Code
from pytest_vx11._observe.need import Need
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


class Facet(ABC):
    """One kind of thing that a canon can state."""

    name: ClassVar[str]
    schema: ClassVar[SchemaPart] = SchemaPart()
    codes: ClassVar[tuple[Code, ...]] = ()

    def examine(self, canon: Canon) -> Iterable[Problem]:  # noqa: ARG002
        """Yield what is wrong with the canon that a schema cannot state. Keys that break the schema are not there."""
        return ()

    @abstractmethod
    def plan(self, canon: Canon) -> Iterator[Check]:
        """Yield the checks, in a stable order, from the canon alone."""

    def declared(
        self,
        canon: Canon,
        subject: str,
        expected: Any,
        at: Place,
        judge: Judge | None = None,
        needs: tuple[Need[Any], ...] = (),
        *,
        service: str | None = None,
        about: Any = None,
    ) -> Check:
        """Return a check of the declared witness; of the whole system where `service` is left out."""
        return self._check(Witness.DECLARED, canon, subject, expected, at, judge, needs, service, about)

    def running(
        self,
        canon: Canon,
        subject: str,
        expected: Any,
        at: Place,
        judge: Judge | None = None,
        needs: tuple[Need[Any], ...] = (),
        *,
        service: str | None = None,
        about: Any = None,
    ) -> Check:
        """Return a check of the running witness; without a `judge`, one that nobody can look at yet."""
        return self._check(Witness.RUNNING, canon, subject, expected, at, judge, needs, service, about)

    def _check(
        self,
        witness: Witness,
        canon: Canon,
        subject: str,
        expected: Any,
        at: Place,
        judge: Judge | None,
        needs: tuple[Need[Any], ...],
        service: str | None,
        about: Any,
    ) -> Check:
        return Check(
            system=canon.system,
            service=service or canon.system,
            facet=self.name,
            subject=subject,
            witness=witness,
            expected=expected,
            at=at,
            needs=needs,
            judge=judge,
            about=about,
        )
