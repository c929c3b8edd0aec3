"""Asking what lies at paths over connections that are kept, where the engine is at a socket of this machine."""

from __future__ import annotations

import base64
import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.containers.connect import connect
from pytest_vx11._observe.containers.heads import Heads

VERSION = json.dumps({"ApiVersion": "1.41", "Version": "20.10"}).encode()


class Serving:
    """An engine that keeps connections; a path's size is its length, and what has `none` in it is not there."""

    def __init__(self) -> None:
        self.used: list[socket.socket] = []
        """The connections over which it was asked for a head, one an answer."""

    def answer(self, method: str, target: str, connection: socket.socket) -> bytes:
        """Return what is sent to a request."""
        if method != "HEAD":
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(VERSION), VERSION)
        self.used.append(connection)
        (path,) = parse_qs(urlsplit(target).query)["path"]
        if "none" in path:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 44\r\n\r\n"
        said = base64.b64encode(json.dumps({"name": path, "size": len(path), "mode": 0o644}).encode())
        return b"HTTP/1.1 200 OK\r\nX-Docker-Container-Path-Stat: %s\r\n\r\n" % said


@contextmanager
def serving(path: Path | None) -> Iterator[tuple[Serving, dict[str, str]]]:
    """Serve at a socket of this machine, or at a TCP port; give the environment that leads there."""
    made = Serving()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while words := self.rfile.readline().decode().split(" "):
                if len(words) != 3:
                    return
                while self.rfile.readline().strip():
                    pass
                self.wfile.write(made.answer(words[0], words[1], self.connection))

        def finish(self) -> None:
            # One that a test has broken off cannot be flushed.
            self.connection.close()

    kind: Any = socketserver.ThreadingUnixStreamServer if path is not None else socketserver.ThreadingTCPServer
    kind = type("Server", (kind,), {"daemon_threads": True})
    with kind(str(path) if path is not None else ("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            where = f"unix://{path}" if path is not None else f"tcp://127.0.0.1:{server.server_address[1]}"
            yield made, {"DOCKER_HOST": where}
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def asked(path: Path | None) -> Iterator[tuple[Serving, Engine]]:
    with serving(path) as (made, environ), closing(Engine(*connect(environ))) as engine:
        yield made, engine


def size(engine: Engine, path: str) -> int:
    seen = engine.path("x", path)
    assert seen is not None
    return seen.size


def test_many_paths_are_asked_over_one_connection(tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock") as (made, engine):
        assert [size(engine, f"/{'a' * number}") for number in range(20)] == list(range(1, 21))
    assert len(made.used) == 20
    assert len(set(made.used)) == 1


@pytest.mark.parametrize("path", ["/a b", "/ä/ß", "/a&path=/b", "/a#b?c", "/a%20b", "/a\r\nX: y"])
@pytest.mark.parametrize("way", ["socket", "tcp"])
def test_a_path_comes_as_it_is_by_either_way(way: str, path: str, tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock" if way == "socket" else None) as (_, engine):
        assert size(engine, path) == len(path)


@pytest.mark.parametrize("way", ["socket", "tcp"])
def test_an_answer_that_nothing_lies_there_leaves_the_next_one_whole(way: str, tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock" if way == "socket" else None) as (_, engine):
        assert engine.path("x", "/none") is None
        assert size(engine, "/ab") == 3


def test_a_connection_that_the_engine_has_closed_is_not_used_again(tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock") as (made, engine):
        size(engine, "/a")
        made.used[0].shutdown(socket.SHUT_RDWR)
        assert size(engine, "/ab") == 3
    assert len(set(made.used)) == 2


def test_threads_get_the_answers_to_their_own_questions(tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock") as (_, engine), ThreadPoolExecutor(8) as pool:
        paths = [f"/{'a' * number}" for number in range(200)]
        assert list(pool.map(lambda path: size(engine, path), paths)) == [len(path) for path in paths]


def test_a_name_that_is_no_text_is_unseen(tmp_path: Path) -> None:
    with asked(tmp_path / "e.sock") as (made, engine), pytest.raises(Unseen):
        engine.path("x", "/\udcff")
    assert not made.used


def test_an_engine_that_is_elsewhere_is_asked_by_its_own_client() -> None:
    with serving(None) as (_, environ):
        client, _ = connect(environ)
        with closing(client):
            assert Heads.of(client) is None


def test_nobody_at_the_socket_is_unseen(tmp_path: Path) -> None:
    path = tmp_path / "e.sock"
    with asked(path) as (_, engine):
        path.unlink()
        with pytest.raises(Unseen, match=r"does not answer: .*No such file"):
            engine.path("x", "/a")
