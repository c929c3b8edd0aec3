"""What tests of the user's own are run over, by their marker and what they take, and which of them are chosen."""

from __future__ import annotations

import pytest

from tests.plugin.own.projects import ENDPOINTS, PORT, own, verdicts, written
from tests.plugin.shop import CANON, COMPOSE, Shop, wrote


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


def test_the_text_of_a_fixture_tells_what_it_gives(shop: Shop) -> None:
    shown = wrote(shop.pytester.runpytest_inprocess("--fixtures"))
    for name in ("canon", "service", "endpoint", "table", "http", "container", "truth", "check"):
        assert f"vx11_{name}" in shown
    assert "_vx11_target" not in shown


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
