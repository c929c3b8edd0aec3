"""Opening the runtime database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from config import settings
from config.db_schema import Base

#: How long a writer waits for its turn: SQLite lets one write at a time, and several services share the file.
BUSY_S = 15.0


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url, connect_args={"timeout": BUSY_S})


def prepare() -> None:
    """Create the tables that are missing.

    Several services start at once on one file, so each statement says IF NOT EXISTS.
    """
    with _engine(settings.database_url()).begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))


def session() -> Session:
    """A new session; the caller closes it, as with `with database.session() as session:`."""
    return Session(_engine(settings.database_url()))


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """For an application that needs the tables before its first request."""
    prepare()
    yield
