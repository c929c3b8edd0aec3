"""An HTTP request, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from pytest_vx11._errors import Unseen
from pytest_vx11._source.words import harmless

#: The most that is read of a body, decoded, in bytes.
MOST_BODY = 8 * 1024**2
#: What is kept of a body that nobody compares, in bytes.
SNIPPET = 2048

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_TARGET = re.compile(r"[/*][!-~]*")
#: What no value of a header may hold (RFC 9110, section 5.5): it would end the header, and begin another.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
#: Headers that say where the body ends, which is not for the canon to say.
_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Fault(Enum):
    """What went wrong with an answer, by its kind."""

    REFUSED = "refused"
    """Nobody listens there."""
    SILENT = "silent"
    """The connection was accepted, and no answer began in time."""
    SLOW = "slow"
    """The answer began and did not end in time."""
    ENDLESS = "endless"
    """The body is larger than is read, and does not say where it ends."""
    LARGE = "large"
    """The body says that it is larger than is read."""
    BROKEN = "broken"
    """The answer is no HTTP, ends too early, or is not encoded as it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent. Raises Unseen where it cannot be written as HTTP: then nobody can ask, and nobody answered."""

    method: str
    target: str
    """Path and query as they go over the wire, percent-encoded, from the slash on."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    whole: bool = False
    """Whether somebody compares the body; otherwise only its start is kept, though it is read to its end."""

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.method):
            raise Unseen(f"no HTTP method can be {harmless(self.method, 40)!r}: nothing was asked")
        if not _TARGET.fullmatch(self.target):
            raise Unseen(f"the path {harmless(self.target, 80)!r} is not percent-encoded: nothing was asked")
        for name, value in self.headers:
            if not _TOKEN.fullmatch(name) or name.lower() in _FRAMING:
                raise Unseen(f"the header {harmless(name, 40)!r} cannot be sent: nothing was asked")
            if _CONTROL.search(value):  # which may be a secret, and is not shown
                raise Unseen(f"the value of {name} holds a line break or a control character: nothing was asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Nothing in it can be trusted."""

    status: int | None = None
    """None where no status line came."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    """Decoded (gzip, deflate), as far as it was kept."""
    size: int = 0
    """How many bytes of the decoded body were read."""
    seconds: float = 0.0
    """From sending to the last byte, or to the fault."""
    fault: Fault | None = None
    says: str = ""
    """What went wrong, in one sentence for people; empty where nothing did."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case; None where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
