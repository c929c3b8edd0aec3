"""From a canon's file to its model: read, resolve, validate, build; all problems at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pytest_vx11._canon.files import CanonText, read_canon
from pytest_vx11._canon.fits import fits
from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart
from pytest_vx11._canon.prune import Path as Entry
from pytest_vx11._canon.prune import prune
from pytest_vx11._canon.rules import as_written, core_rules
from pytest_vx11._canon.schema import FORMAT, compose_schema
from pytest_vx11._canon.services import build_services
from pytest_vx11._canon.variables import Expansion
from pytest_vx11._errors import CanonError
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import MAX_PROBLEMS, Problem, in_order
from pytest_vx11._source.values import show

#: A rule that a schema cannot state: it reads the canon and gives what is wrong with it.
Rule = Callable[[Canon], Iterable[Problem]]


class Brought(NamedTuple):
    """What a canon itself brings, by what it names."""

    parts: Sequence[SchemaPart] = ()
    rules: Sequence[Rule] = ()
    problems: Sequence[Problem] = ()


#: Reads the top of a canon, which nobody has held against a schema yet.
Bring = Callable[[CanonText], Brought]


def load_canon(
    path: str | os.PathLike[str],
    parts: Sequence[SchemaPart],
    rules: Sequence[Rule] = (),
    environ: Mapping[str, str] | None = None,
    bring: Bring = lambda _: Brought(),
) -> Canon:
    """Return the canon at `path`, whose facets bring `parts` of the schema and `rules` beyond it.

    `bring` gives more of these, of a canon that names extensions.
    `environ` is where `${NAME}` is looked up; the process environment by default.
    Raises CanonError with every problem, in the order of the files and lines.
    """
    text = read_canon(Path(os.path.abspath(path)))
    if not text.top and text.problems:
        raise _wrong(text, text.problems)
    expansion = Expansion(os.environ if environ is None else environ)
    expansion.expand(text.top)
    problems = [*text.problems, *expansion.problems]
    if unknown := _unknown_format(text.top):
        raise _wrong(text, [*problems, unknown])
    brought = bring(text)
    if brought.problems:
        # Without what the canon names, nobody knows which of its keys are none.
        raise _wrong(text, [*problems, *brought.problems])
    wrong = _hold_against_schema(text, expansion, [*parts, *brought.parts], problems)
    canon = _model(text, expansion, wrong, problems)
    if text.whole and ("services",) not in wrong and len(problems) <= MAX_PROBLEMS:
        told = as_written((problem for rule in (core_rules, *rules, *brought.rules) for problem in rule(canon)), canon)
        problems += islice(told, MAX_PROBLEMS + 1)
    if problems:
        raise _wrong(text, problems)
    return canon


def _wrong(text: CanonText, problems: Iterable[Problem]) -> CanonError:
    ordered = in_order(problems)
    if len(ordered) > MAX_PROBLEMS:
        more = f"there are more than {MAX_PROBLEMS:,} problems; the others are not shown"
        ordered[MAX_PROBLEMS:] = [Problem(Place(text.files[0]), more)]
    return CanonError(ordered)


def _hold_against_schema(
    text: CanonText, expansion: Expansion, parts: Sequence[SchemaPart], problems: list[Problem]
) -> Collection[Entry]:
    """Add what breaks the schema to `problems`, take it out of the canon, and return its paths."""
    schema = compose_schema(parts)
    if fits(schema)(text.top):
        return ()
    # Here and not above: jsonschema takes a while to import, and a canon without a mistake does not need it.
    from pytest_vx11._canon.validate import validate  # noqa: PLC0415

    told, wrong = validate(text.top, schema, expansion.variables)
    # What could not be read as it stands is told once, and what a lost file may hold is not missing.
    before = {problem.place for problem in problems} | (set() if text.whole else {text.top.place})
    problems += (problem for problem in told if problem.place not in before)
    prune(text.top, wrong)
    return {each.path for each in wrong}


def _unknown_format(top: Map) -> Problem | None:
    said = top.get("canon", FORMAT)
    if said == FORMAT or not isinstance(said, (int, float)):
        return None
    message = f"canon: format {show(said)} is not known; this version reads {FORMAT}"
    return Problem(top.at("canon"), message, f"canon: {FORMAT}")


def _model(text: CanonText, expansion: Expansion, wrong: Collection[Entry], problems: list[Problem]) -> Canon:
    top = text.top
    path = text.files[0]
    return Canon(
        path=path,
        files=tuple(text.files),
        sha256=text.digest.hexdigest(),
        system=str(top.get("system", "")),
        version=_optional(top.get("version")),
        root=Path(os.path.abspath(Path(path).parent / str(top.get("root", ".")))).as_posix(),
        runtime=top.get("runtime"),
        said=top,
        services=build_services(top, wrong, problems),
        variables=expansion.variables,
    )


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)
