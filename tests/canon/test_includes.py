from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pytest_vx11._canon import includes
from tests.canon.loading import load, problems, write


def _module(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_included_files_are_merged_in_and_keep_their_places(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [modules/*.yaml]\nservices: {a: {port: 1}}\n")
    one = _module(tmp_path, "modules/one.yaml", "services:\n  b: {port: 2}\n")
    two = _module(tmp_path, "modules/two.yaml", "services:\n  a: {memory: 1g}\ndefaults: {restart: always}\n")
    canon = load(path)
    assert list(canon.services) == ["a", "b"]
    assert canon.services["a"].said == {"restart": "always", "port": 1, "memory": "1g"}
    assert canon.services["a"].said.at("memory").path == two.as_posix()
    assert canon.services["b"].at.path == one.as_posix()
    assert canon.files == (path.as_posix(), one.as_posix(), two.as_posix())


def test_the_digest_is_of_all_the_files(tmp_path: Path) -> None:
    path = write(tmp_path, "include: one.yaml\n")
    one = _module(tmp_path, "one.yaml", "services: {b: {port: 2}}\n")
    assert load(path).sha256 == hashlib.sha256(path.read_bytes() + one.read_bytes()).hexdigest()


def test_paths_in_an_included_file_are_relative_to_it(tmp_path: Path) -> None:
    path = write(tmp_path, "include: deep/one.yaml\n")
    _module(tmp_path, "deep/one.yaml", "include: [er/*.yaml, ../beside.yaml]\n")
    _module(tmp_path, "deep/er/two.yaml", "services: {a: {port: 1}}\n")
    _module(tmp_path, "beside.yaml", "services: {b: {port: 2}}\n")
    assert list(load(path).services) == ["a", "b"]


@pytest.mark.parametrize(
    ("pattern", "services"),
    [
        ("m/*.yaml", "bc"),
        ("m/**/*.yaml", "bcd"),
        ("m/**", "bcd"),
        ("m/[b]*.yaml", "b"),
        ("m/?.yaml", "bc"),
        ("*/b.yaml", "b"),
    ],
)
def test_a_glob_is_read_as_everywhere_in_a_canon(tmp_path: Path, pattern: str, services: str) -> None:
    path = write(tmp_path, f"include: '{pattern}'\n")
    for name in ("b", "c", "in/d"):
        _module(tmp_path, f"m/{name}.yaml", f"services: {{{name[-1]}: {{port: 1}}}}\n")
    assert "".join(sorted(load(path).services)) == services


def test_a_mapping_that_an_alias_shares_is_not_merged_into(tmp_path: Path) -> None:
    path = write(tmp_path, "include: one.yaml\nservices: {a: &a {port: 1}, b: *a}\n")
    _module(tmp_path, "one.yaml", "services: {a: {memory: 1g}}\n")
    canon = load(path)
    assert canon.services["a"].said == {"port": 1, "memory": "1g"}
    assert canon.services["b"].said == {"port": 1}


def test_free_keys_may_be_said_in_every_file(tmp_path: Path) -> None:
    path = write(tmp_path, "include: one.yaml\nx-a: 1\nservices: {a: {port: 1, x-a: 1}}\n")
    _module(tmp_path, "one.yaml", "x-a: 2\nservices: {a: {x-a: 2}}\n")
    assert load(path).services["a"].said["port"] == 1


def test_a_link_that_leaves_the_canons_folder_is_not_followed(tmp_path: Path) -> None:
    outside = _module(tmp_path, "outside/secret.yaml", "services: {b: {port: 2}}\n")
    path = write(
        tmp_path / "home", "include: [link.yaml, folder/secret.yaml, folder/*.yaml, '*/secret.yaml', l*.yaml]\n"
    )
    (path.parent / "link.yaml").symlink_to(outside)
    (path.parent / "folder").symlink_to(outside.parent)
    assert problems(path) == [
        '3:11: include: "link.yaml" is outside the canon\'s own folder',
        '3:22: include: "folder/secret.yaml" is outside the canon\'s own folder',
        '3:42: include: "folder/*.yaml" is outside the canon\'s own folder',
        '3:57: include: "*/secret.yaml" matches no file',
        '3:74: include: "link.yaml" is outside the canon\'s own folder',
    ]


def test_a_link_within_the_canons_folder_is_followed(tmp_path: Path) -> None:
    path = write(tmp_path / "home", "include: link.yaml\n")
    (path.parent / "link.yaml").symlink_to(_module(path.parent, "real.yaml", "services: {b: {port: 2}}\n"))
    assert list(load(path).services) == ["b"]


def test_links_that_go_round_end(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [a.yaml, folder/*.yaml, 'folder/**/x.yaml']\n")
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/again").symlink_to(tmp_path / "folder")
    assert problems(path) == [
        '3:11: include: "a.yaml" is not a file',
        '3:19: include: "folder/*.yaml" matches no file',
        '3:34: include: "folder/**/x.yaml" matches no file',
    ]


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [pipe.yaml, folder.yaml]\n")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    assert problems(path) == [
        '3:11: include: "pipe.yaml" is not a file',
        '3:22: include: "folder.yaml" is not a file',
    ]


@pytest.mark.parametrize("pattern", ['"a\\0b"', '"a\\0*"', "a" * 300, "b" * 5000 + "/*.yaml"])
def test_a_pattern_that_no_file_system_takes_is_a_problem(tmp_path: Path, pattern: str) -> None:
    told = problems(write(tmp_path, f"include: [{pattern}]\n"))
    assert len(told) == 1
    assert told[0].startswith("3:11: include: ")
    assert "\0" not in told[0]


def test_a_broken_module_is_told_and_what_it_may_define_is_not_missed(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [one.yaml, two.yaml]\nservices: {a: {depends_on: [b], prot: 1}}\n")
    _module(tmp_path, "one.yaml", "services:\n  b: {port: 2\n")
    _module(tmp_path, "two.yaml", "services: {c: {prot: 3}}\n")
    told = problems(path)
    assert [problem.split(": ")[0] for problem in told] == ["4:33", "one.yaml:3:1", "two.yaml:1:16"]


def test_a_canon_may_lie_across_the_keys_that_it_must_have(tmp_path: Path) -> None:
    path = tmp_path / "canon.yaml"
    path.write_text("canon: 1\ninclude: one.yaml\n")
    _module(tmp_path, "one.yaml", "system: shop\n")
    assert load(path).system == "shop"


def test_no_more_than_a_thousand_files_are_included(tmp_path: Path) -> None:
    path = write(tmp_path, "include: m/*.yaml\n")
    for number in range(1001):
        _module(tmp_path, f"m/{number}.yaml", "x-a: 1\n")
    assert problems(path) == ["3:10: include: more than 1000 files are included"]


def test_a_canon_with_all_that_it_includes_is_at_most_8_mib(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [one.yaml, two.yaml]\n")
    for name in ("one", "two"):
        _module(tmp_path, f"{name}.yaml", "#" * 5 * 1024**2 + f"\nservices: {{{name}: {{port: 1}}}}\n")
    assert problems(path) == ["3:21: the canon and what it includes are larger than 8 MiB"]


def test_a_canon_with_all_that_it_includes_has_at_most_half_a_million_values(tmp_path: Path) -> None:
    path = write(tmp_path, "include: [one.yaml, two.yaml]\n")
    many = "a: &a [" + "x," * 1000 + "]\nb: [" + "*a," * 300 + "]\n"
    for name in ("one", "two"):
        _module(tmp_path, f"{name}.yaml", "x-b:\n  " + many.replace("\n", "\n  ") + "\n")
    assert problems(path) == ["3:21: the canon and what it includes hold more than 500,000 values"]


def test_a_glob_does_not_look_through_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(includes, "MOST_ENTRIES", 3)
    path = write(tmp_path, "include: '**/x.yaml'\n")
    for name in "abcd":
        _module(tmp_path, f"m/{name}", "")
    assert problems(path) == ['3:10: include: "**/x.yaml" looks into folders of more than 3 files']
