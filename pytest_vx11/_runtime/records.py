"""Records of runs that have a system up, so that a later run can end what a killed one left."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from pytest_vx11._runtime.identity import born, this_host

_LONGEST = 100
_FOLDER = "runs"


class Known(NamedTuple):
    """A process that can be known again."""

    pid: int
    born: str

    @property
    def alive(self) -> bool:
        """Whether it is still there, and still the same."""
        return born(self.pid) == self.born


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One system of one run."""

    path: Path
    run_id: str
    system: str
    host: str
    controller: Known
    """The process that started it, and ends it."""
    kept: bool = False
    """Whether it was left up on purpose."""
    processes: tuple[Known, ...] = ()
    containers: bool = False
    """Whether it is in containers, which their engine knows by their labels."""

    @property
    def marker(self) -> str:
        """What each of its processes has in its environment, under MARKER."""
        return marker_of(self.run_id, self.system)

    @property
    def live(self) -> bool:
        """Whether somebody still looks after it, as far as this machine can tell."""
        return self.host != this_host() or self.controller.alive

    @property
    def is_up(self) -> bool:
        """Whether any service's first process is still there."""
        return any(each.alive for each in self.processes)

    def write(self) -> None:
        """Write it, so that whoever reads sees all of it or what was there before; raises OSError."""
        said = {
            "run": self.run_id,
            "system": self.system,
            "host": self.host,
            "controller": self.controller,
            "kept": self.kept,
            "processes": self.processes,
            "containers": self.containers,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(said), encoding="utf-8")
        draft.replace(self.path)

    def remove(self) -> None:
        """Take it away: nothing of it is up any more. Where that cannot be, the next run finds nothing to end, and tries."""
        with suppress(OSError):
            self.path.unlink()

    def plus(self, pid: int) -> Record:
        """Return the record with one more process; the same where it has gone already."""
        when = born(pid)
        return self if when is None else replace(self, processes=(*self.processes, Known(pid, when)))


#: The variable that tells whose a process is.
MARKER = "VX11_RUN"


def marker_of(run_id: str, system: str) -> str:
    """Return the value of MARKER in the processes of a run's system."""
    return f"{run_id}/{system}"


def new_record(state: Path, run_id: str, system: str, *, containers: bool = False) -> Record:
    """Return the record of a run that begins in this process."""
    pid = os.getpid()
    return Record(
        path=state / _FOLDER / f"{file_name(run_id)}.{file_name(system)}.json",
        run_id=run_id,
        system=system,
        host=this_host(),
        controller=Known(pid, born(pid) or ""),
        containers=containers,
    )


def read_records(state: Path) -> tuple[list[Record], list[Path]]:
    """Return the records that are there, and the files that should be one and are none."""
    records, damaged = [], []
    for path in sorted((state / _FOLDER).glob("*.json")):
        try:
            records.append(_record(path, json.loads(path.read_bytes())))
        except FileNotFoundError:
            continue  # its run has just ended
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            damaged.append(path)
    return records, damaged


def _record(path: Path, said: Any) -> Record:
    """Return what a file says; raises ValueError, TypeError or KeyError where that is no record."""
    texts = {key: said[key] for key in ("run", "system", "host")}
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(said["kept"], bool):
        raise TypeError("not a record")
    return Record(
        path=path,
        run_id=texts["run"],
        system=texts["system"],
        host=texts["host"],
        controller=_known(said["controller"]),
        kept=said["kept"],
        processes=tuple(_known(each) for each in said["processes"]),
        containers=said.get("containers") is True,
    )


def _known(said: Any) -> Known:
    pid, when = said
    if not isinstance(pid, int) or not isinstance(when, str) or pid <= 1:
        raise TypeError("not a process")
    return Known(pid, when)


def file_name(name: str) -> str:
    """Return a name that every file system takes, different for different names."""
    text = quote(name, safe=" ")
    text = f"%2E{text[1:]}" if text.startswith(".") else text
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
