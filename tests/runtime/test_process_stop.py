"""Whatever was started ends, and nothing else does."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pytest_vx11._observe.live import HealthCommand
from pytest_vx11._runtime.base import Condition, StartFailed
from tests.runtime.conftest import Make
from tests.runtime.systems import PATIENCE, act, controller, free_port, is_up, launch, marked, of_run, serving, wait_for


def test_all_end_and_leave_no_zombie(make: Make, run_id: str) -> None:
    system = make(serving("one"), serving("two"), run_id=run_id)
    live = system.start()
    assert len(of_run(run_id)) == 2
    system.stop()
    assert of_run(run_id) == []
    assert not any(Path(f"/proc/{each.pid}").exists() for each in live.services.values())
    system.stop()


def test_who_does_not_listen_to_sigterm_is_killed_and_named(make: Make, run_id: str) -> None:
    said: list[str] = []
    system = make(serving("deaf", "deaf:termed"), run_id=run_id, grace=0.3, tell=said.append)
    system.start()
    system.stop()
    assert of_run(run_id) == []
    assert said[-1] == "had to be killed, as they did not end within 0.3 s of SIGTERM: deaf"


def test_sigterm_comes_first(make: Make, tmp_path: Path) -> None:
    said: list[str] = []
    system = make(serving("polite", "polite:termed"), tell=said.append)
    live = system.start()
    system.stop()
    assert marked(tmp_path, "termed") == live.services["polite"].pid
    assert not [line for line in said if "killed" in line]


def test_children_in_sessions_of_their_own_end_as_well(make: Make, tmp_path: Path) -> None:
    system = make(launch("web", "detached:same", "detached:bare:empty", "hold"))
    system.start()
    pids = [marked(tmp_path, name) for name in ("same", "bare")]
    assert all(is_up(pid) for pid in pids)
    system.stop()
    assert not any(is_up(pid) for pid in pids)


def test_children_end_also_where_their_parent_died_before(make: Make, tmp_path: Path) -> None:
    system = make(launch("web", "detached:child", "until:now", "exit:1"))
    system.start()
    child = marked(tmp_path, "child")
    (tmp_path / "now").touch()
    wait_for(lambda: bool(system.ended()))
    assert is_up(child)
    system.stop()
    assert not is_up(child)


def test_a_stop_from_another_thread_ends_the_start_and_nothing_is_started_after(
    make: Make, tmp_path: Path, run_id: str
) -> None:
    first = launch("first", "mark:first", "until:never", port=free_port())
    second = launch("second", "mark:second", "hold", after={"first": Condition.HEALTHY})
    system = make(first, second, run_id=run_id)
    with ThreadPoolExecutor() as threads:
        starting = threads.submit(system.start)
        marked(tmp_path, "first")
        system.stop()
        failed = starting.exception(PATIENCE)
    assert isinstance(failed, StartFailed)
    assert (failed.service, failed.reason) == ("", "stopped")
    assert of_run(run_id) == []
    assert not (tmp_path / "second").exists()


def test_a_healthcheck_that_hangs_ends_with_the_rest(make: Make, tmp_path: Path, run_id: str) -> None:
    system = make(launch("web", "hold", health=HealthCommand(words=act("mark:asked", "hold"))), run_id=run_id)
    with ThreadPoolExecutor() as threads:
        starting = threads.submit(system.start)
        marked(tmp_path, "asked")
        assert len(of_run(run_id)) == 2
        system.stop()
        assert isinstance(starting.exception(PATIENCE), StartFailed)
    assert of_run(run_id) == []


def test_what_was_stopped_before_does_not_start(make: Make, tmp_path: Path) -> None:
    system = make(launch("web", "mark:web", "hold"))
    system.stop()
    with pytest.raises(StartFailed, match="stopped"):
        system.start()
    assert not (tmp_path / "web").exists()


def test_two_systems_at_once_do_not_harm_each_other(make: Make) -> None:
    one, two = make(serving("web")), make(serving("web"))
    one.start()
    pid = two.start().services["web"].pid
    one.stop()
    assert pid is not None
    assert is_up(pid)
    assert two.ended() == {}


def test_an_interrupt_of_the_start_ends_what_was_started(tmp_path: Path, run_id: str) -> None:
    with controller(tmp_path, run_id, "ask", "mark:web", "until:never") as process:
        marked(tmp_path, "web")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
    assert b"KeyboardInterrupt" in errors
    assert of_run(run_id) == []
    assert not list((tmp_path / ".vx11" / "runs").glob("*"))


def test_an_interrupt_of_the_stop_kills_at_once(tmp_path: Path, run_id: str) -> None:
    with controller(tmp_path, run_id, "stop", "deaf:termed", "hold") as process:
        marked(tmp_path, "termed")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE / 2)  # the grace is all of it
    assert b"KeyboardInterrupt" in errors
    assert of_run(run_id) == []
