"""The canon that a base has in the place of one that was renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pytest_vx11._canon.find import canons_in
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import installed_facets


def renamed(path: Path, system: str, top: Path, taken: Iterable[Path]) -> Path | None:
    """Return the canon of a system that lies where `path` would, or in the folder above; None where there is none.

    `path` is in the tree at `top`, and those in `taken` are canons that stand for others.
    """
    others = set(taken)
    return next((each for each in _near(path, top) if each not in others and _system(each) == system), None)


def _near(path: Path, top: Path) -> Iterator[Path]:
    yield from canons_in(path.parent, of_canons=True)
    if path.parent != top:
        yield from canons_in(path.parent.parent)


def _system(path: Path) -> str | None:
    try:
        return load_plan(path, installed_facets()).canon.system
    except CanonError:
        # Nobody can say what a wrong canon is about, and nobody has named it.
        return None
