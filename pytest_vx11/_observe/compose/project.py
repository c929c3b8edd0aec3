"""A Compose project: everything that its files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_vx11._observe.compose.parts import Network, Volume
from pytest_vx11._observe.compose.service import Service
from pytest_vx11._source.located import Map
from pytest_vx11._source.problem import Problem

_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What Compose would load, profiles left aside: services of every profile are there."""

    name: str | None
    """What the files or COMPOSE_PROJECT_NAME say; None where Compose would take the folder's name."""
    files: tuple[str, ...]
    """Absolute paths of every Compose and env file that was read, in order."""
    services: Mapping[str, Service]
    networks: Mapping[str, Network]
    """The networks at the top of the files; the implicit `default` is there when a service is on it."""
    volumes: Mapping[str, Volume]
    problems: tuple[Problem, ...]
    """What Compose would refuse, although the rest could be read."""
    unset: tuple[Problem, ...]
    """Required variables (`${X:?}`) that are not set here, each at its use, and what Compose refuses for want of a
    variable that is `blank`. Not the tree's fault."""
    blank: tuple[Problem, ...]
    """Variables without a default that are not set here, each at its use; Compose warns, and puts in nothing."""
    raw: Map
    """The merged mapping as a whole, in Compose's canonical form."""
    variables: Mapping[str, str] = field(repr=False)
    """What was put in where a file says `${NAME}`: the environment over the project's `.env`. May not be shown."""

    @property
    def models(self) -> tuple[str, ...]:
        """The Compose files among those that were read: all of them where no name tells."""
        return tuple(path for path in self.files if path.endswith(_ENDINGS)) or self.files
