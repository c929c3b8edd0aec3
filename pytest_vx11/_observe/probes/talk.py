"""A conversation over a WebSocket: one message is sent, and one is waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.http import SNIPPET
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes.base import Auth, Probe, place_of, token_headers
from pytest_vx11._observe.websocket import Heard, converse
from pytest_vx11._source.subset import lacks

_LINGERING = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation that was held."""

    url: str
    auth: Auth
    heard: Heard
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkProbe(Probe[Talk]):
    """One conversation."""

    system: str
    service: str
    target: str
    port: int | None = None
    auth: Auth = Auth.NONE
    send: str | None = None
    expect: str | None = None
    """What some message must hold, as JSON; None where nothing is waited for."""
    lingers: bool = False
    """Whether to stay a while, to see whether the other side closes: some let everybody in and then close."""
    timeout: float = field(default=5.0)
    """Seconds."""

    @property
    def with_token(self) -> bool:
        """Whether the right token goes with it."""
        return self.auth is Auth.RIGHT

    def look(self, sight: Sight) -> Talk:
        """Hold it once. Raises Unseen where nothing may, or can, be sent."""
        live, _, address = place_of(sight, self.system, self.service, self.port)
        if self.send is not None and not live.writes:
            raise Unseen("sending can change something in a system that was not started here: --vx11-writes lets it")
        heard = converse(
            address,
            self.target,
            headers=token_headers(live.token, self.auth),
            send=self.send,
            wanted=self._wanted if self.expect is not None or self.lingers else None,
            seconds=self.timeout,
            linger=_LINGERING if self.lingers else None,
        )
        return Talk(url=f"ws://{address}{self.target}", auth=self.auth, heard=heard, at=datetime.now(timezone.utc))

    def _wanted(self, message: str | bytes) -> bool:
        return self.expect is not None and lacks(json.loads(self.expect), read_message(message)) is None

    def probed(self, fact: Talk) -> Iterator[Probed]:
        """One row."""
        heard = fact.heard
        yield Probed(
            system=self.system,
            service=self.service,
            kind="websocket",
            asked=fact.url,
            auth=fact.auth.value,
            status=heard.status,
            latency_ms=round(heard.seconds * 1000, 3),
            size=heard.count,
            fault=heard.says or None,
            snippet="\n".join(heard.messages)[:SNIPPET] or None,
            at=fact.at,
        )


def read_message(message: str | bytes) -> Any:
    """Return a message as JSON where it is some, else as text."""
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        return message.decode("utf-8", errors="replace") if isinstance(message, bytes) else message
