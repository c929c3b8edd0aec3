"""Finding an engine: which is asked, and what is said where none answers."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path

import pytest

from pytest_vx11._observe.containers import Engine, NoEngine, connect, may_be_there
from pytest_vx11._observe.containers.contexts import chosen_context, find_context
from tests.observe.containers.fake import VERSION, Hang, answer, engine_at


def context(folder: Path, name: str, host: str, *, current: bool = False) -> None:
    """Write a context as the docker command keeps it."""
    meta = folder / "contexts/meta" / hashlib.sha256(name.encode()).hexdigest()
    meta.mkdir(parents=True)
    endpoint = {"docker": {"Host": host, "SkipTLSVerify": False}}
    (meta / "meta.json").write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": endpoint}))
    if current:
        (folder / "config.json").write_text(json.dumps({"currentContext": name}))


def test_a_socket_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoEngine, match=f"no engine answers at unix://{tmp_path}/none.sock: "):
        Engine.of({"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})


def test_a_port_that_nobody_listens_at_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(NoEngine, match=rf"127\.0\.0\.1:{port}"):
            Engine.of({"DOCKER_HOST": f"tcp://127.0.0.1:{port}"})


@pytest.mark.parametrize("host", ["nonsense", "ftp://x", "tcp://", "tcp://127.0.0.1:99999", "\x1b[31m"])
def test_a_host_that_is_none_is_no_engine(host: str) -> None:
    with pytest.raises(NoEngine) as error:
        Engine.of({"DOCKER_HOST": host})
    assert str(error.value).isprintable()


def test_a_context_that_nobody_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoEngine, match="there is no context elsewhere"):
        Engine.of({"DOCKER_CONTEXT": "elsewhere", "DOCKER_CONFIG": str(tmp_path)})


@pytest.mark.parametrize("named", [True, False])
def test_the_context_in_use_leads_to_its_engine(named: bool, tmp_path: Path) -> None:
    context(tmp_path, "mine", f"unix://{tmp_path}/e.sock", current=not named)
    environ = {"DOCKER_CONFIG": str(tmp_path), **({"DOCKER_CONTEXT": "mine"} if named else {})}
    with engine_at(tmp_path / "e.sock", lambda *_: VERSION):
        engine = Engine.of(environ)
        assert (engine.host, engine.client.api_version) == ("127.0.0.1", "1.41")
        engine.close()


def test_the_certificates_of_a_context_are_taken(tmp_path: Path) -> None:
    context(tmp_path, "far", "tcp://far:2376")
    folder = tmp_path / "contexts/tls" / hashlib.sha256(b"far").hexdigest() / "docker"
    folder.mkdir(parents=True)
    assert find_context({"DOCKER_CONFIG": str(tmp_path)}, "far") == ("tcp://far:2376", {})
    for name in ("ca", "cert", "key"):
        (folder / f"{name}.pem").write_text("")
    tls = find_context({"DOCKER_CONFIG": str(tmp_path)}, "far")[1]["tls"]
    assert (tls.verify, tls.ca_cert) == (True, f"{folder}/ca.pem")
    assert tls.cert == (f"{folder}/cert.pem", f"{folder}/key.pem")


def test_a_host_goes_before_a_context(tmp_path: Path) -> None:
    with engine_at(tmp_path / "e.sock", lambda *_: VERSION) as environ:
        Engine.of({**environ, "DOCKER_CONTEXT": "none"}).close()


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"currentContext": 5}', "[" * 100_000, "\0"])
def test_a_configuration_that_cannot_be_read_says_nothing(broken: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(broken)
    assert chosen_context({"DOCKER_CONFIG": str(tmp_path)}) is None


def test_whether_one_may_be_there_is_told_without_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "DEFAULT", f"unix://{tmp_path}/none.sock")
    assert not may_be_there({"DOCKER_CONFIG": str(tmp_path)})
    assert may_be_there({"DOCKER_HOST": "tcp://nowhere:1"})
    assert may_be_there({"DOCKER_CONTEXT": "mine"})
    context(tmp_path, "mine", "unix:///x", current=True)
    assert may_be_there({"DOCKER_CONFIG": str(tmp_path)})


@pytest.mark.parametrize(
    "said",
    [
        answer(b"no json"), answer([]), answer({}), answer({"ApiVersion": 5}), answer({"ApiVersion": None}),
        answer({"ApiVersion": "later"}), answer({"message": "broken"}, 500), answer(b"\xff\xfe", 503), b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{", b"", answer(b"[" * 100_000), None,
    ],
)  # fmt: skip
def test_what_does_not_talk_like_an_engine_is_none(said: bytes | None, tmp_path: Path) -> None:
    with engine_at(tmp_path / "e.sock", lambda *_: said or None) as environ, pytest.raises(NoEngine):
        Engine.of(environ)


def test_an_engine_that_hangs_is_none_after_a_while(tmp_path: Path) -> None:
    def hang(*_: str) -> bytes:
        raise Hang

    with engine_at(tmp_path / "e.sock", hang) as environ, pytest.raises(NoEngine, match="timed out"):
        connect.connect(environ, seconds=1)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("unix:///x", "127.0.0.1"),
        ("tcp://10.0.0.7:2375", "10.0.0.7"),
        ("ssh://me@far", "far"),
        ("npipe:////./p", "127.0.0.1"),
    ],
)
def test_ports_are_published_where_the_engine_is(address: str, host: str) -> None:
    assert connect._host(address) == host
