"""Ending what runs left that were killed before they could clean up."""

from __future__ import annotations

from pathlib import Path

from pytest_vx11._runtime.base import Tell
from pytest_vx11._runtime.family import Family, end
from pytest_vx11._runtime.records import Record, read_records

GRACE = 5.0


def end_leftovers(state: Path, tell: Tell, *, kept: bool = False, grace: float = GRACE) -> list[Record]:
    """End the processes of runs that are over, and return whose they were; what runs left up on purpose only with `kept`.

    Only processes that bear a run's own mark are ended, and those that its record names and that are still the same.
    """
    records, damaged = read_records(state)
    for path in damaged:
        tell(f"{path} is no record of a run, or a damaged one: nothing is ended for it; remove it once nothing runs")
    over = [record for record in records if not record.live and not record.containers]
    return [record for record in over if _is_to_end(record, kept=kept) and _end(record, tell, grace)]


def _is_to_end(record: Record, *, kept: bool) -> bool:
    """Tell whether a run that is over is to be cleaned up; one that was kept also once nothing of it is up any more."""
    return kept or not record.kept or (not record.is_up and not _family(record).members())


def _end(record: Record, tell: Tell, grace: float) -> bool:
    """End what is left of one run; tell whether anything was."""
    family = _family(record)
    members = family.members()
    if members:
        tell(f"ending {len(members)} processes of {record.system} that run {record.run_id} left")
        end(family, grace)
    record.remove()
    return bool(members)


def _family(record: Record) -> Family:
    return Family(sessions=[each.pid for each in record.processes if each.alive], marker=record.marker)
