"""`vx11 validate`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pytest_vx11._canon.find import canons_in
from pytest_vx11._cli.exits import OK, wrong, wrong_all
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import installed_facets
from pytest_vx11._report.paths import relative
from pytest_vx11._source.words import counted

HELP = "say all that is wrong with some canons, looking at nothing else"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("canon", nargs="*", type=Path, help="a canon; canon.yaml or canon/*.yaml where none is given")


def run(arguments: argparse.Namespace) -> int:
    """Print every problem of each canon, or that there is none."""
    paths = arguments.canon or canons_in(Path.cwd())
    if not paths:
        return wrong("no canon: neither canon.yaml nor canon/*.yaml here has a top-level `canon:`; name one")
    status = OK
    facets = installed_facets()
    for path in paths:
        try:
            plan = load_plan(path, facets)
        except CanonError as error:
            status = wrong_all(error.problems)
        else:
            canon = plan.canon
            counts = f"{counted(len(canon.services), 'service')}, {counted(len(plan.checks), 'check')}"
            print(f"{relative(canon.path, os.getcwd())}: {canon.system}, {counts}")
    return status
