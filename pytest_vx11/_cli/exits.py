"""What every command ends with, and how it says what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from pytest_vx11._report.paths import relative
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

OK, CHANGE, WRONG = 0, 1, 2


def wrong(message: str) -> int:
    """Say what is wrong, and return the exit status of that."""
    print(f"vx11: {message}", file=sys.stderr)
    return WRONG


def wrong_all(problems: Iterable[Problem]) -> int:
    """Say each problem on a line, with its place as seen from here, and return the exit status of that."""
    for problem in problems:
        print(problem.shown(shown), file=sys.stderr)
    return WRONG


def put(text: str) -> None:
    """Write text to the terminal; a character that it cannot show is written as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def shown(place: Place) -> str:
    """Return a place as seen from here."""
    return str(Place(relative(place.path, os.getcwd()), place.line, place.col))
