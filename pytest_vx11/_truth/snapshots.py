"""Reading back the last snapshot that was recorded."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from pytest_vx11._observe.snapshot import Earlier
from pytest_vx11._source.words import harmless
from pytest_vx11._truth.schema import SNAPSHOTS

#: How long a writer is waited for, in seconds.
PATIENCE = 5.0
_MOST = 100_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def last_snapshot(path: Path | None, system: str, run_id: str = "") -> Earlier:
    """Return the last snapshot of a system that another run than `run_id` recorded; nothing is written.

    There is none without a database, or without the table in it. One that cannot be read is told of.
    """
    try:
        if path is None or not path.exists():
            return Earlier()
        # Opened so that nothing is made and nothing is changed (sqlite.org/uri.html, "mode").
        uri = f"file:{quote(str(path.absolute()))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
            return _read(connection, system, run_id)
    except (sqlite3.Error, OSError, ValueError) as error:
        return Earlier(problem=f"the last snapshot cannot be read from {harmless(str(path))}: {harmless(str(error))}")


def _read(connection: sqlite3.Connection, system: str, run_id: str) -> Earlier:
    table = SNAPSHOTS.name
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ? AND type = 'table'", (table,)).fetchone():
        return Earlier()
    last = connection.execute(
        f"SELECT run_id, at FROM {table} WHERE system = ? AND run_id <> ? ORDER BY rowid DESC LIMIT 1", (system, run_id)
    ).fetchone()
    if last is None or not _MOMENT.fullmatch(str(last[1])):
        return Earlier()
    rows = connection.execute(
        f"SELECT kind, name, path, sha256 FROM {table} WHERE run_id = ? AND system = ? LIMIT {_MOST}",
        (last[0], system),
    )
    return Earlier(at=str(last[1]), digests=_digests(rows))


def _digests(rows: Iterable[tuple[object, ...]]) -> dict[tuple[str, str, str], str]:
    """Return the digests of some rows; what others have written there and is none is passed over."""
    return {
        (str(kind), str(name), str(path)): str(sha256)
        for kind, name, path, sha256 in rows
        if _SHA256.fullmatch(str(sha256))
    }
