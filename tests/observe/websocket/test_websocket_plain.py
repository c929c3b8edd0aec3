"""Talking to what talks as it should."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Address
from pytest_vx11._observe.websocket import Listener, converse
from tests.fakes.application import running
from tests.fakes.server import PATIENCE

#: The server of older uvicorns, not what is tested.
pytestmark = pytest.mark.filterwarnings("ignore:remove second argument of ws_handler:DeprecationWarning")
APP = FastAPI()


@APP.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        return


@APP.websocket("/guarded")
async def guarded(socket: WebSocket) -> None:
    if socket.headers.get("X-Token") != "right":
        await socket.close(1008)
        return
    await socket.accept()
    await socket.send_bytes(b"one")
    await socket.send_text("two")
    await socket.close(4001, "enough")


@pytest.fixture(scope="module")
def app() -> Iterator[Address]:
    with running(APP) as address:
        yield address


def nothing(_: str | bytes) -> bool:
    return False


def test_a_message_that_is_waited_for_is_heard(app: Address) -> None:
    heard = converse(app, "/echo", send='{"hello": 1}', wanted=lambda message: "hello" in str(message))
    assert (heard.opened, heard.status, heard.says) == (True, 101, "")
    assert (heard.matched, heard.messages, heard.count) == ('{"hello": 1}', ('{"hello": 1}',), 1)
    assert heard.closed == 1000


def test_where_nothing_is_waited_for_opening_is_enough(app: Address) -> None:
    heard = converse(app, "/echo", send=None, wanted=None)
    assert (heard.opened, heard.says, heard.matched, heard.count) == (True, "", None, 0)


def test_a_message_that_does_not_come_is_missed(app: Address) -> None:
    heard = converse(app, "/echo", send="other", wanted=nothing, seconds=0.5)
    assert (heard.opened, heard.matched, heard.messages) == (True, None, ("other",))
    assert heard.says == "one message came, and it was not the expected one in 0.5 s"


def test_a_refused_handshake_has_a_status(app: Address) -> None:
    heard = converse(app, "/guarded", send=None, wanted=None)
    assert (heard.opened, heard.status) == (False, 403)
    assert heard.says == "the handshake was answered with 403, not with 101"


def test_headers_are_sent_with_the_handshake(app: Address) -> None:
    heard = converse(app, "/guarded", headers=(("X-Token", "right"),), send=None, wanted=nothing, seconds=PATIENCE)
    assert (heard.messages, heard.closed) == (("one", "two"), 4001)
    assert heard.says.endswith("the connection was closed with code 4001 (enough)")


def test_a_path_without_a_websocket_refuses(app: Address) -> None:
    assert converse(app, "/nowhere", send=None, wanted=None).opened is False


def test_neither_a_thread_nor_a_log_line_is_left_behind(app: Address, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = set(threading.enumerate())
    converse(app, "/echo", headers=(("X-Token", "hush"),), send="hush", wanted=lambda _: True)
    assert "hush" not in caplog.text
    assert not [thread for thread in threading.enumerate() if thread not in before and "Any" not in thread.name]


def test_proxies_of_the_environment_are_not_asked(app: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "ws_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert converse(app, "/echo", send=None, wanted=None).opened


def test_what_cannot_be_written_as_http_is_not_asked(app: Address) -> None:
    with pytest.raises(Unseen, match="X-Token"):
        converse(app, "/echo", headers=(("X-Token", "a\nb"),), send=None, wanted=None)
    with pytest.raises(Unseen, match="path"), Listener(app, "/a b"):
        pass
