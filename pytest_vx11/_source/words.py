"""Words for people: the nearest valid name, and text from outside made harmless."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

_FAR = 10


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return `did you mean "x"?` for the valid name nearest to `name`, or an empty string.

    Of many valid names only a thousand of about the same length are compared.
    """
    alike = (each for each in valid if abs(len(each) - len(name)) <= _FAR)
    near = difflib.get_close_matches(name[:200], islice(alike, 1000), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def counted(count: int, one: str, several: str = "") -> str:
    """Return `1 entry` or `2 entries`; the plural is that of `one` with an `s` where it is not said."""
    return f"{count} {one if count == 1 else several or f'{one}s'}"


# Categories that can move a cursor, hide text or turn its direction: control, format, surrogate,
# private use, line and paragraph separators (Unicode 15, chapter 4.5).
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def harmless(text: str, limit: int = 2000) -> str:
    """Return `text` on one line, with every character that is not plainly visible written as an escape.

    Longer text than `limit` characters is cut, and says so.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    shown = "".join(_escaped(char) if unicodedata.category(char) in _UNSAFE else char for char in text[:limit])
    return shown if len(text) <= limit else f"{shown}… ({len(text)} characters)"


def _escaped(char: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or (
        f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"
    )


# A runner takes such a line for a command of its own: GitHub `::name` at a line's start behind spaces, and `##[name]`
# anywhere (actions/runner, ActionCommand.cs); Azure and TeamCity `##vso[` and `##teamcity[`.
_COMMAND = re.compile(r"^(\s*):(?=:)|(#)#(?=\w*\[)")


def no_command(line: str) -> str:
    """Return a line of a log so that no runner of CI takes it, or a part of it, for a command."""
    return _COMMAND.sub(lambda found: f"{found[1]}\\x3a" if found[2] is None else "#\\x23", line)
