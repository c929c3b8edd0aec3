"""Commands, and texts split into words the way Compose splits them."""

from __future__ import annotations

from typing import Any

from pytest_vx11._observe.compose.parts import Said
from pytest_vx11._observe.compose.values.fields import Refused, text_item, value_at
from pytest_vx11._source.located import Map, Seq

_ENDS = ";&|<>"
_SPACES = " \t\r\n"


def command(body: Map, key: str) -> Said[tuple[str, ...]] | None:
    """Return the words of `command` or `entrypoint`; an empty tuple is one that was emptied on purpose."""
    value: Any = value_at(body, key)
    if value is None:
        return None
    if isinstance(value, str):
        return Said(_split_at(body, key, value), body.at(key), value)
    if isinstance(value, Seq):
        words = tuple(text_item(item, place).value for item, place in value.located())
        return Said(words, body.at(key), " ".join(words))
    raise Refused(f"{key} must be text or a list of texts", (body.at(key),))


def _split_at(body: Map, key: str, value: str) -> tuple[str, ...]:
    try:
        return split(value)
    except ValueError as error:
        raise Refused(f"{key}: {error}", (body.at(key),)) from error


def split(line: str) -> tuple[str, ...]:
    """Return the words of `line` as Compose splits it: nothing after a bare ; & | < or > counts.

    Raises ValueError for a quote, bracket or backslash that is not closed.
    """
    return _Splitter().split(line)


class _Splitter:
    """One split, by the rules of mattn/go-shellwords 1.0.12 with its expansions turned off."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.word = ""
        self.begun = False
        self.double = self.single = self.back = self.dollar = False

    def split(self, line: str) -> tuple[str, ...]:
        escaped = False
        for char in line:
            if escaped:
                self.add(char)
                escaped = False
            elif char == "\\" and not self.single:
                escaped = True
            elif char in _SPACES:
                self.space(char)
            elif char in _ENDS and not self.quoted():
                self.begun = self.begun and not (char == ">" and self.word[:1].isdigit())
                break
            else:
                self.char(char)
        if escaped or self.quoted():
            raise ValueError("a quote, a bracket or a backslash is not closed")
        self.end()
        return tuple(self.words)

    def quoted(self) -> bool:
        return self.double or self.single or self.back or self.dollar

    def add(self, char: str) -> None:
        self.word += char
        self.begun = True

    def space(self, char: str) -> None:
        if self.quoted():
            self.word += char
        else:
            self.end()

    def end(self) -> None:
        if self.begun:
            self.words.append(self.word)
            self.word, self.begun = "", False

    def char(self, char: str) -> None:
        if char == '"' and not self.single and not self.dollar:
            self.begun = self.begun or self.double
            self.double = not self.double
        elif char == "'" and not self.double and not self.dollar:
            self.begun = self.begun or self.single
            self.single = not self.single
        elif char in "()" and not self.single and not self.double and not self.back:
            self.bracket(char)
        else:
            if char == "`" and not self.single and not self.double and not self.dollar:
                self.back = not self.back
            self.add(char)

    def bracket(self, char: str) -> None:
        # A closing bracket without an opening one begins a quote, too, which then mostly does not end.
        if char == "(" and (self.dollar or not self.word.endswith("$")):
            raise ValueError('a bare "(" is not allowed: quote it, or write a list')
        self.dollar = not self.dollar
        self.add(char)
