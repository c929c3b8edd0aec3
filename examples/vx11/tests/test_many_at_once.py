"""Many clients at once, and several services on one new database."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, select
from websockets.sync.client import connect

from config import database
from config.db_schema import Base, LedgerEntry
from hormiguero.main import app as hormiguero
from operator_backend import sessions
from tentaculo_link.core.hub import GREETING, MOST_WAITING, Hub
from tentaculo_link.main_v7 import app as gateway_app

Start = Callable[[str, FastAPI], str]
CLIENTS = 16
ROOT = Path(__file__).parents[1]


def at_once(call: Callable[[int], httpx.Response], number: int) -> Counter[int]:
    with ThreadPoolExecutor(CLIENTS) as clients:
        return Counter(answer.status_code for answer in clients.map(call, range(number)))


def test_services_that_start_at_once_on_a_new_database_all_find_its_tables() -> None:
    program = [sys.executable, "-c", "from config import database; database.prepare()"]
    started = [subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(each.communicate(timeout=120)[1], each.returncode) for each in started] == [("", 0)] * 4
    with database.session() as session:
        assert set(inspect(session.connection()).get_table_names()) == set(Base.metadata.tables)


def test_events_are_heard_in_the_order_of_the_ledger(start: Start, headers: dict[str, str]) -> None:
    url = start("tentaculo_link", gateway_app)

    def send(number: int) -> httpx.Response:
        return httpx.post(f"{url}/events/ingest", headers=headers, json={"type": f"event.{number}"}, timeout=60)

    with connect(url.replace("http", "ws") + "/ws") as socket:
        assert at_once(send, 48) == {200: 48}
        heard = [httpx.Response(200, content=socket.recv(30)).json() for _ in range(49)]
    with database.session() as session:
        written = list(session.scalars(select(LedgerEntry.event_id).order_by(LedgerEntry.id)))
    assert heard[0] == GREETING
    assert [message["event_id"] for message in heard[1:]] == written


def test_a_session_that_many_begin_at_once_begins_once() -> None:
    database.prepare()
    number_of_clients, turns = 8, 3  # few writes: on a disk that is busy each may take long
    ready = threading.Barrier(number_of_clients)

    def say(number: int) -> None:
        for turn in range(turns):
            ready.wait(60)
            sessions.add(f"session-{turn}", sessions.USER, f"message {number}")

    with ThreadPoolExecutor(number_of_clients) as clients:
        list(clients.map(say, range(number_of_clients)))
    said = {f"message {number}" for number in range(number_of_clients)}
    assert all({each["content"] for each in sessions.messages(f"session-{turn}")} == said for turn in range(turns))


def test_scans_at_once_write_one_row_a_service(start: Start, headers: dict[str, str]) -> None:
    url = start("hormiguero", hormiguero)
    assert at_once(lambda _: httpx.post(f"{url}/scan", headers=headers, timeout=60), 8) == {200: 8}


def test_a_listener_that_takes_nothing_in_is_let_go_and_holds_up_nobody() -> None:
    async def scene() -> list[dict[str, Any]]:
        hub = Hub()
        with hub.listening() as slow, hub.listening() as quick:
            heard = [await quick.take()]
            for number in range(MOST_WAITING):
                hub.broadcast({"number": number})
                heard.append(await quick.take())
            await asyncio.wait_for(slow.overflow(), 30)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(quick.overflow(), 0.01)
        return heard

    assert asyncio.run(scene()) == [GREETING, *({"number": number} for number in range(MOST_WAITING))]
