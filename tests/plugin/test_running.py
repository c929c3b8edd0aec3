"""Runs that start a system: what they start, what they leave, and what they tell."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
from contextlib import closing

import pytest

from pytest_vx11._cli.main import main
from tests.plugin.living import Living, interrupt, wait_for

TOKEN = "planted-5f3a1c9e"
SLOW = {"SHOP_SLOW": "30"}


@pytest.fixture
def living(pytester: pytest.Pytester) -> Living:
    return Living(pytester)


def test_a_system_is_started_asked_and_ended(living: Living) -> None:
    ran = living.run("--vx11-report=json:report.json")
    assert ran.returncode == 0, ran.stdout
    assert "vx11: runtime process: every service has a `run`, and its ports are free" in ran.stdout
    assert "vx11: all 2 are well after" in ran.stdout
    assert "services: 2 asked, 2 OK" in ran.stdout
    report = json.loads((living.path / "report.json").read_text())
    assert report["run"]["runtime"] == "process"
    assert [(each["name"], each["status"], each["http_code"]) for each in report["services"]] == [
        ("gateway", "OK", 200),
        ("orders", "OK", 200),
    ]
    assert living.left() == []


@pytest.mark.parametrize("workers", ["0", "4"])
def test_it_is_started_once_however_many_workers_there_are(living: Living, workers: str) -> None:
    ran = living.run("-n", workers)
    assert ran.returncode == 0, ran.stdout
    assert living.started() == ["gateway", "orders"]
    assert living.left() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--collect-only",),
        ("-m", "vx11_declared"),
        ("-k", "declared"),
        ("--vx11-runtime", "none"),
        ("--vx11-facet", "dependencies"),
        ("--collect-only", "-n", "2"),
        ("-m", "vx11_declared", "-n", "2"),
    ],
)
def test_nothing_is_started_where_nothing_that_runs_is_chosen(living: Living, arguments: tuple[str, ...]) -> None:
    living.run(*arguments)
    assert living.started() == []
    assert living.left() == []


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_in_the_start_ends_all_that_was_started(
    living: Living, number: signal.Signals, workers: str
) -> None:
    process = living.begin("-n", workers, **SLOW)
    wait_for(lambda: len(living.started()) == 2)
    output = interrupt(process, number)
    assert process.returncode == 2, output
    assert "VX001" not in output
    assert living.left() == []
    assert list((living.path / ".vx11" / "runs").iterdir()) == []


@pytest.mark.parametrize("workers", ["0", "2"])
def test_after_a_sigkill_in_the_start_the_next_run_ends_what_is_left_and_passes(living: Living, workers: str) -> None:
    process = living.begin("-n", workers, **SLOW)
    wait_for(lambda: len(living.started()) == 2)
    interrupt(process, signal.SIGKILL)
    assert len(living.left()) >= 2
    ran = living.run()
    assert ran.returncode == 0, ran.stdout
    assert living.left() == []
    with closing(sqlite3.connect(living.path / ".vx11" / "truth.db")) as database:
        states = database.execute("SELECT state FROM vx11_runs ORDER BY started_at").fetchall()
    assert states == [("unfinished",), ("finished",)]


def test_the_logs_of_a_killed_run_lose_the_token_with_the_next_one(living: Living) -> None:
    (living.path / "conftest.py").write_text("import time\ndef pytest_runtest_logreport(): time.sleep(60)\n")
    process = living.begin("-k", "endpoints", SHOP_TOKEN=TOKEN)
    wait_for(lambda: any(TOKEN.encode() in path.read_bytes() for path in living.files() if path.suffix == ".log"))
    interrupt(process, signal.SIGKILL)
    (living.path / "conftest.py").unlink()
    ran = living.run(SHOP_TOKEN=TOKEN)
    assert ran.returncode == 0, ran.stdout
    assert "vx11: ending 2 processes of living that run " in ran.stdout
    assert "services: 2 asked, 2 OK" in ran.stdout
    assert [(str(path), path.read_text()) for path in living.files() if TOKEN.encode() in path.read_bytes()] == []


def test_a_planted_token_is_in_no_file_and_in_nothing_that_is_told(living: Living) -> None:
    canon = living.path / "canon.yaml"
    text = canon.read_text().replace("GET /guarded: {auth: required}", "GET /guarded: {auth: open}")
    planted = "GET /health: {auth: open, headers: {X-Echo: '${SHOP_TOKEN}'}, body: {a: 'x ${SHOP_TOKEN} y'}}"
    canon.write_text(text.replace("GET /health: {auth: open}", planted))
    ran = living.run("--vx11-report=json:report.json", "--junitxml=junit.xml", "-rA", SHOP_TOKEN=TOKEN)
    assert ran.returncode == 1, ran.stdout
    assert TOKEN not in ran.stdout
    with_token = [path.name for path in living.files() if TOKEN.encode() in path.read_bytes()]
    assert with_token == []
    logs = [path for path in living.files() if path.suffix == ".log"]
    assert len(logs) == 2
    assert all("asked with" in path.read_text() for path in logs)
    assert any("of ***" in path.read_text() for path in logs)


def test_a_token_that_nobody_set_is_made_up(living: Living) -> None:
    ran = living.run("--vx11-facet", "endpoints", "-v")
    assert ran.returncode == 0, ran.stdout
    assert "GET /guarded[running] PASSED" in ran.stdout


def test_a_port_that_is_taken_is_a_usage_error_that_names_its_owner(living: Living) -> None:
    with socket.create_server(("127.0.0.1", living.ports[1])):
        for workers in ("0", "2"):
            ran = living.run("--vx11-runtime", "process", "-n", workers)
            assert ran.returncode == 4, ran.stdout
            assert f"ERROR: port {living.ports[1]} (orders) is taken by " in ran.stdout
            assert "(pid " in ran.stdout
        ran = living.run()
        assert ran.returncode == 0, ran.stdout
        assert "vx11: runtime none: port" in ran.stdout
    assert living.started() == []


def test_a_runtime_that_is_named_and_cannot_work_is_a_usage_error(living: Living) -> None:
    canon = living.path / "canon.yaml"
    canon.write_text(canon.read_text().replace('  run: [python, program.py, "{service}", "{port}"]\n', ""))
    ran = living.run("--vx11-runtime", "process")
    assert ran.returncode == 4
    assert "services.gateway: the runtime `process` wants a `run`" in ran.stdout
    assert "services.orders: the runtime `process` wants a `run`" in ran.stdout
    assert living.run("--vx11-runtime", "docker").returncode == 4
    ran = living.run("--vx11-runtime", "attach")
    assert ran.returncode == 4
    assert "ERROR: nothing of living answers at" in ran.stdout


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("python program.py 'a", "services.orders.run: no closing quotation"),
        ('"python \\0"', "services.orders.run: a word of it holds the character NUL"),
        ("'python program.py ${SHOP_NAME} 1'", "services.orders: ${SHOP_NAME} is not set, and its `run`"),
    ],
)
def test_a_command_that_nobody_could_start_is_told_with_its_line(living: Living, said: str, problem: str) -> None:
    canon = living.path / "canon.yaml"
    canon.write_text(canon.read_text().replace("orders: {", f"orders: {{run: {said}, "))
    ran = living.run("--vx11-runtime", "process")
    assert ran.returncode == 4, ran.stdout
    assert problem in ran.stdout
    assert "canon.yaml:12:" in ran.stdout
    assert living.started() == []


def test_a_program_that_dies_in_the_start_is_the_drift(living: Living) -> None:
    (living.path / "program.py").write_text("print('no such luck'); raise SystemExit(5)\n")
    ran = living.run("--vx11-strict", "--vx11-facet", "endpoints")
    assert ran.returncode == 1
    assert "did not start: it ended with 5 after" in ran.stdout
    assert "no such luck" in ran.stdout
    assert "(VX201)" in ran.stdout
    assert living.left() == []


def test_a_system_that_is_kept_stays_until_it_is_cleaned(living: Living, capsys: pytest.CaptureFixture[str]) -> None:
    ran = living.run("--vx11-keep", SHOP_TOKEN=TOKEN)
    assert ran.returncode == 0, ran.stdout
    assert "living stays up until `vx11 clean` ends it" in ran.stdout
    assert len(living.left()) == 2
    attached = living.run("--vx11-runtime", "attach", SHOP_TOKEN=TOKEN)
    assert attached.returncode == 0, attached.stdout
    assert "services: 2 asked, 2 OK" in attached.stdout
    assert len(living.left()) == 2
    assert main(["clean", str(living.path)]) == 0
    assert "ended living of run" in capsys.readouterr().out
    assert living.left() == []
    assert main(["clean", str(living.path)]) == 0
    assert capsys.readouterr().out == "nothing was left\n"


def test_attached_without_the_token_a_guarded_route_is_a_usage_error_that_names_it(living: Living) -> None:
    living.run("--vx11-keep", SHOP_TOKEN=TOKEN)
    try:
        ran = living.run("--vx11-runtime", "attach")
        assert ran.returncode == 4, ran.stdout
        assert re.search(r"ERROR: canon\.yaml:3:\d+: auth\.token: \$\{SHOP_TOKEN\} is not set", ran.stdout)
    finally:
        main(["clean", str(living.path)])


def test_a_databases_url_without_its_variable_is_told_only_where_somebody_would_read_it(living: Living) -> None:
    canon = living.path / "canon.yaml"
    canon.write_text(
        canon.read_text() + 'databases: {main: {url: "sqlite:///${SHOP_DB}", tables: {t: {id: INTEGER}}}}\n'
    )
    ran = living.run("--vx11-facet", "databases")
    assert ran.returncode == 4, ran.stdout
    assert "the url of the check's database has ${SHOP_DB}, which is not set" in ran.stdout
    assert living.run("--vx11-facet", "databases", "--vx11-runtime", "none").returncode == 0


def test_a_run_that_could_look_at_nothing_that_runs_fails(living: Living) -> None:
    with socket.create_server(("127.0.0.1", living.ports[0])):
        said = "endpoints: {POST /a: {}}"
        (living.path / "canon.yaml").write_text(
            f"canon: 1\nsystem: living\nservices: {{gateway: {{port: {living.ports[0]}, {said}}}}}\n"
        )
        ran = living.run("--vx11-runtime", "attach", "--vx11-facet", "endpoints")
    assert ran.returncode == 1, ran.stdout
    assert "ERROR: no running check could be looked at, though a runtime was chosen" in ran.stdout


@pytest.mark.parametrize("kind", ["no database", "a folder"])
def test_truth_that_cannot_be_recorded_is_told_and_changes_no_verdict(living: Living, kind: str) -> None:
    truth = living.path / "truth.db"
    if kind == "a folder":
        truth.mkdir()
    else:
        truth.write_text("this is no database, and it is longer than a header of one would be" * 20)
    ran = living.run("--vx11-truth=truth.db")
    assert ran.returncode == 0, ran.stdout
    assert "ERROR: " in ran.stdout
    assert "truth.db" in ran.stdout
    (kept,) = living.path.glob("truth.db*.jsonl")
    assert "living::gateway::endpoints::GET /health[running]" in kept.read_text()


def test_truth_can_be_turned_off(living: Living) -> None:
    ran = living.run("--vx11-truth=none")
    assert ran.returncode == 0, ran.stdout
    assert not list(living.path.rglob("*.db"))


def test_what_runs_leave_is_nothing_for_git(living: Living) -> None:
    living.run("--vx11-runtime", "none")
    assert (living.path / ".vx11" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(("given", "status"), [("soon", 4), ("0", 4), ("-1s", 4), ("30", 0), ("1m", 0)])
def test_the_limit_of_a_start_is_seconds_or_a_duration(living: Living, given: str, status: int) -> None:
    ran = living.run(f"--vx11-timeout={given}", "--collect-only")
    assert ran.returncode == status, ran.stdout
    assert ("--vx11-timeout:" in ran.stdout) is bool(status)


def test_a_service_that_is_never_well_is_told_and_the_others_are_asked(living: Living) -> None:
    canon = living.path / "canon.yaml"
    text = canon.read_text().replace("orders: {", 'orders: {run: [python, -c, "import time; time.sleep(60)"], ')
    canon.write_text(text)
    ran = living.run("--vx11-timeout=3", "--vx11-report=json:report.json")
    assert ran.returncode == 1
    assert "vx11: orders is not well after" in ran.stdout
    report = json.loads((living.path / "report.json").read_text())
    keys = {finding["key"] for check in report["checks"] for finding in check["findings"]}
    assert keys == {"VX200:orders", f"VX204:orders:{living.ports[1]}"}
    assert any(check["service"] == "gateway" and check["verdict"] == "match" for check in report["checks"])
