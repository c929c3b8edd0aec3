"""Variables: what is put in, what is not set here, and what never comes into a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import ComposeNeed, Project
from pytest_vx11._observe.compose.merging.dotenv import DotenvError, read_dotenv
from pytest_vx11._observe.compose.merging.template import fill
from pytest_vx11._observe.need import Memory
from pytest_vx11._source.place import Place

VALUES = {"SET": "value", "EMPTY": ""}


def project(root: Path, text: str, **files: str) -> Project:
    (root / "compose.yaml").write_text(text)
    for name, content in files.items():
        (root / name.replace("_", ".")).write_text(content)
    return Memory().see(ComposeNeed(str(root)))


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("$SET ${SET} $$SET", "value value $SET"),
        ("${NOT:-a} ${EMPTY:-b} ${EMPTY-c}|", "a b |"),
        ("${SET:+yes} ${EMPTY:+no}|${EMPTY+yes} ${NOT+no}|", "yes |yes |"),
        ("${NOT:-${ALSO:-${SET}}}", "value"),
        ("${NOT:-a} and ${NOT:-b}", "a and b"),
        ("${NOT:-$$x}", "$x"),
        ("$1 $(date) $ $", "$1 $(date) $ $"),
    ],
)
def test_variables_are_put_in_as_compose_does_it(text: str, filled: str) -> None:
    assert fill(text, VALUES.get).text == filled


@pytest.mark.parametrize("text", ["${}", "${1}", "${SET", "${SET!x}", "${NOT:-a\n}", "${A:-" * 60 + "}" * 60])
def test_a_brace_that_holds_no_variable_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"no variable|nested"):
        fill(text, VALUES.get)


def test_what_is_not_set_is_told_by_its_name() -> None:
    filled = fill("$NOT ${ALSO} ${REQ:?say ${SET}} ${NOT:-d}", VALUES.get)
    assert filled.blank == ["NOT", "ALSO"]
    assert [(each.name, each.message) for each in filled.missing] == [("REQ", "say ${SET}")]


def test_a_required_variable_hides_its_own_value_alone(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        "services:\n  a:\n    image: x:${TAG_X1:?set it}\n    user: me\n"
        "    environment:\n      - A=${TAG_X1?}\n      - B=1\n",
    )
    service = found.services["a"]
    with pytest.raises(Unseen, match=r"\$\{TAG_X1\} is not set here") as raised:
        _ = service.image
    assert raised.value.places == (Place((tmp_path / "compose.yaml").as_posix(), 3, 12),)
    assert service.user is not None
    assert service.environment["B"].value == "1"
    with pytest.raises(Unseen):
        _ = service.environment["A"]
    assert [problem.place.line for problem in found.unset if problem.place] == [3, 6]
    assert found.problems == ()


def test_a_variable_without_a_default_is_told_apart_from_a_problem(tmp_path: Path) -> None:
    found = project(tmp_path, "services:\n  a:\n    image: x\n    user: $NOT_SET_X1\n")
    assert found.services["a"].user is None
    assert [str(each) for each in found.blank] == [
        f"{tmp_path.as_posix()}/compose.yaml:4:11: ${{NOT_SET_X1}} is not set here, and nothing is put in"
    ]
    assert found.problems == found.unset == ()


@pytest.mark.parametrize("line", ["mem_limit: $NOT_SET_X1", "ports: ['80:$NOT_SET_X1']", "container_name: $NOT_SET_X1"])
def test_what_is_wrong_for_want_of_a_variable_is_no_fault_of_the_tree(tmp_path: Path, line: str) -> None:
    found = project(tmp_path, f"services:\n  a:\n    image: x\n    {line}\n")
    assert found.problems == ()
    assert [problem.place.line for problem in found.unset if problem.place] == [4]


def test_the_process_environment_lies_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHICH_X1", "process")
    found = project(
        tmp_path, "services: {a: {image: 'x:${WHICH_X1}-${ONLY_X1}'}}", _env="WHICH_X1=file\nONLY_X1=file\n"
    )
    image = found.services["a"].image
    assert image is not None
    assert image.text == image.value == "x:process-file"


@pytest.mark.parametrize(
    "line",
    [
        "ports: ['${SECRET_X1}:80']",
        "mem_limit: '${SECRET_X1}'",
        "healthcheck: {test: a, interval: '${SECRET_X1}'}",
        "healthcheck: {test: a, retries: '${SECRET_X1}'}",
        "networks: ['${SECRET_X1}']",
        "volumes: ['${SECRET_X1}:/data']",
        "env_file: ['${SECRET_X1}']",
        "env_file: [{path: compose.yaml, format: '${SECRET_X1}'}]",
        "pull_policy: '${SECRET_X1}'",
        "ports: [{target: 80, host_ip: '${SECRET_X1}'}]",
        "ports: [{target: 80, published: '${SECRET_X1}'}]",
        "depends_on: ['${SECRET_X1}']",
        "extends: '${SECRET_X1}'",
    ],
)
def test_no_message_shows_what_a_variable_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("SECRET_X1", "hunter2,really")
    found = project(tmp_path, f"services:\n  a:\n    image: x\n    {line}\n")
    assert found.problems or found.unset
    assert "hunter2" not in repr((found.problems, found.unset))


def test_an_env_file_has_its_lines_and_wins_nothing_over_environment(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        "services:\n  a:\n    image: x\n    env_file: a.env\n    environment: {OVER: yaml}\n",
        a_env="# first\nOVER=file\n\nTEXT='two\nlines'\nLAST=1\n",
    )
    environment = found.services["a"].environment
    assert {name: (said.value, said.place.line) for name, said in environment.items()} == {
        "OVER": ("yaml", 5),
        "TEXT": ("two\nlines", 4),
        "LAST": ("1", 6),
    }
    assert [Path(path).name for path in found.files] == ["compose.yaml", "a.env"]


def test_a_missing_env_file_hides_the_environment_and_nothing_else(tmp_path: Path) -> None:
    found = project(tmp_path, "services:\n  a:\n    image: x\n    env_file: [no.env]\n    environment: {A: 1}\n")
    assert found.problems == (), "git ignores such a file as a rule: the tree is not at fault"
    assert [str(each) for each in found.unset] == [
        f'{tmp_path.as_posix()}/compose.yaml:4:16: the env_file "no.env" is not there'
    ]
    with pytest.raises(Unseen):
        _ = found.services["a"].environment
    assert found.services["a"].image is not None


@pytest.mark.parametrize(
    ("text", "line"), [("A=1\nB=2\nC='open\nD=1\n", 3), ("\nA B=1\n", 2), ("A=1\nB!=2\n", 2), ("A=${\n", 1)]
)
def test_a_broken_env_file_is_told_at_its_line_and_without_its_text(text: str, line: int) -> None:
    with pytest.raises(DotenvError) as raised:
        list(read_dotenv(text, VALUES.get))
    assert raised.value.line == line
    assert "open" not in str(raised.value)


def test_variables_that_double_each_other_are_bounded(tmp_path: Path) -> None:
    doubling = "A=xxxxxxxxxx\n" + "".join(f"{chr(66 + n)}=${chr(65 + n)}${chr(65 + n)}\n" for n in range(24))
    found = project(tmp_path, "services: {a: {image: x, env_file: [a.env]}}", a_env=doubling)
    assert [problem.place.line for problem in found.problems if problem.place] == [18]
