"""`vx11 schema`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_vx11._baseline import baseline_schema
from pytest_vx11._canon.find import canons_in
from pytest_vx11._canon.schema import compose_schema
from pytest_vx11._cli.exits import CHANGE, OK, wrong
from pytest_vx11._engine.plan import extended
from pytest_vx11._extensions import installed_facets
from pytest_vx11._report.schema import REPORT_SCHEMA

HELP = "print the JSON Schema of canons, baselines or reports, for editors and other tools"
_CANON = "canon"
_SCHEMAS: Mapping[str, Callable[[Sequence[Path]], str]] = {
    _CANON: lambda canons: _text(_canon_schema(canons)),
    "baseline": lambda _: _text(baseline_schema()),
    "report": lambda _: REPORT_SCHEMA.read_text(encoding="utf-8"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("which", nargs="?", choices=tuple(_SCHEMAS), default=_CANON, help="canon by default")
    parser.add_argument(
        "--canon",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="with the keys of this canon's extensions; those of this folder by default",
    )
    parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="write it to a file")
    parser.add_argument("--check", type=Path, metavar="FILE", help="exit 1 where a file is another schema")


def run(arguments: argparse.Namespace) -> int:
    """Print or write the schema, or compare a file with it."""
    try:
        text = _SCHEMAS[arguments.which](arguments.canon or canons_in(Path.cwd()))
        if arguments.check:
            return _checked(arguments.check, text, arguments.which)
        if arguments.output:
            arguments.output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    except OSError as error:
        return wrong(f"{error.filename}: {error.strerror}")
    return OK


def _canon_schema(canons: Sequence[Path]) -> Mapping[str, Any]:
    """Return the schema of canons with the keys of all facets that are installed, or that one of `canons` names."""
    facets = extended(canons, installed_facets())
    return compose_schema([facet.schema for facet in facets])


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _checked(path: Path, text: str, which: str) -> int:
    if path.read_bytes() == text.encode():
        return OK
    command = "vx11 schema" if which == _CANON else f"vx11 schema {which}"
    print(f"{path} is not the schema of this version; write it: {command} -o {path}", file=sys.stderr)
    return CHANGE
