"""Holding the routes that a running service says it serves against those that the canon names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._facets.endpoints.answers import served
from pytest_vx11._facets.shared.running import evidence_of, is_down, says_down
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import Asked
from pytest_vx11._observe.python.routes import path_key

#: OpenAPI 3.1, section 4.8.9, Path Item Object; HEAD and OPTIONS never count.
_METHODS = ("get", "put", "post", "delete", "patch", "trace")


def judge_served(check: Check, sight: Sight) -> Judged:
    """`about` is the routes that the canon names, each a method and a path; what /openapi.json lists beside is drift."""
    asked: Asked = sight.see(check.needs[0])
    if says_down(check, sight, asked.answer):
        return Judged(actual="down", findings=(is_down(check, sight, asked.url),))
    known = {(method, path_key(path)) for method, path in check.about}
    extra = [(method, path) for method, path in _routes(served(asked.answer)) if (method, path_key(path)) not in known]
    findings = tuple(
        Finding(
            code="VX271",
            subject=f"{check.service}:{method} {path_key(path)}",
            message=f"{check.service} serves {method} {path}, which the canon does not name",
            expected="no such route",
            actual=f"{method} {path}",
            hint="name it in the canon, or take it out of the service",
            evidence=evidence_of(check, sight, asked)[:1],
        )
        for method, path in extra
    )
    return Judged(actual=[finding.actual for finding in findings] or "none", findings=findings)


def _routes(document: Any) -> Iterator[tuple[str, str]]:
    paths = document.get("paths") if isinstance(document, Mapping) else None
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method in _METHODS:
            if isinstance(item, Mapping) and method in item:
                yield method.upper(), str(path)
