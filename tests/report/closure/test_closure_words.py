"""Both languages say the same, of as many as there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from pytest_vx11._engine.codes import codes_of
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._report.closure.en import ENGLISH
from pytest_vx11._report.closure.es import SPANISH
from tests.report.closure.reading import read
from tests.report.samples import check, finding, report

_BOTH = (ENGLISH, SPANISH)


def phrases(words: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every phrase of a language with its name."""
    if isinstance(words, str):
        yield name, words
        return
    inner: Mapping[Any, Any] = words if isinstance(words, Mapping) else dict(enumerate(words if _listed(words) else ()))
    if is_dataclass(words):
        inner = {field.name: getattr(words, field.name) for field in fields(words)}
    for key, each in inner.items():
        yield from phrases(each, f"{name}.{key}")


def _listed(words: Any) -> bool:
    """Tell whether it is a tuple, as a head and a plural are."""
    return isinstance(words, tuple)


def test_both_languages_have_the_same_phrases_with_the_same_blanks() -> None:
    english, spanish = ({name: {*re.findall(r"\{(\w*)\}", text)} for name, text in phrases(words)} for words in _BOTH)
    assert english == spanish
    assert all("{}" not in text for words in _BOTH for _, text in phrases(words))


def test_no_sentence_was_left_in_english() -> None:
    english = dict(phrases(ENGLISH))
    same = {text for name, text in phrases(SPANISH) if text == english[name]}
    assert not {text for text in same if len(re.findall(r"[a-z]{2,}", re.sub(r"\{\w*\}", "", text))) > 1}


def test_every_builtin_code_has_a_spanish_title_of_its_own() -> None:
    codes = codes_of(builtin_facets()).known.values()
    titles = [code.titles.get(SPANISH.lang, "") for code in codes]
    assert all(title and not title.endswith(".") for title in titles)
    assert len({*titles, *(code.title for code in codes)}) == 2 * len(codes)


def test_a_code_without_a_spanish_title_is_told_in_english() -> None:
    data = report(check(finding("VX999:orders:x")))
    data["rules"]["VX999"]["titles"] = {"fr": "quelque chose ne va pas"}
    text = read(data, "es").text
    assert "something is not as it should be" in text
    assert "orders publishes" not in text
    assert "quelque chose" not in text


def test_spanish_says_the_title_and_quotes_the_hint() -> None:
    text = read(report(check(finding())), "es").text
    assert "un puerto no se publica como dice el canon" in text
    assert "orders publishes" not in text
    assert 'Qué hacer: «publish "8001:8001" in the Compose file, or change the canon»' in text


@pytest.mark.parametrize(
    ("count", "lang", "said"),
    [
        (1, "en", "Not ready to merge: 1 check drifts."),
        (2, "en", "Not ready to merge: 2 checks drift."),
        (1, "es", "No está listo para fusionar: 1 comprobación se desvía."),
        (2, "es", "No está listo para fusionar: 2 comprobaciones se desvían."),
    ],
)
def test_one_is_told_otherwise_than_two(count: int, lang: str, said: str) -> None:
    data = report(*(check(finding(f"VX104:orders:{index}"), subject=str(index)) for index in range(count)))
    assert said in read(data, lang).text
