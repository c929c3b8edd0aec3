from __future__ import annotations

import pytest

from pytest_vx11._observe.python.routes import Route, RouteKind, Unread, path_key, same_path, under
from pytest_vx11._source.place import Place


@pytest.mark.parametrize(
    ("one", "other"), [("/x/{id}", "/x/{name}"), ("/x/{id:int}", "/x/{id}"), ("/{a:path}/b", "/{c}/b"), ("/x", "/x")]
)
def test_names_and_converters_of_parameters_make_no_difference(one: str, other: str) -> None:
    assert same_path(one, other)


@pytest.mark.parametrize(("one", "other"), [("/x/", "/x"), ("/x/{id}", "/x/id"), ("/{a}{b}", "/{a}"), ("/X", "/x")])
def test_everything_else_does(one: str, other: str) -> None:
    assert not same_path(one, other)


def test_a_key_leaves_the_names_out() -> None:
    assert path_key("/a/{b}/c/{d:path}/") == "/a/{}/c/{}/"


def test_a_brace_that_is_never_closed_is_text() -> None:
    assert path_key("/{" * 50_000) == "/{" * 50_000


def test_a_path_is_under_a_prefix_whatever_the_parameters_are_called() -> None:
    assert under("/org/{x}/users", "/org/{org}")
    assert not under("/users", "/org")


def test_what_was_not_read_may_declare_what_its_prefix_allows() -> None:
    place = Place("/main.py", 3)
    assert Unread(reason="", place=place, prefix="/api").may_declare("/api/x")
    assert not Unread(reason="", place=place, prefix="/api").may_declare("/health")
    assert Unread(reason="", place=place).may_declare("/health")


@pytest.mark.parametrize(("path", "slash"), [("/x/", True), ("/x", False), ("/", False), ("", False)])
def test_a_route_tells_of_a_slash_at_its_end(path: str, slash: bool) -> None:
    route = Route(kind=RouteKind.HTTP, methods=frozenset({"GET"}), path=path, place=Place("/a.py", 1), handler="f")
    assert route.ends_with_slash is slash
