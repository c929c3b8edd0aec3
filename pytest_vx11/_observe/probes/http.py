"""An HTTP request to a service, and how long the best of three takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.http import SNIPPET, Answer, Request
from pytest_vx11._observe.live import Address, Token
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes.base import AskerNeed, Auth, Probe, place_of, token_headers

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, section 9.2.1
_TIMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was sent, and what came of it."""

    url: str
    auth: Auth
    answer: Answer
    at: datetime
    curl: str
    """The same question, to paste into a shell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProbe(Probe[Asked]):
    """One request. Two that differ only in `whole` are one question, asked for the whole body."""

    system: str
    service: str
    method: str
    target: str
    port: int | None = None
    """The service's own port; None for its first."""
    auth: Auth = Auth.NONE
    body: bytes | None = None
    changes: bool = False
    """Whether asking can change something: of a guard's refusal nothing comes."""
    even_absent: bool = False
    """Whether it is put to a service that nobody expects to be up, to see that it is not."""
    whole: bool = field(default=False, compare=False)

    @property
    def alone(self) -> bool:
        """Nothing is asked beside what changes something, or answers would depend on who is first."""
        return self.changes and self.auth is Auth.RIGHT

    @property
    def with_token(self) -> bool:
        """Whether the right token goes with it."""
        return self.auth is Auth.RIGHT

    def look(self, sight: Sight) -> Asked:
        """Ask once. Raises Unseen where nothing may, or can, be sent."""
        live, _, address = place_of(sight, self.system, self.service, self.port, even_absent=self.even_absent)
        if self.changes and not live.writes:
            raise Unseen("asking can change something in a system that was not started here: --vx11-writes lets it")
        headers = token_headers(live.token, self.auth)
        kind = (("Content-Type", "application/json"),) if self.body is not None else ()
        request = Request(
            method=self.method, target=self.target, headers=(*headers, *kind), body=self.body, whole=self.whole
        )
        asker = sight.see(AskerNeed())
        if self.alone:
            # An idle connection of ours would keep a server of one thread from taking this one.
            asker.release(address)
        answer = asker.ask(address, request, fresh=self.alone)
        return Asked(
            url=f"http://{address}{self.target}",
            auth=self.auth,
            answer=answer,
            at=datetime.now(timezone.utc),
            curl=self.curl(address, live.token),
        )

    def curl(self, address: Address, token: Token | None) -> str:
        """Return the question as a command for a shell, in which the token stays a variable."""
        words = ["curl", "-i"]
        if self.method == "HEAD":
            words.append("-I")
        elif self.method != "GET":
            words += ["-X", self.method]
        if token is not None and self.auth is Auth.RIGHT:
            words += ["-H", f'"{token.header}: {token.shown}"']
        elif token is not None and self.auth is Auth.WRONG:
            words += ["-H", f"'{token.header}: not-the-token'"]
        if self.body is not None:
            words += ["-H", "'Content-Type: application/json'", "-d", shlex.quote(self.body.decode())]
        return " ".join([*words, shlex.quote(f"http://{address}{self.target}")])

    def probed(self, fact: Asked) -> Iterator[Probed]:
        """One row."""
        yield row(self.system, self.service, "http", f"{self.method} {fact.url}", fact)


def row(system: str, service: str, kind: str, asked: str, fact: Asked) -> Probed:
    """Return what truth keeps of a request."""
    answer = fact.answer
    return Probed(
        system=system,
        service=service,
        kind=kind,
        asked=asked,
        auth=fact.auth.value,
        status=answer.status,
        latency_ms=round(answer.seconds * 1000, 3),
        size=answer.size,
        fault=answer.says or None,
        snippet=snippet(answer),
        at=fact.at,
    )


def snippet(answer: Answer) -> str | None:
    """Return the start of a body as text."""
    return answer.body[:SNIPPET].decode("utf-8", errors="replace") or None


@dataclass(frozen=True, slots=True)
class LatencyProbe(Need[float]):
    """The seconds of the best of three answers, asked one after the other when nothing else is asked."""

    probe: HttpProbe
    statuses: tuple[int, ...]
    """Only an answer of one of these counts; empty for any 2xx or 3xx."""

    def look(self, sight: Sight) -> float:
        """Raises Unseen where no answer counted."""
        best = min((answer.seconds for answer in self._answers(sight) if self._counts(answer)), default=None)
        if best is None:
            raise Unseen("no answer whose time could be taken: each of three was another one")
        return best

    def _answers(self, sight: Sight) -> Iterator[Answer]:
        for _ in range(_TIMES):
            yield self.probe.look(sight).answer

    def _counts(self, answer: Answer) -> bool:
        if answer.fault is not None or answer.status is None:
            return False
        return answer.status in self.statuses if self.statuses else 200 <= answer.status < 400
