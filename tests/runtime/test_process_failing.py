"""A system does not come up: who is to blame is said, and nothing is left."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pytest_vx11._observe.live import Address, HealthUrl
from pytest_vx11._runtime.base import Condition, Launch, StartFailed, Unavailable
from tests.runtime.conftest import Make
from tests.runtime.systems import free_port, launch, of_run, serving


def failure(make: Make, *launches: Launch, run_id: str) -> StartFailed:
    """Return how a start fails, after which nothing runs any more."""
    with pytest.raises(StartFailed) as failed:
        make(*launches, run_id=run_id).start()
    assert of_run(run_id) == []
    return failed.value


def test_a_death_in_the_start_is_told_with_the_end_of_the_log(make: Make, run_id: str) -> None:
    says = [f"say:line {number}" for number in range(30)]
    failed = failure(make, serving("db"), launch("web", *says, "exit:1", port=free_port()), run_id=run_id)
    assert failed.service == "web"
    assert failed.reason.startswith("ended with 1 after ")
    assert failed.tail.splitlines() == [f"line {number}" for number in range(10, 30)]
    assert failed.log is not None
    assert Path(failed.log).read_text().startswith("line 0\n")


def test_a_signal_that_killed_is_named(make: Make, run_id: str) -> None:
    failed = failure(make, launch("web", "die", port=free_port()), run_id=run_id)
    assert failed.reason.startswith("was killed by SIGKILL after ")


def test_a_good_end_is_a_death_where_nobody_waits_for_it(make: Make, run_id: str) -> None:
    failed = failure(make, launch("web", "exit:0"), run_id=run_id)
    assert failed.reason.startswith("ended with 0 after ")


def test_a_bad_end_is_a_death_also_where_somebody_waits_for_it(make: Make, run_id: str) -> None:
    web = launch("web", "hold", after={"setup": Condition.COMPLETED})
    failed = failure(make, launch("setup", "exit:4"), web, run_id=run_id)
    assert (failed.service, failed.reason.split(" after")[0]) == ("setup", "ended with 4")


def test_who_is_not_well_in_time_is_told_of_and_left_to_whoever_asks_it(make: Make, run_id: str) -> None:
    port = free_port()
    web = launch("web", f"serve:{port}:500", port=port, health=HealthUrl(port=port, target="/health"))
    later = launch("later", "hold", after={"web": Condition.HEALTHY})
    told: list[str] = []
    live = make(later, web, serving("db"), run_id=run_id, seconds=3, tell=told.append).start()
    assert live.services["web"].absent == ""
    assert live.services["web"].pid is not None
    assert live.services["later"].unstarted == "the service is not up: it was not started, as it waits for web"
    assert any(line.startswith("web is not well after ") for line in told)
    assert any(line.startswith("later is not well after ") for line in told)
    assert not any(line.startswith("db is not well") or " are well after " in line for line in told)


def test_programs_that_are_not_there_are_told_all_at_once(make: Make, tmp_path: Path, run_id: str) -> None:
    (tmp_path / "plain.txt").write_text("text")
    system = make(
        serving("db", "mark:db"),
        Launch(name="one", command=("no-such-program",)),
        Launch(name="two", command=("./no-such",)),
        Launch(name="three", command=("./plain.txt",)),
        Launch(name="four"),
        run_id=run_id,
    )
    with pytest.raises(Unavailable) as refused:
        system.start()
    one, two, three, four = refused.value.reasons
    assert one.startswith("one: there is no program no-such-program in ")
    assert two == f"two: there is no program {tmp_path}/./no-such; see its `run` in the canon"
    assert three.startswith(f"three: {tmp_path}/./plain.txt is not executable")
    assert four == "four: the canon gives no `run`, the command that starts it"
    assert not (tmp_path / "db").exists()


def test_what_the_kernel_refuses_to_run_is_told(make: Make, tmp_path: Path, run_id: str) -> None:
    program = tmp_path / "broken"
    program.write_bytes(b"\x7fELF nonsense")
    program.chmod(0o755)
    failed = failure(make, serving("db"), Launch(name="web", command=("./broken",)), run_id=run_id)
    assert failed.service == "web"
    assert failed.reason.startswith("could not be started: ")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_ports_that_are_taken_are_told_with_their_owner(make: Make, tmp_path: Path, host: str) -> None:
    one, two = launch("one", "mark:one", port=free_port()), launch("two", port=free_port())
    ports = [*one.ports, *two.ports]
    with socket.create_server((host, ports[0])), socket.create_server((host, ports[1])):
        with pytest.raises(Unavailable) as refused:
            make(one, two).start()
        for name, port, reason in zip(("one", "two"), ports, refused.value.reasons, strict=True):
            assert reason.startswith(f"port {port} ({name}) is taken by ")
            assert f"(pid {os.getpid()}, " in reason
            assert reason.endswith("; end it, or choose --vx11-runtime attach")
    assert not (tmp_path / "one").exists()


def test_a_port_that_was_just_given_back_is_free(make: Make) -> None:
    web = serving("web")
    (port,) = web.ports
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        accepted.close()  # this side closes first, and so its end stays in TIME_WAIT (RFC 9293, section 3.6)
        client.close()
    make(web).start()


def test_a_port_that_two_services_want_is_refused(make: Make) -> None:
    ports = {free_port(): Address("127.0.0.1", 1)}
    with pytest.raises(Unavailable, match="is wanted by one and two"):
        make(*(Launch(name=name, command=("python",), ports=ports) for name in ("one", "two"))).start()


def test_a_state_folder_that_cannot_be_written_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / ".vx11").write_text("a file")
    with pytest.raises(Unavailable, match=r"\.vx11 cannot be written to"):
        make(serving("web")).start()
