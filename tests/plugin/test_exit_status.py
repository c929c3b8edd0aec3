"""What pytest's exit status says, in one process and with workers."""

from __future__ import annotations

import pytest

from tests.plugin.shop import CANON, COMPOSE, DRIFTED, Shop, wrote

WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "workers"])


def test_no_drift_is_0(shop: Shop) -> None:
    result = shop.run()
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=6, skipped=6)


@WORKERS
def test_drift_is_1(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.drift()
    result = shop.run(*workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=5, failed=1, skipped=6)


@WORKERS
def test_nothing_selected_is_5(shop: Shop, workers: tuple[str, ...]) -> None:
    assert shop.run("--vx11-facet", "syntax", *workers).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_an_interrupt_is_2_and_what_was_seen_is_told(shop: Shop) -> None:
    shop.write("test_own.py", "def test_stop():\n    raise KeyboardInterrupt\n")
    result = shop.run_alone("canon.yaml", "test_own.py", "--vx11-report", "json:report.json")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "12 checks: 6 match, 0 drift, 0 waived, 6 unverified" in result.outlines
    assert (shop.path / "report.json").is_file()


@WORKERS
def test_a_wrong_canon_is_4_with_all_its_problems(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("canon.yaml", CANON.replace("memory: 512m", "memroy: 512m").replace("[gateway]", "[gatewy]"))
    result = shop.run(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            'ERROR: canon.yaml:5:3: defaults: unknown key "memroy" (did you mean "memory"?)',
            'ERROR: canon.yaml:12:*"gatewy" is no service of this canon (did you mean "gateway"?)',
        ]
    )
    assert "Traceback" not in wrote(result)
    assert "passed" not in wrote(result)


@pytest.mark.parametrize("given", ["PATH", "canon/vx11.yaml"])
def test_canon_with_a_value_is_refused_with_the_right_spelling(shop: Shop, given: str) -> None:
    result = shop.pytester.runpytest_subprocess(f"--vx11-canon={given}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: --vx11-canon takes no value; write: pytest --vx11-canon {given}" in wrote(result)
    assert "Traceback" not in wrote(result)


REFUSED = [
    (["--vx11-facet", "port"], '--vx11-facet: "port" is no facet: did you mean "ports"?'),
    (["--vx11-facet", "ports,zzz"], '--vx11-facet: "zzz" is no facet: one of *container, *ports, *'),
    (["--vx11-service", "order"], '--vx11-service: "order" is no service: did you mean "orders"?'),
    (["--vx11-mode", "night"], '--vx11-mode: "night" is no mode: there are none'),
    (["--vx11-report", "jsn:x"], '--vx11-report: "jsn" is no report format: did you mean "json"?'),
    (["--vx11-report", "json"], "--vx11-report: json wants a path; write json:PATH"),
    (["--vx11-runtime", "doker"], '--vx11-runtime: "doker" is no runtime: did you mean "docker"?'),
    (["--vx11-facet", "a\x1b[31mb\u202e"], '--vx11-facet: "a\\x1b[[]31mb\\u202e" is no facet: *'),
]


@pytest.mark.parametrize(
    ("options", "message"), REFUSED, ids=[" ".join(each).encode("ascii", "ignore").decode() for each, _ in REFUSED]
)
def test_a_wrong_option_is_4_and_says_what_is_right(shop: Shop, options: list[str], message: str) -> None:
    result = shop.run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert "Traceback" not in wrote(result)


def test_all_wrong_options_are_told_at_once(shop: Shop) -> None:
    result = shop.run("--vx11-facet", "port", "--vx11-report", "yaml:x", "--vx11-runtime", "moon", "-n", "2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    for name in ('"port" is no facet', '"yaml" is no report format', '"moon" is no runtime'):
        assert name in wrote(result)


@WORKERS
def test_no_canon_is_4(shop: Shop, workers: tuple[str, ...]) -> None:
    (shop.path / "canon.yaml").unlink()
    result = shop.run(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: no canon: neither canon.yaml nor canon/[*].yaml in * has a top-level `canon:`; *"]
    )


@WORKERS
def test_a_canon_that_is_not_there_is_4(shop: Shop, workers: tuple[str, ...]) -> None:
    result = shop.run("missing.yaml", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: no such canon: missing.yaml" in result.errlines
    shop.pytester.makeini("[pytest]\nvx11_canon = gone.yaml")
    result = shop.run(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: vx11_canon: no such file: *gone.yaml"])


@WORKERS
def test_two_canons_of_one_system_are_4_and_both_named(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("other.yaml", CANON)
    result = shop.run("canon.yaml", "other.yaml", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ['ERROR: other.yaml:2:9: two canons describe the system "shop", first in canon.yaml:2:9']
    )


@WORKERS
def test_an_unset_variable_is_4_where_a_selected_check_needs_it(
    shop: Shop, workers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_PORT", raising=False)
    shop.write("canon.yaml", CANON.replace("port: 8001", 'port: "${SHOP_PORT}"'))
    result = shop.run(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["ERROR: canon.yaml:11:*: ${SHOP_PORT} is not set (set it, or give it a default: *"])


def test_an_unset_variable_is_no_error_where_no_selected_check_needs_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_PORT", raising=False)
    shop.write("canon.yaml", CANON.replace("port: 8001", 'port: "${SHOP_PORT}"'))
    assert shop.run("--vx11-service", "gateway").ret == pytest.ExitCode.OK
    assert shop.run("--collect-only").ret == pytest.ExitCode.OK
    monkeypatch.setenv("SHOP_PORT", "8001")
    assert shop.run().ret == pytest.ExitCode.OK


def test_an_interrupt_says_more_than_an_unset_variable(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_PORT", raising=False)
    shop.write("canon.yaml", CANON.replace("port: 8001", 'port: "${SHOP_PORT}"'))
    shop.write("test_own.py", "def test_stop():\n    raise KeyboardInterrupt\n")
    assert shop.run_alone("canon.yaml", "test_own.py").ret == pytest.ExitCode.INTERRUPTED


def test_a_report_that_cannot_be_written_is_4(shop: Shop) -> None:
    shop.write("file", "")
    result = shop.run("--vx11-report", "json:file/report.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["ERROR: the report *file/report.json cannot be written: *"])
    assert "Traceback" not in wrote(result)


def test_strict_fails_what_nobody_could_look_at(shop: Shop) -> None:
    result = shop.run("--vx11-strict")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=6, failed=6)
    assert "  and --vx11-strict wants every check looked at" in result.outlines
    shop.pytester.makeini("[pytest]\nvx11_strict = true")
    assert shop.run().ret == pytest.ExitCode.TESTS_FAILED


def test_a_broken_compose_file_is_drift_and_no_crash(shop: Shop) -> None:
    shop.write("compose.yaml", COMPOSE.replace("services:", "services: ["))
    result = shop.run("--vx11-facet", "ports")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert f"FAILED {DRIFTED}" in wrote(result)
    assert "INTERNALERROR" not in wrote(result)


def test_options_without_the_flag_are_refused(shop: Shop) -> None:
    result = shop.pytester.runpytest_inprocess("--vx11-facet", "ports", "--vx11-strict")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--vx11-facet, --vx11-strict goes with --vx11-canon*"])
