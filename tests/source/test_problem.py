from __future__ import annotations

import pickle

import pytest

from pytest_vx11._errors import CanonError, SourceError, Unseen
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem, in_order

AT = Place("/a.yaml", 3, 5)


@pytest.mark.parametrize(
    ("place", "shown"), [(Place("/a"), "/a"), (Place("/a", 3), "/a:3"), (Place("/a", 3, 5), "/a:3:5")]
)
def test_a_place_is_shown_as_far_as_it_is_known(place: Place, shown: str) -> None:
    assert str(place) == shown


def test_a_problem_is_one_line_with_its_places_and_its_hint() -> None:
    problem = Problem(AT, "is given\ntwice", "keep \x1bone", also=Place("/b.yaml", 1, 1))
    assert str(problem) == "/a.yaml:3:5: is given\\ntwice, first in /b.yaml:1:1 (keep \\x1bone)"
    assert problem.shown(lambda place: f"<{place.line}>") == "<3>: is given\\ntwice, first in <1> (keep \\x1bone)"
    assert str(Problem(None, "the option is wrong")) == "the option is wrong"


def test_problems_are_in_the_order_of_the_files_and_each_is_said_once() -> None:
    first, second, third = Problem(None, "x"), Problem(Place("/a", 2), "b"), Problem(Place("/a", 10), "a")
    assert in_order([third, second, first, Problem(Place("/a", 10), "a")]) == [first, second, third]


@pytest.mark.parametrize("kind", [CanonError, SourceError])
def test_an_error_carries_its_problems_over_to_another_process(kind: type[CanonError] | type[SourceError]) -> None:
    again = pickle.loads(pickle.dumps(kind([Problem(AT, "a"), Problem(AT, "b")])))
    assert type(again) is kind
    assert [problem.message for problem in again.problems] == ["a", "b"]
    assert str(again) == "/a.yaml:3:5: a\n/a.yaml:3:5: b"


def test_what_was_not_seen_carries_its_reason_and_places_over_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(Unseen("nobody looked", (AT,))))
    assert (again.reason, again.places) == ("nobody looked", (AT,))
