"""A facet of one's own, as its author would test it: each service has an owner, whom a file of the tree names."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11 import (
    Canon,
    Check,
    Code,
    Facet,
    Finding,
    Judged,
    Place,
    SchemaPart,
    Service,
    Sight,
    check,
    needs,
    schema,
)
from pytest_vx11.needs import File, Tree

CANON = "services: {orders: {owner: sales}}"
OWNER = "orders::owners::owner[declared]"


class Owners(Facet):
    """`owner: sales` of a service: a line of the file CODEOWNERS."""

    name = "owners"
    schema = SchemaPart(service={"owner": schema.text("a team")})
    codes = (Code(code="OWN1", title="no such owner", text="The file does not name the team.", example="owner: x"),)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """Yield one check a service."""
        for service in canon.services.values():
            if said := service.stated("owner"):
                need = needs.file(canon.root, "CODEOWNERS")
                yield self.declared(canon, "owner", said.value, said.at, needs=(need,), service=service.name)

    def judge(self, check: Check, sight: Sight) -> Judged:
        """Look for the team."""
        teams = sight.see(check.needs[0]).text.split()
        if check.expected in teams:
            return Judged(actual=check.expected)
        finding = Finding(code="OWN1", subject=check.service, message="nobody owns it", expected=check.expected)
        return Judged(actual=teams, findings=(finding,))


@check("docs")
def readme(service: Service, tree: Tree) -> str | None:
    """Every service has a README.md in its folder."""
    return None if tree.has(f"{service.code}/README.md", folder=False) else f"{service.name} has no README.md"


def owned_by(*teams: str) -> File:
    """Return the file as it names some teams."""
    return File(place=Place("CODEOWNERS"), data="\n".join(teams).encode())
