"""Fragments that a facet's part of the canon's JSON Schema is made of.

Each returns a JSON Schema (draft 2020-12) with a `title` that completes the sentence "expected …", which errors and
editors both show. Any other JSON Schema will do as well: give it a `title`.

    from pytest_vx11 import SchemaPart, schema

    part = SchemaPart(
        service={
            "certificate": schema.described(
                "The certificate that it serves.",
                schema.keys(
                    "a certificate",
                    {"file": schema.PATH, "days": schema.whole("days from 1", 1)},
                    required=("file",),
                ),
            )
        }
    )

`text`, `pattern`, `choice`, `whole`, `either`, `some` and `one_or_some` make values and lists; `keys` a mapping of known
keys and `named` one of names that the user chooses; `described` and `nullable` add to a schema. `DURATION`, `SIZE`, `PATH`,
`GLOB`, `WORDS` and `COMMAND` are values that canons have already. `SchemaPart` has `top`, the keys at the top of the canon,
and `service`, those of a service and of `defaults`.
"""

from __future__ import annotations

from typing import Any

from pytest_vx11._canon.part import (
    COMMAND,
    DURATION,
    GLOB,
    PATH,
    SIZE,
    WORDS,
    Schema,
    SchemaPart,
    choice,
    described,
    either,
    keys,
    named,
    nullable,
    one_or_some,
    pattern,
    some,
    text,
    whole,
)
from pytest_vx11._deprecated import old_name as _old_name

__all__ = [
    "COMMAND",
    "DURATION",
    "GLOB",
    "PATH",
    "SIZE",
    "WORDS",
    "Schema",
    "SchemaPart",
    "choice",
    "described",
    "either",
    "keys",
    "named",
    "nullable",
    "one_or_some",
    "pattern",
    "some",
    "text",
    "whole",
]


def __getattr__(name: str) -> Any:
    """Return what a name that goes stands for, and warn; raises AttributeError for any other."""
    return _old_name(__name__, name)
