"""The snapshot as data: held against the last recorded one, of real trees and a real database."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import jsonschema
import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._report.data import DigestData
from pytest_vx11._report.schema import REPORT_SCHEMA
from pytest_vx11._report.snapshot import Snapped, snapshot_of
from pytest_vx11._truth import Beginning, Truth
from pytest_vx11._truth.snapshots import last_snapshot
from tests.report.closure.reading import read
from tests.report.samples import check, report

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=timezone.utc)
CANON = """\
canon: 1
system: shop
root: ../src
services:
  gateway: {files: [main.py]}
  orders: {code: inner/orders, files: [main.py]}
  absent: {files: [main.py]}
"""


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@x", *words], cwd=folder, check=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout in which canon and tree lie side by side."""
    root = tmp_path / "shop"
    for name, text in {
        "canon/canon.yaml": CANON,
        "src/gateway/main.py": "x\n",
        "src/inner/orders/main.py": "y\n",
        "src/README.md": "r\n",
        "src/docs/a.md": "a\n",
        "other/OUTSIDE.md": "o\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    return root


def canon_of(shop: Path) -> Canon:
    return load_plan(shop / "canon" / "canon.yaml", builtin_facets()).canon


def snap(shop: Path, run_id: str = "") -> Snapped:
    """Take a snapshot, and record it where a run is named."""
    path = shop.parent / "truth.db"
    snapped = snapshot_of([canon_of(shop)], shop, lambda system: last_snapshot(path, system, run_id))
    if run_id:
        truth = Truth(path, Beginning(run_id=run_id, started_at=NOON, canons=(), runtime="none"), str)
        truth.snapshot(NOON, snapped.digests)
        truth.finish({}, 0)
    return snapped


def digests(snapped: Snapped) -> dict[str, DigestData]:
    assert snapped.data is not None
    return {digest["name"]: digest for digest in snapped.data["digests"]}


def test_modules_documents_and_the_canon_are_in_it_and_nothing_else(shop: Path) -> None:
    found = digests(snap(shop))
    assert {name: (each["kind"], each["path"], each["files"]) for name, each in found.items()} == {
        "gateway": ("module", "src/gateway", 1),
        "orders": ("module", "src/inner/orders", 1),
        "README.md": ("document", "src/README.md", 1),
        "docs/a.md": ("document", "src/docs/a.md", 1),
        "canon.yaml": ("document", "canon/canon.yaml", 1),
    }
    assert found["canon.yaml"]["sha256"] == canon_of(shop).sha256


def test_it_fits_the_schema_of_reports(shop: Path) -> None:
    snap(shop, "r1")
    (shop / "src" / "README.md").unlink()
    schema = json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(report(check(), snapshot=snap(shop).data))


def test_a_second_run_is_told_what_changed(shop: Path) -> None:
    first = digests(snap(shop, "r1"))
    assert {each["before"] for each in first.values()} == {None}
    (shop / "src" / "gateway" / "main.py").write_text("changed\n")
    (shop / "src" / "README.md").unlink()
    (shop / "src" / "docs" / "b.md").write_text("b\n")
    git(shop, "add", ".")
    second = snap(shop, "r2")
    found = digests(second)
    assert (found["gateway"]["before"], found["orders"]["before"]) == (
        first["gateway"]["sha256"], found["orders"]["sha256"],
    )  # fmt: skip
    assert (found["README.md"]["files"], found["README.md"]["before"]) == (0, first["README.md"]["sha256"])
    assert found["docs/b.md"]["before"] is None
    text = read(report(check(), snapshot=second.data)).text
    assert "Against the snapshot of 2026-05-04 12:00 UTC: 1 changed, 1 new, 1 gone, 3 unchanged." in text


def test_what_was_gone_is_told_only_once(shop: Path) -> None:
    snap(shop, "r1")
    (shop / "src" / "README.md").unlink()
    assert "README.md" in digests(snap(shop, "r2"))
    assert "README.md" not in digests(snap(shop, "r3"))


def test_where_nobody_could_look_there_is_none_and_it_is_told(shop: Path) -> None:
    (shop / ".git" / "index").write_bytes(b"broken")
    snapped = snap(shop)
    assert (snapped.data, snapped.digests) == (None, ())
    assert [problem.partition(":")[0] for problem in snapped.problems] == ["no snapshot was taken"]


def test_a_damaged_database_does_not_stop_it_and_is_told(shop: Path) -> None:
    (shop.parent / "truth.db").write_bytes(b"no database" * 100)
    snapped = snap(shop)
    assert snapped.data is not None
    assert snapped.data["before_at"] is None
    assert ["file is not a database" in problem for problem in snapped.problems] == [True]
