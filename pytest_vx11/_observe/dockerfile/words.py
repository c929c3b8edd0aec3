"""Quotes, escapes and variables in the arguments of an instruction.

Facts: the Dockerfile reference, "Environment replacement".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pytest_vx11._errors import Unseen

#: Gives a variable's value, None where it is not set; raises Unseen where nobody can know.
Lookup = Callable[[str], "str | None"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_DEEPEST = 20
_LONGEST = 100_000


def expand(text: str, lookup: Lookup, escape: str, depth: int = 0) -> str:
    """Return `text` with its quotes taken off and its variables put in; one that is not set is empty.

    Raises Unseen for a form that is not read here, ValueError for a brace that is not closed.
    """
    if depth > _DEEPEST:
        raise Unseen("variables are nested too deep")
    out: list[str] = []
    at, quote = 0, ""
    while at < len(text):
        char = text[at]
        if quote == "'":
            quote = "" if char == "'" else quote
            out.append("" if char == "'" else char)
            at += 1
        elif char == escape and at + 1 < len(text):
            plain = not quote or text[at + 1] in f'"$`{escape}'
            out.append(text[at + 1] if plain else text[at : at + 2])
            at += 2
        elif char == "$":
            value, at = _variable(text, at, lookup, escape, depth)
            out.append(value)
        else:
            opens = char in "'\"" and (not quote or quote == char)
            quote = ("" if quote else char) if opens else quote
            out.append("" if opens else char)
            at += 1
    if sum(map(len, out)) > _LONGEST:
        raise Unseen("its variables make it too long to be read")
    return "".join(out)


def _variable(text: str, at: int, lookup: Lookup, escape: str, depth: int) -> tuple[str, int]:
    braced = text[at + 1 : at + 2] == "{"
    name = _NAME.match(text, at + 1 + braced)
    if name is None:
        if braced:
            raise ValueError("${ is not followed by a name")
        return "$", at + 1
    if not braced:
        return lookup(name[0]) or "", name.end()
    if text[name.end() : name.end() + 1] == "}":
        return lookup(name[0]) or "", name.end() + 1
    end = _closing(text, name.end(), escape)
    value = _modified(text[name.end() : end], lookup(name[0]), lookup, escape, depth)
    return value, end + 1


def _modified(modifier: str, value: str | None, lookup: Lookup, escape: str, depth: int) -> str:
    match = re.fullmatch(r"(:?)([-+?])(.*)", modifier, re.DOTALL)
    if match is None:
        raise Unseen("a variable is changed in a way that is not read here")
    given = bool(value) if match[1] else value is not None
    if match[2] == "?" and not given:
        raise Unseen("a variable that is required is not set here")
    if match[2] == "+":
        return expand(match[3], lookup, escape, depth + 1) if given else ""
    return value or "" if given else expand(match[3], lookup, escape, depth + 1)


def _closing(text: str, at: int, escape: str) -> int:
    opened = 1
    while at < len(text):
        if text[at] == escape:
            at += 1
        elif text[at] == "}":
            opened -= 1
            if not opened:
                return at
        elif text.startswith("${", at):
            opened += 1
        at += 1
    raise ValueError("a ${ is not closed")


def split(text: str, escape: str) -> Iterator[str]:
    """Yield the words of `text`, parted by spaces that are not quoted; quotes and escapes are left in."""
    word, quote, at = "", "", 0
    while at < len(text):
        char = text[at]
        if char == escape and quote != "'":
            word += text[at : at + 2]
            at += 2
            continue
        if quote or char in "'\"":
            quote = ("" if quote == char else quote) if quote else char
            word += char
        elif char.isspace():
            if word:
                yield word
            word = ""
        else:
            word += char
        at += 1
    if word:
        yield word
