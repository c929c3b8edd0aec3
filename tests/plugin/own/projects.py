"""Projects with tests of their own, and what a run makes of them."""

from __future__ import annotations

import json
from typing import Any

from tests.plugin.living import Living
from tests.plugin.shop import Shop


def written(text: str) -> str:
    """Return a test file's text, in which `VX11` stands for what a run of this project's own canon looks for."""
    return f"import pytest\n{text.replace('VX11', 'vx11')}"


def own_checks(project: Shop | Living, *arguments: str) -> dict[str, Any]:
    """Run a project's tests beside its canon; return the report's check of each that is no planned one, by node id."""
    project.run("--vx11-report", "json:report.json", *arguments)
    report = json.loads((project.path / "report.json").read_text(encoding="utf-8"))
    return {check["nodeid"]: check for check in report["checks"] if not check["nodeid"].startswith("canon.yaml")}
