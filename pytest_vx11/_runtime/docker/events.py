"""Following what an engine says of the containers of a run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pytest_vx11._observe.containers.json import mapping, text
from pytest_vx11._observe.containers.labels import RUN
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

_ACTIONS = ("create", "start", "die", "oom", "health_status")


class Events:
    """Tells `heard(container, action, attributes)` of each, in a thread of its own, until it is closed.

    `lost(reason)` is told where the engine breaks off before.
    """

    def __init__(
        self,
        client: docker.APIClient,
        run_id: str,
        heard: Callable[[str, str, object], None],
        lost: Callable[[str], None],
    ) -> None:
        """Begin to follow; what happens after this has returned is heard."""
        self._heard, self._lost = heard, lost
        self._closed = threading.Event()
        filters = {"type": "container", "label": f"{RUN}={run_id}", "event": list(_ACTIONS)}
        self._stream: Any = client.events(filters=filters, decode=True)
        threading.Thread(target=self._follow, name="vx11-events", daemon=True).start()

    def close(self) -> None:
        """Hear nothing more."""
        self._closed.set()
        with suppress(Exception):  # whatever a stream that is broken already says of its end
            self._stream.close()

    def _follow(self) -> None:
        import docker.errors
        import requests
        import urllib3.exceptions

        broken = (
            docker.errors.DockerException,
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
            AttributeError,
        )
        reason = "the engine broke off"
        try:
            for each in self._stream:
                if self._closed.is_set():
                    return
                actor = mapping(each, "Actor")
                self._heard(text(actor, "ID"), text(each, "Action"), mapping(actor, "Attributes"))
        except broken as error:
            reason = f"the engine broke off: {harmless(str(error) or type(error).__name__, 200)}"
        if not self._closed.is_set():
            self._lost(reason)
