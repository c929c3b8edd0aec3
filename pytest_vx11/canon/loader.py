"""From a canon's file to its model: read, resolve, validate, build; all problems at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_vx11.canon.files import CanonText, read_canon
from pytest_vx11.canon.model import Canon, Service
from pytest_vx11.canon.part import SchemaPart
from pytest_vx11.canon.schema import FORMAT, compose_schema
from pytest_vx11.canon.services import build_services
from pytest_vx11.canon.variables import Expansion
from pytest_vx11.errors import CanonError
from pytest_vx11.source.located import Map
from pytest_vx11.source.problem import Problem, in_order
from pytest_vx11.source.words import did_you_mean

#: A rule that a schema cannot state: it reads the canon and gives what is wrong with it.
Rule = Callable[[Canon], Iterable[Problem]]


def load_canon(
    path: str | os.PathLike[str],
    parts: Sequence[SchemaPart],
    rules: Sequence[Rule] = (),
    environ: Mapping[str, str] | None = None,
) -> Canon:
    """Return the canon at `path`, whose facets bring `parts` of the schema and `rules` beyond it.

    `environ` is where `${NAME}` is looked up; the process environment by default.
    Raises CanonError with every problem, in the order of the files and lines.
    """
    text = read_canon(Path(os.path.abspath(path)))
    if not text.top and text.problems:
        raise CanonError(in_order(text.problems))
    expansion = Expansion(os.environ if environ is None else environ)
    expansion.expand(text.top)
    problems = [*text.problems, *expansion.problems]
    if "canon" in text.top and text.top["canon"] != FORMAT:
        raise CanonError(in_order([*problems, _unknown_format(text.top)]))
    problems += _hold_against_schema(text.top, parts)
    canon = _model(text, expansion, problems)
    for rule in rules:
        problems.extend(rule(canon))
    if problems:
        raise CanonError(in_order(problems))
    return canon


def _hold_against_schema(top: Map, parts: Sequence[SchemaPart]) -> list[Problem]:
    # Here and not above: jsonschema takes a while to import, and most of this module's readers load nothing.
    from pytest_vx11.canon.validate import prune, validate

    problems, wrong = validate(top, compose_schema(parts))
    prune(top, wrong)
    return problems


def _unknown_format(top: Map) -> Problem:
    return Problem(top.at("canon"), f'canon format "{top["canon"]}" is not known; this version reads {FORMAT}', "canon: 1")


def _model(text: CanonText, expansion: Expansion, problems: list[Problem]) -> Canon:
    top = text.top
    services = build_services(top, problems)
    path = text.files[0]
    root = Path(os.path.abspath(Path(path).parent / str(top.get("root", "."))))
    if not root.is_dir():
        problems.append(Problem(top.at("root"), f'root: "{top.get("root", ".")}" is not a folder'))
    problems.extend(_names(top, services))
    return Canon(
        path=path,
        files=tuple(text.files),
        sha256=text.digest.hexdigest(),
        system=str(top.get("system", "")),
        version=_optional(top.get("version")),
        root=root.as_posix(),
        runtime=top.get("runtime"),
        said=top,
        services=services,
        variables=expansion.variables,
    )


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def _names(top: Map, services: Mapping[str, Service]) -> Iterable[Problem]:
    for service in services.values():
        if service.name == top.get("system"):
            yield Problem(service.at, f'the service "{service.name}" bears the name of the system', "rename one of them")
        why = service.stated("why")
        if why and not service.disabled:
            yield Problem(why.at, f'services.{service.name}: "why" goes with `state: disabled`')


def unknown_service(name: str, services: Iterable[str]) -> tuple[str, str]:
    """Return the message and the hint for a service that nobody defines."""
    return f'"{name}" is no service of this canon', did_you_mean(name, services)
