"""The need for a Compose project: find its files, load them, assemble what they say."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose.assemble import assemble
from pytest_vx11._observe.compose.merging.find import project_files
from pytest_vx11._observe.compose.merging.load import Loader
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.template import fill
from pytest_vx11._observe.compose.merging.variables import Variables
from pytest_vx11._observe.compose.project import Project
from pytest_vx11._observe.compose.values.fields import Refused
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True)
class ComposeNeed(Need[Project]):
    """The Compose project of a tree. Variables come from the process environment, over the project's `.env`."""

    title = "the Compose files"

    root: str
    """Absolute folder of the tree under test; nothing outside it is read."""
    files: tuple[str, ...] = ()
    """Relative to the root; () is what Compose takes by itself: COMPOSE_FILE, or the default file and its override."""
    override: bool = True
    """One file that bears a default name is given: lay its default override over it."""
    made: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Variables that a run makes up, over the environment's; their values may not be shown."""

    def look(self, sight: Sight) -> Project:  # noqa: ARG002  (nothing else is asked for)
        """Return the project as Compose would load it.

        Raises SourceError where Compose could load nothing at all, Unseen where there is no Compose file, or where a
        part of everything (an included file) lies where nobody looks.
        """
        reading = Reading(Root.of(self.root))
        try:
            return _project(self, reading)
        except Refused as error:
            raise SourceError([*reading.problems, error.problem()]) from error
        except SourceError as error:
            raise SourceError(dict.fromkeys([*reading.problems, *error.problems])) from error


def _project(need: ComposeNeed, reading: Reading) -> Project:
    process = Variables({**os.environ, **dict(need.made)})
    folder = _folder(need, reading)
    variables = process.over([(f"{folder}/.env", None)] if reading.is_file(f"{folder}/.env") else [], reading)
    files = project_files(need.files, variables, need.override, reading)
    folder = PurePosixPath(files[0]).parent.as_posix()
    name = _name(files, variables, reading)
    used = name or _normal(PurePosixPath(folder).name) or "default"
    variables = Variables({**variables.values, "COMPOSE_PROJECT_NAME": used})
    model = Loader(folder, variables, reading).load([(path, None) for path in files])
    return assemble(model, name, variables, reading)


def _folder(need: ComposeNeed, reading: Reading) -> str:
    """Return the folder whose `.env` counts: that of the first file."""
    if need.files:
        return PurePosixPath(reading.absolute(need.files[0], reading.root.path)).parent.as_posix()
    return reading.root.path


def _name(files: list[str], variables: Variables, reading: Reading) -> str | None:
    stated = variables("COMPOSE_PROJECT_NAME")
    if stated:
        return stated
    name: str | None = None
    for path in files:
        for document in reading.documents(path, None):
            said = document.get("name") if isinstance(document, Map) else None
            if isinstance(said, str) and said:
                name = _filled(said, document.at("name"), variables) or name
    return name


def _filled(said: str, place: Place, variables: Variables) -> str | None:
    try:
        filled = fill(said, variables)
    except ValueError:
        return None
    if filled.missing:
        raise Unseen(f"${{{filled.missing[0].name}}}, of the project's name, is not set here", (place,))
    return _normal(filled.text)


def _normal(name: str) -> str:
    """Return a project's name as Compose makes it: lowercase letters, digits, dashes and underscores."""
    return re.sub("[^a-z0-9_-]", "", name.lower()).lstrip("_-")
