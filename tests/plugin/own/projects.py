"""Projects with tests of their own, and what a run makes of them."""

from __future__ import annotations

import json
from typing import Any

from tests.plugin.living import Living
from tests.plugin.shop import Shop

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


def written(text: str) -> str:
    """Return a test file's text, in which `VX11` stands for what a run of this project's own canon looks for."""
    return f"import pytest\n{text.replace('VX11', 'vx11')}"


def own_checks(project: Shop | Living, *arguments: str) -> dict[str, Any]:
    """Run a project's tests beside its canon; return the report's check of each that is no planned one, by node id."""
    project.run("--vx11-report", "json:report.json", *arguments)
    report = json.loads((project.path / "report.json").read_text(encoding="utf-8"))
    return {check["nodeid"]: check for check in report["checks"] if not check["nodeid"].startswith("canon.yaml")}


def own(shop: Shop, text: str, *arguments: str) -> dict[str, Any]:
    """Return the checks of a test file, by the test's name."""
    shop.write("test_own.py", written(text))
    return {name.removeprefix("test_own.py::"): check for name, check in own_checks(shop, *arguments).items()}


def verdicts(shop: Shop, text: str, *arguments: str) -> dict[str, str]:
    return {name: check["verdict"] for name, check in own(shop, text, *arguments).items()}
