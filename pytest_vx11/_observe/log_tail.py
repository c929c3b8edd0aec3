"""The end of what a service printed."""

from __future__ import annotations

_BYTES = 8192
_LINES = 20
_SECRET = 1000


def log_tail(path: str) -> str:
    """Return the last lines of a log; empty where there is none."""
    try:
        with open(path, "rb") as file:
            start = file.seek(max(file.seek(0, 2) - _BYTES, 0))
            text = file.read(_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""
    # The first line may be the end of one, and of a secret in it; where it is the only one, its beginning is left out.
    lines = text.splitlines()
    if start:
        lines = lines[1:] or [line[_SECRET:] for line in lines]
    return "\n".join(lines[-_LINES:])
