"""Markdown of text from outside, read back by a parser that is not ours."""

from __future__ import annotations

import pytest

from pytest_vx11._report.markdown import code, cut, prose, spoken, table
from pytest_vx11._source.words import harmless
from tests.report.samples import HOSTILE
from tests.report.shown import shown

TEXTS = [
    *HOSTILE,
    "",
    "`",
    "``",
    " ` ",
    " ",
    "  ",
    " a",
    "a ",
    "a`",
    "`a",
    "\\",
    "a\\",
    "|",
    "\\|",
    "\\\\|",
    "a|b`c|d``",
]
FENCES = " ".join("`" * length for length in range(1, 40))


def expected(text: str) -> str:
    return harmless(text) or '""'


@pytest.mark.parametrize("text", [*TEXTS, FENCES, "`" * 1500], ids=range(len(TEXTS) + 2))
def test_code_shows_any_text_and_nothing_else(text: str) -> None:
    seen = shown(f"before {code(text)} after")
    assert seen.text == f"before {expected(text)} after\n"
    assert seen.tags == {"p", "code"}


@pytest.mark.parametrize("text", [*TEXTS, FENCES], ids=range(len(TEXTS) + 1))
def test_prose_shows_any_text_and_means_nothing(text: str) -> None:
    for before, after in (("", ""), ("- ", ""), ("x: ", ": y"), ("", ":")):
        seen = shown(f"{before}{prose(text)}{after}")
        assert seen.text.strip("\n") == f"{before.removeprefix('- ')}{expected(text)}{after}"
        assert seen.tags <= {"p", "ul", "li", "code"}


PLAIN = [
    "orders publishes 8011:8001, the canon wants 8001:8001",
    "madre:8000",
    "depends_on is missing (gateway)",
    "GET /vx11/status answers 500",
    "it's 12% more, e.g. 512m = 0.5g; why?",
    "2026-11-29",
    "año, não, naïve — “quoted” → done…",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert prose(text) == text


MEANING = [
    "@everyone", "#12", "GH-1", "gh-12 x", "GHSA-aaaa", "CVE-2026-1", ":smile:", "a:100:b", "x :smile", "x:100", "x:+1",
    "www.x", "http://x", "a@x", "- x", "+ x", "1. x", "2)", "> x", "# x", "a  b", " a", "a ", "_a_", "a_ b", "a _b",
    "*a*", "~a~", "[a](b)", "<b>", "&lt;", "a|b", "$x$", "a\\", "deadbeef", "0123456789abcdef0123456789abcdef01234567",
]  # fmt: skip


@pytest.mark.parametrize("text", MEANING)
def test_what_could_mean_something_becomes_code(text: str) -> None:
    assert prose(text) == code(text) == f"`{text}`" or text != text.strip()
    assert prose(text).startswith("`")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_of_outside_breaks_no_table(text: str) -> None:
    lines = list(table(["one", "two"], [[code(text), prose(text)], ["a", f"{prose(text)} ({code(text)})"]]))
    seen = shown("\n".join([*lines, "", "after"]))
    both = expected(text)
    assert seen.cells[:2] == [["one", "two"], [both, both]]
    assert [seen.cells[2][0], seen.cells[2][1].removesuffix("after")] == ["a", f"{both} ({both})"]
    assert seen.tags == {"table", "thead", "tbody", "tr", "th", "td", "p", "code"}


def test_a_fence_is_never_longer_than_github_reads() -> None:
    assert code("`" * 1500).startswith("` `")
    assert code(FENCES).startswith(f"{'`' * 40} `")


def test_our_sentences_have_code_and_no_other_meaning() -> None:
    seen = shown(spoken("`mem_limit` of <service> is *not* `a|b`, [see](x) #1"))
    assert seen.text == "mem_limit of <service> is *not* a|b, [see](x) #1\n"
    assert seen.tags == {"p", "code"}
    assert shown(spoken("one ` alone")).tags == {"p", "code"}


def test_what_is_cut_says_so_and_is_no_longer_than_allowed() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
