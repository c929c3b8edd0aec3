"""coherence: contradictions of a system with itself. The key is validated; nobody looks yet."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import END, FREE_KEYS, GLOB, SchemaPart, choice, keys, pattern, some, text
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet

_CODE = "VX[0-9]{3}"
# YAML 1.1 reads off as false.
_LEVEL = choice("off", "note", "warning", "error", False, title="one of off, note, warning, error")
_GROUP = "VX3"


class Coherence(Facet):
    """One check a service and group of codes, and one of the whole."""

    name = "coherence"
    schema = SchemaPart(
        top={
            "coherence": {
                "type": "object",
                "title": "what becomes of a contradiction, by its code",
                "description": "How contradictions of the system with itself are told, by code.",
                "minProperties": 1,
                "properties": {
                    "except": some(
                        keys(
                            "an exception",
                            {"code": pattern("a code such as VX305", _CODE), "path": GLOB, "why": text("a reason")},
                            required=("code", "why"),
                        ),
                        "a list of exceptions",
                    )
                },
                "patternProperties": {FREE_KEYS: True, f"^{_CODE}{END}": _LEVEL},
                "additionalProperties": False,
                "x-names": "a code such as VX301, or except",
            }
        }
    )

    def plan(self, canon: Canon) -> Iterator[Check]:
        """The codes are not there yet, so all of them are one group."""
        said = canon.section("coherence")
        if said is not None:
            at = canon.said.key_at("coherence")
            for name in (*canon.services, canon.system):
                yield self.declared(canon, _GROUP, "no contradiction", at, service=name)
