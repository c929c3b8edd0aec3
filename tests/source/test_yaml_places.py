from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._errors import SourceError
from pytest_vx11._source.located import Map, Seq, Tagged
from pytest_vx11._source.place import Place
from pytest_vx11._source.yaml_reader import parse_documents, read_documents, read_yaml
from tests.source.reading import LOADERS, PATH, read, use


@pytest.fixture(autouse=True, params=LOADERS, ids=["libyaml", "python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    use(request.param, monkeypatch)


def _top(text: str) -> Any:
    found = read(text)
    assert found.problems == []
    return found.documents[0]


def _at(line: int, col: int) -> Place:
    return Place(PATH, line, col)


def test_keys_and_values_of_a_block_have_places() -> None:
    top = _top("# first\na: 1\nb:\n  c: d\n  é: 'e'\n")
    assert top.place == _at(2, 1)
    assert (top.key_at("a"), top.at("a")) == (_at(2, 1), _at(2, 4))
    assert (top.key_at("b"), top.at("b")) == (_at(3, 1), _at(4, 3))
    assert (top["b"].key_at("é"), top["b"].at("é")) == (_at(5, 3), _at(5, 6))


def test_keys_and_values_of_a_flow_have_places() -> None:
    top = _top('{a: {"b": [c, d]},\n e: f}')
    assert top["a"].key_at("b") == _at(1, 6)
    assert top["a"].at("b") == _at(1, 11)
    assert [at for _, at in top["a"]["b"].located()] == [_at(1, 12), _at(1, 15)]
    assert top.key_at("e") == _at(2, 2)


def test_items_of_a_list_have_places() -> None:
    top = _top("- a\n-   - b\n    - c: d\n")
    assert (top.place, top.at(0), top.at(1)) == (_at(1, 1), _at(1, 3), _at(2, 5))
    assert top[1].at(1) == _at(3, 7)


def test_what_is_not_there_has_the_place_of_the_whole() -> None:
    top = _top("a: [b]\n")
    assert top.at("x") == top.key_at("x") == _at(1, 1)
    assert top["a"].at(5) == top["a"].at(-1) == _at(1, 4)


def test_what_is_merged_keeps_its_place_and_what_is_said_counts_first() -> None:
    top = _top("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 9\n")
    assert top["z"] == {"a": 9, "b": 2, "c": 4}
    assert [top["z"].at(key) for key in "abc"] == [_at(5, 6), _at(1, 17), _at(2, 17)]


def test_a_quoted_merge_key_is_a_key() -> None:
    assert _top("'<<': {a: 1}\n") == {"<<": {"a": 1}}


def test_an_alias_has_the_place_where_it_is_used() -> None:
    top = _top("a: &a 1\nb: *a\nc: [*a]\n")
    assert top == {"a": 1, "b": 1, "c": [1]}
    assert (top.at("b"), top["c"].at(0)) == (_at(2, 4), _at(3, 5))


def test_keys_are_the_text_that_was_written() -> None:
    top = _top("8000: a\ntrue: b\nnull: c\n~: d\n1.0: e\n0755: f\n&k on: g\n*k : h\n".replace("*k : h\n", ""))
    assert list(top) == ["8000", "true", "null", "~", "1.0", "0755", "on"]


def test_an_alias_may_be_a_key() -> None:
    assert _top("a: &a b\n*a : c\n") == {"a": "b", "b": "c"}


def test_an_anchored_key_keeps_its_meaning_as_a_value() -> None:
    assert _top("&a 8000: x\nport: *a\n") == {"8000": "x", "port": 8000}


@pytest.mark.parametrize("text", ["a: 1\r\nb: 2\r\n", "a: 1\nb: 2", "\ufeffa: 1\nb: 2\n", "---\na: 1\nb: 2\n...\n"])
def test_line_ends_marks_and_document_signs_are_no_matter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode())
    top = read_yaml(path)
    assert top == {"a": 1, "b": 2}
    assert top.key_at("b") == Place(path.as_posix(), 3 if text.startswith("---") else 2, 1)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n...\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    assert read_yaml(path) is None


def test_several_documents_are_read_only_where_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: &x 1\n---\nb: 2\n")
    assert read_documents(path) == [{"a": 1}, {"b": 2}]
    with pytest.raises(SourceError, match=r":3:1: a second YAML document begins here"):
        read_yaml(path)


def test_an_anchor_ends_with_its_document() -> None:
    assert [str(problem) for problem in read("a: &x 1\n---\nb: *x\n").problems] == [
        f"{PATH}:3:4: *x is not defined above"
    ]


def test_a_tag_that_is_asked_for_comes_with_its_value() -> None:
    tags = frozenset({"!reset"})
    (top,) = parse_documents("a: !reset [b]\nc: !reset 1\nd: !reset '1'\n", PATH, tags=tags)
    assert top == {"a": Tagged("!reset", ["b"]), "c": Tagged("!reset", 1), "d": Tagged("!reset", "1")}


def test_a_caller_may_say_what_a_plain_scalar_means() -> None:
    (top,) = parse_documents("a: on\nb: 'on'\n", PATH, scalar=str.upper)
    assert top == {"a": "ON", "b": "on"}


def test_values_are_counted_as_if_aliases_were_written_out() -> None:
    assert read("a: &a [1, 2]\nb: [*a, *a]\n").values == 1 + 3 + 1 + 2 * 3


def test_what_was_read_survives_pickling() -> None:
    top = _top("a: [b, {c: d}]\ne: 1\n")
    again = pickle.loads(pickle.dumps(top))
    assert again == top
    assert isinstance(again, Map)
    assert isinstance(again["a"], Seq)
    assert (again.key_at("e"), again["a"].at(1), again["a"][1].at("c")) == (_at(2, 1), _at(1, 8), _at(1, 12))
