"""Talking to what does anything but talk: each ends in time and in bounded memory, and says what happened."""

from __future__ import annotations

import tracemalloc
from time import monotonic

import pytest

from pytest_vx11._observe.websocket import MOST_SHOWN, Heard, Wanted, converse
from tests.fakes.server import PATIENCE, Behaviour, Line, answering, plain, serving
from tests.fakes.websocket import BINARY, CLOSE, PING, TEXT, accepted, frame, opening

SHORT = 0.5
MOVED = b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"


def never(_: str | bytes) -> bool:
    return False


def talk(behave: Behaviour, wanted: Wanted | None = never, seconds: float = PATIENCE) -> Heard:
    with serving(behave) as fake:
        started = monotonic()
        heard = converse(fake.address, "/ws", send="hello", wanted=wanted, seconds=seconds)
        assert monotonic() - started < max(seconds * 20, 20)
    assert len(heard.says) < 300
    assert heard.says.isprintable()
    assert sum(map(len, heard.messages)) <= 5 * MOST_SHOWN
    return heard


def test_a_port_that_nobody_listens_on_is_no_connection() -> None:
    with serving(Line.hold) as fake:
        pass
    heard = converse(fake.address, "/ws", send=None, wanted=None)
    assert (heard.opened, heard.status, heard.says) == (False, None, "no connection: Connection refused")


def test_a_handshake_that_is_never_answered_ends() -> None:
    heard = talk(Line.hold, seconds=SHORT)
    assert heard.says == "the connection was accepted, and no answer came in 0.5 s"


def test_a_handshake_that_dribbles_ends() -> None:
    heard = talk(lambda line: line.dribble(b"HTTP/1.1 101 x"), seconds=SHORT)
    assert (heard.opened, heard.status) == (False, None)
    assert "did not end in 0.5 s" in heard.says


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        pytest.param(b"", None, "closed before an answer came", id="closed"),
        pytest.param(b"garbage\r\n", None, "no HTTP", id="garbage"),
        pytest.param(b"HTTP/1.1 403 No\r\nContent-Length: 99\r\n\r\n", 403, "answered with 403", id="short body"),
        pytest.param(MOVED, 302, "answered with 302", id="redirect"),
        pytest.param(plain(b"hello"), 200, "answered with 200, not with 101", id="a page"),
        pytest.param(b"HTTP/1.1 101 Yes\r\n\r\n", 101, "not for a WebSocket", id="another upgrade"),
        pytest.param(
            b"HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
            101,
            "not for the key",
            id="no key",
        ),
        pytest.param(b"HTTP/1.1 101 Yes\r\nX: " + b"x" * 3_000_000, None, "larger than 128 KiB", id="large head"),
    ],
)
def test_what_is_no_handshake_is_said(answer: bytes, status: int | None, says: str) -> None:
    heard = talk(answering(answer))
    assert (heard.opened, heard.status) == (False, status)
    assert says in heard.says


def test_an_extension_that_nobody_offered_is_refused() -> None:
    def behave(line: Line) -> None:
        line.send(accepted(line.request(), b"Sec-WebSocket-Extensions: permessage-deflate"))
        line.hold()

    assert "nobody offered" in talk(behave).says


def test_a_flood_ends_at_the_deadline_in_bounded_memory() -> None:
    flood = frame(b"x" * 1000) * 60
    tracemalloc.start()
    try:
        heard = talk(opening(then=lambda line: line.flood(flood)), seconds=1.0)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (heard.opened, heard.matched, len(heard.messages)) == (True, None, 5)
    assert heard.count > 5
    assert heard.says == f"{heard.count} messages came, and none was the expected one in 1 s"
    assert most < 16 * 1024**2


def test_a_message_in_a_flood_is_heard() -> None:
    flood = opening(frame(b"x") * 5000, frame(b"this"), then=lambda line: line.flood(frame(b"x") * 5000))
    heard = talk(flood, lambda message: message == "this")
    assert (heard.matched, heard.says) == ("this", "")


def test_a_flood_of_pings_by_one_who_reads_nothing_ends() -> None:
    heard = talk(opening(then=lambda line: line.flood(frame(b"x" * 100, PING) * 500)), seconds=SHORT)
    assert heard.says == "no message came in 0.5 s"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        pytest.param(frame(b"x" * 100, length=2**40), "a message is larger than 1 MiB", id="huge frame"),
        pytest.param(
            frame(b"x" * 900_000, last=False) + frame(b"x" * 900_000, 0), "a message is larger than 1 MiB", id="parts"
        ),
        pytest.param(frame(b"\xff\xfe"), "what came as text is not UTF-8", id="no UTF-8"),
        pytest.param(frame(b"x", 5), "what came is no WebSocket: invalid opcode", id="no opcode"),
        pytest.param(b"\xff" * 100, "what came is no WebSocket", id="garbage"),
        pytest.param(b"HTTP/1.1 400 Bad\r\n\r\n" + b"x" * 99, "what came is no WebSocket", id="text"),
        pytest.param(frame(b"x", 0), "what came is no WebSocket: unexpected continuation frame", id="no first part"),
        pytest.param(b"\xc1\x01x", "what came is no WebSocket: reserved bits", id="compressed"),
        pytest.param(frame(b"\x03\xe8", CLOSE), "the connection was closed with code 1000", id="closed"),
        pytest.param(frame(b"", CLOSE), "the connection was closed with code 1005", id="closed without code"),
        pytest.param(frame(b"\x00\x01", CLOSE), "what came is no WebSocket", id="closed with no code"),
        pytest.param(frame(b"\x03\xf0\x1b[2J", CLOSE), r"closed with code 1008 (\x1b[2J)", id="control characters"),
    ],
)
def test_what_is_no_message_is_said(sent: bytes, says: str) -> None:
    heard = talk(opening(sent))
    assert heard.opened
    assert says in heard.says
    assert heard.says.startswith("no message came: ")


@pytest.mark.parametrize("end", [Line.end, Line.reset], ids=["ended", "reset"])
def test_a_connection_that_ends_without_a_close_is_said(end: Behaviour) -> None:
    def after(line: Line) -> None:
        line.some()
        end(line)

    heard = talk(opening(frame(b"one"), then=after))
    assert heard.opened
    assert "one message came" in heard.says
    assert "the connection" in heard.says


def test_what_was_said_before_the_end_counts() -> None:
    heard = talk(opening(frame(b"this"), then=Line.end), lambda message: message == "this")
    assert (heard.matched, heard.says) == ("this", "")


def test_parts_and_bytes_are_messages() -> None:
    parts = frame(b"\xc3", TEXT, last=False) + frame(b"x", PING) + frame(b"\xa9", 0)
    heard = talk(opening(parts, frame(b"\xff", BINARY)), lambda message: message == b"\xff")
    assert (heard.messages, heard.matched) == (("é", "\ufffd"), "\ufffd")


def test_a_close_that_is_never_replied_to_is_not_waited_for() -> None:
    heard = talk(opening(frame(b"this")), lambda message: message == "this")
    assert (heard.matched, heard.says, heard.closed) == ("this", "", None)
    assert heard.seconds < PATIENCE


def test_a_message_that_nobody_reads_is_not_sent() -> None:
    with serving(opening()) as fake:
        heard = converse(fake.address, "/ws", send="x" * 20_000_000, wanted=None, seconds=SHORT)
    assert (heard.opened, heard.says) == (True, "the message could not be sent in 0.5 s")
