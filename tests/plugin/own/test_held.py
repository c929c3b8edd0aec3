"""What tests of the user's own hold, and what their verdicts and reports are."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.plugin.own.projects import ENDPOINTS, PORT, own, verdicts, written
from tests.plugin.shop import CANON, Shop, wrote


def test_what_a_test_holds_is_a_finding_with_its_place(shop: Shop) -> None:
    checks = own(shop, PORT)
    assert checks["test_port[gateway]"]["verdict"] == "match"
    drifted = checks["test_port[orders]"]
    assert (drifted["verdict"], drifted["canon"], drifted["actual"]) == ("drift", 0, 1)
    (finding,) = drifted["findings"]
    assert finding["key"] == "VX005:orders:test_own.py::test_port[orders]:rest"
    assert finding["places"] == [{"path": "compose.yaml", "line": 9, "col": 0}]
    assert (finding["canon"], finding["actual"], finding["hint"]) == (0, 1, "take an even one")
    assert finding["message"] == "orders: rest is 1, and should be 0"


def test_a_failure_is_told_like_any_other(shop: Shop) -> None:
    shop.write("test_own.py", written(PORT))
    result = shop.run()
    result.assert_outcomes(passed=7, failed=1, skipped=6)
    result.stdout.fnmatch_lines(
        [
            "*compose.yaml:9: orders: rest is 1, and should be 0 (VX005)",
            "  canon     test_own.py:3",
            "  expected  0",
            "  found     1",
            "  to do     take an even one",
            "tests * NO",
            "  orders test_own.py::test_port[[]orders[]]  0 * 1 * NO",
        ]
    )


def test_a_test_goes_on_after_what_differs_and_tells_all_of_it(shop: Shop) -> None:
    text = """
@pytest.mark.VX11
def test_it(VX11_check):
    assert not VX11_check(1, 2)
    assert VX11_check([1], [1])
    VX11_check({"a"}, {"b"}, what="names")
    assert 1 == 3
"""
    check = own(shop, text)["test_it"]
    assert [finding["key"].split(":", 1)[0] for finding in check["findings"]] == ["VX005", "VX005", "VX003"]
    assert [finding["key"] for finding in check["findings"]][1].endswith(":names")
    assert check["findings"][1]["canon"] == ["a"]
    assert check["findings"][2]["message"] == "the test failed: assert 1 == 3"
    assert check["findings"][2]["places"] == [{"path": "test_own.py", "line": 8, "col": 0}]


def test_whatever_a_test_holds_can_be_reported(shop: Shop) -> None:
    text = """
import datetime, pathlib
@pytest.mark.VX11
def test_it(VX11_check):
    VX11_check(pathlib.Path("a"), datetime.date(2026, 1, 1))
    VX11_check(float("nan"), object(), where="/etc/hosts")
"""
    findings = own(shop, text)["test_it"]["findings"]
    assert (findings[0]["canon"], findings[0]["actual"]) == ("a", "2026-01-01")
    assert findings[1]["places"][0]["path"].endswith("/etc/hosts")
    assert len({finding["key"] for finding in findings}) == 2


def test_what_was_skipped_is_unverified_with_its_reason(shop: Shop) -> None:
    text = "@pytest.mark.VX11\ndef test_it(): pytest.skip('no moon')\n@pytest.mark.VX11\n"
    text += "@pytest.mark.skip(reason='never')\ndef test_never(): pass\n"
    checks = own(shop, text)
    assert {name: (check["verdict"], check["reason"]) for name, check in checks.items()} == {
        "test_it": ("unverified", "no moon"),
        "test_never": ("unverified", "never"),
    }
    shop.run("--vx11-strict", "--vx11-facet", "tests").assert_outcomes(failed=1, errors=1)


def test_the_mark_xfail_accepts_and_what_passes_all_the_same_is_a_match(shop: Shop) -> None:
    text = "@pytest.mark.xfail(reason='known')\n@pytest.mark.VX11\ndef test_it(): assert 0\n"
    text += "@pytest.mark.xfail\n@pytest.mark.VX11\ndef test_well(): pass\n"
    checks = own(shop, text)
    assert {name: check["verdict"] for name, check in checks.items()} == {"test_it": "waived", "test_well": "match"}
    assert checks["test_it"]["findings"][0]["accepted"]["reason"] == "xfail: known"


def test_a_fixture_that_fails_is_drift_of_its_test(shop: Shop) -> None:
    text = "@pytest.fixture\ndef bad(VX11_canon): raise KeyError('x')\ndef test_it(bad): pass\n"
    check = own(shop, text)["test_it"]
    assert check["verdict"] == "drift"
    assert check["findings"][0]["message"] == "the test failed: KeyError: 'x'"


def test_workers_tell_the_same_in_the_same_order(shop: Shop) -> None:
    shop.write("canon.yaml", CANON + ENDPOINTS)
    text = f"{PORT}def test_endpoint(VX11_endpoint): assert VX11_endpoint.method == 'GET'\n"
    alone, workers = own(shop, text), own(shop, text, "-n", "2")
    for check in (*alone.values(), *workers.values()):
        del check["duration_ms"]
        for finding in check["findings"]:
            del finding["since"]
    assert list(alone.items()) == list(workers.items())
    assert [check["verdict"] for check in alone.values()].count("drift") == 2


def test_junit_has_their_properties(shop: Shop) -> None:
    shop.write("test_own.py", written(PORT))
    shop.run("--junitxml", "junit.xml")
    cases = ElementTree.parse(shop.path / "junit.xml").getroot().iter("testcase")
    (case,) = (each for each in cases if each.get("name") == "test_port[orders]")
    properties = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert properties["vx11_verdict"] == "drift"
    assert properties["vx11_facet"] == "tests"
    assert properties["vx11_service"] == "orders"


@pytest.mark.parametrize("strict", ["False", "True"])
def test_the_mark_xfail_accepts_what_a_test_holds_as_well(shop: Shop, strict: str) -> None:
    text = f"@pytest.mark.xfail(strict={strict}, reason='known')\n@pytest.mark.VX11\n"
    check = own(shop, text + "def test_it(VX11_check): VX11_check(1, 2)\n")["test_it"]
    assert check["verdict"] == "waived"
    assert check["findings"][0]["accepted"]["reason"] == "xfail: known"


def test_a_strict_xfail_that_passes_is_drift(shop: Shop) -> None:
    text = "@pytest.mark.xfail(strict=True)\n@pytest.mark.VX11\ndef test_it(): pass\n"
    check = own(shop, text)["test_it"]
    assert check["verdict"] == "drift"
    assert check["findings"][0]["message"] == "the test passed, and its mark xfail says that it may not"


def test_what_a_test_does_to_the_canon_no_check_sees(shop: Shop) -> None:
    text = "@pytest.mark.VX11(service='orders')\ndef test_it(VX11_service): VX11_service.said['port'] = 1\n"
    path = str(shop.write("test_own.py", written(text)))
    shop.run(path, "canon.yaml").assert_outcomes(passed=7, skipped=6)


def test_a_place_that_is_not_said_is_the_line_of_the_call(shop: Shop) -> None:
    text = "@pytest.mark.VX11\ndef test_it(VX11_check):\n    assert True\n    VX11_check(1, 2)\n"
    assert own(shop, text)["test_it"]["findings"][0]["places"] == [{"path": "test_own.py", "line": 5, "col": 0}]


def test_what_is_the_same_in_a_report_is_no_difference(shop: Shop) -> None:
    text = "@pytest.mark.VX11\ndef test_it(VX11_check):\n    assert VX11_check([1], (1,))\n"
    text += "    assert VX11_check(float('nan'), float('nan'), what='nan')\n"
    assert verdicts(shop, text) == {"test_it": "match"}


def test_a_place_that_is_none_is_an_error(shop: Shop) -> None:
    check = own(shop, "@pytest.mark.VX11\ndef test_it(VX11_check): VX11_check(1, 2, where=('a', 1))\n")["test_it"]
    assert "where is path:line or a Place, found ('a', 1)" in check["findings"][-1]["message"]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_what_a_fixture_holds_or_raises_when_the_test_is_over_counts(shop: Shop, workers: tuple[str, ...]) -> None:
    text = """
@pytest.fixture
def late(VX11_check):
    yield
    VX11_check(1, 2, what="late")

@pytest.fixture
def bad(VX11_canon):
    yield
    raise RuntimeError("on the way out")

def test_late(late): pass
def test_bad(bad): pass
"""
    checks = own(shop, text, *workers)
    assert [finding["key"] for finding in checks["test_late"]["findings"]] == ["VX005:shop:test_own.py::test_late:late"]
    (finding,) = checks["test_bad"]["findings"]
    assert finding["message"] == "the test failed: RuntimeError: on the way out"
    shop.run("--vx11-facet", "tests", *workers).assert_outcomes(passed=2, errors=2)


def test_the_last_try_of_a_test_counts(shop: Shop) -> None:
    shop.write(
        "conftest.py",
        "import pytest\n"
        "from _pytest.runner import runtestprotocol\n\n"
        "@pytest.hookimpl(tryfirst=True)\n"
        "def pytest_runtest_protocol(item, nextitem):\n"
        "    if 'flaky' not in item.name: return None\n"
        "    for tries in range(2):\n"
        "        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)\n"
        "        item._initrequest()\n"
        "        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n"
        "        for report in reports:\n"
        "            if tries == 0 and report.failed: report.outcome = 'rerun'\n"
        "            item.ihook.pytest_runtest_logreport(report=report)\n"
        "        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)\n"
        "    return True\n",
    )
    text = "tries = []\ndef test_flaky(VX11_canon):\n    tries.append(1)\n    assert len(tries) == 2\n"
    assert verdicts(shop, text) == {"test_flaky": "match"}


def test_the_recorder_of_no_check_says_what_to_do(shop: Shop) -> None:
    text = "def test_it(request): request.getfixturevalue('VX11_check')\n@pytest.mark.VX11\ndef test_other(): pass\n"
    path = str(shop.write("test_own.py", written(text)))
    result = shop.run("canon.yaml", path)
    assert "vx11_check is of a check: mark the test vx11" in wrote(result)
