"""GitHub's Markdown in which text from outside stays text (github.github.com/gfm).

`code` holds any text, `prose` leaves plain words as they are, `spoken` is for our own sentences, and `table` takes cells
of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from pytest_vx11._source.words import harmless

# Letters, digits and marks that mean nothing wherever they stand, as long as none of `_MEANS` comes of them.
_PLAIN = re.compile(r"(?:[^\W_]|[(\"'“‘])(?:[\w .,;:()'\"“”‘’/+=%?!…–—→-]*[\w.,;:()'\"“”‘’/+=%?!…–—→-])?")
_MEANS = re.compile(
    r"""
      ^\d+[.)](?:\ |$)                            # a list (section 5.2)
    | (?<![^\W_])_ | _(?![^\W_])                  # `_` at a word's edge: emphasis (6.4)
    | \ \                                         # two spaces would be shown as one
    | www\. | ://                                 # links that need no mark (6.9)
    | \b(?:gh|ghsa|cve)-                          # GitHub's references
    | \b[0-9a-f]{7,}\b                            # a commit
    | :[\w+-]+:                                   # an emoji, and one that a colon behind the text would make
    | :(?:[\w+-]*[^\W\d][\w+-]*|[+-]1|100|1234)$
    """,
    re.IGNORECASE | re.VERBOSE,
)

_SPECIAL = re.compile(r"[\\<>\[\]*_#|&~$@!]")


def code(text: str) -> str:
    """Return a code span that shows any text on one line, in a table and elsewhere; empty text is shown as `""`."""
    shown = harmless(text) or '""'
    # The shortest fence that does not occur: GitHub takes none of more than 80 for a fence (cmark's MAXBACKTICKS).
    runs = {len(run) for run in re.findall("`+", shown)}
    fence = "`" * next(length for length in count(1) if length not in runs)
    # One space at each end is taken off, unless there is nothing else (section 6.3).
    pad = " " if shown.strip(" ") and (shown[0] in "` " or shown[-1] in "` ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """Return text as it is where nothing in it can mean anything in Markdown, and else as `code`."""
    shown = harmless(text)
    return shown if _PLAIN.fullmatch(shown) and not _MEANS.search(shown) else code(text)


def spoken(text: str) -> str:
    """Return a sentence of ours, in which pairs of backticks mean code and nothing else means anything."""
    parts = text.split("`")
    return "".join(code(part) if place % 2 else _SPECIAL.sub(r"\\\g<0>", part) for place, part in enumerate(parts))


def cut(text: str, limit: int) -> str:
    """Return text of at most `limit` characters; one that was longer ends with `…`."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table from cells of Markdown, each on one line; a `|` in them is shown (section 4.10)."""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    # A backslash before a `|` is taken off before anything else is read, in code spans too.
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
