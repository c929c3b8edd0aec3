"""The bounds within which expressions are evaluated, and what evaluating them needs from others."""

from __future__ import annotations

import ast
import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.values import Args, Unknown, Value, truth
from pytest_vx11._source.place import Place

MAX_DEPTH = 120
MAX_STEPS = 200_000


class Spent(Exception):
    """More steps were taken than a reading may take."""


class Evaluation(ABC):
    """Evaluates within bounds. `conditions` are those, none of them decided, under which the code now runs."""

    def __init__(self) -> None:
        self.conditions: list[int] = []
        self._numbers = itertools.count(1)
        self._steps = 0
        self._depth = 0

    @abstractmethod
    def call(self, callee: Value, args: Args) -> Value:
        """Return what a call gives."""

    @abstractmethod
    def attribute(self, owner: Value, name: str, place: Place) -> Value:
        """Return what an attribute stands for."""

    @abstractmethod
    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind what stands left of an equals sign."""

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Hold what is run inside for something that may or may not happen."""
        self.hold()
        try:
            yield
        finally:
            self.release(1)

    def hold(self) -> None:
        """Begin a condition that is not decided."""
        self.conditions.append(next(self._numbers))

    def release(self, count: int) -> None:
        """End the newest conditions."""
        del self.conditions[len(self.conditions) - count :]

    def spend(self) -> None:
        """Take one step; raises Spent when there were too many."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise Spent

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """Return what the expression gives."""
        self.spend()
        if self._depth >= MAX_DEPTH:
            return Unknown("the expression is nested too deeply", scope.at(node))
        self._depth += 1
        try:
            return self.give(node, scope)
        finally:
            self._depth -= 1

    @abstractmethod
    def give(self, node: ast.expr, scope: Scope) -> Value:
        """Return what an expression gives, its depth and its step being counted already."""

    @abstractmethod
    def super_of(self, scope: Scope, place: Place) -> Value:
        """Return what `super()` gives."""

    def decide(self, test: Value) -> bool | None:
        """Tell which way a condition goes; None when only a run decides."""
        return truth(test)
