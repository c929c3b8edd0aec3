"""Asking what does anything but answer: each ends in time and in bounded memory, and says what happened."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
import zlib
from time import monotonic

import pytest

from pytest_vx11._observe.http import MOST_BODY, SNIPPET, Answer, Asker, Fault, Request
from pytest_vx11._observe.live import Address
from tests.fakes.server import PATIENCE, Behaviour, Line, answering, keeping, plain, serving

#: How long a test waits that waits for a deadline.
SHORT = 0.5
GET = Request(method="GET", target="/")
WHOLE = Request(method="GET", target="/", whole=True)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n"
#: 128 MiB.
BOMB = gzip.compress(bytes(8 * 1024**2), mtime=0) * 16
GZIP = b"Content-Encoding: gzip\r\n"


def ask(behave: Behaviour, request: Request = WHOLE, seconds: float = PATIENCE) -> Answer:
    """Ask a hostile server, and a decent one before and after it, which it must not disturb."""
    with Asker() as asker, serving(behave) as fake, serving(keeping(plain(b"ok"))) as decent:
        assert asker.ask(decent.address, WHOLE).body == b"ok"
        started = monotonic()
        answer = asker.ask(fake.address, request, seconds=seconds)
        assert monotonic() - started < max(seconds * 20, 20)
        assert asker.ask(decent.address, WHOLE).body == b"ok"
        assert decent.connections == 1
    assert len(answer.says) < 300
    assert answer.says.isprintable()
    return answer


@pytest.mark.parametrize("request_", [GET, WHOLE], ids=["start", "whole"])
def test_a_connection_that_is_never_answered_is_silent(request_: Request) -> None:
    answer = ask(Line.hold, request_, SHORT)
    assert (answer.fault, answer.status) == (Fault.SILENT, None)
    assert answer.says == "the connection was accepted, and no answer came in 0.5 s"
    assert answer.seconds >= SHORT * 0.9


def test_a_request_that_nobody_reads_is_silent() -> None:
    answer = ask(Line.hold, Request(method="POST", target="/", body=b"x" * 20_000_000), SHORT)
    assert answer.fault is Fault.SILENT


def test_a_connection_that_nobody_accepts_is_silent(asker: Asker) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = Address(*listening.getsockname())
        waiting = [_waiting(address) for _ in range(3)]
        answer = asker.ask(address, GET, seconds=SHORT)
        for each in waiting:
            each.close()
    assert answer.fault is Fault.SILENT


def _waiting(address: Address) -> socket.socket:
    sock = socket.socket()
    sock.setblocking(False)
    sock.connect_ex(address)
    return sock


@pytest.mark.parametrize(
    "start",
    [b"", HEAD, HEAD + b"X-", HEAD + b"\r\n", HEAD + b"Content-Length: 99999\r\n\r\n", CHUNKED + b"\r\nffff\r\n"],
    ids=["status", "header", "within a header", "body", "counted body", "chunk"],
)
def test_an_answer_that_dribbles_is_slow(start: bytes) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(start)
        line.dribble(b"HTTP/1.1" if not start else b"1")

    answer = ask(behave, WHOLE, SHORT)
    assert answer.fault is Fault.SLOW
    assert "did not end in 0.5 s" in answer.says
    assert answer.status == (200 if b"\r\n\r\n" in start else None)


def test_an_answer_that_stops_is_slow_and_keeps_what_came() -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(HEAD, b"Content-Length: 100\r\n\r\nhello")
        line.hold()

    answer = ask(behave, WHOLE, SHORT)
    assert (answer.fault, answer.status, answer.body) == (Fault.SLOW, 200, b"hello")


@pytest.mark.parametrize("request_", [GET, WHOLE], ids=["start", "whole"])
@pytest.mark.parametrize(
    ("head", "block"),
    [
        pytest.param(HEAD + b"\r\n", b"x" * 65536, id="until closed"),
        pytest.param(CHUNKED + b"\r\n", b"10000\r\n%b\r\n" % (b"x" * 65536), id="chunked"),
        pytest.param(CHUNKED + GZIP + b"\r\n", b"", id="bomb"),
    ],
)
def test_a_body_that_does_not_end_is_endless(head: bytes, block: bytes, request_: Request) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(head)
        if not block:
            line.send(b"%x\r\n%b\r\n0\r\n\r\n" % (len(BOMB), BOMB))
        while block:
            line.flood(block)

    answer = ask(behave, request_)
    assert (answer.fault, answer.status) == (Fault.ENDLESS, 200)
    assert answer.says == "the body went on after 8 MiB, and does not say its end"
    assert len(answer.body) == (MOST_BODY if request_.whole else SNIPPET)


def test_informational_answers_without_end_are_slow() -> None:
    def behave(line: Line) -> None:
        line.request()
        line.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    assert ask(behave, WHOLE, SHORT).fault is Fault.SLOW


@pytest.mark.parametrize("length", [MOST_BODY + 1, 10**17])
def test_a_body_that_says_it_is_large_is_not_read(length: int) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(HEAD, b"Content-Length: %d\r\n\r\n" % length)
        line.flood(b"x" * 65536)

    answer = ask(behave, WHOLE)
    assert (answer.fault, answer.status) == (Fault.LARGE, 200)
    assert answer.says == f"the body says that it has {length} bytes; at most 8 MiB are read"
    answer = ask(behave, GET)
    assert (answer.fault, answer.says, answer.status, answer.body) == (None, "", 200, b"x" * SNIPPET)


def test_a_small_body_that_unfolds_to_a_large_one_is_bounded() -> None:
    behave = answering(plain(BOMB, b"Content-Encoding: gzip"))
    tracemalloc.start()
    try:
        answer = ask(behave, WHOLE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.fault, len(answer.body)) == (Fault.LARGE, MOST_BODY)
    assert "unfolds" in answer.says
    assert most < 4 * MOST_BODY
    answer = ask(behave, GET)
    assert (answer.fault, answer.body) == (None, bytes(SNIPPET))


@pytest.mark.parametrize("kind", [b"text/event-stream; charset=utf-8", b"multipart/x-mixed-replace;boundary=a"])
def test_a_stream_by_design_is_no_fault_where_nobody_compares_it(kind: bytes) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(CHUNKED, b"Content-Type: %b\r\n\r\n" % kind, b"6\r\ndata:\n\r\n")
        line.hold()

    answer = ask(behave, GET)
    assert (answer.fault, answer.status, answer.body) == (None, 200, b"data:\n")
    assert ask(behave, WHOLE, SHORT).fault is Fault.SLOW


def test_a_stream_that_has_not_begun_is_not_waited_for() -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(HEAD, b"Content-Type: text/event-stream\r\n\r\n")
        line.hold()

    answer = ask(behave, GET)
    assert (answer.fault, answer.status, answer.body) == (None, 200, b"")


BROKEN = {
    "closed at once": (b"", "the connection was closed before an answer came"),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n", "the answer is no HTTP/1.1: it begins with 'SSH-2.0-OpenSSH'"),
    "HTTP/0.9": (b"<h1>hello</h1>", "begins with '<h1>hello</h1>'"),
    "another HTTP": (b"HTTP/2 200\r\n\r\n", "begins with 'HTTP/2 200'"),
    "no status": (b"HTTP/1.1 OK\r\n\r\n", "begins with 'HTTP/1.1 OK'"),
    "long status": (b"HTTP/1.1 200 \x1b[2J" + b"x" * 300_000, "the headers are larger than 128 KiB"),
    "closed in the head": (HEAD + b"X: y\r\n", "the connection was closed within the headers"),
    "no header": (HEAD + b"what\x00\r\n\r\n", "a line of the headers is no header: 'what"),
    "no name": (HEAD + b": what\r\n\r\n", "is no header"),
    "large header": (HEAD + b"X: " + b"y" * 3_000_000, "the headers are larger than 128 KiB"),
    "large headers": (HEAD + (b"X: " + b"y" * 10_000 + b"\r\n") * 300, "the headers are larger than 128 KiB"),
    "many headers": (HEAD + b"X: y\r\n" * 5000 + b"\r\n", "the answer has more than 256 headers"),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "two lengths"),
    "negative length": (HEAD + b"Content-Length: -5\r\n\r\nhello", "the length of the body is no number: '-5'"),
    "digits without end": (HEAD + b"Content-Length: " + b"9" * 9000 + b"\r\n\r\n", "is no number"),
    "short body": (HEAD + b"Content-Length: 100\r\n\r\nhello", "the body ended after 5 of 100 bytes"),
    "short chunk": (CHUNKED + b"\r\n64\r\nhello", "the chunked body broke off within a chunk"),
    "no last chunk": (CHUNKED + b"\r\n5\r\nhello\r\n", "the chunked body broke off before its last chunk"),
    "long chunk": (CHUNKED + b"\r\n5\r\nhello world\r\n", "a chunk of the body is longer than it says"),
    "no chunk size": (CHUNKED + b"\r\nhello\r\n", "the size of a chunk is no number: 'hello'"),
    "negative chunk": (CHUNKED + b"\r\n-5\r\nhello\r\n", "the size of a chunk is no number: '-5'"),
    "long chunk size": (CHUNKED + b"\r\n" + b"1" * 20_000, "the size of a chunk is no number"),
    "trailers": (CHUNKED + b"\r\n0\r\n" + b"X: y\r\n" * 5000, "more than 256 lines follow the last chunk"),
    "transfer coding": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "'gzip, chunked'"),
    "not gzip": (plain(b"hello", b"Content-Encoding: gzip"), "the body is not gzip, as its header says"),
    "not deflate": (plain(b"\xff\xff\xff", b"Content-Encoding: deflate"), "the body is not deflate"),
    "short gzip": (plain(gzip.compress(b"hello")[:-3], b"Content-Encoding: gzip"), "is gzip that breaks off"),
    "short deflate": (plain(zlib.compress(b"hello")[:1], b"Content-Encoding: deflate"), "is deflate that breaks"),
    "short, encoded": (HEAD + GZIP + b"Content-Length: 90\r\n\r\n" + gzip.compress(b"hi"), "of 90 bytes"),
    "other encoding": (plain(b"hello", b"Content-Encoding: br"), "encoded as 'br', which nobody asked for"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_decent_answer_is_broken(name: str) -> None:
    sent, says = BROKEN[name]
    answer = ask(answering(sent))
    assert answer.fault is Fault.BROKEN
    assert says in answer.says


def test_an_encoding_that_is_not_known_is_no_fault_where_nobody_compares_the_body() -> None:
    answer = ask(answering(plain(b"hello", b"Content-Encoding: br")), GET)
    assert (answer.fault, answer.body) == (None, b"hello")


def test_a_body_that_ends_early_is_noticed_also_where_nobody_compares_it() -> None:
    answer = ask(answering(HEAD, b"Content-Length: 100\r\n\r\nhello"), GET)
    assert (answer.fault, answer.status, answer.body) == (Fault.BROKEN, 200, b"hello")


@pytest.mark.parametrize("sent", [b"", HEAD, HEAD + b"\r\nhello"], ids=["at once", "in the head", "in the body"])
def test_a_connection_that_is_reset_is_broken(sent: bytes) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(sent)
        line.reset()

    assert ask(behave).fault is Fault.BROKEN


def test_an_answer_before_the_request_was_read_counts() -> None:
    def behave(line: Line) -> None:
        line.some()
        line.send(HEAD.replace(b"200 OK", b"413 Too Large"), b"Content-Length: 0\r\n\r\n")
        line.hold()

    answer = ask(behave, Request(method="POST", target="/", body=b"x" * 100))
    assert (answer.fault, answer.status) == (None, 413)


def test_an_upgrade_that_nobody_asked_for_is_an_answer(asker: Asker) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nnoise")
        line.hold()

    assert ask(behave).status == 101
