"""From a result to the whole closure report."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._report.closure.audit import audit
from pytest_vx11._report.closure.baseline_snapshot import snapshot
from pytest_vx11._report.closure.changes import changes
from pytest_vx11._report.closure.en import ENGLISH
from pytest_vx11._report.closure.ending import ending
from pytest_vx11._report.closure.es import SPANISH
from pytest_vx11._report.closure.opening import opening
from pytest_vx11._report.closure.validation import validation
from pytest_vx11._report.data import ReportData

_LANGUAGES = {words.lang: words for words in (ENGLISH, SPANISH)}


def render_closure(data: ReportData, lang: str) -> str:
    """Return the report in a language, `en` or `es`."""
    words = _LANGUAGES[lang]
    parts: list[Iterator[str]] = [
        opening(data, words),
        snapshot(data, words),
        audit(data, words),
        changes(data, words),
        validation(data, words),
        ending(data, words),
    ]
    return "".join(f"{line}\n" for part in parts for line in part).rstrip("\n") + "\n"
