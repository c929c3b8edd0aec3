"""Keeping what containers printed, before they are removed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.containers.json import Json, mapping, text
from pytest_vx11._observe.containers.labels import SERVICE
from pytest_vx11._observe.log_tail import log_tail
from pytest_vx11._runtime.logs import log_path, open_log

#: Of a log so much is kept, from its end.
_LINES, _BYTES = 20_000, 10_000_000


class ContainerLogs:
    """The logs of one system of one run."""

    def __init__(self, state: Path, run_id: str, system: str) -> None:
        self._of = (state, run_id, system)

    def path(self, service: str) -> Path:
        """Return where a service's log is kept."""
        return log_path(*self._of, service)

    def last_words(self, engine: Engine, service: str, container: str) -> tuple[str | None, str]:
        """Keep a log; return where, and the end of it."""
        if not self._save(engine, service, container):
            return None, ""
        path = str(self.path(service))
        return path, log_tail(path)

    def save_all(self, engine: Engine, containers: Iterable[Json]) -> None:
        """Keep the logs of containers, as a list of an engine's has them."""
        for each in containers:
            self._save(engine, text(mapping(each, "Labels"), SERVICE), text(each, "Id"))

    def _save(self, engine: Engine, service: str, container: str) -> bool:
        path = self.path(service)
        with suppress(Unseen, OSError):
            said = engine.log(container, _LINES, _BYTES)
            path.unlink(missing_ok=True)
            with open(open_log(path), "wb") as file:
                file.write(said)
            return True
        return False
