"""Telling what went wrong in somebody else's code, in the words and the line of that code."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless

#: The folder of this package.
PACKAGE = str(Path(__file__).parents[1])
_MOST = 6


def said_by(error: BaseException) -> str:
    """Return an error in half a line: `KeyError: 'port'`."""
    try:
        said = harmless(str(error), 500)
    # What an error says of itself may be wrong as well.
    except Exception:  # noqa: BLE001
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def line_in(error: BaseException, path: str) -> Place | None:
    """Return the last line of the file at `path` that an error came through; None where it did not."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return Place(path, error.lineno or 0)
    frames = traceback.extract_tb(error.__traceback__)
    return next((Place(path, frame.lineno or 0) for frame in reversed(frames) if frame.filename == path), None)


def last_line_outside(error: BaseException, package: str) -> Place | None:
    """Return the last line that an error came through of a file that is not in the folder `package`."""
    own = _outside(error, package)
    return Place(own[-1].filename.replace(os.sep, "/"), own[-1].lineno or 0) if own else None


def trace_of(error: BaseException, package: str) -> str:
    """Return the end of an error's trace, from where it left the folder `package`; the whole where it never did."""
    frames = _outside(error, package) or list(traceback.extract_tb(error.__traceback__))
    lines = [*traceback.format_list(frames[-_MOST:]), *traceback.format_exception_only(type(error), error)]
    return "".join(["Traceback (most recent call last):\n", *lines])


def _outside(error: BaseException, package: str) -> list[traceback.FrameSummary]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if not frame.filename.startswith((package + os.sep, "<"))]
