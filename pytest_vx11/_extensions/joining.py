"""One list of all facets, and what is wrong with those that are not built in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pytest_vx11._canon.part import SchemaPart
from pytest_vx11._canon.schema import CORE
from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.code import Code
from pytest_vx11._extensions.blaming import blame, shown
from pytest_vx11._extensions.functions import FunctionCheck, FunctionFacet
from pytest_vx11._extensions.schemas import wrong_with_schema
from pytest_vx11._facets.base import Facet
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z][A-Z0-9_-]*")
_OURS = re.compile(r"VX\d")
#: Markers of the witnesses begin as those of facets do, and some keys are laid out by the core itself.
_TAKEN = frozenset(witness.value for witness in Witness)
_CORE_KEYS = frozenset({"defaults", "services"})


class Joined(NamedTuple):
    """All facets, each once, and what is wrong with them."""

    facets: tuple[Facet, ...]
    problems: tuple[Problem, ...]


def joined(facets: Iterable[Facet], engine: Mapping[str, Code]) -> Joined:
    """Return the facets in order, the functions of one facet together; `engine` are the codes that any check may have."""
    together: dict[object, Facet] = {}
    for facet in facets:
        key = facet.name if isinstance(facet, FunctionFacet) else (type(facet), getattr(facet, "name", None))
        known = together.get(key)
        if isinstance(facet, FunctionFacet) and isinstance(known, FunctionFacet):
            once = {each.function: each for each in (*known.functions, *facet.functions)}
            functions = tuple(once.values())
            together[key] = FunctionFacet(known.name, functions, known.origin)
        else:
            together.setdefault(key, facet)
    whole = tuple(together.values())
    return Joined(whole, tuple(_problems(whole, engine)))


def _problems(facets: Sequence[Facet], engine: Mapping[str, Code]) -> Iterator[Problem]:
    names: dict[str, Facet] = {}
    codes: dict[str, tuple[Facet | None, Code]] = {name: (None, code) for name, code in engine.items()}
    keys: dict[tuple[str, str], Facet | None] = {("top", key): None for key in (*CORE.top, *_CORE_KEYS)}
    keys |= {("service", key): None for key in CORE.service}
    for facet in facets:
        if facet.origin is not None:
            yield from _alone(facet)
        yield from _name_taken(facet, names)
        yield from _functions_clash(facet) if isinstance(facet, FunctionFacet) else ()
        yield from _codes_taken(facet, codes)
        yield from _keys_taken(facet, keys)


def _alone(facet: Facet) -> Iterator[Problem]:
    """Yield what is wrong with a facet by itself."""
    name = getattr(facet, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _TAKEN:
        wants = "lower-case letters, digits and _, beginning with a letter, and not the name of a witness"
        yield blame(facet, f"its name is {shown(name)}", f"a facet's name is {wants}")
    part: object = facet.schema
    if not isinstance(part, SchemaPart):
        yield blame(facet, f"its schema is {shown(part)}", "schema = SchemaPart(service={…})")
        return
    if facet.origin is not None and not facet.origin.keys and (part.top or part.service):
        hint = "name a file of it in the canon's `extensions`, or make it a package that is installed"
        yield blame(facet, "it brings keys of the canon, which a conftest.py may not", hint)
    for message in wrong_with_schema(part):
        yield blame(facet, message)
    if not isinstance(facet.codes, tuple) or not all(isinstance(code, Code) for code in facet.codes):
        yield blame(facet, f"its codes are {shown(facet.codes)}", "codes = (Code(…), Code(…))")
        return
    for code in facet.codes:
        if not _CODE.fullmatch(code.code) or _OURS.match(code.code):
            wants = "capitals, digits, _ and -, as TLS1; VX and a digit are of the built-in ones"
            yield blame(facet, f"its code is {shown(code.code)}", f"a code is made of {wants}")


def _name_taken(facet: Facet, names: dict[str, Facet]) -> Iterator[Problem]:
    name = getattr(facet, "name", None)
    if isinstance(name, str):
        first = names.setdefault(name, facet)
        if first is not facet:
            yield _clash(facet, first, f'there is a facet "{harmless(name, 80)}"', "give it another name")


def _functions_clash(facet: FunctionFacet) -> Iterator[Problem]:
    """Yield a problem for each function of a facet that has the code, or the name, of another one."""
    codes: dict[str, FunctionCheck] = {}
    names: dict[str, FunctionCheck] = {}
    for each in facet.functions:
        for kind, word, taken in (("code", each.code.code, codes), ("check", each.name, names)):
            first = taken.setdefault(word, each)
            # Those that share a code on purpose say the same of it.
            if first is not each and not (kind == "code" and first.code == each.code):
                whose = f"{each.origin.name}: " if each.origin else ""
                theirs = f", of {first.origin.name}" if first.origin else ""
                message = f'{whose}check {each.name}: the facet {facet.name} has a {kind} "{word}" already{theirs}'
                yield Problem(each.origin.at if each.origin else None, message, "give it another name", also=first.at)


def _codes_taken(facet: Facet, codes: dict[str, tuple[Facet | None, Code]]) -> Iterator[Problem]:
    for code in facet.codes if isinstance(facet.codes, tuple) else ():
        name = getattr(code, "code", "")
        first, known = codes.setdefault(name, (facet, code))
        # Two facets may share one and the same: that a service is down is one thing, whoever asks it.
        if known is not code and facet.origin is not None:
            yield _clash(facet, first, f'there is a code "{harmless(name, 80)}"', "give it another name")


def _keys_taken(facet: Facet, keys: dict[tuple[str, str], Facet | None]) -> Iterator[Problem]:
    part = facet.schema if isinstance(facet.schema, SchemaPart) else SchemaPart()
    for where, key in [*(("top", key) for key in part.top), *(("service", key) for key in part.service)]:
        first = keys.setdefault((where, key), facet)
        if first is not facet:
            whose = "at the top of the canon" if where == "top" else "of a service"
            yield _clash(facet, first, f'there is a key "{harmless(str(key), 80)}" {whose}', "give it another name")


def _clash(facet: Facet, first: Facet | None, message: str, hint: str) -> Problem:
    origin = first.origin if first is not None else None
    whose = "pytest-vx11 itself" if first is None or origin is None else origin.name
    if first is not None and origin is None:
        whose = f"the built-in facet {first.name}"
    return blame(facet, f"{message} already, of {whose}", hint)
