"""Tests of the user's own that look into containers and ask through published ports, on a real engine."""

from __future__ import annotations

import pytest

from tests.docker.shop import Shop
from tests.plugin.own.projects import written

pytestmark = pytest.mark.docker

TESTS = """
@pytest.mark.VX11(service="gateway")
def test_inside(VX11_container, VX11_check):
    status, output = VX11_container.exec_run(["python3", "-c", "print(6 * 7)"])
    VX11_check((0, b"42\\n"), (status, output))
    VX11_check(64 * 1024**2, VX11_container.attrs["HostConfig"]["Memory"], where="compose.yaml", what="memory")

def test_each(VX11_container, VX11_service, VX11_http):
    assert VX11_container.status == "running"
    assert VX11_http.get("/guarded").ok

@pytest.mark.VX11(service="orders")
def test_truth(VX11_truth, VX11_http):
    rows = VX11_truth.execute("select status from copilot_runtime_services").fetchall()
    assert [row["status"] for row in rows] == ["OK", "OK"]
"""
#: A facet that asks what runs, and a function that looks at containers.
CHECKS = """
from pytest_vx11 import check, needs

@check("images")
def labelled(container):
    \"\"\"Every container says who made it.\"\"\"
    if not container.labels:
        yield f"{container.name} has no label"

@check("answers")
def guarded(service, live, sight):
    \"\"\"What is guarded answers to the right token.\"\"\"
    asked = sight.see(needs.http(live.system, service.name, "/guarded"))
    if asked.answer.status != 200:
        yield f"{service.name} answers {asked.answer.status}"
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_they_are_given_the_containers_of_the_run(shop: Shop, workers: tuple[str, ...]) -> None:
    (shop.path / "test_own.py").write_text(written(TESTS))
    (shop.path / "checks.py").write_text(CHECKS)
    shop.change("canon.yaml", "compose: compose.yaml", "compose: compose.yaml\nextensions: [checks.py]")
    ended = shop.run("--vx11-report=json:report.json", "--vx11-facet", "tests,images,answers", *workers)
    assert ended.returncode == 0, ended.stdout
    checks = shop.report()["checks"]
    assert [check["verdict"] for check in checks] == ["match"] * 8
    assert shop.left() == []
