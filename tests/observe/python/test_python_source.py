from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.python.routes import RoutesNeed
from pytest_vx11._observe.python.source import MAX_BYTES, PythonModule, PythonNeed
from pytest_vx11._observe.tables import ModelsNeed


def see(root: Path, name: str, data: bytes | None = None) -> PythonModule:
    if data is not None:
        (root / name).write_bytes(data)
    return Memory().see(PythonNeed(str(root), name))


def problem(root: Path, name: str, data: bytes | None = None) -> tuple[str, int]:
    """Return why a file cannot be read, and the line; a newer Python may take what is no syntax of this one."""
    try:
        see(root, name, data)
    except Unseen as unseen:
        return unseen.reason, unseen.places[0].line
    except SourceError as error:
        place = error.problems[0].place
        return error.problems[0].message, place.line if place else -1
    pytest.fail("the file could be read")


def test_a_module_has_its_text_its_tree_and_the_place_of_each_node(tmp_path: Path) -> None:
    module = see(tmp_path, "a.py", b"x = 1\ny = 2\n")
    assert module.text == "x = 1\ny = 2\n"
    assert module.at(module.tree.body[1]).line == 2
    assert module.place.path == f"{tmp_path}/a.py"
    assert module.place.line == 0


def test_an_encoding_that_the_file_declares_is_honoured(tmp_path: Path) -> None:
    assert see(tmp_path, "a.py", b"# coding: latin-1\nx = '\xe9'\n").text.endswith("'é'\n")


def test_a_wrong_encoding_is_a_problem(tmp_path: Path) -> None:
    assert "encoding" in problem(tmp_path, "a.py", b"# coding: nothing\n")[0]
    assert problem(tmp_path, "b.py", b"x = 1\ny = '\xe9'\n")[1] == 2


def test_a_syntax_error_is_told_at_its_line(tmp_path: Path) -> None:
    message, line = problem(tmp_path, "a.py", b"x = 1\ndef f(:\n")
    assert message.startswith("a file is not Python 3.")
    assert line == 2


def test_a_nul_byte_is_told_at_its_line(tmp_path: Path) -> None:
    assert problem(tmp_path, "a.py", b"x = 1\n\0") == ("has a NUL byte", 2)


@pytest.mark.parametrize(
    "text",
    [b"x = " + b"-" * 200_000 + b"1", b"x = " + b"(" * 9000 + b")" * 9000],
    ids=["signs", "parentheses"],
)
def test_deep_nesting_is_a_problem_and_no_crash(tmp_path: Path, text: bytes) -> None:
    assert "nested" in problem(tmp_path, "a.py", text)[0]


def test_a_chain_of_attributes_without_end_is_no_crash_of_any_reader(tmp_path: Path) -> None:
    chain = b"x = a" + b".b" * 100_000
    (tmp_path / "a.py").write_bytes(b"from fastapi import FastAPI\napp = FastAPI()\n" + chain)
    # Python 3.10 parses it and later ones do not: read or unseen, but never a RecursionError.
    for need in (RoutesNeed(str(tmp_path), "a.py"), ModelsNeed(root=str(tmp_path), paths=("a.py",))):
        with suppress(Unseen):
            assert Memory().see(need) is not None


def test_a_file_that_is_too_large_is_a_problem(tmp_path: Path) -> None:
    assert "2 MiB" in problem(tmp_path, "a.py", b"#" * (MAX_BYTES + 1))[0]


def test_a_warning_of_the_parser_stays_silent(tmp_path: Path) -> None:
    assert see(tmp_path, "a.py", b"x = '\\d'\n").tree.body


def test_what_is_no_file_is_a_problem(tmp_path: Path) -> None:
    assert problem(tmp_path, "none.py")[0] == "no such file"
    assert problem(tmp_path, ".")[0] == "is not a file"
    assert "is no path" in problem(tmp_path, "a\0b.py")[0]


def test_nothing_outside_of_the_root_is_read(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret.py").write_text("x = 1")
    (tmp_path / "root" / "link.py").symlink_to(tmp_path / "secret.py")
    for name in ("../secret.py", str(tmp_path / "secret.py"), "link.py"):
        with pytest.raises(Unseen, match="outside"):
            see(tmp_path / "root", name)


def test_a_file_is_parsed_once(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    memory = Memory()
    need = PythonNeed(str(tmp_path), "a.py")
    assert memory.see(need) is memory.see(PythonNeed(str(tmp_path), "a.py"))
