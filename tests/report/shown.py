"""Markdown as a reader sees it, by a parser that is not ours."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt


class Shown(NamedTuple):
    """What became of a document."""

    tags: set[str]
    cells: list[list[str]]
    """The text of each cell, row by row, of all tables."""
    text: str


def shown(markdown: str) -> Shown:
    """Return what a reader is shown; tables, strikethrough and HTML are on, as at GitHub."""
    reader = _Reader()
    reader.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))
    reader.close()
    return Shown(reader.tags, reader.cells, "".join(reader.text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[list[str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.cells.append([])
        if tag in ("th", "td"):
            self.cells[-1].append("")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.cells and self.cells[-1] and data != "\n":
            self.cells[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("!--")
