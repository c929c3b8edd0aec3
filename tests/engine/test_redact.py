"""The run's tokens are in nothing that is told, however they are written."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from pytest_vx11._checks.verdict import Evidence, Finding, Outcome, Verdict
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._engine.redact import Cleaner
from pytest_vx11._engine.run import Run
from pytest_vx11._facets.builtin import builtin_facets

SECRET = "hunter2/registry+key"
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


@pytest.mark.parametrize(
    "text",
    [
        f"the token is {SECRET}.",
        f"GET /?token={quote(SECRET, safe='')}",
        json.dumps({"token": SECRET}),
        base64.b64encode(SECRET.encode()).decode(),
        "Basic " + base64.b64encode(f"user:{SECRET}".encode()).decode(),
        "Basic " + base64.b64encode(f"u:{SECRET}@x".encode()).decode(),
        base64.urlsafe_b64encode(f"ab:{SECRET}".encode()).decode(),
    ],
)
def test_every_way_of_writing_it_is_starred(text: str) -> None:
    clean = Cleaner([SECRET])(text)
    assert "***" in clean
    assert "hunter2" not in clean
    for part in clean.replace("Basic ", "").split("***"):
        padded = part.strip("=") + "=" * (-len(part.strip("=")) % 4)
        if padded and padded.isalnum():
            assert b"hunter2" not in base64.b64decode(padded)


def test_behind_a_scheme_the_token_itself_is_starred_too() -> None:
    assert Cleaner(["Bearer abcdef123"])("got abcdef123 from 'Bearer abcdef123'") == "got *** from '***'"


def test_a_short_one_is_starred_where_it_stands_by_itself() -> None:
    assert Cleaner(["dev"])("a device, token dev, dev-mode, X: dev") == "a device, token ***, ***-mode, X: ***"
    assert Cleaner([])("anything") == "anything"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("{} the answer is supersecretto", "{} the answer is ***"),
        ("{} the answer is supersecretto… (2000 characters)", "{} the answer is ***… (2000 characters)"),
        ("rsecrettoken1234 was asked {}", "*** was asked {}"),
        ("{} a supersecret thing", "{} a supersecret thing"),
        ("supersecrettoken1234 {} supersecr", "*** {} ***"),
        ("a short text is not cut: supersecr", "a short text is not cut: supersecr"),
        ("{} takes a Bearer", "{} takes a Bearer"),
    ],
)
def test_what_is_left_of_one_where_a_text_was_cut_is_starred(text: str, clean: str) -> None:
    filling = "x" * 100
    assert Cleaner(["Bearer supersecrettoken1234"])(text.format(filling)) == clean.format(filling)


def test_the_password_of_a_databases_url_is_a_secret_too(tmp_path: Path) -> None:
    (tmp_path / "canon.yaml").write_text(
        "canon: 1\nsystem: s\nservices: {api: {port: 80}}\n"
        'databases: {main: {url: "postgresql://me:${S_PASSWORD:-p%40ssw0rd}@db/x", tables: {t: {id: INTEGER}}}}\n'
    )
    run = Run([load_plan(tmp_path / "canon.yaml", builtin_facets())])
    assert run.clean("db says p@ssw0rd") == "db says ***"


def test_all_of_a_verdict_is_starred() -> None:
    finding = Finding(
        code="VX270", subject=f"s:{SECRET}", message=SECRET, expected={SECRET: [SECRET]}, actual=(SECRET,),
        hint=SECRET, evidence=(Evidence("answer", f"x {SECRET}"),),
    )  # fmt: skip
    verdict = Verdict(outcome=Outcome.DRIFT, findings=(finding,), actual=SECRET, reason=SECRET)
    assert SECRET not in repr(Cleaner([SECRET]).verdict(verdict))
