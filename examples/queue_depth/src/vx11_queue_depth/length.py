"""Asking a Redis what is in one of its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from pytest_vx11 import Need, Sight, Unseen, needs

#: Seconds, to connect and for each answer. Nothing is tried again: who asks once knows what was seen.
PATIENCE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a key of a Redis holds."""

    kind: str
    """As TYPE answers: `list`, `string` …, and `none` where there is no such key."""
    length: int
    """Of a list; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNeed(Need[Key]):
    """The key `key` in the Redis that a service is, at its first port."""

    system: str
    service: str
    key: str
    database: int = 0
    title: ClassVar[str] = "queues"

    def look(self, sight: Sight) -> Key:
        """Ask for its kind and length, both at one moment; raises Unseen where there is no answer to that."""
        host, port = sight.see(needs.live(self.system)).address(self.service)
        try:
            with (
                Redis(
                    host,
                    port,
                    self.database,
                    protocol=2,  # the one that every Redis speaks
                    socket_connect_timeout=PATIENCE,
                    socket_timeout=PATIENCE,
                    retry=Retry(NoBackoff(), 0),
                ) as redis,
                redis.pipeline(transaction=True) as both,
            ):
                both.type(self.key)
                both.llen(self.key)
                kind, length = both.execute(raise_on_error=False)
        except RedisError as error:
            raise Unseen(f"the Redis of {self.service} cannot be asked: {error}") from error
        if not isinstance(kind, bytes):
            raise Unseen(f"the Redis of {self.service} does not tell: {kind}")
        # Of what is no list, LLEN is an error.
        return Key(kind=kind.decode(), length=length if isinstance(length, int) else 0)
