"""The module's own rules, held against its canon: what no key of the canon can say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_vx11 import Canon, Endpoint, Recorder, Service, SystemSession, Table


def test_each_program_listens_where_the_canon_says(
    vx11_canon: Canon, vx11_service: Service, vx11_check: Recorder
) -> None:
    """The constant PORT of main.py is the canon's port."""
    path = f"{vx11_service.code}/main.py"
    line, port = stated(Path(vx11_canon.root, path), r"PORT = (\d+)")
    vx11_check(vx11_service.said["port"], int(port), where=f"{path}:{line}", hint="change PORT, or the canon")


def test_no_answer_may_be_kept(vx11_endpoint: Endpoint, vx11_http: SystemSession, vx11_check: Recorder) -> None:
    """Each endpoint answers in JSON, and says that nobody may keep the answer."""
    said = vx11_endpoint.said
    path = vx11_endpoint.path.format(**said.get("path", {}))
    answer = vx11_http.request(vx11_endpoint.method, path, json=said.get("json"))
    vx11_check("application/json", answer.headers.get("content-type"), what="content-type")
    vx11_check("no-store", answer.headers.get("cache-control"), what="cache-control")


def test_each_column_has_a_comment(vx11_canon: Canon, vx11_table: Table, vx11_check: Recorder) -> None:
    """Each column of the schema that the canon names says what is in it."""
    schema = Path(vx11_canon.root, "orders/schema.sql")
    line, body = stated(schema, rf"CREATE TABLE {vx11_table.name} \((.*?)\);")
    told = re.findall(r"^ *(\w+) .*-- \S", body, re.MULTILINE)
    vx11_check(list(vx11_table.columns), told, where=f"orders/schema.sql:{line}", hint="write `-- what it is`")


@pytest.mark.vx11(service="orders", facet="endpoints")
def test_what_is_not_in_stock_is_refused(vx11_http: SystemSession) -> None:
    """Orders asks stock before it takes an order: a plain assert will do as well."""
    left = vx11_http.get("http://stock/stock/salt").json()["count"]
    assert vx11_http.post("/orders", json={"item": "salt", "count": left}).status_code == 201
    assert vx11_http.post("/orders", json={"item": "salt", "count": left + 1}).status_code == 409


def stated(path: Path, regex: str) -> tuple[int, str]:
    """Return the line where a text is that has to be in a file, and the part of it in brackets."""
    text = path.read_text(encoding="utf-8")
    found = re.search(regex, text, re.DOTALL)
    assert found is not None, f"{path.name} has no {regex}"
    return text[: found.start()].count("\n") + 1, found[1]
