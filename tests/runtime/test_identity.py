"""A process is told from another that has its number."""

from __future__ import annotations

import os
import subprocess

from pytest_vx11._runtime.identity import born
from tests.runtime.systems import act, wait_for


def test_a_process_stays_the_same_until_it_is_gone() -> None:
    with subprocess.Popen(act("hold")) as process:
        before = born(process.pid)
        assert before is not None
        assert before == born(process.pid)
        assert before != born(os.getpid())
        process.kill()
        wait_for(lambda: born(process.pid) is None)  # a zombie
    assert born(process.pid) is None
