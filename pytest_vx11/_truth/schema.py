"""The tables of truth. They only ever grow: a column that comes later is nullable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What SQLite can hold, as far as it is written here.
Cell = str | int | float | None
#: The cells of one row, in the order of its table's columns.
Row = tuple[Cell, ...]
#: The cells of some rows of one table, row after row.
Block = tuple[Cell, ...]
#: The most rows of a block.
BLOCK = 2000
#: Some cells of one row, by column.
Entry = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table as it is made where there is none."""

    name: str
    columns: Mapping[str, str]
    """What stands after each column's name: its type, one word, and what it must be."""
    key: str | None = None
    """The column that names a row which is kept up to date; None where rows are only added."""
    once: frozenset[str] = frozenset()
    """Columns that are written with a new row, and never again."""
    optional: frozenset[str] = frozenset()
    """Columns that a row may do without where the table wants a value: an old row keeps its own, a new one is not added."""
    indexes: tuple[tuple[str, ...], ...] = ()


#: As VX11 has it.
SERVICES = Table(
    name="copilot_runtime_services",
    key="service_name",
    once=frozenset({"created_at"}),
    # Nobody can have asked a service without a port anything, and a made up one would be a lie.
    optional=frozenset({"port"}),
    columns={
        "id": "INTEGER PRIMARY KEY",
        "service_name": "VARCHAR(128) NOT NULL UNIQUE",
        "host": "VARCHAR(128) DEFAULT 'localhost'",
        "port": "INTEGER NOT NULL",
        "health_url": "VARCHAR(256)",
        "status": "VARCHAR(32)",
        "http_code": "INTEGER",
        "latency_ms": "INTEGER",
        "endpoint_ok": "VARCHAR(128)",
        "snippet": "TEXT",
        "last_check": "DATETIME",
        "checked_at": "DATETIME",
        "created_at": "DATETIME",
    },
)

RUNS = Table(
    name="vx11_runs",
    key="run_id",
    columns={
        "run_id": "TEXT NOT NULL PRIMARY KEY",
        "started_at": "TEXT NOT NULL",
        "finished_at": "TEXT",
        "state": "TEXT NOT NULL",  # running, finished; unfinished: its process is gone, and it did not say that it ended
        "exit_status": "INTEGER",
        "match": "INTEGER",
        "drift": "INTEGER",
        "waived": "INTEGER",
        "unverified": "INTEGER",
        "runtime": "TEXT",
        "commit_sha": "TEXT",
        "branch": "TEXT",
        "tool_version": "TEXT",
        "canons": "TEXT",  # JSON: path, sha256, system and version of each
        "host": "TEXT",
        "pid": "INTEGER",
        "whole": "INTEGER",  # whether every check of the canons was chosen
        "process": "TEXT",  # what tells the process from a later one with its number
    },
)

CHECKS = Table(
    name="vx11_checks",
    indexes=(("run_id", "check_id"),),
    columns={
        "run_id": "TEXT NOT NULL",
        "check_id": "TEXT NOT NULL",
        "nodeid": "TEXT",
        "system": "TEXT",
        "service": "TEXT",
        "facet": "TEXT",
        "witness": "TEXT",
        "verdict": "TEXT",
        "reason": "TEXT",
        "canon": "TEXT",  # JSON, as actual
        "actual": "TEXT",
        "canon_path": "TEXT",
        "canon_line": "INTEGER",
        "duration_ms": "REAL",
    },
)

FINDINGS = Table(
    name="vx11_findings",
    # Of a run, and through all runs: since when is it there?
    indexes=(("run_id",), ("key", "run_id")),
    columns={
        "run_id": "TEXT NOT NULL",
        "check_id": "TEXT NOT NULL",
        "key": "TEXT NOT NULL",
        "code": "TEXT",
        "severity": "TEXT",
        "message": "TEXT",
        "canon": "TEXT",  # JSON, as actual, places and evidence
        "actual": "TEXT",
        "hint": "TEXT",
        "waived": "INTEGER",
        "places": "TEXT",
        "evidence": "TEXT",
    },
)

PROBES = Table(
    name="vx11_probes",
    indexes=(("run_id",),),
    columns={
        "run_id": "TEXT NOT NULL",
        "at": "TEXT",
        "system": "TEXT",
        "service": "TEXT",
        "kind": "TEXT",
        "asked": "TEXT",
        "auth": "TEXT",
        "status": "INTEGER",
        "latency_ms": "REAL",
        "size": "INTEGER",
        "fault": "TEXT",
        "snippet": "TEXT",
    },
)

SNAPSHOTS = Table(
    name="vx11_snapshots",
    # Of a run, and the last one of a system.
    indexes=(("run_id",), ("system",)),
    columns={
        "run_id": "TEXT NOT NULL",
        "at": "TEXT",
        "system": "TEXT",
        "kind": "TEXT",  # module, document
        "name": "TEXT",
        "path": "TEXT",
        "files": "INTEGER",
        "sha256": "TEXT",
    },
)

TABLES = (SERVICES, RUNS, CHECKS, FINDINGS, PROBES, SNAPSHOTS)
