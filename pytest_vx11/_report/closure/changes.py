"""Phase 2: what would end the drift, file by file."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._report.closure.grouping import Found, found
from pytest_vx11._report.closure.text import sentence, value
from pytest_vx11._report.closure.words import Words
from pytest_vx11._report.data import ReportData

_MOST = 300


def changes(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the phase."""
    own = words.change
    yield f"## {own.heading}"
    yield ""
    drifted = sorted(found(data, accepted=False), key=lambda each: each.order)
    yield own.order if drifted else own.skipped
    yield ""
    for number, each in enumerate(drifted[:_MOST], 1):
        yield f"{number}. {each.place(words)} {_what(each, data, words)}"
        # Deep enough below any number of three digits, and not so deep that it would be code (CommonMark, section 5.2).
        yield from (f"     - {line}" for line in _more(each, data, words))
    if drifted:
        yield ""
    if len(drifted) > _MOST:
        yield f"… {words.top.more.of(len(drifted) - _MOST)}"
        yield ""


def _what(each: Found, data: ReportData, words: Words) -> str:
    """Return what it is about, and from what to what it would have to change."""
    own, finding, component = words.change, each.finding, each.component(words)
    canon, actual = finding["canon"], finding["actual"]
    rule = data["rules"].get(finding["code"])
    # A code of the engine itself is about a file or a check that is broken: its values are none to change.
    # And a check of somebody's own may say in a sentence what it found.
    if (
        not each.one_canon
        or canon == actual
        or actual == finding["message"]
        or (rule is not None and rule["facet"] is None)
    ):
        return component
    # What is missing, or is one of several, cannot be changed into what the canon says of all.
    alike = None not in (canon, actual) and isinstance(canon, list) == isinstance(actual, list)
    said = (own.change if alike else own.differs).format(actual=value(actual, words), canon=value(canon, words))
    return words.top.colon.format(label=component, text=said)


def _more(each: Found, data: ReportData, words: Words) -> Iterator[str]:
    finding, title = each.finding, each.title(words, data)
    # A message is an English sentence; in another language the title says it.
    said = finding["message"] if words.has_messages or not title else title
    yield sentence(said)
    if finding["hint"]:
        yield words.change.hint.format(hint=sentence(finding["hint"]))
    if len(finding["places"]) > 1:
        yield words.change.also.format(places=each.other_places(words))
