"""Whatever comes from outside is shown as text."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._report.closure import render_closure
from pytest_vx11._source.words import harmless
from tests.report.closure.reading import TAGS, read
from tests.report.samples import HOSTILE, check, finding, hostile, report

LANGUAGES = ("en", "es")


def very_hostile() -> Any:
    """Return the hostile sample, with a hostile snapshot, canon and services beside it."""
    digest = {"kind": "module", "files": 1, "sha256": "1" * 64, "before": "2" * 64}
    data: Any = hostile()
    data["snapshot"] = {
        "commit": "a" * 40, "branch": HOSTILE[2], "dirty": [harmless(text, 300) for text in HOSTILE],
        "dirty_files": len(HOSTILE), "before_at": "2026-11-28T08:00:00.000Z",
        "digests": [{"name": text, "path": text, **digest} for text in HOSTILE],
    }  # fmt: skip
    data["run"]["errors"] = list(HOSTILE)
    data["services"] = [
        {"name": text, "status": "BROKEN", "http_code": 500, "latency_ms": 1, "endpoint_ok": text} for text in HOSTILE
    ]
    data["canons"] = [
        {**data["canon"], "system": text, "version": text, "path": text, "root": text} for text in HOSTILE
    ]
    data["checks"] += [check(reason=text, service="x") for text in HOSTILE]
    return data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_a_hostile_result_becomes_a_tag(lang: str) -> None:
    assert read(very_hostile(), lang).tags <= TAGS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_reason_value_and_hint_arrive_as_text(lang: str, text: str) -> None:
    seen = read(very_hostile(), lang)
    shown = " ".join(harmless(" ".join(text.split())).split())[:300]
    assert any(shown in " ".join(cell.split()) for table in seen.tables for row in table for cell in row)
    assert any(shown in " ".join(item.split()) for item in seen.items)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_arrives_as_text(text: str) -> None:
    data = report(check(finding()))
    data["rules"]["VX104"]["titles"] = {"es": text}
    seen = read(data, "es")
    assert seen.tags <= TAGS
    shown = " ".join(harmless(" ".join(text.split())).split())[:300]
    assert any(shown in " ".join(item.split()) for item in seen.items)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_of_a_hostile_table_has_the_cells_of_its_head(lang: str) -> None:
    tables = read(very_hostile(), lang).tables
    assert [len(table[0]) for table in tables] == [6, 5, 6, 6, 2]
    for table in tables:
        assert {len(row) for row in table} == {len(table[0])}
        assert all(row[0] for row in table)
    assert len(tables[2]) == len(HOSTILE) + 1
    assert len(tables[3]) == len(HOSTILE) + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_report_is_plain_printable_text_of_bounded_length(lang: str) -> None:
    text = render_closure(very_hostile(), lang)
    assert all(line.isprintable() for line in text.split("\n"))
    assert max(map(len, text.split("\n"))) < 10_000
    text.encode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_braces_in_a_name_are_no_placeholders(lang: str) -> None:
    data: Any = report(check(service="{n} {at.__class__}", reason="{0} {systems}"))
    data["canon"]["system"] = "{run}"
    data["run"]["errors"] = ["{text.__class__}"]
    text = read(data, lang).text
    assert "{run}" in text
    assert "{0} {systems}" in text
    assert "{text.__class__}" in text
