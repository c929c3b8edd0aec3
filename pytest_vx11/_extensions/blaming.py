"""Whose fault something is: a problem in the words of whoever brings a facet."""

from __future__ import annotations

from typing import Any

from pytest_vx11._extensions.functions import FunctionFacet
from pytest_vx11._facets.base import Facet
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless


def blame(facet: Facet, message: str, hint: str = "", cause: Place | None = None) -> Problem:
    """Return a problem of a facet, at the canon's line that names it; `cause` is the line of its own that it came from."""
    origin = facet.origin
    whose = f"{origin.name}: " if origin is not None else ""
    name = f"@check {facet.name}" if isinstance(facet, FunctionFacet) else type(facet).__name__
    return Problem(origin.at if origin else None, f"{whose}{name}: {message}", hint, cause=cause)


def shown(value: Any) -> str:
    """Return a value of somebody else's code on one line."""
    return harmless(repr(value), 80)
