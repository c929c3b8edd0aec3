"""`pytest --vx11-canon` as a user runs it, with the plugin that is installed and a Redis that the canon starts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ports import free_port

SHOP = Path(__file__).with_name("shop")
JOBS, BEAT, FAILED = (f"redis::queues::{name}[running]" for name in ("jobs", "beat", "failed"))


@pytest.fixture
def shop(pytester: pytest.Pytester, redis_server: str) -> Path:
    """The system of this example, at ports that nobody has."""
    shutil.copytree(SHOP, pytester.path, dirs_exist_ok=True)
    pytester.makeini("[pytest]\n")
    for port in ("18120", "18121"):
        edit(pytester.path / "canon.yaml", port, str(free_port()))
    return pytester.path


def edit(path: Path, old: str, new: str) -> None:
    """Put something in another one's place."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(pytester: pytest.Pytester, *arguments: str) -> tuple[int, dict[str, str], list[str]]:
    """Run, and return the exit status, the verdict of each queue, and the keys of what was found."""
    run = pytester.runpytest_subprocess("--vx11-canon", "--vx11-report", "json:report.json", *arguments)
    report = json.loads((pytester.path / "report.json").read_text(encoding="utf-8"))
    checks = {check["id"].removeprefix("shop::"): check for check in report["checks"]}
    queues = {name: check["verdict"] for name, check in checks.items() if "::queues::" in name}
    return int(run.ret), queues, [finding["key"] for check in checks.values() for finding in check["findings"]]


def test_a_system_that_is_as_it_should_be_matches(shop: Path, pytester: pytest.Pytester) -> None:
    assert told(pytester) == (0, {JOBS: "match", BEAT: "match", FAILED: "match"}, [])


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("JOBS = 3", "JOBS = 101", "QUEUE1:redis:jobs"),
        ('"beat", "now"', '"bead", "now"', "QUEUE2:redis:beat"),
        ('redis.rpush("beat", "now")', 'redis.set("beat", "now")', "QUEUE3:redis:beat"),
    ],
)
def test_each_drift_is_found_alone(shop: Path, pytester: pytest.Pytester, old: str, new: str, key: str) -> None:
    edit(shop / "producer.py", old, new)
    status, _, keys = told(pytester)
    assert (status, keys) == (1, [key])


def test_workers_tell_the_same(shop: Path, pytester: pytest.Pytester) -> None:
    edit(shop / "producer.py", "JOBS = 3", "JOBS = 101")
    assert told(pytester, "-n", "2") == (
        1,
        {JOBS: "drift", BEAT: "match", FAILED: "match"},
        ["QUEUE1:redis:jobs"],
    )


def test_where_nothing_runs_nobody_can_tell(pytester: pytest.Pytester, shop: Path) -> None:
    status, verdicts, keys = told(pytester, "--vx11-runtime", "none")
    assert (set(verdicts.values()), keys) == ({"unverified"}, [])
    assert status == 0


def test_its_facet_can_be_chosen_and_left_out(shop: Path, pytester: pytest.Pytester) -> None:
    assert told(pytester, "--vx11-facet", "queues")[1] == {JOBS: "match", BEAT: "match", FAILED: "match"}
    left_out = pytester.runpytest_subprocess("--vx11-canon", "-p", "no:queue_depth")
    assert left_out.ret == pytest.ExitCode.USAGE_ERROR
    left_out.stderr.fnmatch_lines(['*unknown key "queues"*'])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["validate"], r"canon\.yaml: shop, 2 services"),
        (["explain", "QUEUE2"], r"QUEUE2: a queue is not there"),
        (["schema"], r'"Lists of a Redis\."'),
    ],
)
def test_the_command_knows_the_facet_as_well(
    shop: Path, arguments: list[str], says: str, command: Callable[..., str]
) -> None:
    assert re.search(says, command(*arguments, folder=shop))


@pytest.fixture
def command() -> Callable[..., str]:
    """Runs `vx11` of the environment, and returns what it says."""

    def run(*arguments: str, folder: Path) -> str:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        words = [str(Path(sys.executable).with_name("vx11")), *arguments]
        ended = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run


def test_the_plugin_imports_nothing_while_the_checks_are_off(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it(): assert not {'redis', 'vx11_queue_depth.facet'} & set(sys.modules)")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["plugins: *queue*"])
