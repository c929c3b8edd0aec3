"""Commands, and texts split into words the way Compose splits them."""

from __future__ import annotations

from typing import Any

from pytest_vx11.observe.compose.fields import Refused, text_item, value_at
from pytest_vx11.observe.compose.parts import Said
from pytest_vx11.source.located import Map, Seq

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
    """Return the words of `line` as mattn/go-shellwords does: quotes and backslashes, and nothing after ; & | < or >.

    Raises ValueError for a quote that is not closed.
    """
    words: list[str] = []
    word: list[str] = []
    quote, escaped, begun = "", False, False
    for char in line:
        if escaped:
            word.append(char)
            escaped, begun = False, True
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote, begun = ("", True) if char == quote else (quote, begun)
            if quote:
                word.append(char)
        elif char in "'\"":
            quote = char
        elif char in _SPACES:
            if word or begun:
                words.append("".join(word))
            word, begun = [], False
        elif char in _ENDS:
            if char == ">" and word and word[0].isdigit():
                word, begun = [], False
            break
        else:
            word.append(char)
            begun = True
    if quote or escaped:
        raise ValueError("a quote or a backslash is not closed")
    if word or begun:
        words.append("".join(word))
    return tuple(words)
