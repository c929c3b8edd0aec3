from __future__ import annotations

import copy
import json
import random
from typing import Any

import jsonschema
import pytest

from pytest_vx11._canon.fits import fits
from pytest_vx11._canon.schema import compose_schema
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.yaml_reader import read_yaml
from tests.canon.loading import CASES, ROOT, canons

SCHEMA = compose_schema([facet.schema for facet in builtin_facets()])
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 99, 1.0, 1.5, "", "x", "8000", "512m", "30s", "${X}", "a\n", "open", "off",
    [], {}, [1], ["a"], {"a": 1}, {"x-a": 1}, {"condition": "service_healthy"}, 10**30,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_quick_answer_is_the_validators(seed: int) -> None:
    choose = random.Random(seed)
    good = fits(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    start = json.loads(json.dumps(read_yaml(CASES / "valid/forms.yaml")))
    answers = set()
    for _ in range(40):
        canon = copy.deepcopy(start)
        _spoil(canon, choose)
        answers.add(validator.is_valid(canon))
        assert good(canon) == validator.is_valid(canon)
    assert answers == {True, False}


@pytest.mark.parametrize(
    "keyword", [{"$ref": "#"}, {"oneOf": [True]}, {"uniqueItems": False}, {"items": {"not": False}}, {"format": "date"}]
)
def test_a_keyword_that_is_not_known_never_gets_a_yes(keyword: dict[str, Any]) -> None:
    assert not fits({"type": "array", **keyword})(["a"])


@pytest.mark.parametrize(
    ("schema", "value"),
    [({"const": 1}, True), ({"enum": [False]}, 0), ({"type": "integer"}, True), ({"enum": [[1]]}, [1])],
)
def test_true_is_no_number_and_lists_are_left_to_the_validator(schema: dict[str, Any], value: Any) -> None:
    assert not fits(schema)(value)


def test_every_invalid_case_is_seen() -> None:
    good = fits(SCHEMA)
    assert [path.name for path in canons("invalid") if good(read_yaml(path))] == []


def test_the_canon_of_vx11_gets_a_yes() -> None:
    assert fits(SCHEMA)(read_yaml(ROOT / "canon/vx11.yaml"))


def _spoil(node: Any, choose: random.Random) -> None:
    """Change one entry, somewhere below, to an odd value."""
    keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
    key = choose.choice(keys)
    inner = node[key]
    if isinstance(inner, (dict, list)) and inner and choose.random() < 0.8:
        _spoil(inner, choose)
    elif isinstance(node, dict) and choose.random() < 0.2:
        node[choose.choice(["x-free", "unknown", "GET /x", ""])] = choose.choice(ODD)
    else:
        node[key] = choose.choice(ODD)
