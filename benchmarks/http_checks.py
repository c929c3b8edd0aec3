"""1,000 HTTP checks of status and JSON body, as a user runs them: the plugin against tavern, whole processes.

Both run in pytest, each in an environment of its own, over one server that answers at once. Tavern has one test of one
stage for each check, all in one file. The plugin also records the truth and prints its table; run as it is, it has as many
checks again of what the tree declares, which `-m vx11_running` leaves out. Runs of one check say what each costs before
the first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.answering import thing
from benchmarks.environments import copy_of_the_project, environment
from benchmarks.measure import Took, in_turn

CHECKS = 1_000
ROUNDS = 3
GOAL = 5
#: Tavern 3.7 does not import on pytest 9.2.
TAVERN = ("tavern", "pytest<9")


def main() -> None:
    """Print the medians of both, and how many times faster the plugin is, with and without what comes before."""
    # Else pytest, which rewrites the modules of installed plugins, would do so again in each run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as made, _answering() as port:
        ours_in = environment(Path(made, "ours"), copy_of_the_project(Path(made, "project")))
        tavern_in = environment(Path(made, "tavern"), *TAVERN)
        folder = Path(made, "tree")  # of its own, as the plugin looks at all of it
        folder.mkdir()
        commands = {}
        for name, size in (("all", CHECKS), ("one", 1)):
            (folder / f"{name}.yaml").write_text(_canon(size, port))
            (folder / f"test_{name}.tavern.yaml").write_text(_tavern(size, port))
            commands[f"ours {name}"] = _pytest(ours_in, "--vx11-canon", f"{name}.yaml")
            commands[f"running {name}"] = _pytest(ours_in, "--vx11-canon", f"{name}.yaml", "-m", "vx11_running")
            commands[f"tavern {name}"] = _pytest(tavern_in, f"test_{name}.tavern.yaml")
        took = in_turn(commands, folder, ROUNDS)
    for ours, what in (("ours", "with what is declared"), ("running", "what runs alone")):
        print(f"{CHECKS:,} checks, {what} (goal: at least {GOAL} times as fast):")
        all_, one = took[f"{ours} all"], took[f"{ours} one"]
        print(f"  whole runs   {_against(all_, took['tavern all'])}")
        print(f"  of one check {_against(one, took['tavern one'])}")
        print(f"  the others   {_against(_less(all_, one), _less(took['tavern all'], took['tavern one']))}")


def _less(all_: Took, one: Took) -> Took:
    return Took(all_.seconds - one.seconds, all_.mebibytes - one.mebibytes)


def _against(ours: Took, theirs: Took) -> str:
    times = theirs.seconds / ours.seconds
    return (
        f"{ours.seconds:.2f} s {ours.mebibytes:.0f} MiB, tavern {theirs.seconds:.2f} s {theirs.mebibytes:.0f} MiB: "
        f"{times:.1f} times as fast"
    )


@contextmanager
def _answering() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.answering"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.stdin.close()


def _pytest(python: str, *arguments: str) -> list[str]:
    return [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]


def _canon(size: int, port: int) -> str:
    lines = ["canon: 1", "system: bench", "runtime: attach", "services:", "  things:", f"    port: {port}"]
    lines.append("    endpoints:")
    for number in range(size):
        lines.append(f"      GET /things/{number}: {{status: 200, body: {json.dumps(thing(number))}}}")
    return "\n".join(lines) + "\n"


def _tavern(size: int, port: int) -> str:
    return "".join(
        f"---\n"
        f"test_name: thing {number}\n"
        f"stages:\n"
        f"  - name: ask\n"
        f"    request:\n"
        f"      url: http://127.0.0.1:{port}/things/{number}\n"
        f"      method: GET\n"
        f"    response:\n"
        f"      status_code: 200\n"
        f"      json: {json.dumps(thing(number))}\n"
        for number in range(size)
    )


if __name__ == "__main__":
    main()
