"""SQL cut into tokens, of PostgreSQL, MySQL, SQLite and SQL Server alike, in time that grows with its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    NAME = auto()
    """An identifier in quotes; its text is without them."""
    NUMBER = auto()
    STRING = auto()
    """A string literal; its text is without the quotes."""
    MARK = auto()


class Token(NamedTuple):
    """A token; `start` and `end` are offsets into the text."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in upper case; an empty string for what is no word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    def is_mark(self, mark: str) -> bool:
        """Return whether this is that punctuation."""
        return self.kind is Kind.MARK and self.text == mark


_STANDARD = r"'[^']*(?:''[^']*)*(?:'|\Z)"
_ESCAPED = r"'[^'\\]*(?:(?:''|\\(?:.|\Z))[^'\\]*)*(?:'|\Z)"
# A bracket right after a name is an array's, elsewhere it quotes a name (SQL Server).
_TOKENS = r"""
    (?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z){hash})
  | (?P<string>[eE]{escaped}|(?:[nNbBxX]|[uU]&)?{string})
  | (?P<dollar>\$(?:[^\W\d]\w*)?\$)
  | (?P<name>"[^"]*(?:""[^"]*)*(?:"|\Z)|`[^`]*(?:``[^`]*)*(?:`|\Z)|(?<![\w"\]])\[[^\W\d][^\]\[\n]*\])
  | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<mark>::|.)
"""


def _compiled(string: str, hash_: str) -> re.Pattern[str]:
    pattern = _TOKENS.format(string=string, escaped=_ESCAPED, hash=hash_)
    return re.compile(pattern, re.VERBOSE | re.DOTALL)


_PLAIN = _compiled(_STANDARD, "")
# MySQL takes a backslash in any string for an escape, and # for a comment (manual, 11.1.1 and 11.7).
_MYSQL = _compiled(_ESCAPED, r"|\#[^\n]*")


def tokens(text: str, *, mysql: bool = False, start: int = 0, stop: int | None = None) -> Iterator[Token]:
    """Yield the tokens of `text[start:stop]`, without blanks and comments. What is not closed ends where that ends."""
    pattern, at = (_MYSQL if mysql else _PLAIN), start
    stop = len(text) if stop is None else stop
    while match := pattern.match(text, at, stop):
        kind, end = match.lastgroup, match.end()
        if kind == "dollar":
            close = text.find(match[0], end, stop)
            inner, end = (text[end:stop], stop) if close < 0 else (text[end:close], close + len(match[0]))
            yield Token(Kind.STRING, inner, at, end)
        elif kind != "space":
            yield _token(kind or "", match[0], at, end)
        at = end


def _token(kind: str, text: str, start: int, end: int) -> Token:
    if kind == "string":
        return Token(Kind.STRING, text[text.index("'") + 1 : -1].replace("''", "'"), start, end)
    if kind == "name":
        inner, quote = text[1:-1], text[0]
        return Token(Kind.NAME, inner if quote == "[" else inner.replace(quote * 2, quote), start, end)
    return Token(Kind[kind.upper()], text, start, end)
