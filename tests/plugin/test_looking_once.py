"""What is looked at, and how often: told by Python's audit events, in every process of a run."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.plugin.shop import CANON, Shop

AUDITS = """\
import os, sys

ROOT, LOG = os.environ["AUDITED"], os.open(os.environ["AUDIT_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def parsed(source, name):
    return name == "<unknown>" and isinstance(source, bytes) and source.startswith(b"from ")

def hook(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and arguments and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(ROOT):
            os.write(LOG, f"{event} {os.path.relpath(path, ROOT)}\\n".encode())
    elif event == "compile" and parsed(*arguments):
        os.write(LOG, f"parse {arguments[0].splitlines()[0].decode()}\\n".encode())
    elif event == "import" and arguments[0].partition(".")[0] in ("gateway", "orders"):
        os.write(LOG, f"import {arguments[0]}\\n".encode())

sys.addaudithook(hook)
"""
TREE = """\
root: tree
structure: {required: [orders/main.py, docs/], forbidden: ["**/*.pem"]}
databases:
  main:
    models: orders/models.py
    tables: {items: {id: INTEGER primary key, name: VARCHAR(20)}}
"""
MAIN = """\
from fastapi import FastAPI

app = FastAPI()

@app.get("/health")
def health(): return {}

@app.get("/items")
def items(): return []
"""
MODELS = """\
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
"""
ENDPOINTS = "    endpoints: {GET /health: {}, GET /items: {}}\n"
APP = "    app: orders/main.py\n"
COMPOSE = """\
services:
  gateway: {image: gateway, mem_limit: 512m, ports: ["8000:8000"]}
  orders: {build: orders, mem_limit: 512m, depends_on: [gateway], ports: ["8001:8001"], healthcheck: {interval: 5s}}
"""
HEALTH = "    healthcheck: {test: curl localhost, interval: 5s, timeout: 5s}\n"


@pytest.fixture
def tree(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop with its tree in a folder of its own, and a plugin that writes down what is opened there."""
    shop.write("canon.yaml", CANON + APP + ENDPOINTS + HEALTH + TREE)
    shop.write("tree/compose.yaml", COMPOSE)
    shop.write("tree/orders/main.py", MAIN)
    shop.write("tree/orders/models.py", MODELS)
    shop.write("tree/orders/Dockerfile", "FROM python\nHEALTHCHECK --timeout=5s CMD curl localhost\n")
    shop.write("tree/gateway/main.py", "raise SystemExit('imported')\n")
    shop.write("tree/docs/a/b/note.txt", "")
    shop.write("plugins/audits.py", AUDITS)
    shop.write("pytest.ini", "[pytest]\ntestpaths = nowhere\n")
    monkeypatch.setenv("PYTHONPATH", str(shop.path / "plugins"))
    monkeypatch.setenv("AUDITED", str(shop.path / "tree"))
    monkeypatch.setenv("AUDIT_LOG", str(shop.path / "audit.log"))
    return shop


def audited(tree: Shop, *options: str) -> Counter[str]:
    """Run under audit, and return how often each thing was done."""
    log = tree.path / "audit.log"
    log.unlink(missing_ok=True)
    result = tree.run_alone("-p", "audits", "canon.yaml", *options)
    assert result.ret == pytest.ExitCode.OK
    return Counter(log.read_text().splitlines() if log.exists() else [])


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "workers"])
def test_every_file_is_opened_once_and_the_tree_walked_once(tree: Shop, workers: tuple[str, ...]) -> None:
    done = audited(tree, *workers)
    assert {event: count for event, count in done.items() if count > 1} == {}
    opened = {event.partition(" ")[2] for event in done if event.startswith("open ")}
    assert opened == {"compose.yaml", "orders/main.py", "orders/models.py", "orders/Dockerfile"}
    walked = {event.partition(" ")[2] for event in done if event.startswith("os.")}
    assert walked >= {".", "docs", "docs/a", "docs/a/b", "orders", "gateway"}
    parsed = {event.partition(" ")[2] for event in done if event.startswith("parse ")}
    assert parsed == {MAIN.splitlines()[0], MODELS.splitlines()[0]}
    assert not [event for event in done if event.startswith("import ")]


def test_a_file_is_parsed_once_where_the_application_is_searched_for(tree: Shop) -> None:
    tree.write("canon.yaml", CANON + ENDPOINTS + HEALTH + TREE)
    done = audited(tree)
    parsed = {event: count for event, count in done.items() if event.startswith("parse ")}
    assert parsed == {f"parse {MAIN.splitlines()[0]}": 1, f"parse {MODELS.splitlines()[0]}": 1}


def test_what_no_chosen_check_needs_is_not_looked_at(tree: Shop) -> None:
    assert audited(tree, "--vx11-facet", "ports") == Counter(["open compose.yaml"])
    assert audited(tree, "--vx11-facet", "databases") == Counter(
        ["open orders/models.py", f"parse {MODELS.splitlines()[0]}"]
    )
    assert audited(tree, "--collect-only") == Counter()
