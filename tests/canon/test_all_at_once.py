"""All the problems of a canon, in one pass and bounded, and nothing that only follows from another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._source.located import Map
from tests.canon.loading import CASES, load, problems, write


def test_every_kind_of_problem_is_told_in_one_pass(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "version: 1\ninclude: lost.yaml\nroot: ${\nservices:\n  a: {port: 1, port: 2}\n  b: {prot: 1}\n",
    )
    assert [problem.split(": ")[0] for problem in problems(path)] == ["3:10", "4:10", "5:7", "7:16", "8:7"]


def test_rules_are_held_beside_what_breaks_the_schema(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "services:\n"
        "  a: {depends_on: [5, nobody, b], port: abc}\n"
        "  b: {depends_on: [a], healthcheck: 5}\n"
        "  c: 5\n"
        "modes: {night: [a, {x: y}, c, nobody], day: [c]}\n"
        "databases: {main: 5}\n"
        "events: {ingest: {endpoint: GET /a}, ledger: {database: main, table: t}}\n",
    )
    assert [problem.split(" (")[0] for problem in problems(path)] == [
        "4:19: depends_on goes in a circle: a → b → a",
        "4:20: services.a.depends_on: expected a service, found the number 5",
        '4:23: services.a.depends_on: "nobody" is no service of this canon',
        '4:41: services.a.port: expected a port from 1 to 65535, found text "abc"',
        "5:37: services.b.healthcheck: expected a mapping",
        "6:6: services.c: expected a mapping",
        "7:20: modes.night: expected a service, found a mapping",
        '7:31: modes.night: "nobody" is no service of this canon',
        "8:19: databases.main: expected a mapping",
        '9:18: events.ingest: the key "service" is missing',
    ]


def test_a_mistake_in_a_list_that_an_alias_shares_takes_out_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, "services: {a: {port: 1}}\nmodes: {x: &m [a, 5, nobody], y: *m}\n")
    assert [problem.split(" (")[0] for problem in problems(path)] == [
        "4:19: modes.x: expected a service, found the number 5",
        '4:22: modes.x: "nobody" is no service of this canon',
        '4:22: modes.y: "nobody" is no service of this canon',
    ]


@pytest.mark.parametrize(
    "wrong",
    ["port: 0, memory: x", "depends_on: [no, not]", "pott: 1, prot: 1", "depends_on: [a, b], ports: [0, 99999]"],
)
def test_a_thousand_problems_are_enough(tmp_path: Path, wrong: str) -> None:
    services = "".join(f"  s{number}: {{{wrong}}}\n" for number in range(900))
    told = problems(write(tmp_path, f"services:\n{services}"))
    assert len(told) == 1001
    assert told[0].startswith("4:")
    assert told[-1].endswith("there are more than 1,000 problems; the others are not shown")


def test_a_hundred_thousand_unknown_keys_are_not_all_looked_up(tmp_path: Path) -> None:
    unknown = "".join(f"  memry{number}: 1\n" for number in range(100_000))
    assert len(problems(write(tmp_path, f"defaults:\n{unknown}"))) == 1001


def test_a_thousand_problems_are_all_told(tmp_path: Path) -> None:
    services = "".join(f"  s{number}: {{port: 0, memory: x}}\n" for number in range(500))
    assert len(problems(write(tmp_path, f"services:\n{services}"))) == 1000


@pytest.mark.parametrize("key", ["x-laughs", "services"])
def test_a_canon_that_aliases_blow_up_is_read_to_the_end_or_refused(tmp_path: Path, key: str) -> None:
    routes = "".join(f"    GET /{number}: {{auth: open}}\n" for number in range(300))
    copies = "".join(f"  s{number}: *a\n" for number in range(2000))
    told = problems(write(tmp_path, f"{key}:\n  a: &a\n   endpoints:\n{routes}{copies}"))
    assert len(told) == 1
    assert told[0].endswith("holds more than 500,000 values, aliases followed")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "canon\n", "5\n", "[canon]\n", "~\n"])
def test_what_is_no_mapping_is_no_canon(tmp_path: Path, text: str) -> None:
    path = tmp_path / "canon.yaml"
    path.write_text(text)
    told = problems(path)
    assert len(told) == 1
    assert told[0].startswith("1:1: is no canon: expected keys and values, found ")


def test_the_traps_of_yaml_1_1_never_change_a_meaning() -> None:
    canon = load(CASES / "valid/traps.yaml")
    said = {name: _plain(service.said) for name, service in canon.services.items()}
    assert said == {
        "on": {
            "port": 8000, "container": "off", "user": "0755", "image": "2024-01-01", "restart": "no",
            "profiles": ["yes", "no"],
        },
        "off": {"ports": ["8000:8000", "22:22"], "container": "1_000", "depends_on": ["on", "y"], "memory": 1024},
        "y": {"container": "1e999", "image": "012", "user": ".inf"},
    }  # fmt: skip
    assert canon.said["permissions"] == {"*.sh": "0755"}
    assert canon.said["coherence"] == {"VX301": "off"}
    assert canon.said["modes"] == {"on": ["on", "off"]}


def _plain(value: Map) -> dict[str, Any]:
    return {key: list(each) if isinstance(each, list) else each for key, each in value.items()}
