"""The canon's tables held against a live database: a real SQLite file, and what is said of it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.judge import judge
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Memory
from tests.observe.tables.boxes import Boxes, mounted

REPOSITORY = Path(__file__).parents[2]
MODELS = """
from sqlalchemy import Column, Integer, String, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Service(Base):
    __tablename__ = "services"
    id = Column(Integer, primary_key=True)
    client = Column(String(8), default="a")
    server = Column(String(8), server_default="a")
    called = Column(String(8), default=lambda: "a")
    other = Column(String(8), default="b")
    none = Column(String(8))
"""


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Mapping[str, Verdict]]:
    """Return what judges the running checks of one database, whose file `script` makes, by their subjects."""

    def judging(
        database: str, script: str | None, *, models: str = "", runtime: str = "process"
    ) -> Mapping[str, Verdict]:
        if script is not None:
            with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
                connection.executescript(script)
        (tmp_path / "models.py").write_text(models)
        (tmp_path / "canon.yaml").write_text(f"canon: 1\nsystem: shop\ndatabases: {{main: {{{database}}}}}\n")
        return verdicts(tmp_path / "canon.yaml", tmp_path, runtime)

    return judging


def verdicts(canon: Path, root: Path, runtime: str = "process") -> dict[str, Verdict]:
    system = load_plan(canon, builtin_facets()).canon.system
    return verdicts_of(canon, Live(system=system, root=str(root), runtime=runtime, services={}))


def verdicts_of(canon: Path, live: Live) -> dict[str, Verdict]:
    plan = load_plan(canon, builtin_facets())
    memory = Memory(seen={LiveNeed(live.system): live})
    checks = [check for check in plan.checks if check.witness is Witness.RUNNING and check.facet == "databases"]
    return {check.subject.partition(".")[2]: judge(check, memory) for check in checks}


def told(verdict: Verdict) -> str:
    """Return a verdict's findings, or its reason, or nothing where all is well."""
    said = [f"{each.code}: {each.message}" for each in verdict.findings]
    assert all(finding.hint and "models" not in f"{finding.message}{finding.hint}" for finding in verdict.findings)
    return "; ".join(said) or verdict.reason or ""


def all_told(those: Mapping[str, Verdict]) -> dict[str, str]:
    return {subject: text for subject, verdict in those.items() if (text := told(verdict))}


Judging = Callable[..., Mapping[str, Verdict]]
URL = "url: 'sqlite:///app.db'"


def test_what_is_as_stated_matches(judged: Judging) -> None:
    found = judged(
        f"{URL}, policy: additive, tables: {{t: {{id: INTEGER primary key, a: VARCHAR(8) not null unique default x}}}}",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(8) UNIQUE NOT NULL DEFAULT 'x', b TEXT); CREATE TABLE u (a)",
    )
    assert all_told(found) == {}
    assert {subject: verdict.actual for subject, verdict in found.items()} == {
        "t": "present", "t.id": "INTEGER primary key", "t.a": "VARCHAR(8) not null unique default x",
        "policy": "additive",
    }  # fmt: skip


def test_each_difference_has_its_own_finding(judged: Judging, tmp_path: Path) -> None:
    columns = (
        "type: VARCHAR(8), bare: INTEGER, open: TEXT not null, closed: TEXT null, double: TEXT unique,"
        " nokey: INTEGER primary key, default: INTEGER default 1, lacking: INTEGER, typo: INTEGER"
    )
    found = judged(
        f"{URL}, tables: {{t: {{{columns}}}, gone: {{a: TEXT}}}}",
        "CREATE TABLE t (type VARCHAR(9), bare, open TEXT, closed TEXT NOT NULL, double TEXT, nokey INTEGER,"
        " 'default' INTEGER DEFAULT 2, typoo INTEGER)",
    )
    assert all_told(found) == {
        "t.type": "VX282: the live column type is VARCHAR(9), the canon wants VARCHAR(8)",
        "t.bare": "VX282: the live column bare is without a type, the canon wants INTEGER",
        "t.open": "VX283: the live column open is null, the canon wants it not null",
        "t.closed": "VX283: the live column closed is not null, the canon wants it null",
        "t.double": "VX284: the live column double is not unique, the canon wants it unique",
        "t.nokey": "VX284: the live column nokey is no primary key, the canon wants it primary key",
        "t.default": "VX285: the live column default is default 2, the canon wants default 1",
        "t.lacking": "VX281: the live table t has no column lacking",
        "t.typo": "VX281: the live table t has no column typo",
        "gone": "VX280: the live database has no table gone",
        "gone.a": "VX280: the live database has no table gone",
    }
    findings = [finding for verdict in found.values() for finding in verdict.findings]
    assert {(place.path, place.line) for each in findings for place in each.places} == {(f"{tmp_path}/app.db", 0)}
    assert found["t.typo"].findings[0].hint == 'did you mean "typoo"?'
    assert {each.key for each in findings if each.code == "VX280"} == {"VX280:shop:main.gone"}


def test_a_view_is_no_table(judged: Judging) -> None:
    found = judged(f"{URL}, tables: {{v: {{a: TEXT}}}}", "CREATE VIEW v AS SELECT 'x' AS a")
    assert told(found["v"]).startswith("VX280")


def test_a_default_that_an_orm_fills_in_is_missing_in_no_database(judged: Judging) -> None:
    names = ("client", "server", "called", "other", "none", "unknown")
    columns = ", ".join(f"{name}: VARCHAR(8) default a" for name in names)
    live = ", ".join(f"{name} VARCHAR(8)" for name in names)
    script = f"CREATE TABLE services ({live})"
    found = judged(f"{URL}, models: models.py, tables: {{services: {{{columns}}}}}", script, models=MODELS)
    lacks = "VX285: the live column {} is without a default, the canon wants default a"
    untold = "the live database does not tell whether the column is default a"
    assert all_told(found) == {
        "services.server": lacks.format("server"),
        "services.other": lacks.format("other"),
        "services.none": lacks.format("none"),
        "services.called": untold,
        "services.unknown": untold,
    }
    assert found["services.client"].outcome is Outcome.MATCH
    assert found["services.client"].actual == "VARCHAR(8)"


@pytest.mark.parametrize("models", ["", "models: gone.py, "])
def test_without_models_nobody_tells_who_gives_a_default(models: str, judged: Judging) -> None:
    database = f"{URL}, {models}tables: {{t: {{a: TEXT default x, b: INTEGER default 1}}}}"
    found = judged(database, "CREATE TABLE t (a TEXT, b TEXT)")
    assert found["t.a"].outcome is Outcome.UNVERIFIED
    assert told(found["t.b"]) == "VX282: the live column b is TEXT, the canon wants INTEGER"


def test_a_default_of_a_script_belongs_into_the_database(judged: Judging, tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("CREATE TABLE t (a TEXT DEFAULT 'x')")
    found = judged(f"{URL}, models: schema.sql, tables: {{t: {{a: TEXT default x}}}}", "CREATE TABLE t (a TEXT)")
    assert told(found["t.a"]) == "VX285: the live column a is without a default, the canon wants default x"


def test_additive_lets_a_table_grow_by_what_old_code_need_not_know(judged: Judging) -> None:
    database = f"{URL}, policy: additive, tables: {{T: {{ID: INTEGER}}}}"
    grown = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL DEFAULT 'x', c INT NOT NULL AS (id) STORED"
    assert told(judged(database, f"{grown})")["policy"]) == ""
    finding = judged(database, f"DROP TABLE t; {grown}, d INT NOT NULL)")["policy"].findings[0]
    assert finding.message == "the new live column t.d is neither nullable nor has it a default"
    assert (finding.key, finding.actual) == ("VX286:shop:main.t.d", "t.d INTEGER not null")


def test_exact_lets_nothing_be_beside_but_the_notes_of_tools(judged: Judging) -> None:
    database = f"{URL}, policy: exact, tables: {{t: {{id: INTEGER}}}}"
    script = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE alembic_version (version_num VARCHAR(32));"
        "CREATE VIEW v AS SELECT 1; ANALYZE;"
    )
    assert all_told(judged(database, script)) == {}
    found = judged(database, "ALTER TABLE t ADD COLUMN a; CREATE TABLE scratch (a)")
    assert told(found["policy"]) == (
        "VX287: the live column t.a is not in the canon, whose policy is exact; "
        "VX287: the live table scratch is not in the canon, whose policy is exact"
    )


def test_a_database_that_is_not_there_is_one_finding_of_all(judged: Judging, tmp_path: Path) -> None:
    found = judged(f"{URL}, policy: exact, tables: {{t: {{a: TEXT}}}}", None)
    assert {told(verdict) for verdict in found.values()} == {"VX288: the live database is not there"}
    assert {finding.key for verdict in found.values() for finding in verdict.findings} == {"VX288:shop:main"}
    assert found["t"].findings[0].places[0].path == f"{tmp_path}/app.db"


def test_a_database_that_is_none_is_one_finding_of_all(judged: Judging, tmp_path: Path) -> None:
    (tmp_path / "app.db").write_text("{}")
    found = judged(f"{URL}, tables: {{t: {{a: TEXT}}}}", None, runtime="attach")
    assert {finding.key for verdict in found.values() for finding in verdict.findings} == {"VX288:shop:main"}


@pytest.mark.parametrize(
    ("database", "reason"),
    [
        ("models: models.py", "the canon names no url for this database"),
        ("url: 'postgresql://u:hunter2@h/db'", "this version reads live databases of SQLite only"),
        ("url: 'sqlite:///${SHOP_DB}'", "the database's url has ${SHOP_DB} in it, which is not set"),
        ("url: 'sqlite:////etc/passwd'", "the live database lies outside of the tree and of the canon's folder"),
        (URL, "the live database is not there: it may lie in a container"),
    ],
)
def test_where_nobody_can_look_it_is_unverified(database: str, reason: str, judged: Judging) -> None:
    found = judged(f"{database}, policy: exact, tables: {{t: {{a: TEXT}}}}", None, runtime="attach")
    assert len(found) == 3
    assert all((verdict.reason or "").startswith(reason) for verdict in found.values())


def test_a_variable_in_the_url_is_put_in(judged: Judging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB", "app.db")
    found = judged("url: 'sqlite:///${SHOP_DB}', tables: {t: {a: TEXT}}", "CREATE TABLE t (a TEXT)")
    assert all_told(found) == {}


def test_a_url_that_is_none_is_an_error_of_the_canon_that_does_not_tell_it(judged: Judging) -> None:
    with pytest.raises(CanonError, match=r"databases\.main: the url names a host") as error:
        judged("url: 'sqlite://hunter2/app.db'", None)
    assert "hunter2" not in str(error.value)


def test_a_database_in_a_container_is_told_with_it(tmp_path: Path) -> None:
    boxes = Boxes(tmp_path / "boxes")
    boxes.make("web", mounted("data", "/app/data"))
    (tmp_path / "canon.yaml").write_text(
        "canon: 1\nsystem: shop\n"
        "databases: {main: {url: 'sqlite:///data/app.db', policy: exact, tables: {t: {a: TEXT}, u: {b: TEXT}}}}\n"
    )
    found = verdicts_of(tmp_path / "canon.yaml", boxes.live(tmp_path))
    assert {told(verdict) for verdict in found.values()} == {"VX288: the live database is not there"}
    finding = found["t"].findings[0]
    assert (finding.key, finding.places) == ("VX288:shop:main", ())
    assert finding.hint.startswith("looked for at data/app.db in the containers of web")

    with closing(sqlite3.connect(boxes.put("web", "/app/data/app.db"))) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
    found = verdicts_of(tmp_path / "canon.yaml", boxes.live(tmp_path))
    assert all_told(found) == {
        "u": "VX280: the live database has no table u",
        "u.b": "VX280: the live database has no table u",
    }
    assert [place.path for place in found["u"].findings[0].places] == ["shop-web:/app/data/app.db"]


def test_the_reference_system_is_as_its_canon_says(tmp_path: Path) -> None:
    said = yaml.safe_load((REPOSITORY / "canon/vx11.yaml").read_text(encoding="utf-8"))["databases"]
    (tmp_path / "config").mkdir()
    (tmp_path / "data/runtime").mkdir(parents=True)
    schema = (REPOSITORY / "examples/vx11/config/db_schema.py").read_text(encoding="utf-8")
    (tmp_path / "config/db_schema.py").write_text(schema, encoding="utf-8")
    create = (
        "import sqlalchemy; from config.db_schema import Base;"
        f"Base.metadata.create_all(sqlalchemy.create_engine({said['runtime']['url']!r}))"
    )
    subprocess.run([sys.executable, "-c", create], cwd=tmp_path, check=True)
    canon = tmp_path / "canon.yaml"
    canon.write_text(yaml.safe_dump({"canon": 1, "system": "vx11", "databases": said}), encoding="utf-8")
    found = verdicts(canon, tmp_path)
    assert len(found) > 20
    assert {verdict.outcome for verdict in found.values()} == {Outcome.MATCH}

    with closing(sqlite3.connect(tmp_path / "data/runtime/vx11.db")) as connection:
        connection.execute("ALTER TABLE copilot_runtime_services DROP COLUMN http_code")
    assert all_told(verdicts(canon, tmp_path)) == {
        "copilot_runtime_services.http_code": "VX281: the live table copilot_runtime_services has no column http_code"
    }
