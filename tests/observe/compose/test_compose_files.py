"""Which files are read, in which order, and which are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose import ComposeNeed, Project
from pytest_vx11._observe.need import Memory


def look(root: Path, *files: str, override: bool = True) -> Project:
    return Memory().see(ComposeNeed(str(root), files, override))


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def image(project: Project, service: str = "a") -> str | None:
    said = project.services[service].image
    return said.value if said else None


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["docker-compose.yaml"], "docker-compose.yaml"),
        (["docker-compose.yaml", "docker-compose.yml"], "docker-compose.yml"),
        (["docker-compose.yml", "compose.yml"], "compose.yml"),
        (["compose.yml", "compose.yaml"], "compose.yaml"),
    ],
)
def test_the_default_file_is_the_first_that_compose_would_take(tmp_path: Path, names: list[str], taken: str) -> None:
    for name in names:
        (tmp_path / name).write_text(f"services: {{a: {{image: {name}}}}}")
    assert image(look(tmp_path)) == taken


def test_the_default_override_is_laid_over_a_default_file_alone(tmp_path: Path) -> None:
    write(tmp_path, compose_yaml="services: {a: {image: base}}", compose_override_yml="services: {a: {image: over}}")
    write(tmp_path, other_yaml="services: {a: {image: other}}")
    assert image(look(tmp_path)) == "over"
    assert image(look(tmp_path, "compose.yaml")) == "over"
    assert image(look(tmp_path, "compose.yaml", override=False)) == "base"
    assert image(look(tmp_path, "other.yaml")) == "other"
    assert image(look(tmp_path, "compose.yaml", "other.yaml")) == "other"


def test_compose_file_names_the_files_where_nobody_else_does(tmp_path: Path) -> None:
    write(tmp_path, a_yaml="services: {a: {image: a}}", b_yaml="services: {a: {image: b}}", compose_yaml="services: {}")
    (tmp_path / ".env").write_text("COMPOSE_FILE=a.yaml:b.yaml\n")
    assert image(look(tmp_path)) == "b"
    assert "a" not in look(tmp_path, "compose.yaml").services


def test_without_a_compose_file_nothing_is_seen(tmp_path: Path) -> None:
    with pytest.raises(Unseen, match="no Compose file"):
        look(tmp_path)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.yml: no such file"):
        look(tmp_path, "gone.yml")


def test_paths_are_relative_to_the_folder_of_the_first_file(tmp_path: Path) -> None:
    write(
        tmp_path, deploy__compose_yaml="services: {a: {build: ../app, volumes: ['./x:/x', '/etc:/etc', '../../y:/y']}}"
    )
    write(tmp_path, deploy__more__over_yaml="services: {b: {build: ./sub}}")
    (tmp_path / "deploy" / ".env").write_text("X=1")
    project = look(tmp_path, "deploy/compose.yaml", "deploy/more/over.yaml")
    contexts = [service.build.context.value for service in project.services.values() if service.build]
    assert contexts == ["app", "deploy/sub"]
    assert [mount.source for mount in project.services["a"].volumes] == [
        "deploy/x",
        "/etc",
        (tmp_path.parent / "y").as_posix(),
    ]


def test_the_name_of_the_project_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, compose_yaml="services: {a: {image: '${COMPOSE_PROJECT_NAME}'}}\nvolumes: {v: {}, w: {name: ww}}")
    unnamed = look(tmp_path)
    assert (unnamed.name, unnamed.volumes["v"].name, unnamed.volumes["w"].name) == (None, None, "ww")
    assert unnamed.networks["default"].name is None
    write(
        tmp_path, compose_yaml="name: Shop-${X:-1}\nservices: {a: {image: x}}\nnetworks: {n: {}, e: {external: true}}"
    )
    named = look(tmp_path)
    assert (named.name, named.networks["n"].name, named.networks["e"].name) == ("shop-1", "shop-1_n", "e")
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", "other")
    assert look(tmp_path).networks["n"].name == "other_n"


@pytest.mark.parametrize(
    "text",
    [
        "include: [../outside.yaml]\nservices: {a: {image: x}}",
        "include: [link.yaml]\nservices: {a: {image: x}}",
        "include: ['https://example.com/x.git']\nservices: {a: {image: x}}",
        "include: ['oci://example.com/x']\nservices: {a: {image: x}}",
        "include: ['${NOT_SET_X1:?}']\nservices: {a: {image: x}}",
        "include: [{path: in.yaml, env_file: ../outside.yaml}]\nservices: {a: {image: x}}",
    ],
)
def test_an_include_that_nobody_can_read_hides_everything(tmp_path: Path, text: str) -> None:
    root = tmp_path / "root"
    write(root, compose_yaml=text, in_yaml="services: {}")
    (tmp_path / "outside.yaml").write_text("services: {b: {image: secret}}")
    (root / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    with pytest.raises(Unseen) as raised:
        look(root)
    assert [place.line for place in raised.value.places] == [1]


@pytest.mark.parametrize(
    "extends",
    [
        "{file: ../outside.yaml, service: b}",
        "{file: link.yaml, service: b}",
        "{file: 'https://example.com/x.git', service: b}",
        "{service: '${NOT_SET_X1:?}'}",
    ],
)
def test_an_extends_that_nobody_can_read_hides_its_service(tmp_path: Path, extends: str) -> None:
    root = tmp_path / "root"
    write(root, compose_yaml=f"services:\n  a: {{image: x, extends: {extends}}}\n  b: {{image: y}}\n")
    (tmp_path / "outside.yaml").write_text("services: {b: {image: secret}}")
    (root / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    project = look(root)
    assert image(project, "b") == "y"
    assert project.problems == ()
    with pytest.raises(Unseen, match="extends") as raised:
        image(project)
    assert raised.value.places[0].line == 2


def test_an_env_file_outside_is_not_read_and_not_looked_for(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(
        root, compose_yaml="services: {a: {image: x, env_file: [../there.env]}, b: {image: x, env_file: ../gone.env}}"
    )
    (tmp_path / "there.env").write_text("A=1")
    project = look(root)
    assert project.problems == ()
    for name in "ab":
        with pytest.raises(Unseen, match="leads out"):
            _ = project.services[name].environment


def test_a_compose_file_outside_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "compose.yaml").write_text("services: {}")
    (root / "compose.yaml").symlink_to(tmp_path / "compose.yaml")
    for files in ((), ("compose.yaml",), ("../compose.yaml",)):
        with pytest.raises(Unseen, match="leads out"):
            look(root, *files)


def test_each_file_is_read_once_and_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        compose_yaml="include: [one.yaml]\nservices: {a: {extends: {file: base.yaml, service: b}, env_file: e.env}}",
        one_yaml="services: {c: {extends: {file: base.yaml, service: b}, env_file: e.env}}",
        base_yaml="services: {b: {image: base}}",
        e_env="A=1",
    )
    names = [os.path.relpath(path, tmp_path) for path in look(tmp_path).files]
    assert sorted(names) == ["base.yaml", "compose.yaml", "e.env", "one.yaml"]
