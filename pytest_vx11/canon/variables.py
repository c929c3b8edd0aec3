"""`${NAME}`, `${NAME:-default}` and `${NAME:?message}` in a canon's values. `$${` is a literal `${`.

What comes of a variable is text; a key that takes a number takes its digits as text too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_vx11.canon.model import Variable
from pytest_vx11.source.located import Map, Seq, Span
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_USE = re.compile(rf"\$\$\{{|\$\{{(?P<name>{_NAME})(?P<rest>:[-?][^}}]*)?\}}")
_MALFORMED = re.compile(r"(?<!\$)\$\{")
#: What keeps its variables unresolved until something needs them: they hold secrets, or are not ours to read.
_KEPT = frozenset({"auth", "url"})


class Expansion:
    """Replaces the variables in a canon, and keeps account of every place that had one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.variables: dict[Place, Variable] = {}
        self.problems: list[Problem] = []

    def expand(self, node: Any) -> None:
        """Replace, in place, what can be replaced; a value with a missing variable stays as written."""
        if isinstance(node, Map):
            for key, value in node.items():
                if key not in _KEPT and not key.startswith("x-"):
                    dict.__setitem__(node, key, self._value(value, node.spans[key]))
        elif isinstance(node, Seq):
            for index, value in enumerate(node):
                list.__setitem__(node, index, self._value(value, node.spans[index]))

    def _value(self, value: Any, span: Span) -> Any:
        if not isinstance(value, str):
            self.expand(value)
            return value
        if "${" not in value:
            return value
        place = Place(span.path, span.line, span.col)
        missing: list[str] = []
        expanded = _USE.sub(lambda use: self._use(use, missing), value)
        if _MALFORMED.search(_USE.sub("", value)):
            self.problems.append(Problem(place, f'"{value}" has a malformed ${{…}}', "write ${NAME}, ${NAME:-default}"))
        self.variables[place] = Variable(value, tuple(missing))
        return value if missing else expanded

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
