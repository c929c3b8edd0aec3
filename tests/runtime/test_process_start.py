"""A system comes up: in order, side by side, and well."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl
from pytest_vx11._runtime.base import Condition, Launch, StartFailed
from tests.runtime.conftest import Make
from tests.runtime.systems import PATIENCE, act, free_port, is_up, launch, marked, seen, serving, wait_for


def test_every_service_stands_where_it_says(make: Make, tmp_path: Path) -> None:
    web, off = serving("web", "say:hello"), launch("off", port=free_port(), absent="the service is disabled")
    live = make(web, off).start()
    standing = live.services["web"]
    (port,) = web.ports
    assert (live.system, live.root, live.runtime) == ("shop", str(tmp_path), "process")
    assert standing.addresses == {port: Address("127.0.0.1", port)}
    assert standing.pid is not None
    assert is_up(standing.pid)
    assert standing.log is not None
    assert Path(standing.log).read_text() == "hello\n"
    assert (live.services["off"].pid, live.services["off"].log) == (None, None)
    assert live.services["off"].absent == "the service is disabled"


def test_who_waits_for_health_comes_after_the_first_good_answer(make: Make, tmp_path: Path) -> None:
    db = serving("db")
    (port,) = db.ports
    make(serving("web", "mark:web", after={"db": Condition.HEALTHY}), db).start()
    assert f"{port}.asked" in seen(tmp_path, "web")


def test_who_waits_for_an_end_comes_after_it_and_the_end_is_no_death(make: Make, tmp_path: Path) -> None:
    setup = launch("setup", "mark:set-up", "exit:0")
    system = make(serving("web", "mark:web", after={"setup": Condition.COMPLETED}), setup)
    system.start()
    assert "set-up" in seen(tmp_path, "web")
    assert system.ended() == {}


def test_who_waits_for_a_start_does_not_wait_for_health(make: Make) -> None:
    db = serving("db", "until:web")
    make(db, serving("web", "mark:web", after={"db": Condition.STARTED})).start()


def test_services_that_do_not_wait_come_up_side_by_side(make: Make) -> None:
    make(serving("one", "mark:one", "until:two"), serving("two", "mark:two", "until:one")).start()


def test_a_service_that_never_answers_holds_up_nobody_else(make: Make, tmp_path: Path) -> None:
    silent, port = free_port(), free_port()
    hung = launch("hung", f"serve:{silent}:silent", port=silent, health=HealthUrl(port=silent, target="/"))
    db = launch("db", "until:" + f"{silent}.asked", f"serve:{port}", port=port)
    system = make(hung, db, serving("web", "mark:web", after={"db": Condition.HEALTHY}))
    with ThreadPoolExecutor() as threads:
        starting = threads.submit(system.start)
        marked(tmp_path, "web")
        system.stop()
        assert isinstance(starting.exception(PATIENCE), StartFailed)
    assert f"{silent}.asked" in seen(tmp_path, "web")


def test_health_by_a_command_is_asked_where_the_service_stands(make: Make, tmp_path: Path) -> None:
    health = HealthCommand(words=(sys.executable, "-S", "-c", "import os, sys; sys.exit(not os.path.exists('ready'))"))
    make(launch("web", "mark:ready", "hold", health=health)).start()
    assert (tmp_path / "ready").exists()


def test_health_that_any_answer_will_do_for(make: Make) -> None:
    port = free_port()
    health = HealthUrl(port=port, target="/", below=600)
    make(launch("web", f"serve:{port}:500", port=port, health=health)).start()


def test_without_a_healthcheck_a_port_that_takes_connections_will_do(make: Make) -> None:
    port = free_port()
    make(launch("web", f"serve:{port}:500", port=port)).start()


def test_programs_of_the_python_that_runs_this_are_found_first(make: Make, tmp_path: Path) -> None:
    (tmp_path / "python").write_text("not the one")
    words = ("-S", "-c", "import os, sys, time; print(os.path.realpath(sys.executable)); time.sleep(600)")
    live = make(Launch(name="web", command=("python", *words))).start()
    log = live.services["web"].log
    assert log is not None
    assert Path(log).read_text().strip() == str(Path(sys.executable).resolve())


def test_a_command_with_a_slash_is_looked_for_where_the_service_stands(make: Make, tmp_path: Path) -> None:
    script = tmp_path / "start.sh"
    script.write_text(f"#!/bin/sh\nexec {' '.join(act('mark:here', 'hold'))}\n")
    script.chmod(0o755)
    make(Launch(name="web", command=("./start.sh",))).start()
    assert marked(tmp_path, "here")


def test_services_read_nothing_from_the_terminal_and_know_their_run(make: Make, run_id: str) -> None:
    words = ("-S", "-c", "import os, sys, time; print(sys.stdin.read() + os.environ['VX11_RUN']); time.sleep(600)")
    live = make(Launch(name="web", command=("python", *words)), run_id=run_id).start()
    assert live.services["web"].log is not None
    assert Path(live.services["web"].log).read_text() == f"{run_id}/shop\n"
    assert live.environ["VX11_RUN"] == f"{run_id}/shop"


def test_people_who_wait_are_told_what_for(make: Make, tmp_path: Path) -> None:
    said: list[str] = []

    def tell(line: str) -> None:
        said.append(line)
        if line.startswith("1 of 2 are well, waiting for slow ("):
            (tmp_path / "told").touch()

    make(serving("web"), serving("slow", "until:told"), tell=tell).start()
    assert said[0] == "starting the 2 services of shop"
    assert said[-1].startswith("all 2 are well after ")


def test_a_service_that_dies_later_is_told_of(make: Make, tmp_path: Path) -> None:
    port = free_port()
    system = make(launch("web", "until:now", "exit:3"), launch("db", f"serve:{port}", port=port))
    system.start()
    assert system.ended() == {}
    (tmp_path / "now").touch()
    wait_for(lambda: bool(system.ended()))
    assert system.ended() == {"web": "ended with 3"}
    system.stop()
    assert system.ended() == {"web": "ended with 3"}
