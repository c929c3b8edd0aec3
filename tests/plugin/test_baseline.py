"""The life of a baseline, as a team lives it: adopted, green, new drift red, mended noticed, over red, pruned."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.plugin.shop import COMPOSE, DRIFTED, Shop, wrote

#: What is wrong on the Monday when the canon comes.
GROWN = COMPOSE.replace('"8001:', '"8011:').replace(
    "image: gateway\n    mem_limit: 512m", "image: gateway\n    mem_limit: 1g"
)
ADOPT = "--vx11-baseline-update"


@pytest.fixture
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as it has grown, outside of CI."""
    monkeypatch.delenv("CI", raising=False)
    made = Shop(pytester)
    made.write("compose.yaml", GROWN)
    return made


def day(days: int) -> str:
    """Return the date of so many days from now, in UTC."""
    return str(datetime.now(timezone.utc).date() + timedelta(days=days))


def literal(text: str) -> str:
    """Return what matches a text with brackets in it (fnmatch)."""
    return text.replace("[", "[[]")


def entries(shop: Shop) -> str:
    return (shop.path / "baseline.yaml").read_text(encoding="utf-8")


def rewrite(shop: Shop, old: str, new: str, file: str = "baseline.yaml") -> None:
    text = (shop.path / file).read_text(encoding="utf-8")
    assert old in text
    shop.write(file, text.replace(old, new))


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_the_life_of_a_baseline(shop: Shop, workers: tuple[str, ...]) -> None:
    assert shop.run(*workers).ret == pytest.ExitCode.TESTS_FAILED

    # Adopted: what is wrong today is accepted by name, with a day.
    adopted = shop.run(ADOPT, *workers)
    assert adopted.ret == pytest.ExitCode.OK
    adopted.assert_outcomes(passed=4, skipped=6, xfailed=2)
    assert "baseline baseline.yaml is brought up to date: 2 added" in adopted.outlines
    assert entries(shop).count(f"expires: {day(90)}") == 2

    # Green, and a person says why.
    rewrite(
        shop,
        "    value: 8011\n    reason: adopted, and not explained yet",
        "    value: 8011\n    reason: the proxy has 8001 # until May",
    )
    green = shop.run("-rx", *workers)
    assert green.ret == pytest.ExitCode.OK
    green.stdout.fnmatch_lines([f"XFAIL {literal(DRIFTED)} - the proxy has 8001 (nobody yet, until {day(90)})"])

    # New drift is red: another value, and another finding.
    shop.write("compose.yaml", GROWN.replace("8011", "8012").replace("depends_on: [gateway]", "depends_on: []"))
    red = shop.run(*workers)
    assert red.ret == pytest.ExitCode.TESTS_FAILED
    red.assert_outcomes(passed=3, skipped=6, xfailed=1, failed=2)
    red.stdout.fnmatch_lines(["  accepted  with another value: 8011"])

    # What is mended is noticed, and taken out; what a person wrote stays.
    shop.write("compose.yaml", GROWN.replace("1g", "512m"))
    mended = shop.run(*workers)
    assert mended.ret == pytest.ExitCode.OK
    mended.stdout.fnmatch_lines(
        ["  baseline.yaml:*: VX120:gateway:memory is stale: nobody finds it any more; take it out*"]
    )
    assert shop.run("--vx11-strict", "-m", "vx11_declared", *workers).ret == pytest.ExitCode.TESTS_FAILED
    pruned = shop.run(ADOPT, *workers)
    assert "baseline baseline.yaml is brought up to date: 1 taken out" in pruned.outlines
    assert "reason: the proxy has 8001 # until May" in entries(shop)
    assert "VX120" not in entries(shop)
    assert shop.run("--vx11-strict", "-m", "vx11_declared", *workers).ret == pytest.ExitCode.OK

    # What is soon over is told, and what is over is red; an update does not make it live again.
    rewrite(shop, day(90), day(6))
    shop.run(*workers).stdout.fnmatch_lines(
        ["  baseline.yaml:*: VX104:orders:8001 expires in 6 days (nobody yet: the proxy*"]
    )
    rewrite(shop, day(6), day(-1))
    over = shop.run(ADOPT, *workers)
    assert over.ret == pytest.ExitCode.TESTS_FAILED
    over.stdout.fnmatch_lines(
        [
            f"  accepted  until {day(-1)} by nobody yet (the proxy has 8001), which is over: *",
            "  baseline.yaml:*: VX104:orders:8001 expired 1 day ago (nobody yet: the proxy has 8001)",
        ]
    )
    assert "until May" in entries(shop)


def test_only_what_was_chosen_is_added_and_taken_out(shop: Shop) -> None:
    shop.run(ADOPT, "--vx11-facet", "ports")
    assert "VX104" in entries(shop)
    assert "VX120" not in entries(shop)
    shop.write("compose.yaml", COMPOSE)
    assert shop.run(ADOPT, "-k", "gateway").ret == pytest.ExitCode.OK
    assert "VX104" in entries(shop)


def test_a_run_that_is_cut_short_changes_nothing(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_runtest_logfinish(nodeid): raise KeyboardInterrupt")
    result = shop.run_alone(ADOPT)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert not (shop.path / "baseline.yaml").exists()


def test_in_ci_an_update_must_be_told_twice(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    once = shop.run(ADOPT)
    assert once.ret == pytest.ExitCode.USAGE_ERROR
    assert "--vx11-baseline-update: this is CI" in wrote(once)
    assert not (shop.path / "baseline.yaml").exists()
    assert shop.run(ADOPT, ADOPT).ret == pytest.ExitCode.OK
    assert "VX104" in entries(shop)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_malformed_baseline_is_4_and_tells_all_its_problems(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write(
        "accepted.yaml", "baseline: 1\naccepted:\n  - kye: VX104:orders:8001\n  - {key: a, reason: r, expires: x}\n"
    )
    result = shop.run_alone("--vx11-baseline", "accepted.yaml", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    for said in (
        'accepted.yaml:3:5: accepted: the key "key" is missing',
        'accepted.yaml:3:5: accepted: unknown key "kye" (did you mean "key"?)',
        'accepted.yaml:4:34: accepted.expires: expected a date such as 2027-01-31, found text "x"',
    ):
        assert said in wrote(result)
    assert "Traceback" not in wrote(result)


def test_an_empty_file_is_4_and_not_an_empty_baseline(shop: Shop) -> None:
    shop.write("accepted.yaml", "")
    assert shop.run("--vx11-baseline=accepted.yaml").ret == pytest.ExitCode.USAGE_ERROR
    assert shop.run("--vx11-baseline=missing.yaml").ret == pytest.ExitCode.USAGE_ERROR


def test_which_baseline_is_taken(shop: Shop) -> None:
    shop.run(ADOPT)
    (shop.path / "baseline.yaml").rename(shop.path / "accepted.yaml")
    assert shop.run().ret == pytest.ExitCode.TESTS_FAILED
    assert shop.run("--vx11-baseline", "accepted.yaml").ret == pytest.ExitCode.OK
    shop.pytester.makeini("[pytest]\nvx11_baseline = accepted.yaml")
    assert shop.run().ret == pytest.ExitCode.OK
    assert shop.run("--vx11-baseline=none").ret == pytest.ExitCode.TESTS_FAILED


def test_two_canons_have_each_their_own(shop: Shop) -> None:
    shop.write(
        "other/canon/other.yaml", Path(shop.path / "canon.yaml").read_text().replace("shop", "other") + "root: ..\n"
    )
    shop.write("other/compose.yaml", GROWN.replace("8011", "8055"))
    both = ("canon.yaml", "other/canon/other.yaml")
    assert shop.run(ADOPT, *both).ret == pytest.ExitCode.OK
    assert "8055" in (shop.path / "other/canon/baseline.yaml").read_text()
    assert "8055" not in entries(shop)
    assert shop.run(*both).ret == pytest.ExitCode.OK
    assert shop.run("--vx11-baseline", "baseline.yaml", *both).ret == pytest.ExitCode.TESTS_FAILED


def test_a_file_that_cannot_be_written_is_4(shop: Shop) -> None:
    (shop.path / "folder").write_text("")
    result = shop.run(ADOPT, "--vx11-baseline=folder/baseline.yaml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: the baseline folder/baseline.yaml cannot be written" in wrote(result)


def test_the_report_tells_what_is_accepted_and_how_the_baseline_stands(shop: Shop) -> None:
    shop.run(ADOPT)
    rewrite(shop, f"expires: {day(90)}", f"expires: {day(3)}")
    shop.write("compose.yaml", GROWN.replace("1g", "512m"))
    report = shop.report()
    assert report["summary"] == {"match": 5, "drift": 0, "waived": 1, "unverified": 6}
    [waived] = [check for check in report["checks"] if check["verdict"] == "waived"]
    assert waived["findings"][0]["accepted"] == {
        "reason": "adopted, and not explained yet",
        "owner": "nobody yet",
        "expires": day(3),
    }
    [told] = report["baselines"]
    assert (told["path"], told["entries"], told["accepted"]) == ("baseline.yaml", 2, 1)
    assert [(each["key"], each["state"], each["days"]) for each in told["told"]] == [
        ("VX104:orders:8001", "expiring", 3),
        ("VX120:gateway:memory", "stale", 3),
    ]


def test_what_a_broken_file_hides_is_neither_stale_nor_taken_out(shop: Shop) -> None:
    shop.run(ADOPT)
    before = entries(shop)
    shop.write("compose.yaml", "services:\n  gateway: [\n")
    blind = shop.run("--vx11-strict", "-m", "vx11_declared")
    assert "is stale" not in wrote(blind)
    adopted = shop.run(ADOPT)
    adopted.stdout.fnmatch_lines(
        ["  VX002:shop:compose.yaml is accepted, and hides what 6 checks would find: mend it before anything else"]
    )
    assert all(line in entries(shop) for line in before.splitlines())
    again = shop.run()
    assert again.ret == pytest.ExitCode.OK
    again.stdout.fnmatch_lines(["  VX002:shop:compose.yaml is accepted, and hides what 6 checks would find: *"])
    shop.write("compose.yaml", COMPOSE)
    gone = shop.run(ADOPT)
    # A check of what runs may read the file too, and none was looked at.
    assert "baseline baseline.yaml is brought up to date: 2 taken out" in gone.outlines


def test_a_file_for_two_canons_names_the_system_and_is_judged_by_its_own(shop: Shop) -> None:
    other = (shop.path / "canon.yaml").read_text().replace("shop", "other")
    for name, text in (("a", other.replace("other", "a")), ("b", other.replace("other", "b"))):
        shop.write(f"canon/{name}.yaml", f"root: ../{name}\n{text}")
        shop.write(f"{name}/compose.yaml", GROWN)
    both = ("canon/a.yaml", "canon/b.yaml")
    assert shop.run(ADOPT, *both).ret == pytest.ExitCode.OK
    kept = (shop.path / "canon/baseline.yaml").read_text()
    assert kept.count("    system: a\n") == kept.count("    system: b\n") == 2
    # A run of one leaves those of the other alone, and tells nothing of them.
    shop.write("a/compose.yaml", COMPOSE)
    one = shop.run("canon/b.yaml", "--vx11-strict", "-m", "vx11_declared")
    assert one.ret == pytest.ExitCode.OK
    assert "is stale" not in wrote(one)
    shop.run(ADOPT, "canon/a.yaml")
    kept = (shop.path / "canon/baseline.yaml").read_text()
    assert (kept.count("    system: a\n"), kept.count("    system: b\n")) == (0, 2)
    shop.write("a/compose.yaml", GROWN)
    assert shop.run(*both).ret == pytest.ExitCode.TESTS_FAILED


def test_where_nothing_was_something_is_new_drift(shop: Shop) -> None:
    shop.write("compose.yaml", COMPOSE.replace('    ports: ["8001:8001"]\n', ""))
    assert shop.run(ADOPT).ret == pytest.ExitCode.OK
    shop.write("compose.yaml", COMPOSE.replace('"8001:8001"', '"7777:7777"'))
    assert shop.run().ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("text", ["- key: VX104:orders:8001\n  reason: r\n", '{"baseline": 1, "accepted": []}\n'])
def test_whatever_looks_like_a_baseline_is_taken(shop: Shop, text: str) -> None:
    shop.write("baseline.yaml", text)
    assert "is not taken" not in wrote(shop.run())
    shop.write("baseline.yaml", "Baseline: 1\n")
    shop.run().stdout.fnmatch_lines(
        ["vx11: baseline.yaml is not taken for a baseline: it has no `baseline:` at its top"]
    )


def test_a_strict_run_says_which_entries_fail_it(shop: Shop) -> None:
    shop.run(ADOPT)
    shop.write("compose.yaml", COMPOSE)
    result = shop.run("--vx11-strict", "-m", "vx11_declared", "--vx11-report=json:r.json")
    said = "the baseline has entries that are of no use (2 stale), and --vx11-strict wants none"
    assert f"ERROR: {said}" in result.outlines
    assert json.loads((shop.path / "r.json").read_text())["run"]["errors"] == [said]


def test_a_baseline_that_is_a_link_stays_one(shop: Shop) -> None:
    shop.write("shared/baseline.yaml", "baseline: 1\naccepted: []\n").chmod(0o640)
    (shop.path / "baseline.yaml").symlink_to("shared/baseline.yaml")
    assert shop.run(ADOPT).ret == pytest.ExitCode.OK
    assert (shop.path / "baseline.yaml").is_symlink()
    assert "VX104" in (shop.path / "shared/baseline.yaml").read_text()


def test_a_reason_is_no_command_to_a_runner(shop: Shop) -> None:
    shop.run(ADOPT)
    rewrite(shop, "adopted, and not explained yet", "'##[error]x'")
    rewrite(shop, day(90), day(3))
    assert "##[" not in wrote(shop.run("-rx"))


def test_a_folder_is_no_baseline(shop: Shop) -> None:
    result = shop.run("--vx11-baseline=.")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "is a folder; name a file" in wrote(result)
