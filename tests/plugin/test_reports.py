"""Reports as a run writes them: each of the same result, and nothing of what is in them runs."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.plugin.shop import Shop, wrote


@pytest.fixture
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    made = Shop(pytester)
    made.drift()
    return made


def test_all_formats_are_written_of_one_run(shop: Shop) -> None:
    names = ("json", "md", "sarif", "github", "gitlab")
    reports = [word for name in names for word in ("--vx11-report", f"{name}:out/{name}")]
    assert shop.run(*reports, "--junitxml", "out/junit").ret == pytest.ExitCode.TESTS_FAILED
    texts = {name: (shop.path / "out" / name).read_text(encoding="utf-8") for name in names}
    assert json.loads(texts["json"])["checks"][6]["findings"][0]["key"] == "VX104:orders:8001"
    assert json.loads(texts["sarif"])["runs"][0]["results"][0]["ruleId"] == "VX104"
    assert json.loads(texts["gitlab"])[0]["location"] == {"path": "compose.yaml", "lines": {"begin": 10}}
    assert texts["github"].startswith("::error file=compose.yaml,line=10,col=13,")
    assert "**Not ready to merge: 1 check drifts.**" in texts["md"]
    junit = ElementTree.parse(shop.path / "out" / "junit")
    assert len(junit.findall(".//failure")) == 1


def test_the_closure_report_can_be_in_spanish(shop: Shop) -> None:
    shop.run("--vx11-report=md:es.md", "--vx11-lang", "es")
    text = (shop.path / "es.md").read_text(encoding="utf-8")
    assert "No está listo para fusionar" in text
    assert "un puerto no se publica como dice el canon" in text
    wrong = shop.run("--vx11-report=md:x.md", "--vx11-lang", "eo")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    assert '--vx11-lang: "eo" is no language of reports' in wrote(wrong)


def test_the_closure_report_tells_what_changed_since_the_last_one(shop: Shop) -> None:
    shop.write("orders/main.py", "a = 1\n")
    shop.run("--vx11-report=md:one.md")
    shop.write("orders/main.py", "a = 2\n")
    shop.run("--vx11-report=md:two.md")
    assert "No earlier snapshot is recorded" in (shop.path / "one.md").read_text(encoding="utf-8")
    [row] = [line for line in (shop.path / "two.md").read_text().splitlines() if line.startswith("| orders | module")]
    assert "changed" in row


def test_a_dash_is_the_terminal(shop: Shop) -> None:
    result = shop.run("--vx11-report=github:-")
    result.stdout.fnmatch_lines(["::error file=compose.yaml,line=10,col=13,title=VX104%3A a port is *"])


def test_a_step_of_github_gets_its_summary(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = shop.path / "summary.md"
    summary.write_text("from before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    shop.run("--vx11-report=json:r.json")
    assert summary.read_text() == "from before\n"
    shop.run("--vx11-report=github:-")
    assert summary.read_text(encoding="utf-8").startswith("from before\n")
    assert "orders" in summary.read_text(encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(shop.path / "no" / "folder"))
    result = shop.run("--vx11-report=github:-")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "the summary of the step cannot be written: No such file or directory" in wrote(result)


def test_a_strict_run_that_fails_by_its_baseline_says_so_in_every_report(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(pytester)
    shop.write("baseline.yaml", "baseline: 1\naccepted:\n  - {key: VX104:orders:8001, reason: was moved}\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(shop.path / "summary.md"))
    reports = ("--vx11-report=github:github", "--vx11-report=md:md", "--vx11-report=json:json")
    result = shop.run("--vx11-strict", "-m", "vx11_declared", "--vx11-baseline=baseline.yaml", *reports)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    [why] = json.loads((shop.path / "json").read_text())["run"]["errors"]
    texts = {name: (shop.path / name).read_text(encoding="utf-8") for name in ("github", "summary.md", "md")}
    assert texts["github"] == f"::error title=vx11::{why}\n"
    assert texts["summary.md"].startswith("✘ ")
    assert why in texts["summary.md"]
    assert f"**Not ready to merge: the run had 1 error: {why}.**" in texts["md"]


def test_nothing_hostile_of_a_tree_runs_in_any_report(shop: Shop) -> None:
    canon = (shop.path / "canon.yaml").read_text()
    shop.write(
        "canon.yaml", canon + 'structure: {required: ["::error::x ##[group]y <b>z</b> \\e[31mred \\u202e|`.txt"]}\n'
    )
    names = ("json", "md", "sarif", "github", "gitlab")
    reports = [word for name in names for word in ("--vx11-report", f"{name}:out/{name}")]
    result = shop.run(*reports, "-v")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    printed = wrote(result)
    for line in printed.splitlines():
        assert not line.lstrip().startswith("::")
        assert "\x1b[31mred" not in line
        assert "\u202e" not in line
    assert "##[" not in printed
    for name in names:
        text = (shop.path / "out" / name).read_text(encoding="utf-8")
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_check_says_since_when_it_drifts(shop: Shop) -> None:
    first = shop.run()
    assert "  since" not in wrote(first)
    second = shop.run()
    second.stdout.fnmatch_lines(["  since     20??-??-?? ??:?? UTC, seen by 1 earlier run"])


def test_what_changed_since_the_last_green_run_is_one_line(pytester: pytest.Pytester) -> None:
    shop = Shop(pytester)
    assert shop.run().ret == pytest.ExitCode.OK
    shop.drift()
    red = shop.run()
    red.stdout.fnmatch_lines(["since the last green run (20*): 1 new finding, 0 gone"])
    red.stdout.fnmatch_lines(["  since     this run; the one of 20* did not have it"])
    [finding] = [each for check in shop.report()["checks"] for each in check["findings"]]
    assert finding["since"]["runs"] == 1
    assert shop.report("-k", "nothing_like_it")["changes"]["new"] == []
