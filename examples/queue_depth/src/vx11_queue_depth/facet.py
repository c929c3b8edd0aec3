"""The facet `queues`: its keys of the canon, its checks, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from pytest_vx11 import Canon, Check, Code, Facet, Finding, Judged, Problem, SchemaPart, Sight, did_you_mean, schema
from vx11_queue_depth.codes import CODES, NO_LIST, NOT_THERE, TOO_DEEP
from vx11_queue_depth.length import Key, KeyNeed

_QUEUE = schema.keys(
    "a queue",
    {
        "service": schema.described("The service that is the Redis.", schema.text("a service")),
        "list": schema.described("The key of the list.", schema.text("a key")),
        "database": schema.described("The number of its database.", schema.whole("a number from 0", 0)),
        "at_most": schema.described("How many may wait in it.", schema.whole("a number from 0", 0)),
        "required": schema.described(
            "Whether something has to wait in it.", {"type": "boolean", "title": "true or false"}
        ),
    },
    required=("service", "list"),
)


class Queues(Facet):
    """`queues: {jobs: {service: redis, list: jobs, at_most: 100}}` at the top of the canon."""

    name: ClassVar[str] = "queues"
    schema: ClassVar[SchemaPart] = SchemaPart(
        top={"queues": schema.described("Lists of a Redis.", schema.named("queues by their names", _QUEUE))}
    )
    codes: ClassVar[tuple[Code, ...]] = CODES
    #: One that answers with a byte now and then is within the patience of each wait: this is the whole.
    seconds: ClassVar[float] = 10.0

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """A queue is of a service of the canon, and says something of its length."""
        for name, said, at in canon.entries("queues"):
            service = said.get("service")
            if service is not None and service not in canon.services:
                known = did_you_mean(str(service), canon.services) or f"there are {', '.join(canon.services)}"
                yield Problem(said.at("service"), f'queues.{name}: there is no service "{service}"', known)
            if "at_most" not in said and not said.get("required"):
                yield Problem(at, f"queues.{name}: asserts nothing", "give it at_most, or required: true")

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a queue, of its service: only what runs can tell."""
        for name, said, at in canon.entries("queues"):
            service, key = str(said["service"]), str(said["list"])
            need = KeyNeed(system=canon.system, service=service, key=key, database=int(said.get("database", 0)))
            expected = {wanted: said[wanted] for wanted in ("at_most", "required") if wanted in said}
            yield self.running(canon, name, expected, at, needs=(need,), service=service)

    def judge(self, check: Check, sight: Sight) -> Judged:
        """Hold a key against what the canon wants of the list."""
        key: Key = sight.see(check.needs[0])
        return Judged(actual=key.length, findings=tuple(_wrong(check, key)))


def _wrong(check: Check, key: Key) -> Iterator[Finding]:
    if key.kind == "none":
        if check.expected.get("required"):
            yield _finding(check, NOT_THERE, "is not there", None, "see why nothing was sent in")
    elif key.kind != "list":
        yield _finding(check, NO_LIST, f"is no list but a {key.kind}", key.kind, "see who else writes to its key")
    elif "at_most" in check.expected and key.length > int(check.expected["at_most"]):
        deep = f"is {key.length} deep, the canon allows {check.expected['at_most']}"
        yield _finding(check, TOO_DEEP, deep, key.length, "see who should work it off")


def _finding(check: Check, code: Code, what: str, actual: Any, hint: str) -> Finding:
    return Finding(
        code=code.code,
        subject=f"{check.service}:{check.subject}",
        message=f"the queue {check.subject} of {check.service} {what}",
        expected=check.expected,
        actual=actual,
        hint=hint,
    )
