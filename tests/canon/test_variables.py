from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from tests.canon.loading import load, problems, write


@pytest.mark.parametrize(
    ("text", "environ", "value"),
    [
        ("${A}", {"A": "x"}, "x"),
        ("a-${A}-${B}", {"A": "x", "B": "y"}, "a-x-y"),
        ("${A:-d}", {}, "d"),
        ("${A:-d}", {"A": ""}, "d"),
        ("${A:-d}", {"A": "x"}, "x"),
        ("${A:-}", {}, ""),
        ("${A:?say it}", {"A": "x"}, "x"),
        ("$${A}", {"A": "x"}, "${A}"),
        ("$A $ {A}", {"A": "x"}, "$A $ {A}"),
        ("${A}", {"A": "${B}", "B": "x"}, "${B}"),
        ("${A}", {}, "${A}"),
        ("${A}", {"A": ""}, "${A}"),
        ("${A}${B}", {"A": "x"}, "${A}${B}"),
    ],
)
def test_a_variable_is_replaced(tmp_path: Path, text: str, environ: dict[str, str], value: str) -> None:
    path = write(tmp_path, f"services: {{a: {{endpoints: {{GET /a: {{body: '{text}'}}}}}}}}\n")
    assert load(path, environ).services["a"].said["endpoints"]["GET /a"]["body"] == value


def test_what_is_missing_is_known_by_its_place(tmp_path: Path) -> None:
    canon = load(write(tmp_path, "services: {a: {image: '${A}/${B:?which one}', memory: '${C:-1g}'}}\n"), {})
    said = canon.services["a"].said
    assert canon.unset(said.at("image"))
    assert canon.variables[said.at("image")].missing == ("A", "B: which one")
    assert not canon.unset(said.at("memory"))
    assert canon.written(said["memory"], said.at("memory")) == "${C:-1g}"


def test_auth_and_urls_are_not_resolved_and_other_keys_of_these_names_are(tmp_path: Path) -> None:
    canon = load(
        write(
            tmp_path,
            "auth: {token: '${A}'}\n"
            "databases: {main: {url: 'sqlite:///${A}'}}\n"
            "services: {a: {endpoints: {GET /a: {auth: '${B}', body: {url: '${A}', auth: '${A}'}}}}}\n",
        ),
        {"A": "x", "B": "open"},
    )
    assert canon.said["auth"]["token"] == "${A}"
    assert canon.said["databases"]["main"]["url"] == "sqlite:///${A}"
    endpoint = canon.services["a"].said["endpoints"]["GET /a"]
    assert endpoint == {"auth": "open", "body": {"url": "x", "auth": "x"}}


def test_what_an_alias_shares_is_replaced_once(tmp_path: Path) -> None:
    path = write(tmp_path, "services: {a: &a {user: '$${A}', image: '${A}'}, b: *a}\n")
    services = load(path, {"A": "x"}).services
    assert services["a"].said == services["b"].said == {"user": "${A}", "image": "x"}


def test_free_keys_are_left_alone(tmp_path: Path) -> None:
    assert load(write(tmp_path, "x-a: '${'\n"), {}).said["x-a"] == "${"


def test_a_number_may_come_from_a_variable(tmp_path: Path) -> None:
    text = "services: {a: {port: '${P}', endpoints: {GET /a: {status: ['${S}', 404]}}}}\n"
    assert problems(write(tmp_path, text), {"P": "8000", "S": "204"}) == []
    assert problems(write(tmp_path, text), {}) == []
    assert problems(write(tmp_path, text), {"P": "http", "S": "no"}) == [
        "3:22: services.a.port: expected a port from 1 to 65535, found the value of ${P}",
        "3:60: services.a.endpoints.GET /a.status: expected a status from 100 to 599, found the value of ${S}",
    ]


def test_a_status_is_a_number_however_it_is_written(tmp_path: Path) -> None:
    text = "services: {a: {endpoints: {GET /a: {status: ['${S}', '201', 404]}, GET /b: {status: '${S}'}}}}\n"
    plan = load_plan(write(tmp_path, text), builtin_facets(), {"S": "204"})
    assert [check.expected for check in plan.checks][::2] == [{"status": [204, 201, 404]}, {"status": 204}]


@pytest.mark.parametrize("port", ["70000", "99999"])
def test_a_number_out_of_range_is_told_without_its_value(tmp_path: Path, port: str) -> None:
    told = problems(write(tmp_path, "services: {a: {port: '${P}'}, b: {ports: ['${P}:80']}}\n"), {"P": port})
    assert [problem.split(": ")[0] for problem in told] == ["3:22", "3:43"]
    assert port not in "".join(told).replace("65535", "")


@pytest.mark.parametrize("value", ["${", "${}", "${A", "${1}", "${A-d}", "${A:d}", "${A:-${B}}", "${A B}", "a ${A:?"])
def test_a_malformed_variable_is_told(tmp_path: Path, value: str) -> None:
    told = problems(write(tmp_path, f"services: {{a: {{user: '{value}'}}}}\n"), {"A": "x", "B": "y"})
    assert told[0].startswith(f'3:22: text "{value}" has a malformed ${{…}} (write ${{NAME}}, ')


@pytest.mark.parametrize(
    "text",
    ["auth: {token: 'hunter2${'}", "databases: {a: {url: 'x://u:hunter2@${'}}", "auth: {header: 'hunter2 ${A}'}"],
)
def test_a_malformed_secret_is_told_without_a_word_of_it(tmp_path: Path, text: str) -> None:
    told = problems(write(tmp_path, f"{text}\n"), {"A": "hunter2"})
    assert len(told) == 1
    assert "hunter2" not in told[0]
