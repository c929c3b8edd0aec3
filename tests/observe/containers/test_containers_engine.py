"""Asking an engine that answers wrongly, late or not at all: all of it is Unseen, with a reason."""

from __future__ import annotations

import base64
import gc
import io
import json
import tarfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.containers.connect import connect
from tests.observe.containers.fake import VERSION, Answers, Hang, answer, engine_at

LINK, FOLDER = 1 << 27, 1 << 31


@contextmanager
def asked(folder: Path, answers: Answers, seconds: float = 30.0) -> Iterator[Engine]:
    """Give an engine that says its version, and for the rest what `answers` says."""

    def said(method: str, target: str) -> bytes | None:
        return VERSION if target.endswith("/version") else answers(method, target)

    with engine_at(folder / "e.sock", said) as environ:
        engine = Engine(*connect(environ, seconds))
        try:
            yield engine
        finally:
            engine.close()


def stat(**said: object) -> bytes:
    seen = {"name": "x", "size": 3, "mode": 0o644, "mtime": "2026-01-01T00:00:00Z", "linkTarget": "", **said}
    return answer(b"", X_Docker_Container_Path_Stat=base64.b64encode(json.dumps(seen).encode()).decode())


def tarred(content: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    member = tarfile.TarInfo("x")
    member.type, member.size = kind, len(content)
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w") as tar:
        tar.addfile(member, io.BytesIO(content))
    return kept.getvalue()


LOOKS: dict[str, Callable[[Engine], object]] = {
    "containers": lambda engine: engine.containers(a="b"),
    "container": lambda engine: engine.container("x"),
    "image": lambda engine: engine.image_id("x"),
    "path": lambda engine: engine.path("x", "/a"),
    "file": lambda engine: engine.file("x", "/a", 100),
    "start": lambda engine: engine.start_of("x", "/a", 100),
    "log": lambda engine: engine.log("x", 1, 1),
    "run": lambda engine: engine.run("x", ("true",), 5.0),
}
WRONG = {
    "refuses": answer({"message": "no \x1b[31m way"}, 500),
    "refuses without words": answer(b"", 500),
    "closes": None,
    "is no HTTP": b"garbage\r\n\r\n",
    "ends early": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("look", LOOKS)
def test_an_engine_that_goes_wrong_is_unseen(look: str, wrong: str, tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: WRONG[wrong]) as engine, pytest.raises(Unseen) as error:
        LOOKS[look](engine)
    assert error.value.reason.isprintable()


@pytest.mark.parametrize("look", ["container", "containers", "image", "path", "run"])
@pytest.mark.parametrize("body", [b"no json", b"[" * 100_000, b"", b"5", b"null", b'"text"'])
def test_answers_of_another_shape_end_no_run(look: str, body: bytes, tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: answer(body)) as engine, suppress(Unseen):
        LOOKS[look](engine)


@pytest.mark.parametrize("look", LOOKS)
def test_an_engine_that_hangs_is_unseen_after_a_while(look: str, tmp_path: Path) -> None:
    def hang(*_: str) -> bytes:
        raise Hang

    with asked(tmp_path, hang, seconds=1.0) as engine, pytest.raises(Unseen, match="does not answer"):
        LOOKS[look](engine)


def test_an_engine_that_has_gone_is_unseen(tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: None) as engine, warnings.catch_warnings():
        # docker-py leaves its own end of a socket open where nobody is at the other.
        warnings.simplefilter("ignore", ResourceWarning)
        (tmp_path / "e.sock").unlink()
        with pytest.raises(Unseen, match="does not answer"):
            engine.container("x")
        gc.collect()


def test_what_is_not_there_is_none_and_no_error(tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: answer({"message": "No such"}, 404)) as engine:
        assert engine.container("x") is None
        assert engine.image_id("x") is None
        assert engine.start_of("x", "/a", 5) is None
        assert engine.copy("x", "/a", io.BytesIO(), 5) is False
        with pytest.raises(Unseen, match="not in the container"):
            engine.file("x", "/a", 5)


def test_a_path_that_is_missing_is_told_from_a_container_that_is(tmp_path: Path) -> None:
    there = {"inspect": answer({"Id": "x"})}

    def said(method: str, target: str) -> bytes:
        return (
            there.get("inspect", answer({"message": "No such"}, 404)) if target.endswith("/json") else answer(b"", 404)
        )

    with asked(tmp_path, said) as engine:
        assert engine.path("x", "/a") is None
        there.clear()
        with pytest.raises(Unseen, match="its container has gone"):
            engine.path("x", "/a")


@pytest.mark.parametrize(
    "said", ["", "%%%", base64.b64encode(b"[]").decode(), base64.b64encode(b"\xff").decode(), "bnVsbA=="]
)
def test_a_stat_that_is_none_is_unseen(said: str, tmp_path: Path) -> None:
    answers = answer(b"", X_Docker_Container_Path_Stat=said)
    with asked(tmp_path, lambda *_: answers) as engine, pytest.raises(Unseen, match="does not say what lies"):
        engine.path("x", "/a")


def test_modes_are_read_as_chmod_writes_them(tmp_path: Path) -> None:
    mode = FOLDER | 1 << 23 | 1 << 22 | 1 << 20 | 0o751
    with asked(tmp_path, lambda *_: stat(mode=mode)) as engine:
        seen = engine.path("x", "/a")
    assert seen is not None
    assert (seen.folder, seen.mode) == (True, 0o7751)


@pytest.mark.parametrize(("target", "end"), [("/b/c", "/b/c"), ("c", "/a/c"), ("../c", "/a/../c")])
def test_a_link_is_followed(target: str, end: str, tmp_path: Path) -> None:
    said = {"": stat(mode=LINK | 0o777, linkTarget=target)}
    with asked(tmp_path, lambda *_: said.pop("", stat())) as engine:
        assert engine.resolved("x", "/a/link") == end


def test_links_without_an_end_are_unseen(tmp_path: Path) -> None:
    answers = stat(mode=LINK, linkTarget="/a")
    with asked(tmp_path, lambda *_: answers) as engine, pytest.raises(Unseen, match="more than 8 links"):
        engine.path("x", "/a")


def test_a_file_is_taken_out_of_its_archive(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    with asked(tmp_path, lambda *_: answer(tarred(content))) as engine:
        assert engine.file("x", "/a", len(content)) == content
        assert engine.start_of("x", "/a", 300) == content[:300]
        with pytest.raises(Unseen, match="longer than 1,279,999 bytes"):
            engine.file("x", "/a", len(content) - 1)


@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_file_is_unseen(kind: bytes, tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: answer(tarred(b"", kind))) as engine, pytest.raises(Unseen, match="no file"):
        engine.file("x", "/a", 100)


@pytest.mark.parametrize("body", [b"", b"x" * 2000, tarred(b"x" * 2000)[:1000], tarred(b"y")[:100], b"\0" * 10240])
def test_an_archive_that_is_cut_off_or_none_is_unseen(body: bytes, tmp_path: Path) -> None:
    with asked(tmp_path, lambda *_: answer(body)) as engine:
        for look in ("file", "start"):
            with pytest.raises(Unseen):
                LOOKS[look](engine)


def test_an_archive_without_an_end_is_left_at_its_limit(tmp_path: Path) -> None:
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 1 << 33
    body = member.tobuf(tarfile.USTAR_FORMAT if member.size < 8**11 else tarfile.GNU_FORMAT) + b"1" * 8_000_000
    with asked(tmp_path, lambda *_: answer(body)) as engine, pytest.raises(Unseen):
        engine.file("x", "/a", 100)


def test_the_end_of_a_log_is_cut_from_the_front(tmp_path: Path) -> None:
    frame = b"\x01\0\0\0\0\0\0\x05hello"

    def said(_: str, target: str) -> bytes:
        return answer({"Config": {"Tty": False}}) if target.endswith("/json") else answer(frame * 3)

    with asked(tmp_path, said) as engine:
        assert engine.log("x", 10, 7) == b"lohello"
