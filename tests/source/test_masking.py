"""Secrets in what is shown."""

from __future__ import annotations

import pytest

from pytest_vx11._source.masking import masked, masked_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://app:hunter2@db:5432/app", "postgresql://app:***@db:5432/app"),
        ("REDISCLI_AUTH=hunter2 redis-cli ping", "REDISCLI_AUTH=*** redis-cli ping"),
        ("mongosh -u root -p hunter2 --eval x", "mongosh -u root -p *** --eval x"),
        ("sqlcmd -U sa -P hunter2 -Q x", "sqlcmd -U sa -P *** -Q x"),
        ("etcdctl --user root:hunter2 endpoint health", "etcdctl --user root:*** endpoint health"),
        ("curl -H 'Cookie: session=hunter2' http://x", "curl -H 'Cookie: ***' http://x"),
        ("curl -H 'apikey: hunter2' http://x", "curl -H 'apikey: ***' http://x"),
        ("redis-cli -a hunter2 ping", "redis-cli -a *** ping"),
        ("mysqladmin ping -h localhost -phunter2", "mysqladmin ping -h localhost -p***"),
        ("PGPASSWORD=hunter2 pg_isready", "PGPASSWORD=*** pg_isready"),
        ("check --token hunter2 --fast", "check --token *** --fast"),
        ('check --api-key="hunter2 3"', "check --api-key=***"),
        ("curl -u bob:hunter2 http://x", "curl -u bob:*** http://x"),
        ("curl -H 'Authorization: Bearer hunter2' http://x", "curl -H 'Authorization: Bearer ***' http://x"),
        ("curl -H 'X-VX11-Token: hunter2' http://x", "curl -H 'X-VX11-Token: ***' http://x"),
    ],
)
def test_a_secret_is_starred_by_what_stands_before_it(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "curl -f http://localhost:8000/health",
        "redis-cli -a ${REDIS_PASSWORD} ping",
        "the column access_token is VARCHAR(64), the canon wants TEXT",
        "POST /login/access-token of api: nothing guards it, the canon wants a guard",
        "pg_isready -U postgres -d app",
        "postgres:16",
        "GET /auth: it is guarded (auth.py raises 401 or 403), the canon wants it open",
        "git@github.com:a/b.git",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_a_very_long_text_is_cut_rather_than_searched_for_ever() -> None:
    assert masked("curl -u " * 100_000).endswith("…")


def test_a_long_text_is_masked_line_by_line_and_not_cut() -> None:
    lines = ["plain\n"] * 5000 + ["curl http://me:hunter2@db/x\n", "the end"]
    assert masked_lines("".join(lines)) == "".join(lines).replace("hunter2", "***")
