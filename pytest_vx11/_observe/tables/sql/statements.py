"""A SQL script cut into its statements, past all that is no SQL in it: dumped data, shell commands, what undoes it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_vx11._observe.tables.sql.tokens import Token, tokens
from pytest_vx11._observe.tables.types import word_set
from pytest_vx11._source.place import Place

_MYSQL = re.compile(
    r"\bENGINE\s*=\s*\w|\bAUTO_INCREMENT\b|\bTABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`|^DELIMITER\s", re.I | re.M
)
# Where migration tools begin the part that takes a migration back: goose, sql-migrate, dbmate, Play, rambler.
_MARK = re.compile(
    r"^[ \t]*(?:--|\#)[- \t]*(?:\+goose[ \t]+|\+migrate[ \t]+|migrate:|rambler[ \t]+|!)(up|down)s?\b", re.I | re.M
)
_LINE = re.compile(r"[^\n]*")
_DATA_END = re.compile(r"^\\\.[ \t\r]*$", re.M)
_PIECE = re.compile(r"[^;'\"`$/\\#\-\[]+")
# An E right before a quote belongs to the literal; its backslashes count.
_ESCAPED = frozenset(f"{before}E'" for before in " (,\n\t=")
#: What CREATE makes of statements that it does not run.
ROUTINES = frozenset({"FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE"})
_NO_ROUTINES = frozenset({"TABLE", "INDEX", "VIEW", "TYPE", "SCHEMA", "DATABASE", "DOMAIN", "SEQUENCE"})
_MAKES = frozenset({"CREATE", "ALTER", "DROP"})
_AFTER_END = frozenset({"IF", "LOOP", "WHILE", "REPEAT"})
# Statements that never make or change a table and may be very long.
_PASSED = word_set("INSERT REPLACE UPDATE DELETE SELECT SET VALUES GRANT REVOKE COMMENT MERGE LOCK UNLOCK")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its tokens, without the semicolon."""

    line: tuple[Token, ...]
    place: Place
    open: bool = False
    """Whether it is a routine whose BEGIN has no END, so that more may be in it than belongs to it."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its first words in upper case, an empty string for what is no word."""
        return tuple(token.word for token in self.line[:8])


class Script:
    """The text of one SQL file."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self._path = path
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._mysql = _MYSQL.search(text) is not None
        self._delimiter = ";"

    def at(self, token: Token) -> Place:
        """Return the line of a token."""
        return self._place(token.start)

    def _place(self, start: int) -> Place:
        return Place(self._path, bisect_right(self._starts, start))

    def written(self, line: tuple[Token, ...]) -> str:
        """Return the text from the first of some tokens to the last."""
        return self.text[line[0].start : line[-1].end] if line else ""

    def statements(self) -> Iterator[Statement]:
        """Yield every statement that may make or change tables. A command that includes a file is one as well."""
        for start, stop in _forward(self.text):
            at = start
            while at < stop:
                statement, at = self._next(at, stop)
                if statement is not None:
                    yield statement

    def _next(self, start: int, stop: int) -> tuple[Statement | None, int]:
        first = next(self._tokens(start, stop), None)
        if first is None:
            return None, stop
        if first.word == "DELIMITER":
            return None, self._new_delimiter(first)
        if first.text in ("\\", ".") or first.word in ("GO", "SOURCE"):
            line, end = self._rest_of_line(first, stop)
            return Statement(line, self.at(first)), end
        if self._delimiter != ";":
            return self._until_delimiter(first, stop)
        if first.word in _PASSED:
            return None, self._passed(first.end, stop)
        return self._until_semicolon(first, stop)

    def _tokens(self, start: int, stop: int) -> Iterator[Token]:
        return tokens(self.text, mysql=self._mysql, start=start, stop=stop)

    def _new_delimiter(self, first: Token) -> int:
        match = _LINE.match(self.text, first.end)
        rest = match[0].split() if match else []
        self._delimiter = rest[0] if rest else ";"
        return match.end() if match else first.end

    def _rest_of_line(self, first: Token, stop: int) -> tuple[tuple[Token, ...], int]:
        match = _LINE.match(self.text, first.start, stop)
        end = match.end() if match else first.end
        return tuple(self._tokens(first.start, end)), end

    def _until_delimiter(self, first: Token, stop: int) -> tuple[Statement, int]:
        end = self.text.find(self._delimiter, first.start, stop)
        end = end if end >= 0 else stop
        line = tuple(self._tokens(first.start, end))
        return Statement(line, self.at(first)), max(end + len(self._delimiter), first.end)

    def _passed(self, at: int, stop: int) -> int:
        while at < stop:
            piece = _PIECE.match(self.text, at, stop)
            if piece:
                at = piece.end()
                at -= self.text[at - 2 : at + 1].upper() in _ESCAPED
            token = next(self._tokens(at, stop), None)
            if token is None or token.is_mark(";"):
                return token.end if token else stop
            at = token.end
        return at

    def _until_semicolon(self, first: Token, stop: int) -> tuple[Statement, int]:
        line: list[Token] = []
        depth, routine, end = 0, False, stop
        for token in self._tokens(first.start, stop):
            if token.is_mark(";") and not depth:
                end = token.end
                break
            if token.word == "GO" and self._alone(token):
                end = token.end
                break
            if not routine and self._begins_next(line, token):
                end = line.pop().start
                break
            line.append(token)
            routine = routine or (len(line) < 9 and token.word in ROUTINES and _makes_routine(line))
            depth = max(0, depth + _nesting(line)) if routine else 0
        if line and line[0].word == "COPY":
            end = self._after_data(line, end, stop)
        return Statement(tuple(line), self.at(first), depth > 0), end

    def _begins_next(self, line: list[Token], token: Token) -> bool:
        # SQL Server needs no semicolon between statements: one begins where CREATE TABLE begins a line.
        if token.word != "TABLE" or len(line) < 2 or line[-1].word not in _MAKES or line[0].word not in _MAKES:
            return False
        start = line[-1].start
        return not self.text[self._starts[bisect_right(self._starts, start) - 1] : start].strip()

    def _alone(self, token: Token) -> bool:
        number = bisect_right(self._starts, token.start)
        close = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : close].strip().upper() == "GO"

    def _after_data(self, line: list[Token], end: int, stop: int) -> int:
        if not any(token.word == "STDIN" for token in line):
            return end
        close = _DATA_END.search(self.text, end, stop)
        return close.end() if close else stop


def _makes_routine(line: list[Token]) -> bool:
    return line[0].word == "CREATE" and not any(token.word in _NO_ROUTINES for token in line)


def _nesting(line: list[Token]) -> int:
    word, before = line[-1].word, line[-2].word if len(line) > 1 else ""
    if before == "END" and word in _AFTER_END:
        return 1  # END IF closes no BEGIN, and END was counted as if it did
    if before == "END" and word == "CASE":
        return 0
    return {"BEGIN": 1, "CASE": 1, "END": -1}.get(word, 0)


def _forward(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a script that lead forward, without those that undo them."""
    start: int | None = 0
    for match in _MARK.finditer(text):
        down = match[1].lower() == "down"
        if down and start is not None:
            yield start, match.start()
        if not (start is not None and not down):
            start = None if down else match.end()
    if start is not None:
        yield start, len(text)
