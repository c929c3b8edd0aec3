"""The gate between commits."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pytest_vx11._errors import CanonError
from pytest_vx11._gate.commits import compare_commits
from pytest_vx11._gate.outcome import Gate
from tests.gate.repository import DRIFTED, Repository
from tests.plugin.shop import CANON, COMPOSE
from tests.twin.make_twin import PROJECT, make_twin


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "shop")


def gate(repository: Repository, base: str, head: str | None = None, *canons: str, folder: str = ".") -> Gate:
    before = repository.state()
    result = compare_commits(repository.top / folder, base, head, [Path(canon) for canon in canons])
    assert repository.state() == before
    assert not list(Path(tempfile.gettempdir()).iterdir())
    return result


def keys(gate: Gate) -> dict[str, list[str]]:
    parts = {
        "new": [new.told.finding["key"] for new in gate.comparison.new],
        "known": [told.finding["key"] for told in gate.comparison.known],
        "mended": [told.finding["key"] for told in gate.comparison.mended],
        "lost": [lost.check["id"] for lost in gate.comparison.lost],
    }
    return {name: found for name, found in parts.items() if found}


def problems(repository: Repository, *words: str | None) -> list[str]:
    with pytest.raises(CanonError) as refused:
        gate(repository, *words)  # type: ignore[arg-type]
    return [problem.shown(str) for problem in refused.value.problems]


def test_the_life_of_a_drift(repository: Repository) -> None:
    repository.write("compose.yaml", DRIFTED)
    found = gate(repository, "HEAD")
    assert (keys(found), found.head) == ({"new": ["VX104:orders:8001"]}, "working tree")
    drifted = repository.commit()
    assert keys(gate(repository, "HEAD")) == {"known": ["VX104:orders:8001"]}
    assert keys(gate(repository, "HEAD~1", "HEAD")) == {"new": ["VX104:orders:8001"]}
    repository.write("compose.yaml", COMPOSE)
    assert keys(gate(repository, drifted)) == {"mended": ["VX104:orders:8001"]}
    repository.commit()
    found = gate(repository, repository.first, "HEAD")
    assert (keys(found), found.total()) == ({}, "nothing new")
    assert (found.base, found.head) == (repository.first[:7], repository.git("rev-parse", "HEAD")[:7])


def test_only_what_is_declared_is_looked_at(repository: Repository) -> None:
    repository.write("canon.yaml", CANON.replace("    port: 8001\n", "    port: 8001\n    run: [touch, started]\n"))
    assert keys(gate(repository, "HEAD")) == {}
    assert not (repository.top / "started").exists()


def test_of_a_branch_the_merge_base_is_the_base(repository: Repository) -> None:
    repository.git("checkout", "-qb", "feature")
    repository.write("other.txt", "x")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("compose.yaml", DRIFTED)
    repository.commit()
    repository.git("checkout", "-q", "feature")
    found = gate(repository, "main")
    assert keys(found) == {}, "what main has got since is nothing that this branch has mended"
    assert found.base == f"{repository.first[:7]}, merge base of main"


def test_without_a_merge_base_the_base_itself_is_taken_and_that_is_said(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "other")
    repository.write("compose.yaml", DRIFTED)
    repository.commit()
    found = gate(repository, "main")
    assert (keys(found), found.base) == ({"new": ["VX104:orders:8001"]}, repository.first[:7])
    assert [note.partition(",")[0] for note in found.notes] == ["main and the head share no commit that is known here"]


def test_where_the_base_has_no_canon_everything_is_new(repository: Repository) -> None:
    repository.git("rm", "-q", "canon.yaml")
    repository.commit()
    repository.write("canon.yaml", CANON)
    found = gate(repository, "HEAD")
    assert (keys(found), found.base.partition(", ")[2]) == ({}, "which has no canon")
    repository.write("compose.yaml", DRIFTED)
    found = gate(repository, "HEAD", None, "canon.yaml")
    assert (keys(found), found.base.partition(", ")[2]) == ({"new": ["VX104:orders:8001"]}, "which has no canon")


def test_where_the_canon_of_the_base_is_wrong_whoever_mends_it_can_merge(repository: Repository) -> None:
    repository.write("canon.yaml", "canon: 1\nsystem: shop\nsevices: {}\n")
    repository.commit()
    assert problems(repository, "HEAD~1") == [
        'canon.yaml:3:1: unknown key "sevices" (did you mean "services"?)',
        *problems(repository, "HEAD~1")[1:],
    ]
    repository.write("canon.yaml", CANON)
    found = gate(repository, "HEAD")
    assert (keys(found), found.base.partition(", ")[2]) == ({}, "whose canon is wrong")


def test_a_wrong_canon_of_a_commit_is_told_without_the_folder_that_is_gone(repository: Repository) -> None:
    repository.write("canon.yaml", "canon: 1\nsystem: shop\nsevices: {}\n")
    repository.commit()
    assert problems(repository, "HEAD~1", "HEAD")[0].startswith("canon.yaml:3:1: unknown key")


def test_a_check_that_is_no_longer_stated_is_out_of_sight(repository: Repository) -> None:
    repository.write("canon.yaml", CANON.replace("    port: 8001\n", ""))
    assert keys(gate(repository, "HEAD")) == {"lost": ["shop::orders::ports::8001[declared]"]}


def test_another_name_of_the_system_is_all_lost_and_all_new(repository: Repository) -> None:
    repository.write("canon.yaml", CANON.replace("system: shop", "system: store"))
    repository.write("compose.yaml", DRIFTED)
    found = gate(repository, "HEAD")
    assert keys(found)["new"] == ["VX104:orders:8001"]
    assert len(keys(found)["lost"]) == 6


def test_a_project_in_a_folder_is_compared_from_there(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "mono")
    repository.git("rm", "-q", "canon.yaml", "compose.yaml")
    repository.write("deploy/shop/canon.yaml", CANON)
    repository.write("deploy/shop/compose.yaml", COMPOSE)
    repository.commit()
    repository.write("deploy/shop/compose.yaml", DRIFTED)
    repository.write("deploy/other/x", "")
    found = gate(repository, "HEAD", folder="deploy/shop")
    new = found.comparison.new[0].told
    assert found.place(new.check, new.finding["places"][0]) == "compose.yaml:10"
    named = gate(repository, "HEAD", None, "../shop/canon.yaml", folder="deploy/other")
    new = named.comparison.new[0].told
    assert named.place(new.check, new.finding["places"][0]) == "../shop/compose.yaml:10"


def test_the_drifted_twin_has_nothing_new_against_itself(tmp_path: Path) -> None:
    """So that no finding holds anything of the folder in which a commit is laid out."""
    planted = make_twin(PROJECT, tmp_path / "twin")
    repository = Repository(tmp_path / "twin")
    found = gate(repository, "HEAD", None, "canon/vx11.yaml")
    assert {told.finding["key"] for told in found.comparison.known} >= {
        each.key for each in planted if not each.key.startswith("VX002")
    }
    assert (found.comparison.new, found.comparison.lost, found.comparison.mended) == ([], [], [])


@pytest.mark.parametrize(
    "revision", ["", "no-such", "--all", "-h", "main..main", "^main", "a\0b", "main:canon.yaml", "\udce9"]
)
def test_what_is_no_commit_is_refused(repository: Repository, revision: str) -> None:
    assert problems(repository, revision)[0].endswith("is no commit here (git fetch it, or name another)")
    assert problems(repository, "main", revision)


def test_what_is_wrong_with_both_revisions_is_told_at_once(repository: Repository) -> None:
    assert [line.split()[0] for line in problems(repository, "one", "two")] == ['"one"', '"two"']


def test_in_a_shallow_checkout_the_reason_is_told(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.top}", str(tmp_path / "shallow"))
    shallow = Repository.__new__(Repository)
    shallow.top = tmp_path / "shallow"
    assert problems(shallow, "HEAD~1") == [
        '"HEAD~1" is no commit here (the checkout is shallow: fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0))'
    ]
    assert keys(gate(shallow, "HEAD")) == {}


def test_outside_of_git_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CanonError, match="in a git checkout: fatal: not a git repository"):
        compare_commits(tmp_path, "HEAD", None, [])


def test_a_canon_or_a_tree_outside_of_the_checkout_is_refused(repository: Repository) -> None:
    assert problems(repository, "HEAD", None, "../canon.yaml")[0].endswith(
        "is not in the checkout whose commits are compared"
    )
    repository.write("canon.yaml", CANON.replace("system: shop", "system: shop\nroot: .."))
    assert "the tree that this canon is about is not in the checkout" in problems(repository, "HEAD")[0]


def test_a_head_without_a_canon_is_a_mistake(repository: Repository) -> None:
    (repository.top / "canon.yaml").unlink()
    assert problems(repository, "HEAD") == ["no canon: name one, or stand where canon.yaml or canon/*.yaml is"]


def test_two_canons_of_one_system_are_refused(repository: Repository) -> None:
    repository.write("canon/other.yaml", CANON)
    assert 'two canons describe the system "shop"' in problems(repository, "HEAD")[0]


UNSET = CANON.replace('version: "1.0"', 'version: "1.0"\ncompose: ${VX11_TEST_FILE}')


def test_a_variable_of_the_head_that_nobody_has_set_is_a_mistake_with_its_place(repository: Repository) -> None:
    repository.write("canon.yaml", UNSET)
    said = ["canon.yaml:4:10: ${VX11_TEST_FILE} is not set (set it, or give it a default: ${NAME:-default})"]
    assert problems(repository, "HEAD") == said
    repository.commit()
    assert problems(repository, "HEAD~1", "HEAD") == said, "and not that of the folder that is gone"


def test_a_variable_of_the_base_that_nobody_has_set_is_told(repository: Repository) -> None:
    repository.write("canon.yaml", UNSET)
    repository.commit()
    repository.write("canon.yaml", CANON)
    found = gate(repository, "HEAD")
    assert (keys(found), found.notes) == ({}, ["the base needs a variable: ${VX11_TEST_FILE} is not set"])


def test_a_broken_compose_file_mends_nothing(repository: Repository) -> None:
    repository.write("compose.yaml", DRIFTED)
    repository.commit()
    repository.write("compose.yaml", "services: [\n")
    found = gate(repository, "HEAD")
    assert (len(found.comparison.lost), found.comparison.mended) == (6, [])
    assert {new.told.finding["code"] for new in found.comparison.new} == {"VX002"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("canon.yaml", "shop.yaml"),
        ("shop.yaml", "canon.yaml"),
        ("canon/a.yaml", "canon/b.yaml"),
        ("canon/a.yaml", "a.yaml"),
        ("canon.yaml", "deploy/shop.yaml"),
    ],
)
def test_a_canon_that_was_renamed_is_compared_with_what_it_was(repository: Repository, old: str, new: str) -> None:
    repository.git("rm", "-q", "canon.yaml")
    text = CANON.replace("system: shop\n", "system: shop\nroot: {}\n")
    repository.write(old, text.format(".." if "/" in old else "."))
    repository.write("canon/other.yaml", text.format("..").replace("shop", "other"))
    repository.write("canon/wrong.yaml", "canon: 1\n")
    repository.write("compose.yaml", DRIFTED)
    repository.commit()
    repository.git("rm", "-q", old)
    repository.write(new, text.format(".." if "/" in new else "."))
    found = gate(repository, "HEAD", None, new)
    assert keys(found) == {"known": ["VX104:orders:8001"]}
    assert found.notes == [f"{new} is not in the base, where shop has {old}"]


def test_of_a_canon_of_another_system_nothing_is_taken(repository: Repository) -> None:
    repository.write("shop.yaml", CANON.replace("system: shop", "system: store"))
    found = gate(repository, "HEAD", None, "shop.yaml")
    assert (found.base.partition(", ")[2], found.notes) == ("which has no canon", [])


BASELINE = "baseline: 1\naccepted:\n  - {key: VX104:orders:8001, reason: later}\n"


def test_the_baseline_of_pytests_configuration_counts_and_an_option_before_it(repository: Repository) -> None:
    repository.write("pytest.ini", "[pytest]\nvx11_baseline = accepted/now.yaml\n")
    repository.write("accepted/now.yaml", BASELINE)
    repository.write("sub/x", "")
    repository.write("compose.yaml", DRIFTED)
    assert len(gate(repository, "HEAD").comparison.waived) == 1
    assert len(gate(repository, "HEAD", None, "../canon.yaml", folder="sub").comparison.waived) == 1
    assert keys(compare_commits(repository.top, "HEAD", None, [], "none")) == {"new": ["VX104:orders:8001"]}
    drifted = repository.commit()
    repository.write("pytest.ini", "[pytest]\nvx11_baseline = none\n")
    repository.write("baseline.yaml", BASELINE)
    assert keys(gate(repository, repository.first)) == {"new": ["VX104:orders:8001"]}
    assert len(gate(repository, repository.first, drifted).comparison.waived) == 1, "the head's own file is read"
    assert len(compare_commits(repository.top, repository.first, None, [], "baseline.yaml").comparison.waived) == 1


def test_pytests_configuration_names_no_baseline_outside_of_the_checkout(repository: Repository) -> None:
    (repository.top.parent / "now.yaml").write_text(BASELINE, encoding="utf-8")
    (repository.top / "link.yaml").symlink_to("../now.yaml")
    for path in ("../now.yaml", "link.yaml", str(repository.top.parent / "now.yaml")):
        repository.write("pytest.ini", f"[pytest]\nvx11_baseline = {path}\n")
        assert problems(repository, "HEAD") == [
            "pytest.ini: vx11_baseline is not in the checkout whose commits are compared"
        ]


def test_a_broken_configuration_of_pytest_is_passed_over_with_a_note(repository: Repository) -> None:
    repository.write("pytest.ini", "vx11_baseline = secret\n")
    [note] = gate(repository, "HEAD").notes
    assert note == "pytest.ini is passed over, as it cannot be read: File contains no section headers."
