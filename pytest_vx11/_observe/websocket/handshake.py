"""Opening a WebSocket (RFC 6455, section 4.1); what it is refused with is an answer like any other."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from time import monotonic

from pytest_vx11._observe.http.failed import Failed, broken, cut, late
from pytest_vx11._observe.http.head import Head, read_head
from pytest_vx11._observe.http.model import Fault, Request
from pytest_vx11._observe.http.wire import Wire, connect
from pytest_vx11._observe.http.writing import written
from pytest_vx11._observe.live import Address

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SWITCHED = 101

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A handshake that was tried."""

    wire: Wire | None = None
    """The connection; None where the handshake was not made."""
    status: int | None = None
    says: str = ""
    """What went wrong; empty where nothing did."""
    refused: bool = False
    """Whether nobody listens there."""


def shake_hands(address: Address, target: str, headers: Headers, seconds: float) -> Opening:
    """Open a WebSocket; never raises for what the other side does.

    Raises Unseen where the target or a header cannot be written as HTTP.
    """
    key = base64.b64encode(os.urandom(16)).decode()
    message = written(address, Request(method="GET", target=target, headers=(*_asking(key), *headers)))
    until = monotonic() + seconds
    try:
        wire = connect(address, until)
    except TimeoutError:
        return Opening(says=f"no connection came about in {seconds:g} s")
    except OSError as error:
        return Opening(says=f"no connection: {error.strerror or error}", refused=True)
    opening = _shaken(wire, message, key, seconds)
    if opening.wire is None:
        wire.close()
    return opening


def _shaken(wire: Wire, message: bytes, key: str, seconds: float) -> Opening:
    head = None
    try:
        wire.send(message)
        head = read_head(wire, "GET")
        _agree(head, key)
    except Failed as failed:
        says = failed.says
    except TimeoutError:
        says = late(wire.received, seconds).says
    except OSError as error:
        says = cut(error).says
    else:
        return Opening(wire=wire, status=head.status)
    return Opening(status=head.status if head else None, says=says)


def _asking(key: str) -> Headers:
    return (
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", key),
    )


def _agree(head: Head, key: str) -> None:
    """Raise Failed where the answer is not the one that opens a WebSocket for this key."""
    if head.status != _SWITCHED:
        raise Failed(Fault.BROKEN, f"the handshake was answered with {head.status}, not with 101")
    connection = {word.strip().lower() for word in head.value("connection").split(",")}
    if "upgrade" not in connection or head.value("upgrade").lower() != "websocket":
        raise broken("the handshake was answered with 101, and not for a WebSocket")
    if head.value("sec-websocket-accept") != _answer_to(key):
        raise broken("the handshake was answered with 101, and not for the key that was sent")
    if head.value("sec-websocket-extensions") or head.value("sec-websocket-protocol"):
        raise broken("the handshake was answered with an extension or a subprotocol that nobody offered")


def _answer_to(key: str) -> str:
    digest = hashlib.sha1(f"{key}{_MAGIC}".encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()
