"""Runs that ended without saying so."""

from __future__ import annotations

import sqlite3

from pytest_vx11._runtime.identity import born, this_host
from pytest_vx11._truth.faults import writing
from pytest_vx11._truth.tables import Found, quoted

_ASKED = ("run_id", "pid", "process")


def mark_unfinished(connection: sqlite3.Connection, runs: Found) -> None:
    """Mark runs of this machine as unfinished whose process is gone; raises TableRefused.

    A run of another machine, or of another container, cannot be known to be over, and stays as it is.
    """
    if not {*_ASKED, "state", "host"} <= {*runs.columns}:
        return
    table = quoted(runs.table.name)
    with writing(runs.table.name):
        running = connection.execute(
            f"SELECT {', '.join(_ASKED)} FROM {table} WHERE state = 'running' AND host = ?", (this_host(),)
        ).fetchall()
        for run_id, pid, process in running:
            if isinstance(pid, int) and process is not None and born(pid) != process:
                connection.execute(f"UPDATE {table} SET state = 'unfinished' WHERE run_id = ?", (run_id,))
