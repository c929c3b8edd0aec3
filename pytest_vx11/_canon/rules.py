"""What is wrong with a canon that a schema cannot state: the core's own rules, and words that facets' rules share."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pytest_vx11._canon.model import Canon, Service, Stated
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean

_MODULE = re.compile(r"[\w.]+:[\w.]+")
#: What planning itself reads: a variable in it that has no value is an error at once, whatever is selected.
_TOP_AT_ONCE = ("root", "runtime", "version")
_SERVICE_AT_ONCE = ("state", "undeclared_endpoints")


def core_rules(canon: Canon) -> Iterator[Problem]:
    """Yield what is wrong with the root, with names, with paths, and with variables that planning needs."""
    yield from _unset(canon)
    yield from _root(canon)
    compose = canon.said.get("compose")
    for path, at in compose.located() if isinstance(compose, Seq) else [(compose, canon.said.at("compose"))]:
        yield from leaves_tree("compose", path, at)
    for service in canon.services.values():
        yield from _service(canon, service)


def unknown_service(name: str, services: Iterable[str]) -> tuple[str, str]:
    """Return the message and the hint for a service that nobody defines."""
    return f'"{name}" is no service of this canon', did_you_mean(name, services)


def leaves_tree(where: str, path: object, at: Place) -> Iterator[Problem]:
    """Yield a problem for a path that is absolute or has a `..`: nothing outside the tree is looked at."""
    if isinstance(path, str) and (path.startswith("/") or ".." in path.split("/")):
        yield Problem(at, f'{where}: "{path}" leaves the tree', "write it from the tree's root, without ..")


def as_written(problems: Iterable[Problem], canon: Canon) -> Iterator[Problem]:
    """Yield the rules' problems in the words of the canon's files.

    One with a value of `defaults` is told as theirs, not of each service that has it. What came of a variable is
    told as it was written: what it stands for may be a secret.
    """
    defaults = canon.section("defaults")
    places = set(places_in(defaults)) if defaults is not None else set()
    names = "|".join(re.escape(name) for name in sorted(canon.services, key=len, reverse=True))
    prefix = re.compile(rf"services\.(?:{names})(?=[.:])")
    for problem in problems:
        at, message = problem.place, problem.message
        variable = canon.variables.get(at) if at else None
        if variable:
            message = message.replace(f'"{variable.value}"', f'"{variable.written}"')
        if at in places:
            message = prefix.sub("defaults", message, count=1)
        hint = "" if variable and not variable.missing else problem.hint
        yield replace(problem, message=message, hint=hint)


def places_in(node: object) -> Iterator[Place]:
    """Yield the place of every key and every value within a mapping or a list; nothing of anything else."""
    if not isinstance(node, (Map, Seq)):
        return
    for key, value in node.items() if isinstance(node, Map) else enumerate(node):
        yield node.at(key)  # type: ignore[arg-type]  # a Map's keys are text, a Seq's indices are numbers
        if isinstance(node, Map):
            yield node.key_at(str(key))
        yield from places_in(value)


def _unset(canon: Canon) -> Iterator[Problem]:
    said = [(key, canon.stated(key)) for key in _TOP_AT_ONCE]
    for service in canon.services.values():
        said += [(f"services.{service.name}.{key}", service.stated(key)) for key in _SERVICE_AT_ONCE]
    for where, stated in said:
        variable = canon.variables.get(stated.at) if stated else None
        for missing in variable.missing if variable and stated else ():
            name, _, reason = missing.partition(": ")
            message = f"{where}: ${{{name}}} is not set, or empty" + (f": {reason}" if reason else "")
            yield Problem(stated.at if stated else None, message, "set it, or give it a default: ${NAME:-default}")


def _root(canon: Canon) -> Iterator[Problem]:
    said = canon.stated("root")
    if not os.path.isdir(canon.root) and not (said and canon.unset(said.at)):
        at = said.at if said else canon.said.place
        yield Problem(at, f'root: "{canon.written(said.value, at) if said else "."}" is not a folder')


def _command(where: str, said: Stated | None) -> Iterator[Problem]:
    """Yield what is wrong with a command that is to be started: a shell could not split it, or no program take it."""
    words = said.value if said else ()
    try:
        words = shlex.split(words) if isinstance(words, str) else [str(word) for word in words]
    except ValueError as error:
        yield Problem(said.at if said else None, f"{where}: {str(error).lower()}", "close the quotes")
        return
    if any("\0" in word for word in words):
        yield Problem(
            said.at if said else None, f"{where}: a word of it holds the character NUL, which no program takes"
        )


def _service(canon: Canon, service: Service) -> Iterator[Problem]:
    where = f"services.{service.name}"
    if service.name == canon.said.get("system"):
        yield Problem(service.at, f"{where}: the service bears the name of the system", "rename one of them")
    why = service.stated("why")
    if why and not service.disabled:
        yield Problem(why.at, f'{where}: "why" goes with `state: disabled`')
    code, app = service.stated("code"), service.stated("app")
    yield from _command(f"{where}.run", service.stated("run"))
    if code:
        yield from leaves_tree(f"{where}.code", code.value, code.at)
    if app and not _MODULE.fullmatch(str(app.value)):
        yield from leaves_tree(f"{where}.app", app.value, app.at)
