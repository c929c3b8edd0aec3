"""What every question to a running system has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.http import Asker
from pytest_vx11._observe.live import Address, Live, LiveNeed, Standing, Token
from pytest_vx11._observe.log_tail import log_tail
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.probed import Probed

Fact_co = TypeVar("Fact_co", covariant=True)


class Auth(Enum):
    """Which token a question carries."""

    NONE = "none"
    WRONG = "wrong"
    RIGHT = "right"


class Probe(Need[Fact_co], Generic[Fact_co]):
    """A question to a running system; all that a run puts go out in one sweep, each once."""

    __slots__ = ()
    title: ClassVar[str] = "what runs"

    @property
    def alone(self) -> bool:
        """Whether asking can change something, so that nothing else is asked meanwhile."""
        return False

    @property
    def with_token(self) -> bool:
        """Whether the right token goes with it."""
        return False

    @property
    def through_others(self) -> bool:
        """Whether it is put through other questions, which may have been asked for themselves before."""
        return False

    @abstractmethod
    def probed(self, fact: Any) -> Iterable[Probed]:
        """Yield what truth keeps of the question, given its fact."""


@dataclass(frozen=True, slots=True)
class AskerNeed(Need[Asker]):
    """The run's own connections."""

    title: ClassVar[str] = "what runs"

    def look(self, sight: Sight) -> Asker:  # noqa: ARG002
        """Return a new one; whoever made the memory closes it."""
        return Asker()


@dataclass(frozen=True, slots=True)
class EndedNeed(Need[Mapping[str, str]]):
    """The services of a system that have ended since they were started, and how; the run knows."""

    system: str
    title: ClassVar[str] = "what runs"

    def look(self, sight: Sight) -> Mapping[str, str]:  # noqa: ARG002
        """Nobody started any of them, so that nobody knows."""
        return {}


@dataclass(frozen=True, slots=True)
class LogTail(Need[str]):
    """The end of what a service printed; empty where nothing is kept."""

    path: str
    title: ClassVar[str] = "logs"

    def look(self, sight: Sight) -> str:  # noqa: ARG002
        """Read the last lines."""
        return log_tail(self.path)


def place_of(
    sight: Sight, system: str, service: str, port: int | None, *, even_absent: bool = False
) -> tuple[Live, Standing, Address]:
    """Return where a service is reached; raises Unseen where it is not expected to be up, or has no such port."""
    live = sight.see(LiveNeed(system))
    standing = live.services.get(service)
    if standing is None:
        raise Unseen("the service is no part of what was brought up")
    if standing.absent and not even_absent:
        raise Unseen(standing.absent)
    if standing.unstarted and not even_absent:
        raise Unseen(standing.unstarted)
    return live, standing, standing.address(port)


def token_headers(token: Token | None, auth: Auth) -> tuple[tuple[str, str], ...]:
    """Return the header that carries a token; raises Unseen where it should and there is none to send."""
    if auth is Auth.NONE or (token is None and auth is Auth.RIGHT):
        return ()
    if token is None:
        raise Unseen("the canon has no `auth`, so that nobody knows which header carries the token")
    if auth is Auth.WRONG:
        return ((token.header, wrong_of(token)),)
    if token.value is None:
        raise Unseen(token.lacking)
    return ((token.header, token.value),)


def wrong_of(token: Token) -> str:
    """Return a token that is not the right one, behind the same scheme (RFC 9110, section 11.4)."""
    scheme, space, _ = (token.value or token.shown).rpartition(" ")
    return f"{scheme}{space}not-the-token"
