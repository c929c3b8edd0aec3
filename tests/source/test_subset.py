from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._source.subset import NOTHING, Lack, lacks


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"status": "ok"}, {"status": "ok", "version": "7.0"}),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}),
        ([1, 2], [2, 3, 1]),
        ([{"name": "a"}, {"id": 1}], [{"id": 1, "name": "a"}, {"name": "a", "id": 2}]),
        ({"n": 1}, {"n": 1.0}),
        ({"n": None}, {"n": None}),
        ("pong", "pong"),
        (True, True),
    ],
)
def test_what_holds_all_that_is_wanted_lacks_nothing(wanted: Any, found: Any) -> None:
    assert lacks(wanted, found) is None


@pytest.mark.parametrize(
    ("wanted", "found", "lack"),
    [
        ({"status": "ok"}, {"status": "bad"}, Lack("status", "ok", "bad")),
        ({"a": {"b": 1}}, {"a": {}}, Lack("a.b", 1, NOTHING)),
        ({"a": 1}, [1], Lack("", {"a": 1}, [1])),
        ({"n": None}, {}, Lack("n", None, NOTHING)),
        ({"n": True}, {"n": 1}, Lack("n", True, 1)),
        ({"n": 0}, {"n": False}, Lack("n", 0, False)),
        ([1, 1], [1, 2], Lack("[1]", 1, 2)),
        ([{"id": 1}], [{"id": 2}], Lack("[0].id", 1, 2)),
        ({"l": [1, 2, 3]}, {"l": []}, Lack("l[0]", 1, NOTHING)),
        ({"l": [1]}, {"l": "1"}, Lack("l", [1], "1")),
    ],
)
def test_the_first_thing_that_is_lacking_is_told_with_its_place(wanted: Any, found: Any, lack: Lack) -> None:
    assert lacks(wanted, found) == lack


def test_an_item_moves_aside_for_one_that_fits_nowhere_else() -> None:
    assert lacks([{}, {"id": 1}], [{"id": 1}, {"id": 2}]) is None
    assert lacks([{"a": 1}, {"b": 1}, {"a": 1, "b": 1}], [{"a": 1, "b": 1}, {"a": 1}, {"b": 1}]) is None


def test_a_wanted_item_takes_one_of_its_own() -> None:
    assert lacks([{"a": 1}, {"a": 1}], [{"a": 1}, {"b": 1}]) is not None
