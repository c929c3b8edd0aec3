from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._observe.tables import Column, Schema, Table

Reading = Callable[..., Schema]


def _shown(column: Column) -> str:
    marks = {None: "null?", True: "", False: " not null"}[column.nullable]
    marks += " unique" if column.unique else ""
    marks += " key" if column.primary_key else ""
    marks += f" default {column.default_value or ''}".rstrip() if column.default else ""
    return f"{column.type}{marks}" + (f" -> {column.foreign_key}" if column.foreign_key else "")


def _table(schema: Schema, name: str) -> dict[str, str]:
    table = schema.find(name)
    assert table is not None
    assert schema.doubts(name) == ()
    return {column.name: _shown(column) for column in table.columns.values()}


def test_what_pg_dump_writes(read_sql: Reading) -> None:
    schema = read_sql(r"""
\restrict abc
SET search_path = '';
CREATE TABLE public.users (
    id integer NOT NULL,
    name character varying(128) DEFAULT 'x;y'::character varying NOT NULL,
    joined timestamp(6) with time zone DEFAULT now(),
    tags text[] DEFAULT '{}'::text[],
    boss integer,
    mood public.mood,
    total numeric(10,2) GENERATED ALWAYS AS ((boss * 2)) STORED
);
ALTER TABLE public.users OWNER TO admin;
CREATE SEQUENCE public.users_id_seq AS integer START WITH 1;
ALTER TABLE public.users_id_seq OWNER TO admin;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
COPY public.users (id, name) FROM stdin;
1	it's; CREATE TABLE no (a int);
\.
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_name_key UNIQUE (name);
ALTER TABLE ONLY public.users ADD CONSTRAINT boss FOREIGN KEY (boss) REFERENCES public.users(id) ON DELETE SET NULL;
CREATE UNIQUE INDEX ix ON public.users USING btree (boss);
CREATE UNIQUE INDEX lowered ON public.users USING btree (lower(name));
COMMENT ON TABLE public.users IS 'it''s; a table';
""")
    assert list(schema.tables) == ["public.users"]
    assert _table(schema, "users") == {
        "id": "INTEGER not null unique key default nextval('public.users_id_seq'::regclass)",
        "name": "VARCHAR(128) not null unique default x;y",
        "joined": "TIMESTAMPTZ(6) default now()",
        "tags": "TEXT[] default {}",
        "boss": "INTEGER unique -> public.users.id",
        "mood": "MOOD",
        "total": "NUMERIC(10, 2) not null default",
    }


def test_the_changes_that_postgresql_knows(read_sql: Reading) -> None:
    schema = read_sql("""
CREATE TABLE a (id SERIAL PRIMARY KEY, b int NOT NULL, c text UNIQUE, d int DEFAULT 1, e int, f int);
ALTER TABLE a ALTER b DROP NOT NULL, ALTER COLUMN c SET NOT NULL, ALTER d DROP DEFAULT,
    ALTER e TYPE varchar(5) USING e::text, ALTER COLUMN f SET DATA TYPE bigint, ALTER f SET DEFAULT 0;
ALTER TABLE a DROP CONSTRAINT a_c_key;
ALTER TABLE IF EXISTS a ADD COLUMN IF NOT EXISTS g uuid DEFAULT gen_random_uuid() NOT NULL, DROP COLUMN IF EXISTS zz;
ALTER TABLE IF EXISTS never ADD COLUMN h int;
ALTER TABLE a ADD CONSTRAINT both UNIQUE (b, e);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a (f);
DROP INDEX CONCURRENTLY i;
ALTER TABLE a SET SCHEMA app;
CREATE TABLE child (extra int) INHERITS (app.a);
CREATE TABLE part PARTITION OF app.a FOR VALUES FROM (1) TO (2);
""")
    expected = {
        "id": "INTEGER not null unique key default",
        "b": "INTEGER",
        "c": "TEXT not null",
        "d": "INTEGER",
        "e": "VARCHAR(5)",
        "f": "BIGINT default 0",
        "g": "UUID not null default gen_random_uuid()",
    }
    assert _table(schema, "app.a") == expected
    assert list(_table(schema, "part")) == list(expected)
    assert list(_table(schema, "child")) == ["extra", *expected]


def test_what_mysqldump_writes(read_sql: Reading) -> None:
    schema = read_sql(r"""
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `t`;
CREATE TABLE `t` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it\'s, a key',
  `key` varchar(20) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT NULL,
  `state` enum('a','b,c)') NOT NULL DEFAULT 'a',
  `flag` tinyint(1) NOT NULL DEFAULT '0',
  `ts` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `long` varchar(300) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `k` (`key`),
  UNIQUE KEY `beginning` (`long`(10)),
  KEY `state` (`state`),
  FULLTEXT KEY `words` (`long`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8; # a comment; it's one
INSERT INTO `t` VALUES (1,'\';CREATE TABLE no (a int);','a',0,NULL,'');
DELIMITER //
CREATE PROCEDURE p() BEGIN CREATE TABLE inside (a int); END //
DELIMITER ;
""")
    assert list(schema.tables) == ["t"]
    assert _table(schema, "t") == {
        "id": "INTEGER UNSIGNED not null unique key default",
        "key": "VARCHAR(20) unique",
        "state": "ENUM not null default a",
        "flag": "BOOLEAN not null default 0",
        "ts": "TIMESTAMP default CURRENT_TIMESTAMP",
        "long": "VARCHAR(300) not null",
    }


def test_the_changes_that_mysql_knows(read_sql: Reading) -> None:
    schema = read_sql("""
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int, b int UNIQUE, c int, UNIQUE KEY k (c)) ENGINE=InnoDB;
ALTER TABLE t CHANGE COLUMN a first varchar(5) NOT NULL AFTER id, MODIFY b bigint NULL FIRST, DROP INDEX k,
    ADD (d int, e text), ADD INDEX (d), ADD UNIQUE INDEX u (d), ADD COLUMN z int;
ALTER TABLE t DROP z, DROP KEY b, COMMENT = 'x', ALGORITHM=INPLACE;
RENAME TABLE t TO t2;
""")
    assert _table(schema, "t2") == {
        "id": "INTEGER not null unique key default",
        "first": "VARCHAR(5) not null",
        "b": "BIGINT",
        "c": "INTEGER",
        "d": "INTEGER unique",
        "e": "TEXT",
    }


def test_sql_server_needs_no_semicolons(read_sql: Reading) -> None:
    schema = read_sql("""
CREATE TABLE [dbo].[A] (
  [Id] INT IDENTITY(1,1) NOT NULL,
  [Name] NVARCHAR(MAX) NULL,
  CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC)
)
CREATE TABLE b (a int)
GO
ALTER TABLE b ADD c int NOT NULL, d int
GO
ALTER TABLE b ALTER COLUMN a bigint NOT NULL
""")
    assert _table(schema, "dbo.A") == {"Id": "INTEGER not null unique key default", "Name": "NVARCHAR"}
    assert _table(schema, "b") == {"a": "BIGINT not null", "c": "INTEGER not null", "d": "INTEGER"}


def test_every_column_has_the_line_of_its_last_definition(read_sql: Reading) -> None:
    schema = read_sql("-- one\n\nCREATE TABLE a (\n  x int,\n  y int\n);\nALTER TABLE a ADD COLUMN\n  z int;\n")
    table = schema.tables["a"]
    assert table.place.line == 3
    assert [(column.name, column.place.line) for column in table.columns.values()] == [("x", 4), ("y", 5), ("z", 8)]
    assert table.columns["z"].text == "z int"


def test_scripts_of_a_folder_are_applied_in_the_order_of_their_numbers(read_sql: Reading) -> None:
    schema = read_sql(
        {
            "sql/1_init.up.sql": "CREATE TABLE a (x int);",
            "sql/1_init.down.sql": "DROP TABLE a;",
            "sql/2_more.sql": "ALTER TABLE a ADD y int;",
            "sql/10_last.sql": "ALTER TABLE a DROP y;",
            "sql/U3__undo.sql": "DROP TABLE a;",
        }
    )
    assert list(_table(schema, "a")) == ["x"]


@pytest.mark.parametrize(
    "marks",
    [("-- +goose Up", "-- +goose Down"), ("-- migrate:up", "-- migrate:down"), ("-- +migrate Up", "-- +migrate Down")],
)
def test_what_takes_a_migration_back_is_not_applied(marks: tuple[str, str], read_sql: Reading) -> None:
    up, down = marks
    schema = read_sql(f"{up}\nCREATE TABLE a (x int);\n{down}\nDROP TABLE a;\n{up}\nCREATE TABLE b (x int);\n")
    assert list(schema.tables) == ["a", "b"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE FUNCTION f() RETURNS void AS $$ BEGIN CREATE TABLE q (a int); END $$ LANGUAGE plpgsql;",
        "SELECT 'CREATE TABLE q (a int)';",
        "/* CREATE TABLE q (a int); */",
        "INSERT INTO x VALUES (E'\\'; CREATE TABLE q (a int);');",
        "CREATE TEMPORARY TABLE q (a int);",
        "CREATE TYPE q AS (a int); CREATE DOMAIN d AS text; CREATE VIEW q AS SELECT 1; CREATE INDEX q ON z (a);",
        "CREATE TRIGGER t BEFORE INSERT ON z BEGIN DELETE FROM z; END;",
    ],
)
def test_what_makes_no_table_is_passed(script: str, read_sql: Reading) -> None:
    schema = read_sql(script + "\nCREATE TABLE last (a int);")
    assert list(schema.tables) == ["last"]
    assert schema.unread == ()


def _doubts(table: Table) -> list[tuple[int, str]]:
    return [(each.place.line, each.reason) for each in table.unread]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TABLE a AS SELECT 1;", "its columns come from elsewhere"),
        ("CREATE TABLE a LIKE b;", "its columns come from elsewhere"),
        ("CREATE TABLE a (LIKE b INCLUDING ALL);", "this part of the table is not understood"),
        ("CREATE TABLE a (x int) SELECT * FROM b;", "more columns may come from elsewhere"),
        ("CREATE TABLE a (x int) INHERITS (b);", "more columns may come from elsewhere"),
        ("CREATE TABLE a PARTITION OF b DEFAULT;", "it is a partition of a table that is not known"),
        ("CREATE VIRTUAL TABLE a USING fts5(x);", "its columns come from elsewhere"),
        ("CREATE TABLE a (x int", "the bracket around its columns is never closed"),
    ],
)
def test_columns_that_cannot_be_told_are_a_doubt_about_their_table(
    statement: str, reason: str, read_sql: Reading
) -> None:
    assert _doubts(read_sql(f"\n{statement}").tables["a"]) == [(2, reason)]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TABLE a (y int);", "the table is made a second time"),
        ("ALTER TABLE a ADD COLUMN x int;", "the column is added a second time"),
        ("ALTER TABLE a DROP COLUMN zz;", "this change of the table is not understood"),
        ("ALTER TABLE a RENAME COLUMN zz TO y;", "this change of the table is not understood"),
        ("ALTER TABLE a INHERIT b;", "this change of the table is not understood"),
        ("DO $$ BEGIN ALTER TABLE a ADD z int; END $$;", "a table is made or changed inside a block"),
        ("IF 1 = 1 ALTER TABLE a ADD z int;", "a table is made or changed inside a block"),
    ],
)
def test_a_change_that_is_not_understood_is_a_doubt_about_its_table(
    statement: str, reason: str, read_sql: Reading
) -> None:
    schema = read_sql(f"CREATE TABLE a (x int);\n{statement}")
    assert _doubts(schema.tables["a"]) == [(2, reason)]
    assert list(schema.tables["a"].columns) == ["x"]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("ALTER TABLE other ADD z int;", "other"),
        ("DO $$ BEGIN CREATE TABLE IF NOT EXISTS other (z int); END $$;", "other"),
        ("DO $$ BEGIN EXECUTE 'CREATE TABLE ' || name; END $$;", None),
        ("\\i more.sql", None),
        (".read more.sql", None),
        ("SOURCE more.sql;", None),
        ("CREATE PROCEDURE p() BEGIN SELECT 1;", None),
    ],
)
def test_what_may_make_tables_unseen_is_a_doubt_about_them(
    statement: str, table: str | None, read_sql: Reading
) -> None:
    schema = read_sql(f"CREATE TABLE a (x int);\n{statement}")
    assert [(each.place.line, each.table) for each in schema.unread] == [(2, table)]
