"""Tests of the user's own that look at what runs: the system is brought up for them, once, and taken down."""

from __future__ import annotations

import json

import pytest

from tests.plugin.living import Living
from tests.plugin.own.projects import own_checks, written

ASKS = """
@pytest.mark.VX11(service="orders")
def test_asks(VX11_http, VX11_check):
    assert VX11_http.get("/guarded").status_code == 200
    assert VX11_http.get("/guarded", headers={"X-Shop-Token": None}).status_code == 401
    assert VX11_http.get("http://gateway/health").url != VX11_http.get("/health").url

def test_each(VX11_endpoint, VX11_http):
    assert VX11_http.get(VX11_endpoint.path).ok
"""
EACH = [f"test_each[{service}-GET /{path}]" for service in ("gateway", "orders") for path in ("health", "guarded")]


@pytest.fixture
def living(pytester: pytest.Pytester) -> Living:
    return Living(pytester)


def told(living: Living, text: str, *arguments: str) -> dict[str, str]:
    (living.path / "test_own.py").write_text(written(text))
    found = own_checks(living, *arguments)
    return {name.removeprefix("test_own.py::"): check["verdict"] for name, check in found.items()}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_they_ask_a_system_that_is_started_once(living: Living, workers: tuple[str, ...]) -> None:
    assert told(living, ASKS, *workers) == dict.fromkeys(["test_asks", *EACH], "match")
    assert living.started() == ["gateway", "orders"]
    assert living.left() == []


def test_they_alone_bring_it_up(living: Living) -> None:
    verdicts = told(living, ASKS, "--vx11-facet", "tests")
    assert set(verdicts.values()) == {"match"}
    assert living.started() == ["gateway", "orders"]


def test_without_a_runtime_they_are_unverified_and_say_why(living: Living) -> None:
    (living.path / "test_own.py").write_text(written(ASKS))
    checks = own_checks(living, "--vx11-runtime", "none")
    assert {check["verdict"] for check in checks.values()} == {"unverified"}
    assert {check["reason"] for check in checks.values()} == {"nothing runs: as --vx11-runtime or vx11_runtime says"}
    assert living.started() == []


def test_a_service_that_is_not_expected_is_unverified(living: Living) -> None:
    canon = (living.path / "canon.yaml").read_text() + "  audio: {port: 1, state: disabled, why: later}\n"
    (living.path / "canon.yaml").write_text(canon)
    verdicts = told(living, "def test_it(VX11_service, VX11_http): VX11_http.get('/health')\n")
    assert verdicts == {"test_it[gateway]": "match", "test_it[orders]": "match", "test_it[audio]": "unverified"}


def test_a_container_of_a_plain_process_is_unverified(living: Living) -> None:
    assert told(living, "def test_it(VX11_container, VX11_service): pass\n") == {
        "test_it[gateway]": "unverified",
        "test_it[orders]": "unverified",
    }


def test_nobody_else_is_asked(living: Living) -> None:
    text = """
@pytest.mark.VX11(service="orders")
def test_out(VX11_http):
    from pytest_vx11 import Vx11Error
    for url in ("http://127.0.0.1:9/", "http://localhost.example/"):
        with pytest.raises(Vx11Error, match="is no address of the system living: there are gateway "):
            VX11_http.get(url)
    with pytest.raises(Vx11Error, match='did you mean "orders"'):
        VX11_http.get("http://order/")
    with pytest.raises(Vx11Error, match='has no service "order": did you mean "orders"'):
        VX11_http.url("/", "order")
    with pytest.raises(Vx11Error, match="speaks http:// alone, and no https"):
        VX11_http.get("https://orders/")
    address = VX11_http.url("/health")
    assert VX11_http.get(address.replace("127.0.0.1", "localhost")).ok
    with pytest.raises(Vx11Error, match="is of no service"):
        type(VX11_http)(VX11_http._live, None).get("/health")
"""
    assert told(living, text) == {"test_out": "match"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_truth_tells_of_this_run(living: Living, workers: tuple[str, ...]) -> None:
    text = """
@pytest.mark.VX11(service="orders")
def test_truth(VX11_truth, VX11_http, VX11_check):
    rows = VX11_truth.execute("select service_name, status from copilot_runtime_services order by 1").fetchall()
    VX11_check([("gateway", "OK"), ("orders", "OK")], [tuple(row) for row in rows])
    VX11_check(1, VX11_truth.execute("select count(*) as n from vx11_runs").fetchone()["n"], what="runs")
    with pytest.raises(Exception, match="readonly"):
        VX11_truth.execute("delete from vx11_runs")
"""
    assert told(living, text, *workers) == {"test_truth": "match"}


def test_without_truth_they_are_unverified(living: Living) -> None:
    text = "def test_it(VX11_truth): pass\n"
    assert told(living, text, "--vx11-truth=none") == {"test_it": "unverified"}
    assert told(living, text, "--vx11-facet=tests") == {"test_it": "match"}
    # What another run saw is no truth of this one.
    assert told(living, text, "--vx11-runtime=none") == {"test_it": "unverified"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_token_that_a_test_prints_or_compares_is_told_nowhere(living: Living, workers: tuple[str, ...]) -> None:
    text = """
@pytest.mark.VX11(service="orders")
def test_it(VX11_http, VX11_check, record_property):
    said = VX11_http.get("/health").text
    print("printed", said)
    record_property("said", said)
    VX11_check("no token", said, what=said)
    assert said == dict(VX11_http.headers)

@pytest.mark.VX11(service="orders")
def test_passes(VX11_http):
    print("printed", VX11_http.get("/health").text)

@pytest.mark.VX11(service="orders")
def test_xfails(VX11_http):
    pytest.xfail(VX11_http.get("/health").text)

@pytest.fixture
def late(VX11_http):
    yield
    raise RuntimeError(VX11_http.get("/health").text)

@pytest.mark.VX11(service="orders")
def test_late(late): pass
"""
    (living.path / "test_own.py").write_text(written(text))
    token = "a-planted-token-4711"
    reports = [f"--vx11-report={name}:report.{name}" for name in ("json", "md", "sarif", "github", "gitlab")]
    ended = living.run(*reports, "--junitxml=junit.xml", "-ojunit_logging=all", "-rA", *workers, SHOP_TOKEN=token)
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED
    assert "printed token ***" in ended.stdout
    assert token not in ended.stdout
    assert len(json.loads((living.path / "report.json").read_text())["checks"]) > 1
    assert [path.name for path in living.files() if token in path.read_bytes().decode(errors="replace")] == []


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_service_that_dies_of_a_test_is_told_with_how(living: Living, workers: tuple[str, ...]) -> None:
    program = (living.path / "program.py").read_text()
    before = "        self.send_response"
    dies = program.replace(before, f"        if self.path == '/die': os._exit(3)\n{before}")
    (living.path / "program.py").write_text(dies)
    text = "@pytest.mark.VX11(service='orders')\ndef test_it(VX11_http): VX11_http.get('/die')\n"
    (living.path / "test_own.py").write_text(written(text))
    ended = living.run("--vx11-facet", "tests", *workers)
    assert "the test failed: orders is down: it ended with 3 (VX003)" in ended.stdout
    assert ended.stdout.count("urllib3") < 5
