"""The command `vx11`: exit 0, 1 (a change to make, or something new), 2 (wrong canon, report or usage)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from pytest_vx11._cli import clean, explain, gate, report, schema, validate
from pytest_vx11._cli.exits import wrong_all
from pytest_vx11._errors import CanonError

# What a shell has for a command that SIGINT ended.
_INTERRUPTED = 130


class _Command(Protocol):
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


_COMMANDS: Mapping[str, _Command] = {
    "validate": validate,
    "schema": schema,
    "explain": explain,
    "gate": gate,
    "report": report,
    "clean": clean,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    try:
        parsed = _parser().parse_args(arguments)
        done: int = parsed.command(parsed)
    except BrokenPipeError:
        # The reader has seen enough, as `vx11 schema | head` does. Python would complain again at exit.
        sys.stderr.close()
        return 0
    except CanonError as error:
        # What is installed cannot be taken; what is wrong with a canon each command says in its own place.
        return wrong_all(error.problems)
    except KeyboardInterrupt:
        print("vx11: interrupted", file=sys.stderr)
        return _INTERRUPTED
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vx11", description="Canonical conformance of a system of services.")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in _COMMANDS.items():
        own = verbs.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(own)
        own.set_defaults(command=command.run)
    return parser
