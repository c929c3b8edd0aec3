"""A facet of one's own goes through the same door as the built-in ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._canon.loader import load_canon
from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart, choice, either, keys, pattern, some, text, whole
from pytest_vx11._checks.check import Check
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.problem import Problem
from tests.canon.loading import problems, write


class Tls(Facet):
    name = "tls"
    schema = SchemaPart(
        top={"tls": keys("rules for TLS", {"oldest": choice("1.2", "1.3")})}, service={"certificate": text("a file")}
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        for service in canon.services.values():
            said = service.stated("certificate")
            if said and not said.value.endswith(".pem"):
                yield Problem(said.at, f'services.{service.name}.certificate: "{said.value}" is no .pem')

    def plan(self, canon: Canon) -> Iterator[Check]:
        for service in canon.services.values():
            said = service.stated("certificate")
            if said:
                yield self.declared(canon, "certificate", said.value, said.at, service=service.name)


def _told(path: Path, *facets: Facet) -> list[str]:
    with pytest.raises(CanonError) as error:
        load_plan(path, [*builtin_facets(), *facets], {"NAME": "hunter2"})
    return [str(problem).removeprefix(f"{path.as_posix()}:") for problem in error.value.problems]


def test_its_keys_are_known_and_planned(tmp_path: Path) -> None:
    path = write(tmp_path, "tls: {oldest: '1.2'}\nservices: {a: {certificate: a.pem}}\n")
    plan = load_plan(path, [*builtin_facets(), Tls()], {})
    assert [check.id for check in plan.checks] == ["shop::a::tls::certificate[declared]"]


def test_without_it_they_are_unknown(tmp_path: Path) -> None:
    path = write(tmp_path, "tls: {oldest: '1.2'}\nservices: {a: {certificate: a.pem}}\n")
    assert problems(path) == [
        '3:1: unknown key "tls"',
        '4:16: services.a: unknown key "certificate"',
    ]


def test_its_schema_and_its_rule_are_told_as_any_other(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "tls: {oldest: '1.1', newest: 1}\n"
        "defaults: {certificate: a.crt}\n"
        "services: {a: {certificate: '${NAME}'}, b: {port: 1}, c: {port: 2}}\n",
    )
    assert _told(path, Tls()) == [
        '3:15: tls.oldest: expected one of 1.2, 1.3, found text "1.1" (did you mean "1.3"?)',
        '3:22: tls: unknown key "newest"',
        '4:25: defaults.certificate: "a.crt" is no .pem',
        '5:29: services.a.certificate: "${NAME}" is no .pem',
    ]


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        (
            {"oneOf": [{"type": "string"}, {"type": "array"}]},
            "5",
            "6: own: expected something else, found the number 5",
        ),
        (
            {"oneOf": [{"type": "array"}, keys("a b", {"b": whole("one", 1)})]},
            "{b: 0}",
            "10: own.b: expected one, found the number 0",
        ),
        ({"anyOf": [some(text()), keys("a b", {"b": text()})]}, "{}", "6: own: an empty mapping asserts nothing"),
        ({"anyOf": [some(text()), some(whole("one", 1))]}, "[a, 0]", "6: own: expected something else, found a list"),
        (
            {"type": "array", "uniqueItems": True, "title": "two kinds"},
            "[a, a]",
            "6: own: expected two kinds, found a list",
        ),
        (
            {"type": "object", "properties": {"a": False}},
            "{a: 1}",
            "6: own: expected something else, found the number 1",
        ),
        ({"not": {"const": 5}, "title": "no five"}, "5", "6: own: expected no five, found the number 5"),
        (either("a or b", {"enum": ["a"]}, {"enum": ["b"]}), "c", '6: own: expected a or b, found text "c"'),
        ({"maxItems": 1, "title": "one at most"}, "[a, b]", "6: own: expected one at most, found 2 of them"),
        (pattern("a digit", "[0-9]"), '"5\\n"', '6: own: expected a digit, found text "5\\n"'),
        (
            {"minItems": 1, "maxItems": 2, "items": {"$ref": "#/properties/system"}, "title": "x"},
            "[a b]",
            "7: own: expected",
        ),
    ],
)
def test_any_json_schema_will_do(tmp_path: Path, schema: dict[str, Any], value: str, told: str) -> None:
    path = write(tmp_path, f"own: {value}\n")
    with pytest.raises(CanonError) as error:
        load_canon(path, [SchemaPart(top={"own": schema})], environ={})
    shown = [str(problem).removeprefix(f"{path.as_posix()}:3:") for problem in error.value.problems]
    assert len(shown) == 1
    assert shown[0].startswith(told)


def test_a_keyword_that_only_the_validator_knows_is_no_mistake(tmp_path: Path) -> None:
    schema = {"type": "array", "uniqueItems": True, "contains": {"const": "a"}}
    assert load_canon(write(tmp_path, "own: [a, b]\n"), [SchemaPart(top={"own": schema})], environ={}).said["own"]
