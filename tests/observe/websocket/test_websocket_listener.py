"""An ear that stays at a WebSocket."""

from __future__ import annotations

from collections.abc import Callable

from pytest_vx11._observe.websocket import MOST_SHOWN, Listener
from tests.fakes.server import PATIENCE, Line, answering, plain, serving
from tests.fakes.websocket import CLOSE, PING, accepted, frame, opening


def is_(text: str) -> Callable[[str | bytes], bool]:
    return lambda message: message == text


def test_messages_are_heard_in_any_order_and_each_once() -> None:
    with serving(opening(frame(b"a"), frame(b"b"), frame(b"c"))) as fake, Listener(fake.address, "/ws") as listener:
        assert (listener.opened, listener.status, listener.says) == (True, 101, "")
        assert listener.wait_for(is_("b"), PATIENCE) == "b"
        assert listener.messages == ("a",)
        assert listener.wait_for(is_("c"), PATIENCE) == "c"
        assert listener.wait_for(is_("a"), PATIENCE) == "a"
        assert listener.wait_for(is_("a"), 0.2) is None
        assert listener.says == "no message came in 0.2 s"


def test_what_is_done_after_opening_is_heard() -> None:
    lines: list[Line] = []

    def behave(line: Line) -> None:
        lines.append(line)
        line.send(accepted(line.request()))
        line.hold()

    with serving(behave) as fake, Listener(fake.address, "/ws") as listener:
        lines[0].send(frame(b"news"))
        assert listener.wait_for(is_("news"), PATIENCE) == "news"


def test_a_listener_that_is_refused_says_so() -> None:
    with serving(answering(plain(b"hello"))) as fake, Listener(fake.address, "/ws") as listener:
        assert (listener.opened, listener.status) == (False, 200)
        assert listener.wait_for(is_("a"), PATIENCE) is None
        assert listener.says == "the handshake was answered with 200, not with 101"


def test_a_connection_that_is_closed_is_told_at_every_wait() -> None:
    closing = frame(b"\x03\xf3bye", CLOSE)
    with serving(opening(frame(b"a"), closing)) as fake, Listener(fake.address, "/ws") as listener:
        for _ in range(2):
            assert listener.wait_for(is_("b"), PATIENCE) is None
            assert listener.says.endswith("expected one: the connection was closed with code 1011 (bye)")
        assert listener.wait_for(is_("a"), PATIENCE) == "a"


def test_what_is_remembered_is_bounded() -> None:
    many = [frame(b"%07d" % number + b"x" * 20_000) for number in range(1500)]
    with serving(opening(*many, frame(b"last"))) as fake, Listener(fake.address, "/ws") as listener:
        assert listener.wait_for(is_("last"), PATIENCE) == "last"
        assert 0 < len(listener.messages) < 300
        assert listener.messages[-1].startswith("0001499")
        assert {len(message) for message in listener.messages} == {MOST_SHOWN}


def test_pings_are_answered() -> None:
    def after(line: Line) -> None:
        pong = line.some()
        line.send(frame(b"pong" if pong[0] & 15 == 10 else b"something else"))
        line.hold()

    with serving(opening(frame(b"?", PING), then=after)) as fake, Listener(fake.address, "/ws") as listener:
        assert listener.wait_for(is_("pong"), PATIENCE) == "pong"
