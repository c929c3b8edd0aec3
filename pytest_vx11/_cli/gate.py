"""`vx11 gate`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pytest_vx11._cli.exits import CHANGE, OK, put, wrong, wrong_all
from pytest_vx11._cli.report import write
from pytest_vx11._errors import CanonError, SourceError
from pytest_vx11._gate.as_json import render_json
from pytest_vx11._gate.comment import render_comment
from pytest_vx11._gate.commits import compare_commits
from pytest_vx11._gate.files import compare_files
from pytest_vx11._gate.outcome import Gate
from pytest_vx11._gate.text import render_text

HELP = "exit 1 where one result, or commit, has drift that another had not"
_TEXT, _COMMENT = "text", "md"
_FORMATS: Mapping[str, Callable[[Gate], str]] = {_TEXT: render_text, _COMMENT: render_comment, "json": render_json}
_USAGE = "vx11 gate BASE.json HEAD.json, or vx11 gate --base REV [--head REV] [CANON…]"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.usage = _USAGE.replace(", or ", "\n       ")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="two JSON reports; with --base, canons")
    parser.add_argument("--base", metavar="REV", help="compare what this commit declares, where it and the head part")
    parser.add_argument("--head", metavar="REV", help="with this commit; with the working tree where it is left out")
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="of the head, or none; by default vx11_baseline of its pytest.ini, or the one beside each canon",
    )
    parser.add_argument("--strict", action="store_true", help="also exit 1 where a check is out of sight")
    parser.add_argument("--partial", action="store_true", help="let the run of the head leave out checks of its canon")
    parser.add_argument("--format", choices=tuple(_FORMATS), help="text by default, with --output md")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write that to a file, and text to the terminal")


def run(arguments: argparse.Namespace) -> int:
    """Print what is new, and return 1 where there is something."""
    of_commits = arguments.head is not None or arguments.baseline is not None
    if arguments.base is None and (of_commits or len(arguments.paths) != 2):
        return wrong(f"write {_USAGE}")
    try:
        gate = _gate(arguments)
    except (CanonError, SourceError) as error:
        return wrong_all(error.problems)
    gate = replace(gate, strict=arguments.strict, partial=arguments.partial)
    return _tell(gate, arguments) or (OK if gate.passes() else CHANGE)


def _gate(arguments: argparse.Namespace) -> Gate:
    paths: Sequence[Path] = arguments.paths
    if arguments.base is None:
        return compare_files(paths[0], paths[1])
    return compare_commits(Path.cwd(), arguments.base, arguments.head, paths, arguments.baseline)


def _tell(gate: Gate, arguments: argparse.Namespace) -> int:
    if arguments.output is None:
        put(_FORMATS[arguments.format or _TEXT](gate))
        return OK
    put(render_text(gate))
    return write(arguments.output, _FORMATS[arguments.format or _COMMENT](gate))
