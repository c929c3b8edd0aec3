"""What is inside a container, and what its commands do."""

from __future__ import annotations

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._errors import CanonError
from pytest_vx11._observe.containers import CommandSeen, Condition, PathSeen
from tests.facets.containers.world import World, matches, only, reason

FILE = PathSeen(folder=False, mode=0o644, size=3, modified="")
FOLDER = PathSeen(folder=True, mode=0o755, size=0, modified="")


def path(world: World, said: str, subject: str) -> Verdict:
    world.canon = f"inside: {{files: [{said}]}}"
    world.paths = {"/app/main.py": FILE, "/app/data": FOLDER}
    return world.verdict("structure", subject)


@pytest.mark.parametrize("said", ["/app/main.py", "main.py", "data/", "/app/data/"])
def test_what_is_there_matches(world: World, said: str) -> None:
    assert matches(path(world, said, said)) == "present"


def test_a_stopped_container_is_looked_into_too(world: World) -> None:
    world.web(condition=Condition.EXITED)
    assert matches(path(world, "main.py", "main.py")) == "present"


@pytest.mark.parametrize(
    ("said", "key", "actual"),
    [
        ("gone.py", "VX260:web:gone.py", None),
        ("gone/", "VX260:web:gone/", None),
        ("main.py/", "VX264:web:main.py/", "a file"),
        ("data", "VX264:web:data", "a folder"),
    ],
)
def test_what_is_not_there_or_of_the_other_kind_is_drift(world: World, said: str, key: str, actual: str | None) -> None:
    finding = only(path(world, said, said))
    assert (finding.key, finding.actual) == (key, actual)


@pytest.mark.parametrize(("mode", "same"), [('"0644"', True), ('"644"', True), ('"0755"', False), ('"4644"', False)])
def test_a_stated_mode_is_compared(world: World, mode: str, same: bool) -> None:
    verdict = path(world, f"{{path: main.py, mode: {mode}}}", "main.py")
    assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)
    assert [each.key for each in verdict.findings] == ([] if same else ["VX265:web:main.py"])


def command(world: World, said: str, status: int | None, output: str = "") -> Verdict:
    world.canon = f"inside: {{commands: [{{{said}}}]}}"
    world.ran = CommandSeen(status=status, output=output, seconds=0.1)
    (subject,) = [check.subject for check in world.checks() if check.facet == "structure"]
    return world.verdict("structure", subject)


@pytest.mark.parametrize(
    ("said", "status", "output"),
    [
        ("run: python -V", 0, ""),
        ("run: [python, -V], output: Python 3", 0, "Python 3.11.2\n"),
        ("run: 'false', status: 1", 1, ""),
        ("run: nothing, status: 126", 126, "OCI runtime exec failed: …"),
    ],
)
def test_a_command_that_does_what_the_canon_says_matches(world: World, said: str, status: int, output: str) -> None:
    assert matches(command(world, said, status, output)) == f"ends with {status}"


def test_text_is_split_into_words_as_a_shell_would(world: World) -> None:
    command(world, """run: "sh -c 'echo a b'" """, 0)
    assert world.engine.asked == [("sh", "-c", "echo a b")]


@pytest.mark.parametrize(
    ("said", "status", "output", "says"),
    [
        ("run: python -V", 1, "oh", "ends with 1, the canon wants 0"),
        (
            "run: python -V, output: 'Python 3.12'",
            0,
            "Python 3.11",
            "prints Python 3.11, the canon wants Python 3.12 in it",
        ),
        ("run: sleep 99", None, "", "did not end in 10 s"),
        ("run: sleep 99, timeout: 500ms", None, "", "did not end in 0.5 s"),
        ("run: nope", 126, "OCI runtime exec failed: …", "cannot be run: there is no program nope that can be"),
        ("run: sh x", 127, "sh: x: not found", "ends with 127, the canon wants 0"),
    ],
)
def test_a_command_that_does_otherwise_is_drift(
    world: World, said: str, status: int | None, output: str, says: str
) -> None:
    finding = only(command(world, said, status, output))
    assert finding.key.startswith("VX266:web:")
    assert finding.message.endswith(f"in the container of web {says}")
    assert finding.evidence[0].text == (output or "nothing")


def test_a_text_beyond_what_is_read_is_not_missing(world: World) -> None:
    assert "prints more than is read" in reason(command(world, "run: x, output: end", 0, "y" * 65_536))


def test_a_command_in_a_container_that_does_not_run_is_not_run(world: World) -> None:
    world.web(condition=Condition.EXITED, exit_code=2)
    finding = only(command(world, "run: python -V", 0))
    assert finding.key == "VX200:web"
    assert world.engine.asked == []


@pytest.mark.parametrize("said", ['run: "a \'b"', "run: ' '", 'run: "a\\0b"'])
def test_a_command_that_nobody_could_run_is_an_error_of_the_canon(world: World, said: str) -> None:
    with pytest.raises(CanonError, match=r"inside\.commands"):
        command(world, said, 0)
