from __future__ import annotations

import fnmatch
import random

import pytest

from pytest_vx11._source.globs import compile_glob, is_glob


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.py", "a.py", True), ("*.py", "a/b.py", False), ("*.py", ".py", True), ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("**/*.py", "a.py", True), ("**/*.py", "a/b/c.py", True), ("a/**", "a/b/c", True), ("a/**", "a", False),
        ("a/**", "a/", False),
        ("**", "a/b", True), ("a/**/b", "a/b", True), ("a/**/b", "a/x/y/b", True), ("a/**/b", "a/xb", False),
        ("**/**/a", "a", True), ("a**b", "axxb", True), ("a**b", "a/b", False), ("[ab].py", "a.py", True),
        ("[!ab].py", "a.py", False), ("[!a].py", "/.py", False), ("[a-c]", "b", True), ("[a", "[a", True),
        ("a.py", "axpy", False),
        ("a+(b)", "a+(b)", True), ("hermes/", "hermes", True), ("/a", "a", True), ("a\nb", "a\nb", True),
        ("[]]", "]", True), ("a//b", "a/b", False), ("", "", True),
    ],
)  # fmt: skip
def test_a_glob_matches_whole_paths(glob: str, path: str, matches: bool) -> None:
    assert (compile_glob(glob).fullmatch(path) is not None) is matches


def test_within_one_name_a_glob_is_as_the_shells() -> None:
    choose = random.Random(1)
    for _ in range(2000):
        glob = "".join(choose.choices("ab*?.", k=choose.randrange(1, 6)))
        name = "".join(choose.choices("ab.", k=choose.randrange(1, 6)))
        if "**" not in glob:
            assert (compile_glob(glob).fullmatch(name) is not None) == fnmatch.fnmatchcase(name, glob)


def test_stars_without_end_do_not_take_for_ever() -> None:
    assert compile_glob("*a" * 50 + "b").fullmatch("a" * 200) is None
    assert compile_glob("**/a/" * 50 + "b").fullmatch("a/" * 200 + "c") is None
    assert compile_glob("**/*a*a*a*/" * 10 + "b").fullmatch(f"{'a' * 50}/" * 50 + "c") is None
    assert compile_glob("*" * 5000).fullmatch("a" * 5000)
    assert compile_glob("**/" * 5000 + "a").fullmatch("b/" * 500 + "a")


def test_a_glob_matches_what_trying_everything_would() -> None:
    choose = random.Random(2)
    for _ in range(3000):
        glob = "/".join(choose.choice(["**", "*", "a", "b", "a*b", "*a*", "?"]) for _ in range(choose.randrange(1, 6)))
        path = "/".join(choose.choice(["a", "b", "ab", "aab"]) for _ in range(choose.randrange(1, 6)))
        assert (compile_glob(glob).fullmatch(path) is not None) == _matches(glob.split("/"), path.split("/")), (
            glob,
            path,
        )


def _matches(glob: list[str], path: list[str]) -> bool:
    if not glob or not path:
        return not glob and not path
    if glob[0] != "**":
        return fnmatch.fnmatchcase(path[0], glob[0]) and _matches(glob[1:], path[1:])
    rest = glob[1:]
    if not rest:
        return True
    return _matches(rest, path) or _matches(glob, path[1:])


@pytest.mark.parametrize(("path", "answer"), [("a/b.py", False), ("a/*.py", True), ("a?", True), ("[a]", True)])
def test_a_wildcard_makes_a_glob(path: str, answer: bool) -> None:
    assert is_glob(path) is answer
