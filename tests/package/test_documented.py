"""What README.md says is true: its canons load, its commands run, its options are all the options."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from pytest_vx11._cli.main import main
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from tests.plugin.shop import CANON, COMPOSE, Shop
from tests.twin.ports import the_ports_of_vx11

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CANONS = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^\$ (pytest .*?)(?:\s+#.*)?$", README, re.MULTILINE)


def completed(block: str) -> str:
    """Return a part of a canon with what a whole one needs."""
    top = yaml.safe_load(block)
    head = "" if "canon" in top else "canon: 1\nsystem: shop\n"
    orders = "{port: 8001, endpoints: {POST /events: {}, WS /live: {}}}"
    services = "" if "services" in top else f"\nservices: {{gateway: {{port: 8000}}, orders: {orders}}}\n"
    return f"{head}{block}{services}"


@pytest.mark.parametrize("block", CANONS, ids=lambda block: block.split("\n", 1)[0][:30])
def test_each_canon_loads(block: str, tmp_path: Path) -> None:
    (tmp_path / "canon" / "services").mkdir(parents=True)
    (tmp_path / "canon" / "services" / "more.yaml").write_text("services: {more: {port: 8123}}\n")
    path = tmp_path / "canon" / "canon.yaml"
    path.write_text(completed(block), encoding="utf-8")
    assert load_plan(path, builtin_facets()).checks


@pytest.fixture
def documented(shop: Shop) -> Shop:
    """A project in which everything that README names is there."""
    night = "modes: {night: [gateway, orders]}\n"
    shop.write("canon.yaml", CANON + night + "  # the end\n")
    shop.write("deploy/canon.yaml", CANON.replace("shop", "deployed"))
    shop.write("deploy/compose.yaml", COMPOSE)
    madre = "canon: 1\nsystem: vx11\nroot: ..\nservices: {madre: {port: 8001, endpoints: {GET /health: {}}}}\n"
    shop.write("canon/vx11.yaml", madre)
    return shop


@pytest.fixture
def shop(pytester: pytest.Pytester) -> Shop:
    return Shop(pytester)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(documented: Shop, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)  # where a baseline is not brought up to date
    words = re.findall(r'"[^"]*"|\S+', command)
    with the_ports_of_vx11():  # some of which are the shop's
        result = documented.pytester.runpytest_inprocess(*(word.strip('"') for word in words[1:]))
    if "attach" in command:
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stdout.fnmatch_lines(["ERROR: nothing of * answers at *"])
        return
    if "docker" in command:  # the images of this shop are nowhere, nor need an engine be here
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        return
    assert result.ret in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
    if "report.json" in command:
        assert (documented.path / "report.json").is_file()


def test_the_commands_of_vx11_run(
    documented: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(documented.path)
    for command in ("vx11 validate", "vx11 schema -o canon.schema.json", "vx11 explain VX104"):
        assert f"`{command}`" in README
        assert main(command.split()[1:]) == 0, capsys.readouterr().err
    assert (documented.path / "canon.schema.json").is_file()


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_the_first_command_holds_the_reference_system(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: tuple[str, ...]
) -> None:
    monkeypatch.chdir(ROOT)
    truth, report = tmp_path / "truth.db", tmp_path / "report.json"
    with the_ports_of_vx11():
        result = pytester.runpytest_subprocess(
            "--vx11-canon", "-p", "no:cacheprovider", f"--vx11-truth={truth}", f"--vx11-report=json:{report}", *more,
            timeout=180,
        )  # fmt: skip
    assert result.ret == pytest.ExitCode.OK
    assert "services: 11 asked, 10 OK; expected down: shubniggurath" in result.outlines
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["summary"]["drift"] == 0
    matched = [check for check in told["checks"] if check["verdict"] == "match"]
    assert len(matched) >= 150
    assert sum(check["witness"] == "running" for check in matched) >= 60
    with closing(sqlite3.connect(truth)) as database:
        rows = database.execute("SELECT service_name, status FROM copilot_runtime_services").fetchall()
    assert sorted(status for _, status in rows) == ["BROKEN"] + ["OK"] * 10


def test_every_option_and_ini_key_is_documented_and_no_other(pytester: pytest.Pytester) -> None:
    shown = str(pytester.runpytest_inprocess("--help").stdout)
    ours = shown.partition("pytest-vx11")[2]
    options = set(re.findall(r"^  (--vx11-[a-z-]+)", shown, re.MULTILINE))
    assert options == set(re.findall(r"--vx11-[a-z-]+", README))
    keys = set(re.findall(r"^  (vx11_[a-z]+) \(", shown, re.MULTILINE))
    others = {f"vx11_{name}" for name in ("declared", "running", "runs", "checks", "findings", "probes", "snapshots")}
    assert keys == set(re.findall(r"`(vx11_[a-z]+)`", README)) - others
    assert ours


def test_every_facet_is_documented() -> None:
    for facet in builtin_facets():
        assert re.search(rf"\| {facet.name} \||`{facet.name}`", README), facet.name
