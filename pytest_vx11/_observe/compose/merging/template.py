"""Variables in a text: `$X ${X} ${X:-d} ${X-d} ${X:?m} ${X?m} ${X:+a} ${X+a}`, nested, and `$$`.

Facts: the Compose specification, "Interpolation"; compose-go's `template` for what it leaves open: a `$` before
anything but a name or a brace stays, and a brace that holds no name is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

#: Gives a variable's value, or None where it is not set.
Lookup = Callable[[str], "str | None"]

_NAME = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*", re.ASCII)
_OPERATOR = re.compile(r":?[-+?]")
_DEEPEST = 40
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Missing:
    """A required variable that is not set; `message` is what its author wrote for this case."""

    name: str
    message: str


@dataclass(slots=True)
class Filled:
    """A text with its variables put in; where something is `missing`, nobody knows it."""

    lookup: Lookup
    text: str = ""
    missing: list[Missing] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    """The variables that are not set and have no default."""

    def fill(self, text: str, depth: int = 0) -> str:
        """Return `text` with its variables put in; what is not set is noted."""
        if depth > _DEEPEST:
            raise ValueError(f"variables are nested more than {_DEEPEST} deep")
        out: list[str] = []
        done, at = 0, text.find("$")
        while at >= 0:
            value, after = self._one(text, at, depth)
            out += (text[done:at], value)
            done = after
            at = text.find("$", after)
        if sum(map(len, out)) > _LONGEST:
            raise ValueError(f"is longer than {_LONGEST:,} characters, variables put in")
        return "".join(out) + text[done:] if done else text

    def _one(self, text: str, at: int, depth: int) -> tuple[str, int]:
        """Return what stands for the `$` at `at`, and where the text goes on."""
        mark = text[at + 1 : at + 2]
        if mark == "$":
            return "$", at + 2
        if mark == "{":
            return self._braced(text, at, depth)
        name = _NAME.match(text, at + 1)
        return (self._plain(name[0]), name.end()) if name else ("$", at + 1)

    def _plain(self, name: str) -> str:
        value = self.lookup(name)
        if value is None:
            self.blank.append(name)
        return value or ""

    def _braced(self, text: str, at: int, depth: int) -> tuple[str, int]:
        name = _NAME.match(text, at + 2)
        if name is None:
            raise _invalid(text, at)
        if text[name.end() : name.end() + 1] == "}":
            return self._plain(name[0]), name.end() + 1
        operator = _OPERATOR.match(text, name.end())
        end = _closing(text, at)
        if operator is None or end < operator.end():
            raise _invalid(text, at)
        return self._chosen(name[0], operator[0], text[operator.end() : end], depth), end + 1

    def _chosen(self, name: str, operator: str, word: str, depth: int) -> str:
        value = self.lookup(name)
        given = bool(value) if operator[0] == ":" else value is not None
        if operator[-1] == "+":
            return self.fill(word, depth + 1) if given else value or ""
        if given:
            return value or ""
        filled = self.fill(word, depth + 1)
        if operator[-1] == "?":
            self.missing.append(Missing(name, word))
        return filled


def fill(text: str, lookup: Lookup) -> Filled:
    """Put the variables into `text`; raises ValueError where it has a `${` that is no variable."""
    filled = Filled(lookup)
    filled.text = filled.fill(text)
    return filled


def _closing(text: str, at: int) -> int:
    """Return where the brace that opens at `at` + 1 closes; -1 where it does not on this line."""
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    opened, index, last = 0, at, -1
    while index < stop:
        if text[index] == "}":
            opened, last = opened - 1, index
            if not opened:
                return index
        elif text[index] == "{":
            opened += 1
            index += 1  # Compose looks past the character after a brace
        index += 1
    return max(last, text.rfind("}", at, stop))


def _invalid(text: str, at: int) -> ValueError:
    return ValueError(f'"{text[at : at + 40]}" is no variable: write $$ for a dollar sign')
