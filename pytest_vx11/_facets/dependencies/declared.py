"""Holding the declared dependencies against the canon's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place


def judge_set(check: Check, service: Declared, _: Sight) -> Judged:
    """`about` maps each wanted service to its condition, or to None where none is stated."""
    wanted: Mapping[str, str | None] = check.about
    declared = {each.name: each for each in service.depends_on}
    findings: list[Finding] = []

    def find(code: str, name: str, message: str, expected: Any, actual: Any, at: Place, hint: str) -> None:
        subject = f"{check.service}:{name}"
        findings.append(
            Finding(
                code=code, subject=subject, message=message, expected=expected, actual=actual, hint=hint, places=(at,)
            )
        )

    at = service.raw.key_at("depends_on") if declared else service.place
    for name, condition in wanted.items():
        if name not in declared:
            message = f"{check.service} does not depend on {name}"
            find(
                "VX130",
                name,
                message,
                list(wanted),
                list(declared),
                at,
                f"add {name} to depends_on in the Compose file",
            )
        elif condition and declared[name].condition != condition:
            message = f"{check.service} waits for {name} to be {declared[name].condition}, the canon wants {condition}"
            hint = f"set condition: {condition} in the Compose file"
            find("VX132", name, message, condition, declared[name].condition, declared[name].place, hint)
    for name, dependency in declared.items():
        if name not in wanted:
            message = f"{check.service} depends on {name}, which the canon does not say"
            hint = "take it out of the Compose file, or add it to the canon"
            find("VX131", name, message, list(wanted), list(declared), dependency.place, hint)
    return Judged(actual=list(declared), findings=tuple(findings), places=(at,) if declared else ())
