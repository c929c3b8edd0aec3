"""What a service of a test answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

#: `GET /orders/{id}`, and what is answered: a status; with a body; with headers; or a function from a request to one.
#: No closer type: a table that a test keeps in a name would not be taken for it.
Routes: TypeAlias = Mapping[str, object]
_ROUTE = re.compile(r"([A-Z]+) (/\S*)")
_PART = re.compile(r"(\{[^/{}]+\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRequest:
    """One request that a service of a `FakeSystem` was asked."""

    service: str
    method: str
    target: str
    """The path and the query, as they were sent."""
    headers: Mapping[str, str] = field(repr=False)
    """By name in lower case."""
    body: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it goes out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Table:
    """The routes of one service. Raises ValueError for a route, TypeError for an answer that is none."""

    def __init__(self, routes: Routes) -> None:
        self._routes = [
            (method, _pattern(path), answer if callable(answer) else sent(answer))
            for method, path, answer in sorted(_parsed(routes), key=lambda each: "{" in each[1])
        ]

    def answer(self, request: FakeRequest) -> Sent:
        """Return what is answered: 404 to a path that no route has, 405 where only others of its methods are there.

        Raises whatever it raises that says the answer.
        """
        fitting = [(method, answer) for method, path, answer in self._routes if path.fullmatch(request.path)]
        for method, answer in fitting:
            if method == request.method:
                return answer if isinstance(answer, Sent) else sent(answer(request))
        return nothing(HTTPStatus.METHOD_NOT_ALLOWED if fitting else HTTPStatus.NOT_FOUND)


def sent(answer: Any) -> Sent:
    """Return an answer as it goes out; raises TypeError where it is none."""
    status, body, headers = answer if isinstance(answer, tuple) and len(answer) == 3 else (*_two(answer), {})
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise TypeError(f"{answer!r} is no answer: a status from 200 to 599, (status, body) or (status, body, headers)")
    kind, content = _content(body)
    named = {name.lower() for name in headers}
    own = (("Content-Type", kind),) if kind and "content-type" not in named else ()
    return Sent(status, (*own, *headers.items()), content)


def nothing(status: HTTPStatus) -> Sent:
    """Return an answer that says no more than its status."""
    return sent((status.value, {"detail": status.phrase}))


def _two(answer: Any) -> tuple[Any, Any]:
    return answer if isinstance(answer, tuple) and len(answer) == 2 else (answer, b"")


def _content(body: Any) -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "", body
    if isinstance(body, str):
        return "text/plain; charset=utf-8", body.encode()
    return "application/json", json.dumps(body).encode()


def _parsed(routes: Routes) -> Iterable[tuple[str, str, Any]]:
    for route, answer in routes.items():
        found = _ROUTE.fullmatch(route)
        if found is None:
            raise ValueError(f'"{route}" is no route: a method and a path, as GET /health')
        yield found[1], found[2], answer


def _pattern(path: str) -> re.Pattern[str]:
    parts = _PART.split(path)
    return re.compile("".join("[^/]+" if index % 2 else re.escape(part) for index, part in enumerate(parts)))
