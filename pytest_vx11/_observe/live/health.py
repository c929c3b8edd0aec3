"""How a healthcheck is asked from outside of a container: by its URL where it asks one, else by its command."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

#: What a server says that knows no HEAD for this (RFC 9110, sections 15.5.6 and 15.6.2).
_NO_HEAD = (405, 501)
_OWN_HOSTS = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
_EXIT = re.compile(r"\s*\|\|\s*(?:exit(?:\s+0*[1-9][0-9]*)?|false)\s*;?\s*$")
#: Anything of a shell that could make more of the command than one question.
_SHELL = re.compile(r"[|&;<>()`$\n]")
#: Options that change neither the question nor what counts as well; those that take a value, and those that do not.
_CURL_FLAGS = frozenset({"-s", "-S", "-k", "--silent", "--show-error", "--insecure", "-4", "--ipv4", "-v", "-i"})
_CURL_VALUES = frozenset({"-o", "--output", "-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay"})
_WGET_FLAGS = frozenset({"-q", "--quiet", "-nv", "--no-verbose", "-S", "--no-check-certificate", "-O-", "-qO-", "-4"})
_WGET_VALUES = frozenset({"-O", "--output-document", "-qO", "-T", "--timeout", "-t", "--tries"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthUrl:
    """A healthcheck that asks one URL of the service itself."""

    port: int
    """The port that the URL names: the service's own."""
    target: str
    method: str = "GET"
    below: int = 400
    """Statuses below this are well: any, as for curl without --fail, where it is 600."""
    follows: bool = False
    """Whether a redirect would be followed, as by wget: then it says nothing by itself."""
    or_get: bool = False
    """Whether GET will do where HEAD is not known: GNU's wget --spider sends the one, BusyBox's the other."""

    def is_well(self, status: int) -> bool:
        """Tell whether an answer's status says that the service is well."""
        return status < self.below

    def other_method(self, status: int | None) -> bool:
        """Tell whether the same is to be asked with GET, after an answer of that status."""
        return self.or_get and self.method == "HEAD" and status in _NO_HEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCommand:
    """A healthcheck that is a command: well where it ends with 0."""

    words: tuple[str, ...]

    def lacks_program(self, status: int | None) -> bool:
        """Tell whether it is a shell's, and the shell did not find, or could not run, its program (POSIX XCU 2.8.2)."""
        return self.words[:2] == ("/bin/sh", "-c") and status in (126, 127)

    def __str__(self) -> str:
        return self.words[2] if self.words[:2] == ("/bin/sh", "-c") else shlex.join(self.words)


def read_health(test: str | Sequence[object], own_names: Sequence[str] = ()) -> HealthUrl | HealthCommand | None:
    """Return how a healthcheck's `test`, in any of Compose's forms, is asked; None for `NONE` and for nothing.

    `own_names` are hosts that mean the service itself, beside localhost: its name, its container's, its aliases.
    """
    words, shell = _words(test)
    if not words:
        return None
    url = _url(words, frozenset(own_names) | _OWN_HOSTS)
    if url is not None:
        return url
    return HealthCommand(words=("/bin/sh", "-c", shell) if shell is not None else tuple(words))


def _words(test: str | Sequence[object]) -> tuple[list[str], str | None]:
    """Return the words, and the text for a shell where it is one's to run."""
    if isinstance(test, str):
        return _of_shell(test)
    words = [str(word) for word in test]
    if words[:1] == ["CMD-SHELL"]:
        return _of_shell(" ".join(words[1:]))
    if words[:1] == ["NONE"]:
        return [], None
    return (words[1:] if words[:1] == ["CMD"] else words), None


def _of_shell(text: str) -> tuple[list[str], str | None]:
    if text.strip() == "NONE":
        return [], None
    # What it ends with where it fails says nothing, and hides that a program is not there.
    plain = _EXIT.sub("", text)
    try:
        # A word that no program bears, so that it is not taken for a question, where the shell has more to do.
        return (["sh"] if _SHELL.search(_unquoted(plain)) else shlex.split(plain)), plain
    except ValueError:
        return ["sh"], plain


def _unquoted(text: str) -> str:
    return re.sub(r"'[^']*'", "''", re.sub(r'"[^"$`]*"', '""', text))


def _url(words: Sequence[str], own: frozenset[str]) -> HealthUrl | None:
    program = posixpath.basename(words[0])
    if program == "curl":
        return _curl(words[1:], own)
    return _wget(words[1:], own) if program == "wget" else None


def _curl(words: Sequence[str], own: frozenset[str]) -> HealthUrl | None:
    fail = head = False
    urls = []
    for option, _ in _options(words, _CURL_VALUES, "sSfkIvi4"):
        if option in ("-f", "--fail"):
            fail = True
        elif option in ("-I", "--head"):
            head = True
        elif not option.startswith("-"):
            urls.append(option)
        elif option not in _CURL_FLAGS and option not in _CURL_VALUES:
            return None
    return _own_url(urls, own, "HEAD" if head else "GET", below=400 if fail else 600)


def _wget(words: Sequence[str], own: frozenset[str]) -> HealthUrl | None:
    head = False
    urls = []
    for option, _ in _options(words, _WGET_VALUES, ""):
        if option == "--spider":
            head = True
        elif not option.startswith("-"):
            urls.append(option)
        elif option not in _WGET_FLAGS and option not in _WGET_VALUES:
            return None
    url = _own_url(urls, own, "HEAD" if head else "GET", below=400)
    return replace(url, or_get=head, follows=True) if url is not None else None


def _options(words: Sequence[str], valued: frozenset[str], letters: str) -> Iterator[tuple[str, str]]:
    """Yield each option with its value; joined letters (`-fsS`) come apart."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word.startswith("--") and equals:
            yield name, value
        elif word in valued:
            yield word, next(rest, "")
        elif len(word) > 2 and word[0] == "-" and word[1] != "-" and set(word[1:]) <= set(letters):
            yield from ((f"-{letter}", "") for letter in word[1:])
        else:
            yield word, ""


def _own_url(urls: Sequence[str], own: frozenset[str], method: str, *, below: int) -> HealthUrl | None:
    if len(urls) != 1:
        return None
    try:
        parts = urlsplit(urls[0] if "://" in urls[0] else f"http://{urls[0]}")
        port = parts.port or 80
    except ValueError:
        return None
    if parts.scheme != "http" or parts.hostname not in own or parts.username is not None:
        return None
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return HealthUrl(port=port, target=target, method=method, below=below)
