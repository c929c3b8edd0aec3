"""Database tables as they are in a database that is in use: read from its file, which is never changed."""

from pytest_vx11._observe.tables.live.need import LiveTablesNeed
from pytest_vx11._observe.tables.live.url import SqliteUrl, parse_url
from pytest_vx11._observe.tables.live.where import LiveFile, LiveFileNeed

__all__ = ["LiveFile", "LiveFileNeed", "LiveTablesNeed", "SqliteUrl", "parse_url"]
