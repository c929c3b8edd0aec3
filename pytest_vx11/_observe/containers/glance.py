"""One cheap question to an engine of this machine, for every run that may have nothing else to ask it.

The library that speaks with engines takes a tenth of a second to import.
"""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import closing
from urllib.parse import quote

_PATIENCE = 2.0
_MOST = 8 << 20


def count_running(path: str, label: str) -> int:
    """Return how many running containers bear a label, `name=value`; 0 where no engine answers."""
    filters = quote(json.dumps({"label": [label], "status": ["running"]}))
    try:
        with closing(_OverSocket(path)) as connection:
            connection.request("GET", f"/containers/json?filters={filters}", headers={"Host": "engine"})
            answer = connection.getresponse()
            found = json.loads(answer.read(_MOST)) if answer.status == 200 else []
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return 0
    return len(found) if isinstance(found, list) else 0


class _OverSocket(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("engine", timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        """Connect to the path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_PATIENCE)
        self.sock.connect(self._path)
