"""What services print is kept, without secrets, and not for ever."""

from __future__ import annotations

import os
import stat
import tracemalloc
from pathlib import Path

import pytest

from pytest_vx11._runtime.logs import log_path, log_tail, prune_logs, star_logs
from tests.runtime.conftest import Make
from tests.runtime.systems import serving

SECRET = "hunter2-registry"


def clean(text: str) -> str:
    return text.replace(SECRET, "***")


def test_the_end_of_a_log_is_bounded_and_takes_any_bytes(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\xff\n" * 30 + b"last\n")
    assert log_tail(str(path)).splitlines() == ["\ufffd"] * 19 + ["last"]
    path.write_bytes(b"x" * 10_000_000)
    assert len(log_tail(str(path))) == 7192
    assert log_tail(str(tmp_path / "none")) == ""


def test_secrets_are_starred_once_all_has_ended(make: Make) -> None:
    system = make(serving("web", f"say:the token is {SECRET}!"))
    log = system.start().services["web"].log
    system.stop()
    system.clean_logs(clean)
    assert log is not None
    assert Path(log).read_text() == "the token is ***!\n"
    assert [each.name for each in Path(log).parent.iterdir()] == ["web.log"]


def test_only_its_owner_may_read_a_log(make: Make) -> None:
    system = make(serving("web", f"say:{SECRET}"))
    log = system.start().services["web"].log
    system.stop()
    system.clean_logs(clean)
    assert log is not None
    assert stat.S_IMODE(Path(log).stat().st_mode) == 0o600


def test_bytes_that_are_no_text_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    path.write_bytes(b"\xff\xfe\r\n\x00" + SECRET.encode() + b"\n\xc3")
    star_logs([path, tmp_path / "none.log"], clean)
    assert path.read_bytes() == b"\xff\xfe\r\n\x00***\n\xc3"


@pytest.mark.parametrize("offset", [0, 1, 7, 15])
def test_a_secret_across_two_blocks_is_starred(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "web.log"
    path.write_text("x" * (65536 - offset) + SECRET + "\n")
    star_logs([path], clean)
    assert path.read_text() == "x" * (65536 - offset) + "***\n"


def test_a_line_without_an_end_is_starred_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    line = ("y" * 1000 + SECRET) * 20_000
    path.write_text(line)
    expected = clean(line)
    tracemalloc.start()
    star_logs([path], clean)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.read_text() == expected
    assert peak < 8 * 1024**2


def test_the_logs_of_the_last_five_runs_are_kept(tmp_path: Path) -> None:
    for number in range(8):
        path = log_path(tmp_path, f"run{number}", "shop", "web")
        path.parent.mkdir(parents=True)
        os.utime(tmp_path / "logs" / f"run{number}", (number, number))
    prune_logs(tmp_path, "new", {"run1"})
    assert sorted(each.name for each in (tmp_path / "logs").iterdir()) == ["run1", "run4", "run5", "run6", "run7"]


def test_logs_of_a_service_with_any_name_stay_in_their_folder(tmp_path: Path) -> None:
    for name in ("../../x", "..", "a/b", "\x00"):
        assert log_path(tmp_path, "run", name, name).is_relative_to(tmp_path / "logs" / "run")
        assert ".." not in log_path(tmp_path, "run", name, name).parts
