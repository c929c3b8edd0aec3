"""What can be wrong with a database, in words."""

from __future__ import annotations

from pytest_vx11.checks.code import Code

CODES = (
    Code(
        code="VX180",
        title="a table is not declared",
        text="Neither a model nor a CREATE TABLE of `models` declares the table.",
        example="tables: {forensic_ledger: {id: INTEGER}}, and no model has that __tablename__",
    ),
    Code(
        code="VX181",
        title="a column is not declared",
        text="The table is declared without the column.",
        example="copilot_runtime_services: {http_code: INTEGER}, and the model has no http_code",
    ),
    Code(
        code="VX182",
        title="a column is of another type",
        text="Types are compared by meaning: INT is INTEGER, String(128) is VARCHAR(128).",
        example="service_name: VARCHAR(128), and the model says String(64)",
    ),
    Code(
        code="VX183",
        title="a column may be null, or may not",
        text="The canon says `not null` or `null`, and the models say the other.",
        example="port: INTEGER not null, and the model says Column(Integer)",
    ),
    Code(
        code="VX184",
        title="a column's uniqueness is not the canon's",
        text="The canon says `unique` or `primary key`, and the models do not.",
        example="service_name: VARCHAR(128) unique, and the model has no unique=True",
    ),
    Code(
        code="VX185",
        title="a column's default is not the canon's",
        text="The canon says `default X`, and the models give another one, or none.",
        example="host: VARCHAR(128) default localhost, and the model has no default",
    ),
    Code(
        code="VX186",
        title="a schema grew in a way that is not additive",
        text="Under `policy: additive` a column beside the canon's must be nullable or have a default, so that rows can "
        "still be written by those who do not know it.",
        example="policy: additive, and the model gains Column(Integer, nullable=False)",
    ),
    Code(
        code="VX187",
        title="a schema has more than the canon",
        text="Under `policy: exact` there is no table and no column beside the canon's.",
        example="policy: exact, and the models have a table scratch",
    ),
)
