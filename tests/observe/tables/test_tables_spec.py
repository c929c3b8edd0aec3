from __future__ import annotations

import re

import pytest

from pytest_vx11._observe.tables import SqlType, parse_column, same_default, same_type


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int", "INTEGER"),
        ("INT4", "INTEGER"),
        ("int(11)", "INTEGER"),
        ("serial", "INTEGER"),
        ("BIGSERIAL", "BIGINT"),
        ("int unsigned", "INTEGER UNSIGNED"),
        ("varchar(128)", "VARCHAR(128)"),
        ("CHARACTER VARYING(128)", "VARCHAR(128)"),
        ("char varying (128)", "VARCHAR(128)"),
        ("double precision", "DOUBLE"),
        ("DECIMAL(10, 0)", "NUMERIC(10)"),
        ("numeric(10,2)", "NUMERIC(10, 2)"),
        ("bool", "BOOLEAN"),
        ("TINYINT(1)", "BOOLEAN"),
        ("tinyint(2)", "TINYINT"),
        ("datetime", "TIMESTAMP"),
        ("timestamp without time zone", "TIMESTAMP"),
        ("TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMPTZ(6)"),
        ("timestamptz", "TIMESTAMPTZ"),
        ("bytea", "BLOB"),
        ("text[]", "TEXT[]"),
        ("integer ARRAY[3]", "INTEGER[]"),
        ("varchar(5)[]", "VARCHAR(5)[]"),
        ("public.citext", "CITEXT"),
        ("mood", "MOOD"),
        ('"interger"', "INTERGER"),
    ],
)
def test_a_type_has_one_normal_form(text: str, expected: str) -> None:
    assert str(parse_column(text).type) == expected


def test_what_is_not_said_is_not_claimed() -> None:
    spec = parse_column("VARCHAR(128)")
    assert (spec.nullable, spec.unique, spec.primary_key, spec.default) == (None, None, None, None)


@pytest.mark.parametrize("text", ["INTEGER not null unique primary key", "INTEGER PRIMARY KEY Unique NOT  NULL"])
def test_claims_may_be_in_any_order_and_case(text: str) -> None:
    spec = parse_column(text)
    assert (spec.nullable, spec.unique, spec.primary_key) == (False, True, True)
    assert spec.text == text


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'x y'", "x y"),
        ("'it''s'", "it's"),
        ("'x'::text", "x"),
        ("localhost", "localhost"),
        ("-1", "-1"),
        ("127.0.0.1", "127.0.0.1"),
        ("now()", "now()"),
        ("coalesce(a, 'b c')", "coalesce(a, 'b c')"),
        ("''", ""),
        ("null", "null"),
    ],
)
def test_a_default_is_its_value_without_quotes(written: str, value: str) -> None:
    spec = parse_column(f"VARCHAR(20) default {written} not null")
    assert spec.default == value
    assert spec.nullable is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with no type: write one, such as VARCHAR(128) not null"),
        ("not null", "begins with no type"),
        ("VARCHR(12)", '"VARCHR" in "VARCHR(12)" is no known type: did you mean "VARCHAR"?'),
        ("VARCHAR(12) notnull", 'did you mean "not null"?'),
        ("INTEGER uniqe", 'did you mean "unique"?'),
        ("INTEGER primary", 'did you mean "primary key"?'),
        ("VARCHAR(MAX)", '"MAX" in "VARCHAR(MAX)" is no whole number'),
        ("ENUM('a')", "is no whole number"),
        ("VARCHAR(12", "has a bracket that is not closed"),
        ("INTEGER default", "names no value after default"),
        ("INTEGER default 1 default 2", "says default twice"),
        ("INTEGER unique unique", "says unique twice"),
        ("INTEGER null not null", "says null or not null twice"),
        ("INTEGER references users(id)", '"references" in'),
        ("INTEGER " * 100, "at most 500 characters"),
    ],
)
def test_what_is_no_column_is_refused_with_the_nearest_valid_word(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_column(text)


def _type(text: str) -> SqlType:
    return parse_column(text).type


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ("VARCHAR", "VARCHAR(128)"),
        ("VARCHAR(128)", "character varying(128)"),
        ("DATETIME", "TIMESTAMP"),
        ("DATETIME", "timestamp(6)"),
        ("FLOAT", "DOUBLE PRECISION"),
        ("REAL", "FLOAT"),
        ("CHAR(1)", "CHAR"),
        ("NUMERIC", "DECIMAL(10,2)"),
        ("BLOB", "BYTEA"),
    ],
)
def test_types_that_fulfil_a_claim(claimed: str, found: str) -> None:
    assert same_type(_type(claimed), _type(found))


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ("VARCHAR(128)", "VARCHAR"),
        ("VARCHAR(128)", "VARCHAR(64)"),
        ("VARCHAR", "TEXT"),
        ("DATETIME", "TIMESTAMPTZ"),
        ("REAL", "DOUBLE"),
        ("JSON", "JSONB"),
        ("INTEGER", "BIGINT"),
        ("INTEGER", "INTEGER UNSIGNED"),
        ("INTEGER", "INTEGER[]"),
        ("CHAR(2)", "CHAR"),
        ("NUMERIC(10,2)", "NUMERIC(10)"),
    ],
)
def test_types_that_do_not(claimed: str, found: str) -> None:
    assert not same_type(_type(claimed), _type(found))


@pytest.mark.parametrize(
    ("claimed", "found", "same"),
    [
        ("1", "1.0", True),
        ("true", "1", True),
        ("-0.50", "-0.5", True),
        ("now()", "CURRENT_TIMESTAMP", True),
        ("localhost", "localhost", True),
        ("localhost", "Localhost", False),
        ("1", "2", False),
        ("100", "1", False),
    ],
)
def test_defaults_are_compared_by_value(claimed: str, found: str, same: bool) -> None:
    assert same_default(claimed, found) is same
