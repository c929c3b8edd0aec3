"""Recording a snapshot, and reading the last one back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._observe.snapshot import Digest, Kind
from pytest_vx11._truth import snapshots
from pytest_vx11._truth.snapshots import last_snapshot
from tests.truth.samples import NOON, open_truth, prepared, record_one_of_each, rows

_COLUMNS = "run_id, at, system, kind, name, path, files, sha256"


def digest(name: str = "web", sha256: str = "1" * 64, **more: Any) -> Digest:
    said: dict[str, Any] = {"system": "shop", "kind": Kind.MODULE, "path": f"src/{name}", "files": 3}
    return Digest(name=name, sha256=sha256, **{**said, **more})


def record(path: Path, run_id: str, *digests: Digest) -> None:
    truth = open_truth(path, run_id)
    truth.snapshot(NOON, digests)
    truth.finish({}, 0)
    assert truth.problems == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "truth ?#%.db"


def test_a_snapshot_is_recorded(path: Path) -> None:
    record(path, "r1", digest(), digest("README.md", "2" * 64, kind=Kind.DOCUMENT, path="README.md", files=1))
    assert rows(path, "vx11_snapshots") == [
        {"run_id": "r1", "at": "2026-05-04T12:00:00.250Z", "system": "shop", "kind": "module", "name": "web",
         "path": "src/web", "files": 3, "sha256": "1" * 64},
        {"run_id": "r1", "at": "2026-05-04T12:00:00.250Z", "system": "shop", "kind": "document", "name": "README.md",
         "path": "README.md", "files": 1, "sha256": "2" * 64},
    ]  # fmt: skip


def test_the_last_one_before_this_run_is_read_back(path: Path) -> None:
    record(path, "r1", digest(sha256="1" * 64))
    record(path, "r2", digest(sha256="2" * 64), digest("api"))
    record(path, "r3", digest(sha256="3" * 64))
    earlier = last_snapshot(path, "shop", "r3")
    assert earlier.at == "2026-05-04T12:00:00.250Z"
    assert earlier.digests == {("module", "web", "src/web"): "2" * 64, ("module", "api", "src/api"): "1" * 64}
    assert last_snapshot(path, "shop").digests == {("module", "web", "src/web"): "3" * 64}


def test_another_systems_snapshot_is_not_this_ones(path: Path) -> None:
    record(path, "r1", digest(), digest("other", system="bank"))
    record(path, "r2", digest("other", "2" * 64, system="bank"))
    assert last_snapshot(path, "shop").digests == {("module", "web", "src/web"): "1" * 64}
    assert last_snapshot(path, "nobody").at is None


def test_what_is_not_there_is_not_recorded(path: Path) -> None:
    record(path, "r1", digest(files=0))
    assert rows(path, "vx11_snapshots") == []


def test_without_a_database_a_table_or_a_path_there_is_none_and_nothing_is_made(path: Path) -> None:
    assert last_snapshot(path, "shop") == last_snapshot(None, "shop")
    assert not path.exists()
    prepared(path, "CREATE TABLE other (x)")
    earlier = last_snapshot(path, "shop")
    assert (earlier.at, earlier.digests, earlier.problem) == (None, {}, None)


def test_a_database_from_before_gets_the_table(path: Path) -> None:
    record_one_of_each(open_truth(path, "r1"))
    prepared(path, "DROP TABLE vx11_snapshots")
    assert last_snapshot(path, "shop").problem is None
    record(path, "r2", digest())
    assert last_snapshot(path, "shop", "r3").digests == {("module", "web", "src/web"): "1" * 64}
    assert len(rows(path, "vx11_checks")) == 1


@pytest.mark.parametrize("content", [b"this is no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_none_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    earlier = last_snapshot(path, "shop")
    assert (earlier.at, earlier.digests) == (None, {})
    assert (earlier.problem or "").startswith(f"the last snapshot cannot be read from {path}: ")
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir()
    assert last_snapshot(path, "shop").problem is not None


def test_a_locked_database_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "PATIENCE", 0.1)
    record(path, "r1", digest())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in (last_snapshot(path, "shop").problem or "")


def test_a_table_that_lacks_a_column_is_told(path: Path) -> None:
    prepared(path, "CREATE TABLE vx11_snapshots (run_id, at)")
    assert "no such column" in (last_snapshot(path, "shop").problem or "")


def test_what_others_wrote_there_and_is_no_digest_is_passed_over(path: Path) -> None:
    prepared(
        path,
        f"""CREATE TABLE vx11_snapshots ({_COLUMNS});
        INSERT INTO vx11_snapshots VALUES ('r', '2026-05-04T12:00:00Z', 'shop', 'module', 'a', 'a', 1, 'nonsense');
        INSERT INTO vx11_snapshots VALUES ('r', '2026-05-04T12:00:00Z', 'shop', NULL, 5, x'ff', 1, '{"3" * 64}');""",
    )
    assert {*last_snapshot(path, "shop").digests.values()} == {"3" * 64}
    prepared(path, "UPDATE vx11_snapshots SET at = 'yesterday'")
    assert last_snapshot(path, "shop").at is None


def test_reading_changes_nothing_even_where_nobody_may_write(path: Path) -> None:
    record(path, "r1", digest())
    before = path.read_bytes()
    path.chmod(0o444)
    assert last_snapshot(path, "shop").at is not None
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
