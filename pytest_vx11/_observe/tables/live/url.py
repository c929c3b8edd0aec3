"""The file that a database's URL names, as SQLAlchemy reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

_URL = re.compile(r"(?P<dialect>[a-z][a-z0-9]*)(?:\+(?P<driver>\w+))?://(?P<at>[^?]*)(?:\?(?P<query>.*))?", re.S | re.I)
_TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteUrl:
    """A database of SQLite. Nothing of a URL but this is ever shown: a password may stand in it."""

    paths: tuple[str, ...]
    """The file, absolute or relative to where the system is started; the first of these that is there.

    SQLAlchemy takes a `%20` for a blank since 2.1, and as it is before.
    """
    in_memory: bool = False


def parse_url(url: str) -> SqliteUrl | None:
    """Return what a URL of SQLite names; None for one of another database. Raises ValueError where it is malformed."""
    match = _URL.fullmatch(url)
    if match is None:
        raise ValueError("the url is none: write it as SQLAlchemy does, sqlite:///data/app.db")
    if match["dialect"].lower() != "sqlite" or (match["driver"] or "").lower() == "pysqlcipher":
        return None
    if "\0" in url:
        raise ValueError("the url has a NUL character in it")
    if match["at"] and not match["at"].startswith("/"):
        raise ValueError("the url names a host, and SQLite has none: three slashes stand before a relative path")
    return _named(match["at"][1:], dict(parse_qsl(match["query"] or "")))


def _named(path: str, query: dict[str, str]) -> SqliteUrl:
    as_uri = query.get("uri", "").lower() in _TRUE
    if as_uri and path.startswith("file:"):
        path = re.sub(r"^//[^/]*", "", path.removeprefix("file:"))
    in_memory = path in ("", ":memory:") or (as_uri and query.get("mode") == "memory")
    # SQLite itself takes %20 for a blank in a URI.
    paths = (unquote(path),) if as_uri else tuple(dict.fromkeys((unquote(path), path)))
    return SqliteUrl(paths=() if in_memory else paths, in_memory=in_memory)
