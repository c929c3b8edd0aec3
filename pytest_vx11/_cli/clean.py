"""`vx11 clean`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pytest_vx11._cli.exits import OK, wrong
from pytest_vx11._observe.containers import Engine, NoEngine, may_be_there
from pytest_vx11._runtime.docker.images import remove_cached
from pytest_vx11._runtime.docker.leftovers import end_left_containers
from pytest_vx11._runtime.docker.objects import Refusal
from pytest_vx11._runtime.leftovers import end_leftovers
from pytest_vx11._runtime.records import read_records

HELP = "end the systems that runs have left up"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), help="the project's folder, that has .vx11; this one by default"
    )
    parser.add_argument(
        "--images",
        action="store_true",
        help="also remove the images that runs have built, which make the next build quick",
    )


def run(arguments: argparse.Namespace) -> int:
    """End what runs have left up, on purpose or because they were killed."""
    state = arguments.folder / ".vx11"
    ended = [f"{record.system} of run {record.run_id}" for record in end_leftovers(state, print, kept=True)]
    needed = any(record.containers and not record.live for record in read_records(state)[0])
    status = OK
    if needed or may_be_there(os.environ):
        try:
            engine = Engine.of(os.environ)
            ended += [
                f"{', '.join(left.systems)} of run {left.run_id}"
                for left in end_left_containers(engine.client, state, print, kept=True)
            ]
            if arguments.images:
                remove_cached(engine.client, print)
        except (NoEngine, Refusal) as error:
            if needed or arguments.images:
                status = wrong(f"containers could not be looked for: {error}")
    for each in ended:
        print(f"ended {each}")
    if not ended and status == OK:
        print("nothing was left")
    return status
