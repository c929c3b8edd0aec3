"""A request as it goes over the wire."""

from __future__ import annotations

from pytest_vx11._observe.http.model import Request
from pytest_vx11._observe.live import Address

#: Methods that promise to change nothing (RFC 9110, section 9.2.1).
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OURS = (("User-Agent", "pytest-vx11"), ("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"))


def written(address: Address, request: Request) -> bytes:
    """Return the whole message. Headers of the request stand in place of ours of the same name."""
    given = {name.lower() for name, _ in request.headers}
    ours = [header for header in (("Host", str(address)), *_OURS) if header[0].lower() not in given]
    if request.body is not None or request.method not in SAFE:
        ours.append(("Content-Length", str(len(request.body or b""))))
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (*ours, *request.headers)]
    # As a shell would send them: UTF-8, and bytes of the environment that are none as they are.
    return "\r\n".join([*lines, "", ""]).encode("utf-8", errors="surrogateescape") + (request.body or b"")
