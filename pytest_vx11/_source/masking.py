"""Secrets in text that comes from a tree: starred before anybody reads them.

A command or a URL is shown to people, and people write passwords into commands and URLs. What is shown as `***` is
still compared as it is.
"""

from __future__ import annotations

import re

STARS = "***"
# Each pattern ends in the secret, which is its last group; a secret that is only a variable's name is none.
_VALUE = r"""("[^"\n]*"|'[^'\n]*'|[^\s"'&|;]+)"""
_NAME = r"(?:password|passwd|passphrase|pass\b|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(://[^\s/:@]*:)([^\s/@]+)(?=@)",  # RFC 3986, section 3.2.1
        rf"((?<![\w/.-])--?[a-z0-9_-]*{_NAME}[= ]\s*){_VALUE}",
        rf"(\b[a-z0-9_]*{_NAME}[a-z0-9_]*=){_VALUE}",
        r"(\bauthorization:\s*(?:basic|bearer|token)?\s*)([^\s\"']+)",  # RFC 9110, section 11.6.2
        r"(\bx-[a-z0-9-]*(?:token|key|auth|secret)[a-z0-9-]*:\s*)([^\s\"']+)",
        r"((?:-H|--header)[= ]?\s*[\"']?[a-z0-9-]*(?:token|key|secret|cookie)[a-z0-9-]*:\s*)([^\s\"']+)",
        rf"(\bredis-cli\b.*?\s-a\s+){_VALUE}",
        rf"(\b(?:mysql|mysqladmin|mysqldump|mariadb|mariadb-admin)\b.*?\s-p)(?=\S){_VALUE}",
        rf"(\b(?:PGPASSWORD|REDISCLI_AUTH)=){_VALUE}",
        rf"(\b(?:mongo|mongosh|mongodump|sqlcmd|rabbitmqadmin)\b.*?\s-p\s+){_VALUE}",
        r"(\b(?:curl|etcdctl)\b.*?\s(?:-u|--user)[= ]?\s*[^\s:\"']+:)([^\s\"']+)",
    )
)
_HINTS = re.compile(
    rf"://|authorization|{_NAME}|auth|cookie|redis-cli|mysql|mariadb|mongo|sqlcmd|rabbitmq|etcdctl|curl", re.IGNORECASE
)
_LONGEST = 10_000
#: A variable, alone or as the value of a cookie.
_VARIABLE = re.compile(r"(?:[\w.-]+=)?\$.*")


def masked(text: str) -> str:
    """Return `text` with the secrets in it starred, as far as they can be told by what stands before them.

    Text of more than 10,000 characters is cut.
    """
    if len(text) > _LONGEST:
        return f"{masked(text[:_LONGEST])}…"
    if not _HINTS.search(text):
        return text
    for pattern in _PATTERNS:
        text = pattern.sub(_star, text)
    return text


def masked_lines(text: str) -> str:
    """Return `text` with the secrets in each line starred; only a line of more than 10,000 characters is cut."""
    return masked(text) if len(text) <= _LONGEST else "".join(map(masked, text.splitlines(keepends=True)))


def _star(match: re.Match[str]) -> str:
    secret = match[match.lastindex or 0]
    if _VARIABLE.fullmatch(secret.strip("\"'")):
        return match[0]
    return f"{match[0][: match.start(match.lastindex or 0) - match.start()]}{STARS}"
