"""The end of what a service printed."""

from __future__ import annotations

_BYTES = 8192
_LINES = 20


def log_tail(path: str) -> str:
    """Return the last lines of a log; empty where there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(file.seek(0, 2) - _BYTES, 0))
            text = file.read(_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-_LINES:])
