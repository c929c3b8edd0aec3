"""From the text of a Dockerfile to its instructions: directives, comments, continued lines and heredocs.

Facts: the Dockerfile reference, "Format", "Parser directives", "Here-documents".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_DIRECTIVE = re.compile(r"#[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*(.+?)[ \t\r]*")
_HEREDOC = re.compile(r"\d*<<(-?)([^<\s]+)")
_OPENED = re.compile(r"\d*<<-?")
_WITH_HEREDOC = ("RUN", "COPY", "ADD")


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its keyword in upper case, and the rest as one line."""

    keyword: str
    rest: str
    place: Place


@dataclass(slots=True)
class Lines:
    """Reads a Dockerfile's lines once; `problems` is what is wrong with them."""

    text: str
    path: str
    escape: str = "\\"
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _at: int = 0

    def instructions(self) -> Iterator[Instruction]:
        """Yield the instructions in the order they stand."""
        self._lines = [line.removesuffix("\r") for line in self.text.split("\n")]
        self._directives()
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if not line or line.startswith("#"):
                self._at += 1
                continue
            place = Place(self.path, self._at + 1)
            yield from self._instruction(self._joined(), place)

    def _directives(self) -> None:
        while self._at < len(self._lines):
            match = _DIRECTIVE.fullmatch(self._lines[self._at].strip())
            if match is None:
                return
            self._at += 1
            if match[1].lower() == "escape":
                self._escape(match[2])

    def _escape(self, char: str) -> None:
        if char in ("\\", "`"):
            self.escape = char
        else:
            self._note(self._at, "escape must be a backslash or a backtick")

    def _joined(self) -> str:
        """Return the line that begins here with those that continue it, comments and empty lines left out."""
        parts: list[str] = []
        goes_on = True
        while goes_on and self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            bare = line.strip()
            if parts and (not bare or bare.startswith("#")):
                continue
            part, goes_on = self._part(line)
            parts.append(part)
        return "".join(parts).strip()

    def _part(self, line: str) -> tuple[str, bool]:
        """Return a line without the escape at its end, and whether there was one; two of them are none."""
        bare = line.rstrip(" \t")
        if bare.endswith(self.escape) and not bare.endswith(self.escape * 2):
            return bare[:-1], True
        return line, False

    def _instruction(self, whole: str, place: Place) -> Iterator[Instruction]:
        keyword, rest = [*whole.split(None, 1), ""][:2]
        keyword = keyword.upper()
        inner = rest.split(None, 1) if keyword == "ONBUILD" else [keyword, rest]
        if inner and inner[0].upper() in _WITH_HEREDOC:
            for strip, name in _heredocs(inner[1] if len(inner) > 1 else ""):
                self._skip_heredoc(name, strip, place.line)
        yield Instruction(keyword, rest, place)

    def _skip_heredoc(self, name: str, strip: bool, line: int) -> None:
        while self._at < len(self._lines):
            text = self._lines[self._at]
            self._at += 1
            if (text.lstrip("\t") if strip else text) == name:
                return
        self._note(line, f"the here-document {name} does not end")

    def _note(self, line: int, message: str) -> None:
        self.problems.append(Problem(Place(self.path, line), message))


def _heredocs(rest: str) -> Iterator[tuple[bool, str]]:
    """Yield each here-document that a line begins: whether tabs before it are taken off, and its name."""
    for word in _words(rest):
        match = _HEREDOC.fullmatch(word)
        if match:
            yield bool(match[1]), match[2]


def _words(text: str) -> Iterator[str]:
    """Yield the words of a shell line; a quote that follows << belongs to a name, and is taken off."""
    word, quote, quoted = "", "", False
    for char in f"{text} ":
        if quote:
            quote, word = ("", word) if char == quote else (quote, word + char)
        elif char in "'\"":
            quote, quoted = char, quoted or not _OPENED.fullmatch(word)
        elif char.isspace():
            # Blanks may stand between << and the name (BuildKit, frontend/dockerfile/parser, "heredoc").
            if _OPENED.fullmatch(word) and not quoted:
                continue
            if word and not quoted:
                yield word
            word, quoted = "", False
        else:
            word += char
