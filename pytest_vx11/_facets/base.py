"""What a facet is. Built-in facets use this door and no other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart
from pytest_vx11._checks.check import Check, Judge, Witness
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


@dataclass(frozen=True, slots=True)
class Origin:
    """Who brings a facet that is not built in."""

    name: str
    """As people know it: `checks/tls.py`, `the plugin queues`."""
    at: Place | None = None
    """The canon's line that names it; None for what a plugin of pytest registers."""
    keys: bool = True
    """Whether it may bring keys of the canon."""


class Facet(ABC):
    """One kind of thing that a canon can state: its keys, the checks that they become, and how these are judged.

    Subclass it, give it a `name`, and write `plan` and `judge`:

        class Owners(Facet):
            name = "owners"
            schema = SchemaPart(service={"owner": schema.text("a team")})
            codes = (Code(code="OWN1", title="…", text="…", example="…"),)

            def plan(self, canon):
                for service in canon.services.values():
                    if said := service.stated("owner"):
                        yield self.declared(canon, "owner", said.value, said.at, service=service.name)

            def judge(self, check, sight):
                …
    """

    name: ClassVar[str]
    """What ids, `--vx11-facet` and the marker `vx11_<name>` call it: lower-case letters, digits and `_`."""
    schema: ClassVar[SchemaPart] = SchemaPart()
    """Its keys of the canon."""
    codes: ClassVar[tuple[Code, ...]] = ()
    """Every code that its findings may have. `VX` and a digit is the beginning of built-in ones alone."""
    seconds: ClassVar[float] = 30.0
    """How long one of its judgements may take; of built-in ones nobody takes the time."""
    origin: Origin | None = None
    """Set where it is registered; None for a built-in one."""

    def examine(self, canon: Canon) -> Iterable[Problem]:  # noqa: ARG002
        """Yield what is wrong with the canon that a schema cannot state. Keys that break the schema are not there."""
        return ()

    @abstractmethod
    def plan(self, canon: Canon) -> Iterator[Check]:
        """Yield the checks, as `declared` and `running` make them: in a stable order, and from the canon alone."""

    def judge(self, check: Check, sight: Sight) -> Judged:
        """Return what is so, from the facts that `sight.see(need)` gives: no findings means a match.

        Pure: it looks at nothing by itself. Judges the checks that were planned without a function of their own.
        Raises Unseen where nobody could look; anything else that it raises becomes the finding VX001.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no judge, and none was given to its check {check.subject}"
        )

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
        """Return a check of what the tree declares.

        `subject` is the id's last part, `expected` what the canon wants, as plain data, and `at` where it says so.
        `judge` takes the place of the facet's own; `needs` is what must be seen first. The check is of the whole system
        where `service` is left out. `about` is for the judgement, which finds it in `check.about`.
        """
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
        """Return a check of what runs, as `declared` does: judged once the system is up, where there is a runtime.

        Without any judge it is one that nobody can look at yet.
        """
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
        if judge is None and type(self).judge is not Facet.judge:
            judge = self.judge
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
