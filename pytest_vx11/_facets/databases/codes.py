"""What can be wrong with a database, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code

CODES = (
    Code(
        code="VX180",
        valued=False,
        title="a table is not declared",
        titles={"es": "una tabla no está declarada"},
        text="Neither a model nor a CREATE TABLE of `models` declares the table.",
        example="tables: {forensic_ledger: {id: INTEGER}}, and no model has that __tablename__",
    ),
    Code(
        code="VX181",
        valued=False,
        title="a column is not declared",
        titles={"es": "una columna no está declarada"},
        text="The table is declared without the column.",
        example="copilot_runtime_services: {http_code: INTEGER}, and the model has no http_code",
    ),
    Code(
        code="VX182",
        title="a column is of another type",
        titles={"es": "una columna es de otro tipo"},
        text="Types are compared by meaning: INT is INTEGER, String(128) is VARCHAR(128).",
        example="service_name: VARCHAR(128), and the model says String(64)",
    ),
    Code(
        code="VX183",
        title="a column may be null, or may not",
        titles={"es": "una columna admite nulos y no debería, o al revés"},
        text="The canon says `not null` or `null`, and the models say the other.",
        example="port: INTEGER not null, and the model says Column(Integer)",
    ),
    Code(
        code="VX184",
        title="a column's uniqueness is not the canon's",
        titles={"es": "la unicidad de una columna no es la del canon"},
        text="The canon says `unique` or `primary key`, and the models do not.",
        example="service_name: VARCHAR(128) unique, and the model has no unique=True",
    ),
    Code(
        code="VX185",
        title="a column's default is not the canon's",
        titles={"es": "el valor por defecto de una columna no es el del canon"},
        text="The canon says `default X`, and the models give another one, or none.",
        example="host: VARCHAR(128) default localhost, and the model has no default",
    ),
    Code(
        code="VX186",
        title="a schema grew in a way that is not additive",
        titles={"es": "un esquema creció de una manera que no es aditiva"},
        text="Under `policy: additive` a column beside the canon's must be nullable or have a default, so that rows can "
        "still be written by those who do not know it.",
        example="policy: additive, and the model gains Column(Integer, nullable=False)",
    ),
    Code(
        code="VX187",
        title="a schema has more than the canon",
        titles={"es": "un esquema tiene más que el canon"},
        text="Under `policy: exact` there is no table and no column beside the canon's.",
        example="policy: exact, and the models have a table scratch",
    ),
    Code(
        code="VX280",
        valued=False,
        title="a table is not in the live database",
        titles={"es": "una tabla no está en la base de datos en uso"},
        text="The database that the running system writes to has no such table. A view of that name is none. The "
        "models may declare it: then the database was not migrated, or another one is in use.",
        example="tables: {forensic_ledger: {id: INTEGER}}, and sqlite3 data/app.db .tables does not list it",
    ),
    Code(
        code="VX281",
        valued=False,
        title="a column is not in the live table",
        titles={"es": "una columna no está en la tabla en uso"},
        text="The table is there without the column. CREATE TABLE IF NOT EXISTS changes no table that exists: a column "
        "that was added to the models must be added to each database.",
        example="copilot_runtime_services: {http_code: INTEGER}, and the live table was made before it was added",
    ),
    Code(
        code="VX282",
        title="a live column is of another type",
        titles={"es": "una columna en uso es de otro tipo"},
        text="The type is the one that the live table was made with. Types are compared by meaning, as for the models; "
        "what SQLAlchemy makes of a type that SQLite lacks is that type: CHAR(32) is UUID.",
        example="service_name: VARCHAR(128), and the live column is VARCHAR(64)",
    ),
    Code(
        code="VX283",
        title="a live column may be null, or may not",
        titles={"es": "una columna en uso admite nulos y no debería, o al revés"},
        text="The canon says `not null` or `null`, and the live database lets the other happen. A primary key counts as "
        "not null.",
        example="port: INTEGER not null, and the live column was made without NOT NULL",
    ),
    Code(
        code="VX284",
        title="a live column's uniqueness is not the canon's",
        titles={"es": "la unicidad de una columna en uso no es la del canon"},
        text="The canon says `unique` or `primary key`, and the live table has neither such a constraint nor a unique "
        "index of this column alone that holds for all rows.",
        example="service_name: VARCHAR(128) unique, and two rows of one name can be written",
    ),
    Code(
        code="VX285",
        title="a live column's default is not the canon's",
        titles={"es": "el valor por defecto de una columna en uso no es el del canon"},
        text="The canon says `default X`, and the live table gives another one, or none. A default that an ORM fills "
        "in (`default=` of SQLAlchemy) stands in the models alone, and is no drift here.",
        example='host: VARCHAR(128) default localhost, the model has server_default="localhost", the live table none',
    ),
    Code(
        code="VX286",
        title="a live table grew in a way that is not additive",
        titles={"es": "una tabla en uso creció de una manera que no es aditiva"},
        text="Under `policy: additive` a live column beside the canon's must be nullable or have a default in the "
        "database. One that only an ORM fills in is none: older code that still writes rows does not know the column.",
        example="policy: additive, and the live table has a new column region VARCHAR(8) NOT NULL",
    ),
    Code(
        code="VX287",
        title="a live database has more than the canon",
        titles={"es": "una base de datos en uso tiene más que el canon"},
        text="Under `policy: exact` there is no table and no column beside the canon's. SQLite's own tables and those "
        "in which migration tools keep notes, such as alembic_version, are left out.",
        example="policy: exact, and the live database has a table scratch",
    ),
    Code(
        code="VX288",
        masks=True,
        title="the live database is not there, or cannot be read as one",
        titles={"es": "la base de datos en uso no existe, o no se puede leer como tal"},
        text="The system was started here and its database is not where the canon's `url` says, or a file is there that "
        "is no SQLite database or is damaged. All checks of the live database have this one finding.",
        example="url: sqlite:///data/app.db, and the services write to data/other.db",
    ),
)
