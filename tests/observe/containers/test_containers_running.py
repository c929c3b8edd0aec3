"""Commands in containers: what their streams carry, and where they end."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.containers.running import _Frames
from tests.observe.containers.real import container, real_engine


def framed(*texts: bytes) -> bytes:
    return b"".join(struct.pack(">B3xI", 1 + number % 2, len(text)) + text for number, text in enumerate(texts))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 1000])
def test_frames_may_come_in_pieces_of_any_size(size: int) -> None:
    frames, sent = _Frames(1000), framed(b"hello ", b"", b"w", b"orld" * 20)
    for start in range(0, len(sent), size):
        frames.feed(sent[start : start + size])
    assert frames.output == b"hello world" + b"orld" * 19


def test_no_more_is_kept_than_asked_for() -> None:
    frames = _Frames(8)
    for _ in range(3):
        frames.feed(framed(b"x" * 100, b"y"))
    assert frames.output == b"x" * 8


def test_a_frame_that_never_comes_whole_gives_what_came() -> None:
    frames = _Frames(100)
    frames.feed(struct.pack(">B3xI", 1, 1 << 31) + b"abc")
    assert frames.output == b"abc"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with real_engine() as found:
        yield found


@pytest.fixture(scope="module")
def box(engine: Engine) -> Iterator[str]:
    with container(engine, "sleep", "600", init=True) as name:
        yield name


@pytest.mark.docker
def test_a_command_s_status_and_both_streams_are_seen(engine: Engine, box: str) -> None:
    seen = engine.run(box, ("sh", "-c", "echo out; echo err >&2; exit 3"), 60.0)
    assert (seen.status, sorted(seen.output.split())) == (3, ["err", "out"])


@pytest.mark.docker
def test_a_command_that_prints_without_end_is_cut_and_ends_in_time(engine: Engine, box: str) -> None:
    seen = engine.run(box, ("yes",), 0.5, most=10)
    assert (seen.status, seen.output) == (None, "y\n" * 5)


@pytest.mark.docker
def test_a_command_that_is_not_there_has_a_status_of_its_own(engine: Engine, box: str) -> None:
    assert engine.run(box, ("no-such-program",), 60.0).status in (126, 127)


@pytest.mark.docker
def test_a_real_container_s_paths_are_seen(engine: Engine, box: str) -> None:
    folder, file = engine.path(box, "/tmp"), engine.path(box, "/etc/passwd")
    assert folder is not None
    assert file is not None
    assert (folder.folder, folder.mode, file.folder, file.mode) == (True, 0o1777, False, 0o644)
    content = engine.file(box, "/etc/passwd", 100_000)
    assert (len(content), content[:5]) == (file.size, b"root:")
    assert engine.start_of(box, "/etc/passwd", 5) == b"root:"
    assert engine.path(box, "/nothing") is None
    found = engine.container(box)
    assert found is not None
    assert (found.id, found.working_dir, found.is_up) == (box, "/app", True)
