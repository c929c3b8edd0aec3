"""The environment of a service: `env_file` underneath, `environment` over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose.merging.dotenv import DotenvError, Variable, read_dotenv, read_raw
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.template import Lookup
from pytest_vx11._observe.compose.merging.variables import Variables
from pytest_vx11._observe.compose.parts import Said
from pytest_vx11._observe.compose.values.fields import Put, Refused, Unknown, flag, listed, quoted, text
from pytest_vx11._observe.compose.values.pairs import Pair, pairs
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


class Environment(Mapping[str, Said["str | None"]]):
    """A service's variables; looking up one whose value cannot be known raises Unseen."""

    __slots__ = ("_pairs",)

    def __init__(self, found: Mapping[str, Pair]) -> None:
        self._pairs = dict(found)

    def __getitem__(self, name: str) -> Said[str | None]:
        pair = self._pairs[name]
        return Said(pair.known(), pair.place, pair.text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __contains__(self, name: object) -> bool:
        return name in self._pairs


def environment(service: Map, variables: Variables, reading: Reading) -> Environment | Unseen:
    """Return the environment of a service in canonical form, or why there is none."""
    try:
        own = {pair.key: _passed_on(pair, variables) for pair in pairs(service, "environment")}
        under = _from_files(service, own, variables, reading)
    except Refused as error:
        reading.problems.setdefault(error.problem())
        return error
    except Unseen as error:
        return error
    return Environment({**under, **own})


def _passed_on(pair: Pair, variables: Variables) -> Pair:
    value = variables(pair.key) if pair.value is None else pair.value
    return Pair(pair.key, value, pair.place, pair.text)


def _from_files(service: Map, own: Mapping[str, Pair], variables: Variables, reading: Reading) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    known = {key: pair.value for key, pair in own.items() if isinstance(pair.value, str)}

    def lookup(name: str) -> str | None:
        value = variables(name)
        return known.get(name) if value is None else value

    for item, place in (listed(service, "env_file") or Seq(service.place)).located():
        if isinstance(item, Unknown):
            raise item.error()
        if not isinstance(item, Map):
            raise Refused("an env_file must be a path, or a mapping that has one", (place,))
        known_here = {**known, **{key: pair.text for key, pair in found.items()}}
        for variable, path in _variables(item, lookup, known_here, reading):
            found[variable.name] = _pair(variable, path)
    return found


def _variables(item: Map, lookup: Lookup, known: Mapping[str, str], reading: Reading) -> Iterator[tuple[Variable, str]]:
    path, required, form = text(item, "path"), flag(item, "required"), text(item, "format")
    if path is None:
        raise Refused("an env_file must have a path", (item.place,))
    if not reading.is_file(path.value):
        if required is None or required.value:
            # As a rule git ignores it: this machine lacks it as it lacks a variable, and the tree is not at fault.
            message = f"the env_file {_shown(path, reading)} is not there"
            reading.unset[Problem(path.place, message)] = None
            raise Unseen(message, (path.place,))
        return
    if form is not None and form.value not in ("", ".env", "raw"):
        raise reading.refuse(form.place, f"there is no env_file format {quoted(form.value)}").error()
    raw = form is not None and form.value == "raw"
    try:
        content = reading.text(path.value, path.place)
        found = read_raw(content, lookup) if raw else read_dotenv(content, lookup, known)
        for variable in found:
            yield variable, path.value
    except DotenvError as error:
        raise reading.refuse(Place(path.value, error.line), str(error)).error() from error
    except SourceError as error:
        raise Unseen(f"the env_file cannot be read: {error.problems[0].message}", (path.place,)) from error


def _shown(path: Said[str], reading: Reading) -> str:
    return quoted(path.value if isinstance(path.value, Put) else reading.root.shown(path.value))


def _pair(variable: Variable, path: str) -> Pair:
    place = Place(path, variable.line)
    if variable.missing:
        unknown = Unknown(f"${{{variable.missing[0]}}} is not set here", place, "")
        return Pair(variable.name, unknown, place, "")
    return Pair(variable.name, variable.value, place, variable.value)
