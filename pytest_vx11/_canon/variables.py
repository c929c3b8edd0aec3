"""`${NAME}`, `${NAME:-default}` and `${NAME:?message}` in a canon's values. `$${` is a literal `${`.

What comes of a variable is text; a key that takes a number takes its digits as text too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_vx11._canon.model import Variable
from pytest_vx11._source.located import Map, Seq, Span
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import kind

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_USE = re.compile(rf"\$\$\{{|\$\{{(?P<name>{_NAME})(?P<rest>:[-?](?:(?!\$\{{)[^}}])*)?\}}")
_FORMS = "write ${NAME}, ${NAME:-default} or ${NAME:?message}, or $${ for a plain ${"
#: Where secrets may stand: they stay unresolved until something needs them. `*` is any name.
_KEPT = (("auth",), ("databases", "*", "url"))


class Expansion:
    """Replaces the variables in a canon, and keeps account of every place that had one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._done: set[int] = set()
        self.variables: dict[Place, Variable] = {}
        self.problems: list[Problem] = []

    def expand(self, top: Map) -> None:
        """Replace, in place, what can be replaced; a value with a missing variable stays as written."""
        self._each(top, _KEPT)

    def _each(self, node: Any, kept: tuple[tuple[str, ...], ...]) -> None:
        # What an alias shares is replaced once: a second time would take the result for a use.
        if id(node) in self._done:
            return
        self._done.add(id(node))
        if isinstance(node, Map):
            for key, value in node.items():
                if not key.startswith("x-"):
                    below = tuple(path[1:] for path in kept if path[0] in (key, "*")) if kept else ()
                    dict.__setitem__(node, key, self._value(value, node.spans[key], below))
        elif isinstance(node, Seq):
            for index, value in enumerate(node):
                list.__setitem__(node, index, self._value(value, node.spans[index], ()))

    def _value(self, value: Any, span: Span, kept: tuple[tuple[str, ...], ...]) -> Any:
        if () in kept:
            self._check(value, span, secret=True)
        elif isinstance(value, str):
            return self._text(value, span) if "${" in value else value
        elif isinstance(value, (Map, Seq)):
            self._each(value, kept)
        return value

    def _text(self, value: str, span: Span) -> str:
        self._check(value, span)
        missing: list[str] = []
        expanded = _USE.sub(lambda use: self._use(use, missing), value)
        self.variables[Place(span.path, span.line, span.col)] = Variable(value, tuple(missing), expanded)
        return value if missing else expanded

    def _check(self, value: Any, span: Span, *, secret: bool = False) -> None:
        """Look whether each `${` in a value, or in the values of a mapping, is well-formed."""
        if isinstance(value, Map):
            for key, inner in value.items():
                self._check(inner, value.spans[key], secret=secret)
        elif isinstance(value, str) and "${" in _USE.sub(" ", value):
            shown = "a value" if secret else kind(value)
            place = Place(span.path, span.line, span.col)
            self.problems.append(Problem(place, f"{shown} has a malformed ${{…}}", _FORMS))

    def _use(self, use: re.Match[str], missing: list[str]) -> str:
        name, rest = use["name"], use["rest"] or ""
        if name is None:
            return "${"
        # An empty variable counts as missing, as the colon says in the shell (POSIX XCU 2.6.2).
        value = self._environ.get(name, "")
        if value:
            return value
        if rest.startswith(":-"):
            return rest[2:]
        reason = rest[2:].strip()
        missing.append(f"{name}: {reason}" if reason else name)
        return use[0]


def resolve(text: str, environ: Mapping[str, str]) -> str | None:
    """Return a kept value, such as the token, with its variables put in; None where one has no value."""
    expanded, missing = _expanded(text, environ)
    return None if missing else expanded


def unset(text: str, environ: Mapping[str, str]) -> list[str]:
    """Return the names of the variables in a kept value that have neither a value nor a default."""
    return [each.partition(":")[0] for each in _expanded(text, environ)[1]]


def _expanded(text: str, environ: Mapping[str, str]) -> tuple[str, list[str]]:
    missing: list[str] = []
    expansion = Expansion(environ)
    return _USE.sub(lambda use: expansion._use(use, missing), text), missing
