"""Normal forms of SQL types, so that two ways to write one type are equal.

Synonyms are those of PostgreSQL (manual, table 8.1), MySQL (manual, 13.1 and 13.9), SQLite (datatype3.html, 3.1)
and SQLAlchemy's generic types.
"""

from __future__ import annotations

from pytest_vx11._observe.tables.model import SqlType

_SYNONYMS = {
    "INTEGER": "INT INT4 SERIAL SERIAL4",
    "SMALLINT": "INT2 SMALLSERIAL SERIAL2",
    "BIGINT": "INT8 BIGSERIAL SERIAL8",
    "VARCHAR": "CHARACTER|VARYING CHAR|VARYING",
    "NVARCHAR": "NATIONAL|CHARACTER|VARYING NATIONAL|CHAR|VARYING NATIONAL|VARCHAR NCHAR|VARYING",
    "CHAR": "CHARACTER BPCHAR",
    "NCHAR": "NATIONAL|CHARACTER NATIONAL|CHAR NATIVE|CHARACTER",
    "BOOLEAN": "BOOL",
    "NUMERIC": "DECIMAL DEC FIXED",
    "DOUBLE": "DOUBLE|PRECISION FLOAT8",
    "REAL": "FLOAT4",
    "BLOB": "BYTEA",
    "TIMESTAMP": "DATETIME TIMESTAMP|WITHOUT|TIME|ZONE",
    "TIMESTAMPTZ": "TIMESTAMP|WITH|TIME|ZONE",
    "TIME": "TIME|WITHOUT|TIME|ZONE",
    "TIMETZ": "TIME|WITH|TIME|ZONE",
    "VARBIT": "BIT|VARYING",
}
_NORMAL = {synonym.replace("|", " "): name for name, those in _SYNONYMS.items() for synonym in those.split()}


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


_OTHERS = word_set("""
    BINARY BIT BOX CIDR CIRCLE CITEXT CLOB DATE DATETIME2 DATETIMEOFFSET DATERANGE ENUM FLOAT GEOGRAPHY GEOMETRY HSTORE
    IMAGE INET INT4RANGE INT8RANGE INTERVAL JSON JSONB LINE LONGBLOB LONGTEXT LSEG LTREE MACADDR MACADDR8 MEDIUMBLOB
    MEDIUMINT MEDIUMTEXT MONEY NTEXT NUMBER NUMRANGE OID PATH POINT POLYGON REGCLASS ROWVERSION SET SMALLDATETIME
    SMALLMONEY SQL_VARIANT TEXT TINYBLOB TINYINT TINYTEXT TSQUERY TSRANGE TSTZRANGE TSVECTOR UNIQUEIDENTIFIER UUID
    VARBINARY VARCHAR2 VECTOR XML YEAR
""")
#: Every type name that is understood, in upper case.
KNOWN = frozenset([*_NORMAL, *_SYNONYMS, *_OTHERS])
#: Types that count up by themselves (PostgreSQL, 8.1.4); they are also not null.
SERIALS = word_set("SERIAL SERIAL4 SERIAL2 SERIAL8 SMALLSERIAL BIGSERIAL")

# An integer's argument is how wide it is shown, a floating number's only picks among widths, TEXT's is a hint.
_WITHOUT_ARGS = word_set("INTEGER SMALLINT BIGINT MEDIUMINT TINYINT FLOAT REAL DOUBLE TEXT YEAR BOOLEAN BLOB")


def normal_type(name: str, args: tuple[int, ...] = (), *, text: str = "", others: tuple[SqlType, ...] = ()) -> SqlType:
    """Return the type called `name`, whose words stand apart by one blank, in its normal form."""
    upper = name.upper()
    if upper == "TINYINT" and args == (1,):  # MySQL's BOOLEAN
        upper, args = "BOOLEAN", ()
    base, unsigned, _ = upper.partition(" UNSIGNED")
    normal = _NORMAL.get(base, base)
    return SqlType(name=normal + unsigned, args=_normal_args(normal, args), text=text or name, others=others)


def _normal_args(name: str, args: tuple[int, ...]) -> tuple[int, ...]:
    if name in _WITHOUT_ARGS:
        return ()
    if name == "NUMERIC" and len(args) == 2 and args[1] == 0:
        return args[:1]
    return args


def same_type(claimed: SqlType, found: SqlType) -> bool:
    """Return whether `found` is what `claimed` asks for.

    A claim without arguments takes any: VARCHAR is fulfilled by VARCHAR(128), but VARCHAR(128) not by VARCHAR.
    DATETIME and TIMESTAMP are one type, TIMESTAMPTZ is another; FLOAT takes REAL and DOUBLE, which of the two an
    engine makes of it being its own affair. Where one declaration gives other types on other engines, any will do.
    """
    return any(_same(one, other) for one in (claimed, *claimed.others) for other in (found, *found.others))


def _same(claimed: SqlType, found: SqlType) -> bool:
    names = {claimed.name, found.name}
    if len(names) > 1 and names not in ({"FLOAT", "REAL"}, {"FLOAT", "DOUBLE"}):
        return False
    default = (1,) if claimed.name in ("CHAR", "NCHAR", "BIT") else ()
    return not claimed.args or claimed.args == (found.args or default)
