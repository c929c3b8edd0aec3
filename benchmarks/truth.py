"""100,000 checks recorded, against a bare `executemany` of the same rows into the same table."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.redact import Cleaner
from pytest_vx11._source.place import Place
from pytest_vx11._truth import Beginning, RecordedCanon, Truth

CHECKS = 100_000
ROUNDS = 7
SECRETS = ("canon-token-7f3a", "another-secret-1")

Told = tuple[Check, Verdict, str]


def main() -> None:
    """Print the median of the rounds' ratios, for each kind of values and each kind of cleaner."""
    for values, told in (("again and again", _told(of=100)), ("all new", _told(of=CHECKS))):
        for cleaner, clean in (("two str.replace", _replace), ("the run's own", Cleaner(SECRETS))):
            print(f"values {values}, cleaned by {cleaner}: {_measure(told, clean)}")


def _measure(told: Sequence[Told], clean: Callable[[str], str]) -> str:
    pairs = []
    with tempfile.TemporaryDirectory() as made:
        for round_ in range(ROUNDS + 1):
            path = Path(made, f"{round_}.db")
            ours = _ours(path, told, clean)
            bare = _bare(path, Path(made, f"{round_}-bare.db"))
            if round_:  # the first one warms up
                pairs.append((ours, bare))
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return f"{ours:.2f} s, executemany {bare:.2f} s, ratio {ratio:.2f}"


def _ours(path: Path, told: Sequence[Told], clean: Callable[[str], str]) -> float:
    truth = Truth(path, _beginning(), clean)
    started = time.perf_counter()
    for check, verdict, nodeid in told:
        truth.check(check, verdict, nodeid)
    truth.finish({Outcome.MATCH: len(told)}, 0)
    took = time.perf_counter() - started
    if truth.problems:
        sys.exit("\n".join(truth.problems))
    return took


def _bare(of: Path, path: Path) -> float:
    """Write the rows that ours wrote once more, into a table with the same columns and indexes."""
    source = sqlite3.connect(of)
    rows = source.execute("SELECT * FROM vx11_checks").fetchall()
    made = [sql for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'vx11_checks'")]
    source.close()
    if len(rows) != CHECKS:
        sys.exit(f"{len(rows)} rows were recorded instead of {CHECKS}")
    connection = sqlite3.connect(path)
    for sql in made:
        connection.execute(sql)
    connection.commit()
    started = time.perf_counter()
    connection.executemany(f"INSERT INTO vx11_checks VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.commit()
    took = time.perf_counter() - started
    connection.close()
    return took


def _told(of: int) -> list[Told]:
    """Return checks with `of` different values among them."""
    return [_check(index, f"value {index % of}") for index in range(CHECKS)]


def _check(index: int, value: str) -> Told:
    service = f"service{index // 100}"
    check = Check(
        system="shop",
        service=service,
        facet="endpoints",
        subject=f"GET /thing{index}",
        witness=Witness.DECLARED,
        expected=value,
        at=Place("/srv/shop/canon/shop.yaml", index, 7),
    )
    verdict = Verdict(outcome=Outcome.MATCH, actual=value, duration=0.00012)
    return check, verdict, f"canon/shop.yaml::{service}::endpoints::GET /thing{index}[declared]"


def _beginning() -> Beginning:
    return Beginning(
        run_id="0123456789abcdef0123456789abcdef",
        started_at=datetime.now(timezone.utc),
        canons=(RecordedCanon(path="/srv/shop/canon/shop.yaml", sha256="0" * 64, system="shop"),),
        runtime="none",
    )


def _replace(text: str) -> str:
    for secret in SECRETS:
        text = text.replace(secret, "***")
    return text


if __name__ == "__main__":
    main()
