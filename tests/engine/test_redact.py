"""The canon's token is in no verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11.engine.plan import load_plan
from pytest_vx11.engine.run import Run
from pytest_vx11.facets.builtin import builtin_facets

CANON = """
canon: 1
system: s
auth: {token: TOKEN}
services:
  api: {image: nginx, healthcheck: {test: "check it"}}
"""
COMPOSE = "services:\n  api:\n    image: hunter2-registry/nginx\n    healthcheck: {test: probe hunter2-registry}\n"


@pytest.mark.parametrize("token", ["hunter2-registry", '"${S_TOKEN}"'])
def test_the_token_is_starred_wherever_a_tree_repeats_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("S_TOKEN", "hunter2-registry")
    (tmp_path / "canon.yaml").write_text(CANON.replace("TOKEN", token))
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    run = Run([load_plan(tmp_path / "canon.yaml", builtin_facets())])
    verdicts = run.verdicts(list(run.checks))
    told = repr(verdicts)
    assert "hunter2" not in told
    assert "***/nginx" in told
    assert "probe ***" in told
