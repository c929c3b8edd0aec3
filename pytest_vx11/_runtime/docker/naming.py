"""The names of a run's objects, and the labels by which they are known again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_vx11._observe.compose import Service
from pytest_vx11._observe.containers import labels

_NO_NAME = re.compile("[^a-zA-Z0-9_.-]+")
_SHORT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the objects of one system of one run are called.

    Networks and volumes have names of the run's own, so that nobody's data is used: in the Compose file's own names,
    somebody may keep some. So have containers where `own` says so; else they have those that Compose would give them.
    """

    run_id: str
    system: str
    project: str
    """The Compose project's name."""
    own: bool
    """Whether containers have the run's own names and free ports, so that two runs can share one engine."""
    marks: Mapping[str, str]
    """The labels of every object: which run, which system, and who looks after it."""

    def container(self, service: Service) -> str:
        """Return the name of a service's container on the engine."""
        return self._own(service.name) if self.own else self.declared(service)

    def declared(self, service: Service) -> str:
        """Return the name that Compose would give it."""
        said = service.container_name
        return said.value if said is not None else f"{self.project}-{service.name}-1"

    def network(self, key: str) -> str:
        """Return the name of a network, by its key in the Compose file."""
        return self._own(key)

    def volume(self, key: str) -> str:
        """Return the name of a volume, by its key in the Compose file."""
        return self._own(key)

    @property
    def kept(self) -> str:
        """Return the name of the volume that says that the system stays up."""
        return self._own("kept")

    def labelled(self, **more: str) -> dict[str, str]:
        """Return the labels of one object; `more` are those of the module `labels`, by their names there in small."""
        return {**self.marks, **{getattr(labels, name.upper()): value for name, value in more.items()}}

    def _own(self, name: str) -> str:
        return f"vx11_{self.run_id[:_SHORT]}_{_NO_NAME.sub('_', self.project)}_{_NO_NAME.sub('_', name)}"
