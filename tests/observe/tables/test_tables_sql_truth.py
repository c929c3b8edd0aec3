"""SQLite runs these scripts itself; what it makes of them is held against what was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Differing = Callable[[str], list[str]]

SCRIPTS = {
    "columns": """
        CREATE TABLE IF NOT EXISTS users (  -- it's a comment; CREATE TABLE no (a int);
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(128) NOT NULL DEFAULT 'x;y, (z)' UNIQUE,
            mail TEXT COLLATE NOCASE CHECK (mail LIKE '%@%,%'),
            "odd ""name" DOUBLE PRECISION NULL,
            [in brackets] NUMERIC(10, 2) DEFAULT (1 + 2),
            `in backticks` BOOLEAN DEFAULT 0 NOT NULL,
            key text, "index" int, untyped, at DATETIME DEFAULT CURRENT_TIMESTAMP,
            boss INTEGER REFERENCES users(id) ON DELETE SET NULL ON UPDATE SET DEFAULT,
            empty INT DEFAULT NULL /* a comment, ( */
        );""",
    "constraints": """
        CREATE TABLE a (x INT, y INT, z INT, w INT, v INT,
            CONSTRAINT pk PRIMARY KEY (x, y), UNIQUE (z), CONSTRAINT both UNIQUE (z, w),
            FOREIGN KEY (w) REFERENCES b (id), CHECK (v > 0)) WITHOUT ROWID;
        CREATE TABLE b (id TEXT PRIMARY KEY);
        CREATE UNIQUE INDEX one ON a (w);
        CREATE UNIQUE INDEX two ON a (x, v);
        CREATE UNIQUE INDEX some ON a (v) WHERE v > 3;
        CREATE INDEX plain ON a (x);""",
    "changes": """
        CREATE TABLE a (x INT, y INT UNIQUE, z VARCHAR(3));
        CREATE TABLE gone (x INT);
        CREATE TABLE IF NOT EXISTS a (other INT);
        ALTER TABLE a ADD COLUMN w TEXT NOT NULL DEFAULT 'w';
        ALTER TABLE a ADD v REAL;
        ALTER TABLE a RENAME COLUMN y TO why;
        ALTER TABLE a RENAME x TO ex;
        ALTER TABLE a DROP COLUMN z;
        CREATE UNIQUE INDEX i ON a (v);
        CREATE UNIQUE INDEX j ON a (w);
        DROP INDEX j;
        ALTER TABLE a RENAME TO b;
        DROP TABLE IF EXISTS gone;
        DROP TABLE IF EXISTS never;""",
    "beside tables": """
        BEGIN;
        CREATE TABLE a (x INT, y INT);
        CREATE TRIGGER t AFTER INSERT ON a BEGIN
            UPDATE a SET y = CASE WHEN new.x > 1 THEN 2 ELSE 3 END;
            DELETE FROM a WHERE x = 4;
        END;
        INSERT INTO a VALUES (1, 'it''s; CREATE TABLE b (c int);');
        CREATE VIEW v AS SELECT * FROM a;
        CREATE TEMP TABLE passing (x INT);
        UPDATE a SET x = 2;
        CREATE TABLE c (x INT);
        COMMIT;""",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_scripts_are_read_as_sqlite_runs_them(script: str, against_sqlite: Differing) -> None:
    assert against_sqlite(script) == []
