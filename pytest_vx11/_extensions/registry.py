"""What adds facets and checks to those that are built in."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TypeVar

from pytest_vx11._extensions.functions import FunctionFacet, declaration_of
from pytest_vx11._facets.base import Facet, Origin

Thing = TypeVar("Thing")


class Registry:
    """What the hook `pytest_vx11_register(registry)` is given: `registry.add(Queues)`."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.facets: list[Facet] = []
        """What was added, in order."""

    def add(self, thing: Thing) -> Thing:
        """Add a facet, as its class or as one of it, or a function that `check` has declared; return it as it is.

        Raises TypeError for anything else, and whatever the class raises that is called.
        """
        declared = declaration_of(thing)
        if declared is not None:
            theirs = replace(declared, origin=self.origin)
            self.facets.append(FunctionFacet(declared.facet, (theirs,), self.origin))
            return thing
        if not isinstance(thing, Facet) and not (inspect.isclass(thing) and issubclass(thing, Facet)):
            raise TypeError(f"{thing!r} is no facet: add a subclass of Facet, or a function that has @check")
        facet = thing if isinstance(thing, Facet) else thing()
        if all(type(each) is not type(facet) for each in self.facets):
            facet.origin = self.origin
            self.facets.append(facet)
        return thing
