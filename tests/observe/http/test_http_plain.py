"""Asking what answers as it should."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi import Request as Asked
from fastapi.responses import RedirectResponse

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.http import SNIPPET, Asker, Fault, Request
from pytest_vx11._observe.live import Address
from tests.fakes.application import running
from tests.fakes.server import answering, keeping, plain, serving

APP = FastAPI()


@APP.api_route("/echo", methods=["GET", "POST"])
async def echo(asked: Asked) -> dict[str, Any]:
    return {"headers": dict(asked.headers), "body": (await asked.body()).decode(), "query": str(asked.query_params)}


@APP.get("/moved")
def moved() -> RedirectResponse:
    return RedirectResponse("/echo")


@APP.get("/nothing")
def nothing() -> Response:
    return Response(status_code=204)


@APP.get("/long")
def long() -> Response:
    return Response("x" * 100_000)


@pytest.fixture(scope="module")
def app() -> Iterator[Address]:
    with running(APP) as address:
        yield address


def get(target: str, **rest: Any) -> Request:
    return Request(method="GET", target=target, whole=True, **rest)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def test_an_answer_has_status_headers_and_body(asker: Asker, app: Address) -> None:
    answer = asker.ask(app, get("/echo?a=1", headers=(("X-Token", "é"),)))
    assert (answer.status, answer.fault, answer.says) == (200, None, "")
    assert answer.header("CONTENT-type") == "application/json"
    assert answer.size == len(answer.body)
    assert b'"query":"a=1"' in answer.body
    assert b'"user-agent":"pytest-vx11"' in answer.body
    assert b'"host":"%s"' % str(app).encode() in answer.body
    assert 0 < answer.seconds < 10


def test_a_body_is_sent(asker: Asker, app: Address) -> None:
    answer = asker.ask(app, Request(method="POST", target="/echo", body=b'{"a": 1}', whole=True))
    assert b'{\\"a\\": 1}' in answer.body


def test_a_redirect_is_an_answer_and_is_not_followed(asker: Asker, app: Address) -> None:
    answer = asker.ask(app, get("/moved"))
    assert (answer.status, answer.header("Location"), answer.fault) == (307, "/echo", None)


@pytest.mark.parametrize(("method", "target", "status"), [("GET", "/nothing", 204), ("HEAD", "/echo", 405)])
def test_an_answer_without_a_body_ends_at_its_head(
    asker: Asker, app: Address, method: str, target: str, status: int
) -> None:
    answer = asker.ask(app, Request(method=method, target=target))
    assert (answer.status, answer.body, answer.fault) == (status, b"", None)


def test_of_a_body_that_nobody_compares_the_start_is_kept_and_the_end_is_read(asker: Asker, app: Address) -> None:
    answer = asker.ask(app, Request(method="GET", target="/long"))
    assert (answer.body, answer.size) == (b"x" * SNIPPET, 100_000)


def test_proxies_of_the_environment_are_not_asked(asker: Asker, app: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert asker.ask(app, get("/echo")).status == 200


def test_an_address_may_be_ipv6(asker: Asker) -> None:
    with serving(keeping(plain(b"six")), "::1") as fake:
        assert asker.ask(fake.address, get("/")).body == b"six"


@pytest.mark.parametrize(
    ("coding", "encoded"),
    [
        pytest.param(b"gzip", packed(b"hello"), id="gzip"),
        pytest.param(b"x-gzip", packed(b"hel") + packed(b"lo"), id="two members"),
        pytest.param(b"gzip", packed(b"hello") + b"\0\0\0", id="something after it"),
        pytest.param(b"deflate", zlib.compress(b"hello"), id="deflate"),
        pytest.param(b"deflate", zlib.compress(b"hello")[2:-4], id="bare deflate"),
        pytest.param(b"identity", b"hello", id="identity"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_encoded_bodies_are_decoded(asker: Asker, coding: bytes, encoded: bytes, chunk: int) -> None:
    chunks = [encoded[start : start + chunk] for start in range(0, len(encoded), chunk)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in chunks)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: %b\r\n\r\n" % coding
    with serving(keeping(head, body, b"0\r\nX-Sum: 1\r\n\r\n")) as fake:
        answer = asker.ask(fake.address, get("/"))
        assert (answer.body, answer.says) == (b"hello", "")
        asker.ask(fake.address, get("/"))
        assert fake.connections == 1


def test_informational_answers_are_passed_over(asker: Asker) -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with serving(answering(early, plain(b"last"))) as fake:
        assert asker.ask(fake.address, get("/")).body == b"last"


def test_folded_strange_and_repeated_headers_are_read(asker: Asker) -> None:
    odd = (b"X-Long: one\r\n  two", b"X-Odd: \x01\xff", b"Set-Cookie: a", b"Set-Cookie: b")
    with serving(answering(plain(b"", *odd))) as fake:
        answer = asker.ask(fake.address, get("/"))
    assert answer.headers[1:] == (
        ("X-Long", "one two"),
        ("X-Odd", "\x01\xff"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
    )


def test_a_body_without_a_length_ends_with_the_connection(asker: Asker) -> None:
    with serving(answering(b"HTTP/1.0 200 OK\n\nall of it")) as fake:
        answer = asker.ask(fake.address, get("/"))
    assert (answer.body, answer.fault) == (b"all of it", None)


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ({"method": "GET\r\n"}, "method"),
        ({"target": "/a b"}, "percent-encoded"),
        ({"target": "//é"}, "percent-encoded"),
        ({"target": "http://elsewhere/"}, "percent-encoded"),
        ({"headers": (("X-Token", "secret\r\nX: y"),)}, "X-Token"),
        ({"headers": (("X Token", "a"),)}, "X Token"),
        ({"headers": (("Content-Length", "5"),)}, "Content-Length"),
    ],
)
def test_what_cannot_be_written_as_http_is_not_asked(request_: dict[str, Any], named: str) -> None:
    with pytest.raises(Unseen, match=named) as caught:
        Request(**{"method": "GET", "target": "/", **request_})
    assert "secret" not in str(caught.value)


def test_bytes_of_the_environment_that_are_no_text_go_out_as_they_are(asker: Asker) -> None:
    heard: list[bytes] = []

    def listen(line: Any) -> None:
        heard.append(line.request())
        line.send(plain(b""))

    with serving(listen) as fake:
        assert asker.ask(fake.address, get("/", headers=(("X-Token", "a\udcff"),))).fault is None
    assert b"X-Token: a\xff\r\n" in heard[0]


def test_a_port_that_nobody_listens_on_refuses(asker: Asker) -> None:
    with serving(answering()) as fake:
        pass
    answer = asker.ask(fake.address, get("/"))
    assert (answer.fault, answer.status) == (Fault.REFUSED, None)
    assert answer.says == "no connection: Connection refused"
