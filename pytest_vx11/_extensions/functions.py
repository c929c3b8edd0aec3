"""Checks that are one function each, made by a decorator."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._extensions.misjudged import MisjudgedError
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._facets.shared.compose import compose_need
from pytest_vx11._observe.containers import ContainerNeed
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.tree import TreeNeed
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import did_you_mean

Function = TypeVar("Function", bound=Callable[..., Any])

_MARK = "__vx11_check__"
#: What a parameter stands for that needs no looking.
_KNOWN = ("canon", "service", "check", "sight")
_FACTS: Mapping[str, Callable[[Canon, str], Need[Any]]] = {
    "tree": lambda canon, _: TreeNeed(canon.root),
    "compose": lambda canon, _: compose_need(canon),
    "live": lambda canon, _: LiveNeed(canon.system),
    "container": lambda canon, service: ContainerNeed(canon.system, service),
}
_OF_WHAT_RUNS = frozenset({"live", "container"})
_OF_A_SERVICE = frozenset({"service", "container"})
#: What is one thing that a function gives, though it could be iterated over.
_SINGLE = (str, bytes, Mapping, Finding)
_EXAMPLE = "it is a check of one's own; its function says more"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCheck:
    """A function that was declared to be a check."""

    facet: str
    function: Callable[..., Any]
    wants: tuple[str, ...]
    """The names of its parameters, which say what it is given."""
    code: Code
    at: Place
    origin: Origin | None = None
    """Who brings it."""

    @property
    def name(self) -> str:
        """The subject of its checks."""
        return self.function.__name__


def check(facet: str, *, code: str | None = None) -> Callable[[Function], Function]:
    """Make a function a check of the facet `facet`, which need not be there: the shortest way to a check of one's own.

    The names of its parameters say what it is given: `canon`, `service`, `tree` (the files), `compose` (the Compose
    project), `live` and `container` (what runs), `sight` (to see any other need) and `check` itself. With `service` or
    `container` there is a check of every service, else one of the whole system. It returns or yields what is wrong: a
    sentence, or a `Finding`; nothing where all is well. Its docstring, whose first line says what must be so, is what
    `vx11 explain` tells of `code`; without `code` that is made of both names, as in `DOCS_README`.

        @check("docs")
        def readme(service, tree):
            \"\"\"Every service has a README.md in its folder.\"\"\"
            if not tree.has(f"{service.code}/README.md", folder=False):
                return f"{service.name} has no README.md"

    The function stays what it is, and can be called in a test. Raises TypeError where a parameter has another name,
    where it has no docstring, or where it is a coroutine function.
    """

    if not isinstance(facet, str):
        # Without the brackets the function would be lost, and nobody would miss it.
        raise TypeError('check: wants the name of its facet: @check("docs")')

    def declare(function: Function) -> Function:
        setattr(function, _MARK, _declared(function, facet, code))
        return function

    return declare


def declaration_of(thing: object) -> FunctionCheck | None:
    """Return what `check` has said of a function; None of anything else."""
    said = getattr(thing, _MARK, None)
    return said if isinstance(said, FunctionCheck) else None


def _declared(function: Callable[..., Any], facet: str, code: str | None) -> FunctionCheck:
    name = getattr(function, "__name__", repr(function))
    if not inspect.isfunction(function) or inspect.iscoroutinefunction(function):
        raise TypeError(f"check {name}: wants a plain function, def {name}(…)")
    wants = tuple(inspect.signature(function).parameters)
    known = (*_KNOWN, *_FACTS)
    for unknown in (each for each in wants if each not in known):
        meant = did_you_mean(unknown, known) or f"there are {', '.join(known)}"
        raise TypeError(f'check {name}: nothing is called "{unknown}" that it could be given: {meant}')
    title, _, more = inspect.cleandoc(function.__doc__ or "").partition("\n")
    if not title:
        raise TypeError(f"check {name}: has no docstring; its first line says what must be so")
    # The words of a derived code are those of the two names, whatever is between them.
    derived = re.sub(r"[^A-Z0-9]+", "_", f"{facet}_{name}".upper()).strip("_")
    return FunctionCheck(
        facet=facet,
        function=function,
        wants=wants,
        code=Code(
            code=code or derived,
            title=f"not so: {title.rstrip('.')}",
            text=" ".join(f"{title}\n{more}".split()),
            example=_EXAMPLE,
        ),
        at=Place(function.__code__.co_filename, function.__code__.co_firstlineno),
    )


class FunctionFacet(Facet):
    """All functions that were declared for one facet."""

    def __init__(self, name: str, functions: tuple[FunctionCheck, ...], origin: Origin | None) -> None:
        self.name = name  # type: ignore[misc]  # of each of these there is one
        self.functions = functions
        self.codes = tuple({each.code.code: each.code for each in functions}.values())  # type: ignore[misc]
        self.origin = origin

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a function, or one for each service where it is about one."""
        for each in self.functions:
            if _OF_A_SERVICE.isdisjoint(each.wants):
                yield self._planned(canon, each, None)
            else:
                yield from (self._planned(canon, each, service) for service in canon.services.values())

    def _planned(self, canon: Canon, each: FunctionCheck, service: Service | None) -> Check:
        name = service.name if service is not None else canon.system
        needs = {want: _FACTS[want](canon, name) for want in each.wants if want in _FACTS}
        witness = Witness.DECLARED if _OF_WHAT_RUNS.isdisjoint(each.wants) else Witness.RUNNING
        make = self.declared if witness is Witness.DECLARED else self.running

        def judge(check: Check, sight: Sight) -> Judged:
            known = {"canon": canon, "service": service, "check": check, "sight": sight}
            facts = {want: sight.see(need) for want, need in needs.items()}
            result = each.function(**{want: facts[want] if want in facts else known[want] for want in each.wants})
            return Judged(findings=tuple(_findings(result, each, check)))

        expected = each.code.title.removeprefix("not so: ")
        return make(canon, each.name, expected, each.at, judge, tuple(needs.values()), service=name)


def _findings(result: Any, each: FunctionCheck, check: Check) -> Iterator[Finding]:
    """Yield what a function found; raises MisjudgedError for what is neither a sentence nor a finding."""
    if result is None:
        return
    count = 0
    for said in (result,) if isinstance(result, _SINGLE) or not isinstance(result, Iterable) else result:
        if isinstance(said, Finding):
            yield said
        elif isinstance(said, str) and said:
            count += 1
            subject = f"{check.service}:{each.name}{f'#{count}' if count > 1 else ''}"
            yield Finding(code=each.code.code, subject=subject, message=said, expected=check.expected, actual=said)
        else:
            message = f"{each.name} gives {said!r}: a check returns or yields sentences or findings, or nothing"
            raise MisjudgedError(message, each.at)
