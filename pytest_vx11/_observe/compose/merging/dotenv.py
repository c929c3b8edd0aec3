"""Env files, as Compose reads them: `.env`, and what `env_file` names.

Facts: the Compose documentation, ".env file syntax"; compose-go's `dotenv` for what it leaves open; docker/cli's
`kvfile` for `format: raw`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_vx11._observe.compose.merging.template import Lookup, fill

_EXPORT = re.compile(r"export[ \t\r\f\v\x85\xa0]+")
_KEY = re.compile(r"((?:[\w.\-\[\]]|[ \t\r\f\v\x85\xa0])*)([=:\n]|\Z)")
_BLANK = " \t\r\f\v\x85\xa0"
_ESCAPE = re.compile(r'\\(?:([abcfnrtv$"\\])|0(\d{0,3}))', re.ASCII)
_ESCAPED = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    '"': '"',
    "\\": "\\",
    "$": "$$",
}


class DotenvError(ValueError):
    """A line that Compose would refuse, by its number; the text of the line is not told, for it may be a secret."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of an env file. `missing` names the required variables that its value needs and that are not set."""

    name: str
    value: str
    line: int
    missing: tuple[str, ...] = ()


def read_dotenv(text: str, lookup: Lookup, known: Mapping[str, str] | None = None) -> Iterator[Variable]:
    """Yield the variables in the order they stand, `known` being those of earlier files; raises DotenvError."""
    found: dict[str, str] = dict(known or {})

    def variable(name: str) -> str | None:
        value = lookup(name)
        return found.get(name) if value is None else value

    at, line, counted = 0, 1, 0
    while (at := _statement(text, at)) < len(text):
        line, counted = line + text.count("\n", counted, at), at
        name, after, alone = _name(text, at, line)
        if not name or (alone and after == len(text) and not text.endswith("\n")):
            at = after if alone else _value(text, name, after, line, variable)[1]
            continue  # Compose takes a bare name for one only where its line ends
        if alone:
            inherited = variable(name)
            at = after
            if inherited is None:
                continue
            one = Variable(name, inherited, line)
        else:
            one, at = _value(text, name, after, line, variable)
        found[name] = one.value
        yield one


def _statement(text: str, at: int) -> int:
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            break
    return at


def _name(text: str, at: int, line: int) -> tuple[str, int, bool]:
    """Return the name, where what follows it begins, and whether it stands alone on its line."""
    export = _EXPORT.match(text, at)
    start = export.end() if export else at
    match = _KEY.match(text, start)
    if match is None:
        raise DotenvError(line, "has a character that no variable's name may have")
    name = match[1].rstrip()
    if " " in name:
        raise DotenvError(line, "has a space in a variable's name")
    return name, match.end(), match[2] in ("\n", "")


def _value(text: str, name: str, at: int, line: int, variable: Lookup) -> tuple[Variable, int]:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    quote = text[at : at + 1]
    if quote not in ("'", '"') or not quote:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        plain = text[at:end].partition(" #")[0].rstrip()
        return _filled(name, plain, line, variable), end + 1
    inside, after = _quoted(text, at, quote, line)
    if quote == "'":
        return Variable(name, inside, line), after
    return _filled(name, _ESCAPE.sub(_unescaped, inside), line, variable), after


def _quoted(text: str, at: int, quote: str, line: int) -> tuple[str, int]:
    chars: list[str] = []
    escaped = False
    for index in range(at + 1, len(text)):
        char = text[index]
        if char == quote and not escaped:
            return "".join(chars), index + 1
        if char == "\\" and not escaped:
            escaped = True
            continue
        chars.append(f"\\{char}" if escaped and char != quote else char)
        escaped = False
    raise DotenvError(line, "has a quote that is not closed")


def _unescaped(match: re.Match[str]) -> str:
    letter, octal = match[1], match[2]
    if letter:
        return _ESCAPED.get(letter, match[0])
    return chr(int(octal, 8)) if re.fullmatch("[0-3][0-7]{2}", octal) else f"\\{octal}"


def _filled(name: str, value: str, line: int, variable: Lookup) -> Variable:
    try:
        filled = fill(value, variable)
    except ValueError:
        raise DotenvError(line, "has a ${ that is no variable: write $$ for a dollar sign") from None
    return Variable(name, filled.text, line, tuple(each.name for each in filled.missing))


def read_raw(text: str, lookup: Lookup) -> Iterator[Variable]:
    """Yield the variables of an env file of `format: raw`: nothing is quoted or put in. Raises DotenvError."""
    for line, each in enumerate(text.split("\n"), start=1):
        stripped = each.removesuffix("\r").lstrip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not name or any(char.isspace() for char in name):
            raise DotenvError(line, "has no name, or a space in it")
        inherited = lookup(name) if not equals else value
        if inherited is not None:
            yield Variable(name, inherited, line)
