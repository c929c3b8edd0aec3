"""The published schema, held against a validator that shares no code with the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from pytest_vx11._canon.part import SchemaPart, text
from pytest_vx11._canon.schema import compose_schema
from pytest_vx11._errors import Vx11Error
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.yaml_reader import read_yaml
from tests.canon.loading import CASES, ROOT, canons

SCHEMA = compose_schema([facet.schema for facet in builtin_facets()])
PUBLISHED = ROOT / "canon/canon.schema.json"
#: What YAML 1.1 reads in another way cannot be held against the schema by a reader of YAML 1.1.
_TRAPS = "traps.yaml"


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def _names(folder: str) -> list[str]:
    return [path.relative_to(CASES).as_posix() for path in canons(folder)]


@pytest.mark.parametrize("name", _names("invalid"))
def test_an_independent_validator_rejects_each_invalid_canon(name: str, validator: Any) -> None:
    assert not validator.is_valid(_plain(CASES / name))


@pytest.mark.parametrize("name", _names("valid"))
def test_an_independent_validator_accepts_each_valid_canon(name: str, validator: Any) -> None:
    validator.validate(read_yaml(CASES / name))
    if not name.endswith(_TRAPS):
        validator.validate(_plain(CASES / name))


def test_an_independent_validator_accepts_the_canon_of_vx11(validator: Any) -> None:
    path = ROOT / "canon/vx11.yaml"
    validator.validate(read_yaml(path))
    validator.validate(_plain(path))


def test_the_kept_schema_is_the_one_of_this_version() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == SCHEMA, "vx11 schema -o canon/canon.schema.json"


def test_the_schema_is_a_schema() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


def test_every_key_at_the_top_and_of_a_service_is_described() -> None:
    keys = {**SCHEMA["properties"], **SCHEMA["properties"]["defaults"]["properties"]}
    assert [key for key, schema in keys.items() if not str(schema.get("description", "")).endswith(".")] == []


def test_every_form_has_a_title() -> None:
    assert [where for where, schema in _schemas(SCHEMA, "") if "title" not in schema] == []


def test_two_facets_cannot_bring_one_key() -> None:
    part = SchemaPart(top={"tls": text()})
    with pytest.raises(Vx11Error, match='two facets bring the canon key "tls"'):
        compose_schema([part, part])


def _plain(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _schemas(schema: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield where, schema
    for keyword in ("properties", "patternProperties"):
        for name, each in schema.get(keyword, {}).items():
            if isinstance(each, dict):
                yield from _schemas(each, f"{where}/{name}")
    if "items" in schema:
        yield from _schemas(schema["items"], f"{where}/[]")
