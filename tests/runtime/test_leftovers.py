"""What a killed run left is ended by the next one: exactly that, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_vx11._runtime.leftovers import end_leftovers
from pytest_vx11._runtime.records import Known, Record, new_record, read_records
from tests.runtime.conftest import Make
from tests.runtime.systems import PATIENCE, act, controller, is_up, marked, of_run, serving, wait_for

SILENT: list[str] = []


def records(root: Path) -> list[Path]:
    return list((root / ".vx11" / "runs").iterdir())


@contextmanager
def bystander(**environ: str) -> Iterator[int]:
    """A process of somebody else."""
    process = subprocess.Popen(act("hold"), env={**os.environ, **environ}, start_new_session=True)
    with process:
        try:
            yield process.pid
        finally:
            process.kill()


def killed_run(root: Path, run_id: str, *steps: str) -> int:
    """Bring a system up, kill the process that did, and return the number of the service's."""
    with controller(root, run_id, "hold", "mark:web", *steps) as process:
        pid = marked(root, "web")
        for step in steps:
            if step.startswith("detached"):
                marked(root, step.split(":")[1])
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert is_up(pid)
    return pid


def test_a_killed_run_s_processes_end_and_no_others(tmp_path: Path, run_id: str) -> None:
    said: list[str] = []
    killed_run(tmp_path, run_id, "detached:child", "detached:bare:empty", "hold")
    ours = [marked(tmp_path, name) for name in ("web", "child", "bare")]
    with bystander(VX11_RUN=f"{run_id}0/shop") as other, bystander(X=f"VX11_RUN={run_id}/shop") as alike:
        (ended,) = end_leftovers(tmp_path / ".vx11", said.append)
        assert (is_up(other), is_up(alike)) == (True, True)
    assert not any(is_up(pid) for pid in ours)
    assert (ended.run_id, ended.system) == (run_id, "shop")
    assert said == [f"ending 3 processes of shop that run {run_id} left"]
    assert records(tmp_path) == []


def test_the_next_start_cleans_up_first(make: Make, tmp_path: Path, run_id: str) -> None:
    web = serving("web")
    (port,) = web.ports
    pid = killed_run(tmp_path, run_id, f"serve:{port}")
    make(web).start()
    assert not is_up(pid)


def test_a_killed_start_is_cleaned_up_too(tmp_path: Path, run_id: str) -> None:
    with controller(tmp_path, run_id, "ask", "mark:web", "until:never") as process:
        pid = marked(tmp_path, "web")
        process.kill()
        process.communicate(timeout=PATIENCE)
    end_leftovers(tmp_path / ".vx11", SILENT.append)
    assert not is_up(pid)


def test_a_run_that_goes_on_is_left_alone(make: Make, tmp_path: Path) -> None:
    system = make(serving("web"))
    system.start()
    assert end_leftovers(tmp_path / ".vx11", SILENT.append, kept=True) == []
    assert system.ended() == {}
    assert len(records(tmp_path)) == 1
    system.stop()
    assert records(tmp_path) == []


def test_a_kept_run_stays_up_until_it_is_to_be_cleaned(make: Make, tmp_path: Path, run_id: str) -> None:
    with controller(tmp_path, run_id, "keep", "mark:web", "hold") as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, b"")
    pid = marked(tmp_path, "web")
    make(serving("other")).start()
    assert is_up(pid)
    assert len(end_leftovers(tmp_path / ".vx11", SILENT.append, kept=True)) == 1
    assert not is_up(pid)


def test_keeping_says_where_it_is_and_how_it_ends(make: Make, tmp_path: Path, run_id: str) -> None:
    web = serving("web")
    (port,) = web.ports
    system = make(web, run_id=run_id)
    pid = system.start().services["web"].pid
    try:
        where, logs = system.keep()
        assert where == f"shop stays up until `vx11 clean` ends it: web at 127.0.0.1:{port}"
        assert str(tmp_path / ".vx11" / "logs" / run_id / "shop") in logs
        system.stop()
        assert pid is not None
        assert is_up(pid)
        with pytest.raises(Exception, match="a run has kept this system up, and `vx11 clean` ends it"):
            make(web).start()
    finally:
        (record,) = read_records(tmp_path / ".vx11")[0]
        (path,) = records(tmp_path)
        assert record.kept
        path.write_text(path.read_text().replace(f'[{os.getpid()}, "', f'[{os.getpid()}, "not '))
        end_leftovers(tmp_path / ".vx11", SILENT.append, kept=True)
    assert of_run(run_id) == []


def test_a_kept_run_that_has_ended_by_itself_is_forgotten(tmp_path: Path, run_id: str) -> None:
    with controller(tmp_path, run_id, "keep", "mark:web", "until:now") as process:
        process.communicate(timeout=PATIENCE)
    pid = marked(tmp_path, "web")
    end_leftovers(tmp_path / ".vx11", SILENT.append)
    assert len(records(tmp_path)) == 1
    (tmp_path / "now").touch()
    wait_for(lambda: not is_up(pid))
    assert end_leftovers(tmp_path / ".vx11", SILENT.append) == []
    assert records(tmp_path) == []


def test_what_is_not_up_is_not_kept(make: Make, tmp_path: Path) -> None:
    assert make(serving("web")).keep() == []
    assert list((tmp_path / ".vx11").glob("runs/*")) == []


def dead(record: Record, *processes: Known) -> Record:
    """Return the record as if its controller had been another process, with the same number."""
    return Record(
        path=record.path,
        run_id=record.run_id,
        system=record.system,
        host=record.host,
        controller=Known(record.controller.pid, "another time"),
        processes=processes,
    )


def test_a_number_that_somebody_else_has_now_is_not_killed(tmp_path: Path, run_id: str) -> None:
    with bystander() as other:
        dead(new_record(tmp_path, run_id, "shop"), Known(other, "another time")).write()
        assert end_leftovers(tmp_path, SILENT.append) == []
        assert is_up(other)
    assert read_records(tmp_path) == ([], [])


def test_a_run_of_another_machine_is_left_alone(tmp_path: Path, run_id: str) -> None:
    record = dead(new_record(tmp_path, run_id, "shop"))
    Record(path=record.path, run_id=run_id, system="shop", host="elsewhere", controller=record.controller).write()
    assert end_leftovers(tmp_path, SILENT.append, kept=True) == []
    assert len(read_records(tmp_path)[0]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        "\x00",
        json.dumps({"run": 1, "system": 2, "host": 3, "controller": [1, ""], "kept": False, "processes": []}),
        json.dumps({"run": "", "system": "", "host": "", "controller": [2, ""], "kept": False, "processes": [[0, ""]]}),
        json.dumps(
            {"run": "", "system": "", "host": "", "controller": [2, ""], "kept": False, "processes": [[-1, ""]]}
        ),
    ],
)
def test_a_damaged_record_is_told_and_ends_nobody(tmp_path: Path, text: str) -> None:
    said: list[str] = []
    path = tmp_path / "runs" / "damaged.json"
    path.parent.mkdir()
    path.write_text(text)
    assert end_leftovers(tmp_path, said.append) == []
    (line,) = said
    assert line.startswith(f"{path} is no record of a run, or a damaged one")


def test_names_that_no_file_may_bear_come_back(tmp_path: Path, run_id: str) -> None:
    for system in ("a/b", "..", "x" * 500, "ü\n"):
        new_record(tmp_path, run_id, system).write()
    assert {each.system for each in read_records(tmp_path)[0]} == {"a/b", "..", "x" * 500, "ü\n"}
