"""YAML that is made to fill the memory, to take all day, or to run something: each ends at once, with a problem."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError
from pytest_vx11._source.yaml_reader import MAX_BYTES, read_yaml
from tests.source.reading import LOADERS, read, told, use

_LAUGHS = "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
_MAPS = "".join(f"a{n}: &a{n} {{{','.join(f'{k}: *a{n - 1}' for k in 'abcdefghij')}}}\n" for n in range(1, 30))
_KEYS = ",".join(f"k{n}: 1" for n in range(1000))


@pytest.fixture(autouse=True, params=LOADERS, ids=["libyaml", "python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    use(request.param, monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        f"a0: &a0 [x]\n{_LAUGHS}",
        f"a0: &a0 {{x: y}}\n{_MAPS}",
        f"a: &a {{{_KEYS}}}\nb:\n" + "  - {<<: *a}\n" * 600,
        f"a: &a {{{_KEYS}}}\nb: {{<<: [{','.join(['*a'] * 600)}]}}\n",
        "a: &a " + "x" * 100 + "\nb: &b [" + "*a," * 800 + "]\nc: [" + "*b," * 800 + "]\n",
    ],
    ids=["lists", "mappings", "merged", "merged at once", "wide"],
)
def test_laughs_end_at_half_a_million_values(text: str) -> None:
    problems = told(text)
    assert len(problems) == 1
    assert problems[0].endswith("holds more than 500,000 values, aliases followed")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        # Newer versions of PyYAML stop by themselves, before the first of these levels is handed on.
        ("[" * 100_000, "1:1[0-9]*01"),
        ("- " * 100_000, "1:201"),
        ("? " * 100_000, "1:201"),
        ("{a: " * 100_000, "1:401"),
        ("a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60, "2:64"),
    ],
    ids=["flow lists", "block lists", "block keys", "flow mappings", "by an alias"],
)
def test_nesting_ends_at_a_hundred_levels(text: str, at: str) -> None:
    problems = told(text)
    assert len(problems) == 1
    assert re.match(f"{at}: is nested more than 100 levels deep", problems[0])


def test_a_hundred_levels_are_read() -> None:
    assert read("[" * 100 + "]" * 100).problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: *a\n", "1:4: *a is not defined above"),
        ("a: &a [*a]\n", "1:8: *a contains itself"),
        ("a: &a {b: {c: *a}}\n", "1:15: *a contains itself"),
        ("a: &a {<<: *a}\n", "1:12: *a contains itself"),
        ("a: !!python/object/apply:os.system [id]\n", "1:4: has the tag !!python/object/apply:os.system"),
        ("a: !!python/name:os.system x\n", "1:4: has the tag !!python/name:os.system"),
        ("!!python/name:os.system a: x\n", "1:1: has the tag !!python/name:os.system"),
        ("a: !own [1]\n", "1:4: has the tag !own, which is not understood here"),
        ("a: !!binary aGk=\n", "1:4: has the tag !!binary"),
        ("a: !!set {b}\n", "1:4: has the tag !!set"),
        ("a: !!int eight\n", '1:4: "eight" is not of its tag !!int'),
        ("a: !!bool on\n", '1:4: "on" is not of its tag !!bool'),
        ("[a, b]: c\n", "1:1: is no key: a key is one word or text"),
        ("? {a: b}\n: c\n", "1:3: is no key: a key is one word or text"),
        ("a: 1\nb: 2\na: 3\n", '3:1: "a" is given twice, first in 1:1 (keep one)'),
        ("a: {b: 1, b: 2}\n", '1:11: "b" is given twice, first in 1:5 (keep one)'),
        ("a: {<<: 5}\n", "1:9: << merges mappings, and this is none"),
    ],
)
def test_what_has_no_meaning_here_is_a_problem_at_its_place(text: str, problem: str) -> None:
    problems = told(text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: b\n\tc: d\n", "2:1"),
        ("a:\n\t- b\n", "2:1"),
        ("a: [b\n", "2:1"),
        ('a: "b\n', "2:1"),
        ("a: 1\n  b: 2\n", "2:4"),
        ("é: [ü, ö]]\n", "1:10"),
        ("a: \0\n", "1:4"),
        ("é: \x07\n", "1:4"),
        ("a: b\nc: \x1b[31m\n", "2:4"),
    ],
)
def test_what_is_not_yaml_is_told_at_its_line_and_column(text: str, at: str) -> None:
    assert [problem.split(": ")[0] for problem in told(text)] == [at]


def test_a_tab_is_named_as_the_cause() -> None:
    assert told("a:\n\t- b\n")[0].endswith("(indent with spaces: YAML takes no tabs)")


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"\n', "%YAML " + "9" * 5000 + ".1\n---\na: 1\n"])
def test_numbers_that_are_too_large_for_the_parser_are_a_problem(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x85", "\u2028"])
def test_a_hundred_directives_are_enough(line_break: str) -> None:
    text = "".join(f"%TAG !a{number}! x{line_break}" for number in range(20_000))
    assert told(f"# tags{line_break}{text}---{line_break}a: 1\n") == [
        "/canon.yaml: has more than 100 lines that begin with %, as directives do"
    ]


@pytest.mark.parametrize("text", ["k: 1\n", "- *x\n", "- !x 1\n"])
def test_a_thousand_problems_are_enough(text: str) -> None:
    problems = told(text * 5000)
    assert len(problems) == 1001
    assert problems[-1].endswith("more than 1,000 problems; the rest is not shown")


@pytest.mark.parametrize("text", ["&{} a", "*{}", "!{} a", "{0}: 1\n{0}: 2", "? [{}]"])
def test_a_problem_never_quotes_much(text: str) -> None:
    assert all(len(problem) < 1000 for problem in told(text.format("x" * 100_000)))


def test_many_keys_are_read() -> None:
    documents = read("".join(f"k{number}: 1\n" for number in range(5_000))).documents
    assert len(documents[0]) == 5_000


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("large", b"#" * (MAX_BYTES + 1), ": is larger than 8 MiB, the most that is read"),
        ("latin", "a: 1\nb: é\n".encode("latin-1"), ":2:4: is not UTF-8 text (save the file as UTF-8)"),
        ("utf16", "a: 1\n".encode("utf-16"), ":1:1: is not UTF-8 text (save the file as UTF-8)"),
    ],
)
def test_a_file_that_is_no_text_to_read_is_a_problem(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _refused(path) == f"{path}{problem}"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(100 * 1024**3)
    assert _refused(tmp_path).endswith(": is not a file")
    assert _refused(tmp_path / "pipe").endswith(": is not a file")
    assert _refused(Path("/dev/zero")) == "/dev/zero: is not a file"
    assert _refused(tmp_path / "a").endswith(": no such file")
    assert _refused(tmp_path / "nothing").endswith(": no such file")
    assert _refused(sparse).endswith(": is larger than 8 MiB, the most that is read")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    assert _refused(path).endswith(": cannot be read: Permission denied")


def _refused(path: Path) -> str:
    with pytest.raises(SourceError) as error:
        read_yaml(path)
    return str(error.value)
