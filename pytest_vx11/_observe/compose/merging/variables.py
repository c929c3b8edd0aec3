"""The variables that a project's files may use: the process environment, with env files under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_vx11._observe.compose.merging.dotenv import DotenvError, read_dotenv
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


@dataclass(frozen=True, slots=True)
class Variables:
    """Names and values; nothing here may be shown, for a value may be a secret."""

    values: Mapping[str, str] = field(repr=False)

    def __call__(self, name: str) -> str | None:
        """Return the value of `name`, None where it is not set."""
        return self.values.get(name)

    def over(self, files: Iterable[tuple[str, Place | None]], reading: Reading) -> Variables:
        """Return these variables with those of the env `files` under them, each with the place that names it.

        Raises Unseen where a file lies outside the root; one that is not there or is wrong is noted as a problem.
        """
        found: dict[str, str] = {}
        for path, asked in files:
            _read(path, asked, self, found, reading)
        return Variables({**found, **self.values})


def _read(path: str, asked: Place | None, above: Variables, found: dict[str, str], reading: Reading) -> None:
    if asked is not None and not reading.is_file(path):
        reading.refuse(asked, "the env file is not there")
        return
    text = reading.text(path, asked)
    try:
        for variable in read_dotenv(text, above, found):
            for name in variable.missing:
                message = f"${{{name}}} is required and not set here"
                reading.unset[Problem(Place(path, variable.line), message)] = None
            if not variable.missing:
                found[variable.name] = variable.value
    except DotenvError as error:
        reading.refuse(Place(path, error.line), str(error))
