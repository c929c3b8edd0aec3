"""Loading canons in tests: with every built-in facet, and an environment of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pytest_vx11._canon.model import Canon
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.place import Place

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases/canon"
#: What the cases may have in `${…}`. No message may hold the value of WORD.
ENVIRON = {"WORD": "hunter2", "NUMBER": "8000", "EMPTY": ""}


def canons(folder: str) -> list[Path]:
    """Return the canons of a folder of cases: the files that say `canon:`, and those at its top."""
    every = sorted((CASES / folder).rglob("*.yaml"))
    return [path for path in every if path.parent.name == folder or path.name == "canon.yaml"]


def load(path: Path, environ: Mapping[str, str] = ENVIRON) -> Canon:
    return load_plan(path, builtin_facets(), environ).canon


def problems(path: Path, environ: Mapping[str, str] = ENVIRON) -> list[str]:
    """Return every problem of a canon; the canon's own places are without its name, others relative to its folder."""

    def shown(place: Place) -> str:
        name = os.path.relpath(place.path, path.parent)
        at = f"{place.line}:{place.col}" if place.line else ""
        return at if at and place.path == path.as_posix() else ":".join(part for part in (name, at) if part)

    try:
        load(path, environ)
    except CanonError as error:
        return [problem.shown(shown) for problem in error.problems]
    return []


def write(folder: Path, text: str, name: str = "canon.yaml") -> Path:
    """Write a canon, with the two keys that each must have before `text`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"canon: 1\nsystem: shop\n{text}", encoding="utf-8")
    return path
