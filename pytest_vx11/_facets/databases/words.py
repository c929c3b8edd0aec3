"""The words of each witness: the codes of its findings, and how it speaks of what it saw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What two witnesses of the same tables say differently."""

    no_table: str
    """The codes, by what is wrong."""
    no_column: str
    type: str
    null: str
    unique: str
    default: str
    closed: str
    more: str

    lacks_table: str
    """What begins the sentence that names the table."""
    live: str = ""
    """What stands before a table or a column."""
    mend_table: str
    """The hints."""
    mend_column: str
    mend: str
    mend_closed: str
    mend_more: str
    untold: str
    """Who does not tell what nobody could read."""


DECLARED = Words(
    no_table="VX180",
    no_column="VX181",
    type="VX182",
    null="VX183",
    unique="VX184",
    default="VX185",
    closed="VX186",
    more="VX187",
    lacks_table="the models declare no table",
    mend_table="declare it, or take it out of the canon",
    mend_column="add it to the models, or take it out of the canon",
    mend="change the models, or the canon",
    mend_closed="make it nullable, or give it a default",
    mend_more="name it in the canon, or drop it",
    untold="the source",
)
RUNNING = Words(
    no_table="VX280",
    no_column="VX281",
    type="VX282",
    null="VX283",
    unique="VX284",
    default="VX285",
    closed="VX286",
    more="VX287",
    lacks_table="the live database has no table",
    live="live ",
    mend_table="migrate the database, or take it out of the canon",
    mend_column="migrate the database, or take it out of the canon",
    mend="migrate the database, or change the canon",
    mend_closed="make it nullable in the database, or give it a default there",
    mend_more="name it in the canon, or drop it from the database",
    untold="the live database",
)
