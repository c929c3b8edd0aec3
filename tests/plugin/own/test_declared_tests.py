"""Tests of the user's own that look at the canon and the tree: what they are run over, and what their verdicts are."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from pytest_vx11._cli.main import main
from tests.plugin.own.projects import own_checks, written
from tests.plugin.shop import CANON, COMPOSE, Shop, wrote

ENDPOINTS = """\
    endpoints:
      GET /health: {auth: open}
      POST /orders: {}
databases:
  main: {url: "sqlite:///data/x.db", tables: {orders: {id: INTEGER}, items: {id: INTEGER primary key}}}
"""
PORT = """
def test_port(VX11_service, VX11_check):
    \"\"\"Ports are even.\"\"\"
    VX11_check(0, VX11_service.said["port"] % 2, where="compose.yaml:9", what="rest", hint="take an even one")
"""


def own(shop: Shop, text: str, *arguments: str) -> dict[str, Any]:
    """Return the checks of a test file, by the test's name."""
    shop.write("test_own.py", written(text))
    return {name.removeprefix("test_own.py::"): check for name, check in own_checks(shop, *arguments).items()}


def verdicts(shop: Shop, text: str, *arguments: str) -> dict[str, str]:
    return {name: check["verdict"] for name, check in own(shop, text, *arguments).items()}


def test_without_the_flag_they_are_skipped_with_a_reason(shop: Shop) -> None:
    marked = "@pytest.mark.VX11\ndef test_marked(): pass\n"
    used = "@pytest.mark.usefixtures('VX11_truth')\ndef test_used(): assert False\n"
    shop.write("test_own.py", written(f"{PORT}{marked}{used}def test_plain(): pass\n"))
    result = shop.pytester.runpytest_inprocess("-rs")
    result.assert_outcomes(passed=2, skipped=2)  # the marker alone wants nothing of a canon
    result.stdout.fnmatch_lines(["SKIPPED * test_own.py:*: a check of the system against its canon: it runs with *"])


def test_they_run_beside_the_checks_and_others_do_not(shop: Shop) -> None:
    shop.write("test_other.py", "def test_other(): assert False\n")
    result = shop.run(str(shop.write("test_own.py", written("@pytest.mark.VX11\ndef test_own(): pass\n"))))
    result.assert_outcomes(passed=7, skipped=6)


def test_each_service_in_turn(shop: Shop) -> None:
    assert verdicts(shop, "def test_it(VX11_service): assert VX11_service.said['memory'] == '512m'\n") == {
        "test_it[gateway]": "match",
        "test_it[orders]": "match",
    }


def test_each_endpoint_and_each_table_in_turn(shop: Shop) -> None:
    shop.write("canon.yaml", CANON + ENDPOINTS)
    text = """
def test_endpoint(VX11_endpoint, VX11_service):
    assert VX11_endpoint.name == f"{VX11_endpoint.method} {VX11_endpoint.path}"
    assert VX11_endpoint.service is VX11_service

def test_open(VX11_endpoint):
    assert VX11_endpoint.said.get("auth") == ("open" if VX11_endpoint.path == "/health" else None)

def test_table(VX11_table):
    assert (VX11_table.database, list(VX11_table.columns)) == ("main", ["id"])
"""
    assert verdicts(shop, text) == {
        "test_endpoint[orders-GET /health]": "match",
        "test_endpoint[orders-POST /orders]": "match",
        "test_open[orders-GET /health]": "match",
        "test_open[orders-POST /orders]": "match",
        "test_table[main.orders]": "match",
        "test_table[main.items]": "match",
    }


def test_the_marker_says_which_service_and_facet(shop: Shop) -> None:
    text = """
@pytest.mark.VX11(service="orders", facet="ports")
def test_one(VX11_service): assert VX11_service.name == "orders"

@pytest.mark.VX11(service=["orders", "gateway"])
def test_two(): pass

@pytest.mark.VX11(service="gateway")
class TestGateway:
    def test_three(self, VX11_canon): assert VX11_canon.system == "shop"
"""
    checks = own(shop, text)
    assert {name: (check["service"], check["facet"]) for name, check in checks.items()} == {
        "test_one[orders]": ("orders", "ports"),
        "test_two[gateway]": ("gateway", "tests"),
        "test_two[orders]": ("orders", "tests"),
        "TestGateway::test_three": ("gateway", "tests"),
    }
    assert checks["test_one[orders]"]["id"] == "shop::orders::ports::test_own.py%3A%3Atest_one[orders][declared]"


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("service='order'", 'the marker vx11 names the service "order", and there is none: did you mean "orders"?'),
        ("facet='port'", 'the marker vx11 names the facet "port", and there is none: did you mean "ports"?'),
        ("system='shup'", 'the marker vx11 names the system "shup", and there is none: did you mean "shop"?'),
        ("servce='orders'", 'the marker vx11 takes service=, facet= and system=, not "servce"'),
        ("'orders'", 'the marker vx11 takes service=, facet= and system=, not "orders"'),
    ],
)
def test_a_marker_that_names_nothing_is_an_error(shop: Shop, marker: str, told: str) -> None:
    shop.write("test_own.py", written(f"@pytest.mark.VX11({marker})\ndef test_it(): pass\n"))
    result = shop.run()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert told in wrote(result)


def test_a_container_of_no_service_is_an_error(shop: Shop) -> None:
    shop.write("test_own.py", written("def test_it(VX11_container): pass\n"))
    assert "vx11_container wants a service: " in wrote(shop.run())


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


def test_a_fixture_of_a_session_may_take_the_canon(shop: Shop) -> None:
    text = "@pytest.fixture(scope='session')\ndef names(VX11_canon): return list(VX11_canon.services)\n"
    assert verdicts(shop, f"{text}def test_it(names): assert names == ['gateway', 'orders']\n") == {"test_it": "match"}


def test_of_several_canons_each_in_turn_or_the_one_that_is_named(shop: Shop) -> None:
    shop.write("more/canon.yaml", CANON.replace("system: shop", "system: more").replace("orders", "wares"))
    shop.write("more/compose.yaml", COMPOSE.replace("orders", "wares"))
    text = """
@pytest.fixture(scope="session")
def system(VX11_canon): return VX11_canon.system

def test_canon(system): assert system in ("shop", "more")
def test_service(VX11_service, VX11_canon): assert VX11_service.name in VX11_canon.services
@pytest.mark.VX11(system="more")
def test_more(VX11_canon, VX11_check): VX11_check("more", VX11_canon.system)
@pytest.mark.VX11
def test_bare(): pass
"""
    path = str(shop.write("test_own.py", written(text)))
    assert verdicts(shop, text, "canon.yaml", "more/canon.yaml", path, "--vx11-facet", "tests") == {
        "test_canon[shop]": "match",
        "test_canon[more]": "match",
        "test_service[shop-gateway]": "match",
        "test_service[shop-orders]": "match",
        "test_service[more-gateway]": "match",
        "test_service[more-wares]": "match",
        "test_more": "match",
        "test_bare": "match",
    }


def test_the_options_choose_among_them(shop: Shop) -> None:
    shop.write("canon.yaml", f"{CANON}modes: {{night: [gateway]}}\n")
    ports = "@pytest.mark.VX11(facet='ports')\ndef test_ports(VX11_service): pass\n"
    whole = "def test_whole(VX11_canon): pass\n"
    assert [*verdicts(shop, ports + whole, "--vx11-facet", "ports")] == ["test_ports[gateway]", "test_ports[orders]"]
    assert [*verdicts(shop, ports + whole, "--vx11-facet", "tests")] == ["test_whole"]
    assert [*verdicts(shop, ports + whole, "--vx11-service", "orders")] == ["test_ports[orders]"]
    assert [*verdicts(shop, ports + whole, "--vx11-mode", "night")] == ["test_ports[gateway]", "test_whole"]
    assert [*verdicts(shop, ports + whole, "-k", "whole")] == ["test_whole"]


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


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_the_life_of_an_accepted_finding(shop: Shop, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update", *workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    baseline = (shop.path / "baseline.yaml").read_text()
    assert "VX005:orders:test_own.py::test_port[orders]:rest" in baseline
    shop.run(*workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    shop.run("canon.yaml", "--vx11-strict", "-m", "vx11_declared").assert_outcomes(passed=6)
    shop.write("test_own.py", written(PORT.replace("% 2", "% 4")))
    shop.run(*workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    shop.write("test_own.py", written(PORT.replace("% 2", "% 13")))
    shop.run("-k", "test_port", *workers).assert_outcomes(failed=2)
    shop.write("test_own.py", written(PORT.replace("% 2", "* 0")))
    result = shop.run("--vx11-baseline-update", *workers)
    result.assert_outcomes(passed=8, skipped=6)
    assert "VX005" not in (shop.path / "baseline.yaml").read_text()


def test_an_entry_of_a_test_that_did_not_run_stays(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update")
    before = (shop.path / "baseline.yaml").read_text()
    shop.run("canon.yaml", "--vx11-baseline-update")
    assert (shop.path / "baseline.yaml").read_text() == before


def test_junit_has_their_properties(shop: Shop) -> None:
    shop.write("test_own.py", written(PORT))
    shop.run("--junitxml", "junit.xml")
    cases = ElementTree.parse(shop.path / "junit.xml").getroot().iter("testcase")
    (case,) = (each for each in cases if each.get("name") == "test_port[orders]")
    properties = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert properties["vx11_verdict"] == "drift"
    assert properties["vx11_facet"] == "tests"
    assert properties["vx11_service"] == "orders"


def test_the_text_of_a_fixture_tells_what_it_gives(shop: Shop) -> None:
    shown = wrote(shop.pytester.runpytest_inprocess("--fixtures"))
    for name in ("canon", "service", "endpoint", "table", "http", "container", "truth", "check"):
        assert f"vx11_{name}" in shown
    assert "_vx11_target" not in shown


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


def test_a_fixture_of_the_canon_is_not_parametrized_by_hand(shop: Shop) -> None:
    text = "@pytest.mark.parametrize('VX11_service', ['orders'], indirect=True)\ndef test_it(VX11_service): pass\n"
    shop.write("test_own.py", written(text))
    assert "vx11_service is given by the canon: mark the test vx11(service=…) to narrow it" in wrote(shop.run())


def test_an_error_of_a_marker_says_where_it_is(shop: Shop) -> None:
    for marker in ("service='order'", "service=[]", "service=7"):
        shop.write("test_own.py", written(f"\n@pytest.mark.VX11({marker})\ndef test_it(): pass\n"))
        said = wrote(shop.run())
        assert "test_own.py:3: test_it: the marker vx11 " in said
        assert "Traceback" not in said
        assert "During handling" not in said


def test_the_markers_of_checks_choose_them_as_well(shop: Shop) -> None:
    ports = "@pytest.mark.VX11(facet='ports')\ndef test_ports(VX11_service): pass\n"
    text = f"{ports}def test_truth(VX11_truth): pass\n"
    assert [*verdicts(shop, text, "-m", "vx11_declared")] == ["test_ports[gateway]", "test_ports[orders]"]
    assert [*verdicts(shop, text, "-m", "vx11_running")] == ["test_truth"]
    assert [*verdicts(shop, text, "-m", "vx11_ports")] == ["test_ports[gateway]", "test_ports[orders]"]


def test_who_names_single_tests_gets_these_alone(shop: Shop) -> None:
    shop.write("test_own.py", written("def test_one(VX11_canon): pass\ndef test_two(VX11_canon): pass\n"))
    shop.run("test_own.py::test_two").assert_outcomes(passed=1)
    shop.run("test_own.py::test_two", "-n", "2").assert_outcomes(passed=1)
    shop.run("test_own.py").assert_outcomes(passed=8, skipped=6)


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


def test_an_entry_of_a_test_that_is_gone_is_told(shop: Shop) -> None:
    shop.write("test_own.py", written(PORT))
    keys = ("orders:test_own.py::test_port[orders]:rest", "orders:test_own.py::test_gone", "orders:gone.py::test_it",
            "ordres:test_own.py::test_port[orders]")  # fmt: skip
    entries = "".join(f"  - {{key: 'VX005:{key}', reason: r}}\n" for key in keys)
    shop.write("baseline.yaml", f"baseline: 1\naccepted:\n{entries}")
    for arguments in ((), ("canon.yaml",)):
        said = wrote(shop.run(*arguments))
        assert "test_port[orders]:rest is" not in said
        assert said.count("is unknown: no check of this canon can have it") == 1, said
        assert said.count("is stale: nobody finds it any more") == 2, said


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


def test_markers_of_a_class_and_of_its_test_count_together(shop: Shop) -> None:
    text = """
@pytest.mark.VX11(service="orders")
class TestOrders:
    @pytest.mark.VX11(facet="ports")
    def test_it(self, VX11_service): pass
"""
    checks = own(shop, text)
    assert {name: (check["service"], check["facet"]) for name, check in checks.items()} == {
        "TestOrders::test_it[orders]": ("orders", "ports")
    }


def test_a_test_of_unittest_is_of_one_service_or_refused(shop: Shop) -> None:
    case = "import unittest\n@pytest.mark.VX11({})\nclass TestIt(unittest.TestCase):\n    def test_it(self): pass\n"
    assert verdicts(shop, case.format("service='orders'")) == {"TestIt::test_it": "match"}
    shop.write("test_own.py", written(case.format("service=['orders', 'gateway']")))
    result = shop.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "it is of several, and pytest runs a test of unittest once" in wrote(result)


def test_over_nothing_it_is_skipped_with_a_reason(shop: Shop) -> None:
    check = own(shop, "def test_it(VX11_table, VX11_service): pass\n")["test_it[none]"]
    assert (check["verdict"], check["reason"]) == (
        "unverified", "the canon states no table that it could be run over"
    )  # fmt: skip


def test_the_recorder_of_no_check_says_what_to_do(shop: Shop) -> None:
    text = "def test_it(request): request.getfixturevalue('VX11_check')\n@pytest.mark.VX11\ndef test_other(): pass\n"
    path = str(shop.write("test_own.py", written(text)))
    result = shop.run("canon.yaml", path)
    assert "vx11_check is of a check: mark the test vx11" in wrote(result)


def test_a_known_finding_is_not_new_because_the_last_green_run_had_no_tests(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update")
    shop.run("canon.yaml")
    assert "new finding" not in wrote(shop.run())
    # Of another length: within a second, that alone tells a file from what was compiled of it.
    shop.write("test_own.py", written(PORT.replace("% 2", "% 3 + 0")))
    assert "1 new finding" in wrote(shop.run())


def test_a_test_that_is_gone_is_no_check_that_the_head_left_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.path)
    shop.write("test_own.py", written("def test_it(VX11_canon): pass\n"))
    shop.run("--vx11-report", "json:base.json")
    (shop.path / "test_own.py").unlink()
    shop.run("--vx11-report", "json:head.json")
    assert main(["gate", "base.json", "head.json"]) == 0
