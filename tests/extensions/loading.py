"""A canon that names extensions, and what is said of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.place import Place

OWNERS = """\
from pytest_vx11 import Code, Facet, Finding, Judged, SchemaPart, schema


class Owners(Facet):
    name = "owners"
    schema = SchemaPart(service={"owner": schema.pattern("a team such as team-a", "team-[a-z]+")})
    codes = (Code(code="OWN1", title="nobody owns it", text="Name a team.", example="owner: team-a"),)

    def plan(self, canon):
        for service in canon.services.values():
            if said := service.stated("owner"):
                yield self.declared(canon, "owner", said.value, said.at, service=service.name)

    def judge(self, check, sight):
        if check.expected == "team-a":
            return Judged(actual="team-a")
        return Judged(findings=(Finding(code="OWN1", subject=check.service, message="nobody owns it"),))
"""
README = """\
from pytest_vx11 import check


@check("docs")
def readme(service, tree):
    \"\"\"Every service has a README.\"\"\"
    if not tree.has(f"{service.code}/README", folder=False):
        return f"{service.name} has none"
"""


def write(folder: Path, extensions: str, rest: str = "services: {orders: {port: 1}}\n", **files: str) -> Path:
    """Write a canon and files of `checks/`; return the canon's path."""
    (folder / "checks").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "checks" / f"{name}.py").write_text(text, encoding="utf-8")
    path = folder / "canon.yaml"
    path.write_text(f"canon: 1\nsystem: shop\nextensions: {extensions}\n{rest}", encoding="utf-8")
    return path


def plan(path: Path, *facets: Facet) -> Plan:
    return load_plan(path, (*builtin_facets(), *facets), {})


def wrong(path: Path, *facets: Facet) -> list[str]:
    """Return what is wrong with a canon, with places relative to its folder."""

    def shown(place: Place) -> str:
        return str(Place(os.path.relpath(place.path, path.parent), place.line, place.col))

    with pytest.raises(CanonError) as raised:
        plan(path, *facets)
    return [problem.shown(shown) for problem in raised.value.problems]
