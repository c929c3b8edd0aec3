"""Files that mean harm end in a clear error, or in nothing seen, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose import ComposeNeed, Project
from pytest_vx11._observe.need import Memory


def look(root: Path, text: str) -> Project:
    (root / "compose.yaml").write_text(text)
    return Memory().see(ComposeNeed(str(root)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x-0: &a0 [x]\n" + "".join(f"x-{n + 1}: &a{n + 1} [*a{n},*a{n},*a{n}]\n" for n in range(20)), "values"),
        ("x: " + "[" * 200 + "]" * 200, "nested"),
        ("services: {a: {image: 'x\0y'}}", "character"),
        ("services: {a: {image: x}}\n--- 5", "mapping"),
        ("- a", "mapping"),
        ("", "empty"),
        ("services: {a: {extends: b}, b: {extends: c}, c: {extends: a}}", "a → b → c → a"),
    ],
)
def test_what_cannot_be_loaded_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        look(tmp_path, text)


def test_files_that_include_each_other_many_times_over_are_not_followed_for_ever(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.yaml").write_text(f"include: [{number + 1}.yaml, {number + 1}.yaml]\n")
    (tmp_path / "20.yaml").write_text("services: {}")
    with pytest.raises(Unseen, match="included"):
        look(tmp_path, "include: [0.yaml]\n")


def test_a_very_long_chain_of_extends_hides_its_service_alone(tmp_path: Path) -> None:
    links = "".join(f"  s{number}: {{extends: s{number + 1}}}\n" for number in range(700))
    project = look(tmp_path, f"services:\n{links}  s700: {{image: x}}\n")
    with pytest.raises(Unseen, match="extend"):
        _ = project.services["s0"].image
    last = project.services["s699"].image
    assert last is not None
    assert last.value == "x"


def test_a_long_circle_of_dependencies_is_told_once(tmp_path: Path) -> None:
    links = "".join(f"  s{number}: {{image: x, depends_on: [s{(number + 1) % 3000}]}}\n" for number in range(3000))
    problems = look(tmp_path, f"services:\n{links}").problems
    assert len(problems) == 1
    assert "circle" in problems[0].message


def test_ranges_of_ports_without_end_are_not_written_out(tmp_path: Path) -> None:
    ranges = ", ".join(f'"{ip}.0.0.1:1-60000:1-60000"' for ip in range(1, 9))
    service = look(tmp_path, f"services: {{a: {{image: x, ports: [{ranges}]}}}}").services["a"]
    with pytest.raises(Unseen, match="more than"):
        _ = service.ports
    exposed = look(
        tmp_path, f"services: {{a: {{image: x, expose: [{', '.join(['1-60000/udp', '1-60000'])}]}}}}"
    ).services["a"]
    with pytest.raises(Unseen, match="more than"):
        _ = exposed.expose


@pytest.mark.parametrize(
    "path", ['"a\\0b"', "x" * 5000, "'a/../../../../../../../../../../../etc/passwd'", "/proc/self/environ"]
)
def test_odd_paths_are_not_read(tmp_path: Path, path: str) -> None:
    project = look(tmp_path, f"services: {{a: {{image: x, env_file: [{path}]}}}}")
    with pytest.raises(Unseen):
        _ = project.services["a"].environment


def test_an_env_file_that_is_no_text_is_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.env").write_bytes(b"A=\xff\xfe")
    project = look(tmp_path, "services: {a: {image: x, env_file: [a.env]}}")
    with pytest.raises(Unseen, match="UTF-8"):
        _ = project.services["a"].environment


def test_values_of_any_kind_in_any_place_are_told_and_do_no_harm(tmp_path: Path) -> None:
    keys = ["build", "command", "configs", "container_name", "deploy", "depends_on", "dns", "env_file", "environment"]
    keys += ["expose", "extends", "healthcheck", "labels", "links", "mem_limit", "network_mode", "networks", "ports"]
    keys += ["profiles", "restart", "scale", "secrets", "tmpfs", "user", "volumes"]
    for value in ("5", "[5]", "{a: 5}", "[[x]]", "[{}]", "{a: {b: {c: d}}}", "true", "2024-01-01", "!x y", "~", "[~]"):
        services = "".join(f"  s-{key}: {{image: x, {key}: {value}}}\n" for key in keys)
        project = look(tmp_path, f"services:\n{services}")
        assert project.problems
        assert len(project.services) == len(keys)
