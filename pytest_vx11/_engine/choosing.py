"""Which runtime a run takes, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pytest_vx11._canon.model import Canon
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.shared.compose import compose_need
from pytest_vx11._observe.containers import may_be_there
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.docker.found import folder_of, running_count
from pytest_vx11._runtime.ports import taken, twice
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_MOST = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A runtime's name (`none`, `attach`, `process` or `docker`), and why it was taken."""

    name: str
    why: str


def choose(canon: Canon, launches: Sequence[Launch], option: str | None, environ: Mapping[str, str]) -> Choice:
    """Return the runtime of one canon; `option` is what the user asks for, over what the canon says.

    Raises CanonError where the one that is named cannot work here.
    """
    named = option if option not in (None, "auto") else None if option else canon.runtime
    if named in (None, "auto"):
        return _attached(canon, environ) or _auto(launches)
    why = "as --vx11-runtime or vx11_runtime says" if option else "as the canon says"
    if named == "process" and (missing := _without_run(launches)):
        raise CanonError(_problem(canon, name) for name in missing)
    return Choice(str(named), why)


def _attached(canon: Canon, environ: Mapping[str, str]) -> Choice | None:
    """Return the choice of a system that Compose has already started from this very folder."""
    if not may_be_there(environ):
        return None
    count = running_count(environ, folder_of(canon.root, compose_need(canon).files))
    if not count:
        return None
    some = "a container" if count == 1 else f"{count} containers"
    return Choice("attach", f"the engine already runs {some} that Compose started from this folder")


def _auto(launches: Sequence[Launch]) -> Choice:
    expected = [launch for launch in launches if not launch.absent]
    if not expected:
        return Choice("none", "no service is expected to be up")
    missing = _without_run(launches)
    if missing:
        return Choice("none", f"the canon says no `run` for {_some(missing)}, so that nothing can be started")
    busy = [*twice(expected), *taken(expected)]
    if busy:
        more = f", and so on for {len(busy) - 1} more" if len(busy) > 1 else ""
        return Choice("none", f"{busy[0]}{more}; --vx11-runtime attach looks at a system that is up")
    return Choice("process", "every service has a `run`, and its ports are free")


def _without_run(launches: Sequence[Launch]) -> list[str]:
    return [launch.name for launch in launches if not launch.absent and launch.command is None]


def _problem(canon: Canon, name: str) -> Problem:
    message = f"services.{name}: the runtime `process` wants a `run`, the command that starts it"
    return Problem(canon.services[name].at, message, "give it one, or choose another runtime")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def unset_commands(canon: Canon, launches: Sequence[Launch], made: Collection[str]) -> Iterator[Problem]:
    """Yield the variables without a value in what is started, and in how it is asked whether it is well.

    Those in `made` are in the environment that the run makes for it.
    """
    for launch in launches:
        said = canon.services[launch.name].said
        healthcheck = said.get("healthcheck")
        places = [*_places(said, "run"), *(_places(healthcheck, "test") if isinstance(healthcheck, Map) else ())]
        for place in places if not launch.absent else ():
            if canon.unset(place):
                missing = [name.partition(":")[0] for name in canon.variables[place].missing]
                if set(missing) <= set(made):
                    continue
                names = ", ".join(f"${{{name}}}" for name in missing)
                message = f"services.{launch.name}: {names} is not set, and its `run` or healthcheck needs it"
                yield Problem(place, message, "set it, or give it a default: ${NAME:-default}")


def _places(said: Map, key: str) -> list[Place]:
    value = said.get(key)
    return [place for _, place in value.located()] if isinstance(value, Seq) else [said.at(key)]
