"""Where no engine answers, tests of containers are skipped; where a merge is held, they fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docker.engine import engine_here


def test_without_an_engine_a_test_is_skipped_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception) as raised:
        engine_here({"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})

    assert str(raised.value).startswith("no engine to start containers on: ")
    assert "\n" not in str(raised.value)


def test_without_an_engine_a_test_fails_where_a_merge_is_held(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="tests of containers need an engine"):
        engine_here({"DOCKER_HOST": f"unix://{tmp_path}/none.sock", "CI": "true"})
