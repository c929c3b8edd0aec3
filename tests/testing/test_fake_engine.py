"""An engine that tells what a test gave it, and says so where that was not enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pytest_vx11 import Outcome, check
from pytest_vx11.needs import Container
from pytest_vx11.testing import (
    CommandSeen,
    Condition,
    FakeEngine,
    FakeSystem,
    Harness,
    Health,
    HealthStatus,
    NotGiven,
    PathSeen,
    Verdicts,
)

WEB = Container(
    id="web-id", name="web-1", real_name="web-1", image="shop/web:1", image_id="sha256:1", image_reference="shop/web:1",
    condition=Condition.RUNNING, memory=256 << 20, working_dir="/app",
)  # fmt: skip
RAN = CommandSeen(status=0, output="Python 3.12.1", seconds=0.1)
VERSION = 'inside: {commands: [{run: [python, -V], output: "3.12"}]}'
ENDED = "structure::python -V[running]"


def told(folder: Path, said: str, engine: FakeEngine) -> Verdicts:
    """Judge a canon of one service that runs in a container."""
    with FakeSystem(web={}, engine=engine, runtime="docker") as fake:
        return Harness(folder, awake).run(f"services: {{web: {{{said}}}}}", system=fake)


@check("awake")
def awake(container: Container) -> str | None:
    """Every container runs."""
    return None if container.is_up else f"it {container.how()}"


def test_containers_are_judged_by_what_was_given(tmp_path: Path) -> None:
    engine = FakeEngine(containers={"web": WEB}, images={"shop/web:1": "sha256:2"})
    found = told(tmp_path, "memory: 512m, image: 'shop/web:1'", engine)
    assert found.found == ["VX220:web:memory", "VX242:web:image"]


def test_a_check_of_ones_own_is_given_the_container(tmp_path: Path) -> None:
    assert told(tmp_path, "memory: 256m", FakeEngine(containers={"web": WEB})).found == []
    ended = replace(WEB, condition=Condition.EXITED, exit_code=3)
    found = told(tmp_path, "memory: 256m", FakeEngine(containers={"web": ended}))
    assert "AWAKE_AWAKE:web:awake" in found.found


def test_a_service_without_a_container_is_unverified(tmp_path: Path) -> None:
    verdict = told(tmp_path, "memory: 256m", FakeEngine())["web::resources::memory[running]"]
    assert verdict.reason == "the engine has no container of web"


def test_files_are_those_that_were_given(tmp_path: Path) -> None:
    paths = {"/app/main.py": PathSeen(folder=False, mode=0o644, size=1, modified="")}
    engine = FakeEngine(containers={"web": WEB}, paths=paths)
    assert told(tmp_path, "inside: {files: [main.py, gone.py]}", engine).found == ["VX260:web:gone.py"]


@pytest.mark.parametrize("commands", [RAN, {("python", "-V"): RAN}], ids=["one for all", "by its words"])
def test_commands_end_as_was_given_and_are_told(
    tmp_path: Path, commands: CommandSeen | dict[tuple[str, ...], CommandSeen]
) -> None:
    engine = FakeEngine(containers={"web": WEB}, commands=commands)
    assert told(tmp_path, VERSION, engine)[f"web::{ENDED}"].outcome is Outcome.MATCH
    assert engine.asked == [("python", "-V")]


def test_a_command_that_was_not_given_fails_the_test(tmp_path: Path) -> None:
    with pytest.raises(NotGiven, match=r"a check runs \('python', '-V'\)"):
        told(tmp_path, VERSION, FakeEngine(containers={"web": WEB}, commands={("x",): RAN}))


def test_what_was_not_given_fails_its_own_test_and_no_later_one(tmp_path: Path) -> None:
    engine = FakeEngine(containers={"web": WEB})
    with pytest.raises(NotGiven):
        told(tmp_path, VERSION, engine)
    assert told(tmp_path, "memory: 256m", engine).found == []


def test_the_last_words_of_a_container_are_told(tmp_path: Path) -> None:
    health = Health(test=("CMD", "true"), status=HealthStatus.UNHEALTHY)
    engine = FakeEngine(containers={"web": replace(WEB, health=health)}, logs={"web": "one\nlast\n"})
    verdict = told(tmp_path, "healthcheck: {test: [CMD, 'true']}", engine)["web::healthchecks::test[running]"]
    assert [each.text for each in verdict.findings[0].evidence][-1] == "docker logs web-1\none\nlast"


def test_of_a_log_the_end_is_told() -> None:
    engine = FakeEngine(containers={"web": WEB}, logs={"web": "a\nb\nc\n"})
    assert engine.log("web-id", 2, 100) == b"b\nc\n"
    assert engine.log("web-id", 2, 3) == b"\nc\n"
    assert engine.log("other", 2, 3) == b""


def test_what_only_a_real_engine_knows_is_refused() -> None:
    engine = FakeEngine(containers={"web": WEB})
    for ask in (lambda: engine.file("web-id", "/x", 9), engine.containers, lambda: engine.resolved("web-id", "/x")):
        with pytest.raises(NotGiven, match="more than containers"):
            ask()
    engine.close()
