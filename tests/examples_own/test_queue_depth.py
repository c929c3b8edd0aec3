"""examples/queue_depth: a package of its own. Its tests run against the wheels in tests/package/build_and_try.py; here,
with whatever `redis` is installed, those that need no entry point, which a package has only where it is installed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.examples_own.project import Project


def test_its_tests_pass_with_the_redis_client_that_is_here(tmp_path: Path) -> None:
    if shutil.which("redis-server") is None:
        # Where a merge is held, a test that nobody ran must not look like one that passed.
        missing = "no redis-server here (on Debian: apt-get install redis-server)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    project = Project("queue_depth", tmp_path)
    run = project.pytest("-o", "pythonpath=src", "tests/test_judging.py", "tests/test_asking.py")
    assert run.status == 0, run.output
    assert "skipped" not in run.output
