"""`vx11 validate`, `vx11 schema`, `vx11 explain`, `vx11 clean`: exit 0, 1 (a change to make), 2 (wrong canon or usage)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pytest_vx11.cli import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    try:
        parsed = _parser().parse_args(arguments)
        done: int = parsed.command(parsed)
    except BrokenPipeError:
        # The reader has seen enough, as `vx11 schema | head` does. Python would complain again at exit.
        sys.stderr.close()
        return 0
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vx11", description="Canonical conformance of a system of services.")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    validate = verbs.add_parser("validate", help="say all that is wrong with some canons, looking at nothing else")
    validate.add_argument("canon", nargs="*", type=Path, help="a canon; canon.yaml or canon/*.yaml where none is given")
    validate.set_defaults(command=commands.validate)
    schema = verbs.add_parser("schema", help="print the canon's JSON Schema, for editors and other tools")
    schema.add_argument("--output", "-o", type=Path, metavar="FILE", help="write it to a file")
    schema.add_argument("--check", type=Path, metavar="FILE", help="exit 1 where a file is another schema")
    schema.set_defaults(command=commands.schema)
    explain = verbs.add_parser("explain", help="say what a code means, and what to do")
    explain.add_argument("code", help="a code such as VX104, a finding's key, or a check's id")
    explain.set_defaults(command=commands.explain)
    clean = verbs.add_parser("clean", help="end the systems that runs have left up")
    clean.add_argument(
        "folder", nargs="?", type=Path, default=Path(), help="the project's folder, that has .vx11; this one by default"
    )
    clean.add_argument(
        "--images",
        action="store_true",
        help="also remove the images that runs have built, which make the next build quick",
    )
    clean.set_defaults(command=commands.clean)
    return parser
