"""The report as a reader of Markdown sees it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt

from pytest_vx11._report.closure import render_closure
from pytest_vx11._report.data import ReportData

#: All that the report is made of.
TAGS = frozenset(
    {"h1", "h2", "h3", "p", "strong", "code", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
)


class Read(NamedTuple):
    """What is seen."""

    tags: set[str]
    text: str
    tables: list[list[list[str]]]
    """The cells of each row of each table."""
    headings: list[str]
    items: list[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read(set(), "", [], [], [])
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.read.tags.add(tag)
        self._open.append(tag)
        if tag == "table":
            self.read.tables.append([])
        elif tag == "tr":
            self.read.tables[-1].append([])
        elif tag in ("td", "th"):
            self.read.tables[-1][-1].append("")
        elif tag in ("h1", "h2", "h3"):
            self.read.headings.append("")
        elif tag == "li":
            self.read.items.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if {"td", "th"} & {*self._open}:
            self.read.tables[-1][-1][-1] += data
        elif {"h1", "h2", "h3"} & {*self._open}:
            self.read.headings[-1] += data
        elif "li" in self._open:
            self.read.items[-1] += data


def read(data: ReportData, lang: str = "en") -> Read:
    """Render a report, and return what is seen of it where HTML and tables are on."""
    html = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(render_closure(data, lang))
    )
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.read._replace(text=re.sub(r"\s+", " ", "".join(reader.text)))
