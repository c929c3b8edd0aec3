"""The baseline's JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from pytest_vx11._canon.part import END, described, keys, some, text

FORMAT = 1
_DAY = text("a date such as 2027-01-31", pattern=rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}")

_ENTRY = keys(
    "an accepted finding",
    {
        "key": described(
            "The key of a finding, as reports have it: VX104:madre:8001. A * stands for any text, [*] for a star.",
            text("a finding's key"),
        ),
        "reason": described("Why it is accepted.", text("why it is accepted")),
        "system": described(
            "The system that it is of, where several canons share the baseline.", text("a system's name")
        ),
        "owner": described("Who sees to it.", text("a name")),
        "expires": described("The last day on which it is accepted, in UTC.", _DAY),
        "value": described("What was found when it was accepted; another value is new drift.", {"title": "a value"}),
    },
    required=("key", "reason"),
)
ENTRIES = some(_ENTRY, "a list of accepted findings", at_least=0)


def baseline_schema() -> dict[str, Any]:
    """Return the schema of a baseline that has a `baseline:` at its top."""
    top = {
        "baseline": described(
            "The version of the baseline's format.",
            {"const": FORMAT, "title": f"{FORMAT}, the format this version reads"},
        ),
        "accepted": described("The accepted findings, by key.", ENTRIES),
    }
    whole = keys("a baseline of pytest-vx11", top, required=("baseline", "accepted"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}
