"""Facets that are not built in, beside the others: what is wrong with one is an error at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._engine.plan import load_plans
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.builtin import builtin_facets
from tests.extensions.loading import OWNERS, README, plan, write, wrong

AT = "canon.yaml:3:14: checks/own.py: "


def told(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return what is wrong with the facet of owners, of which one thing is otherwise."""
    assert old in OWNERS
    return wrong(write(tmp_path, "[checks/own.py]", own=OWNERS.replace(old, new)))


def test_a_name_of_a_built_in_facet(tmp_path: Path) -> None:
    assert told(tmp_path, 'name = "owners"', 'name = "ports"') == [
        f'{AT}Owners: there is a facet "ports" already, of the built-in facet ports (give it another name)'
    ]


def test_two_facets_of_one_name(tmp_path: Path) -> None:
    path = write(tmp_path, "[checks/own.py, checks/two.py]", own=OWNERS, two=README.replace('"docs"', '"owners"'))
    assert wrong(path) == [
        'canon.yaml:3:29: checks/two.py: @check owners: there is a facet "owners" already, of checks/own.py '
        "(give it another name)"
    ]


@pytest.mark.parametrize("name", ['"Owners"', '"own ers"', '"declared"', "5", '""', '"::"'])
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    (said,) = told(tmp_path, 'name = "owners"', f"name = {name}")
    assert said.startswith(f"{AT}Owners: its name is {name}".replace('"', "'"))


def test_no_name(tmp_path: Path) -> None:
    (said,) = told(tmp_path, '    name = "owners"\n', "")
    assert said.startswith(f"{AT}Owners: its name is None (a facet's name is lower-case letters")


def test_two_codes_of_one_name(tmp_path: Path) -> None:
    one = "Code(code='OWN1', title='{}', text='b', example='c')"
    twice = f"codes = ({one.format('a')}, {one.format('d')})"
    (said,) = told(tmp_path, OWNERS[OWNERS.index("codes") : OWNERS.index("\n\n    def plan")], twice)
    assert said == f'{AT}Owners: there is a code "OWN1" already, of checks/own.py (give it another name)'


def test_two_facets_with_one_code(tmp_path: Path) -> None:
    two = OWNERS.replace('name = "owners"', 'name = "others"').replace('"owner": ', '"other": ')
    assert wrong(write(tmp_path, "[checks/own.py, checks/two.py]", own=OWNERS, two=two)) == [
        'canon.yaml:3:29: checks/two.py: Owners: there is a code "OWN1" already, of checks/own.py (give it another name)'
    ]


def test_two_facets_may_share_one_code(tmp_path: Path) -> None:
    more = "\n\nclass Others(Owners):\n    name = 'others'\n    schema = SchemaPart()\n"
    assert plan(write(tmp_path, "[checks/own.py]", own=OWNERS + more)).facets[-1].name == "others"


@pytest.mark.parametrize("code", ["VX104", "VX999", "own1", "", "A B", "VX104:x"])
def test_a_code_that_is_none_of_its_own(tmp_path: Path, code: str) -> None:
    (said, *_) = told(tmp_path, '"OWN1", title', f'"{code}", title')
    assert "capitals, digits, _ and -, as TLS1" in said or "already, of the built-in facet" in said


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ('SchemaPart(top={"system": schema.text()})',
         'there is a key "system" at the top of the canon already, of pytest-vx11 itself (give it another name)'),
        ('SchemaPart(top={"services": schema.text()})',
         'there is a key "services" at the top of the canon already, of pytest-vx11 itself (give it another name)'),
        ('SchemaPart(service={"run": schema.text()})',
         'there is a key "run" of a service already, of pytest-vx11 itself (give it another name)'),
        ('SchemaPart(service={"port": schema.text()})',
         'there is a key "port" of a service already, of the built-in facet ports (give it another name)'),
        ('SchemaPart(service={"x-owner": schema.text()})',
         'its key "x-owner" is none: a key is text that does not begin with x-, which is free'),
        ('SchemaPart(service={"owner": {"type": "strin"}})',
         'the schema of its key "owner" is none: $.type: \'strin\' is not valid under any of the given schemas'),
        ('SchemaPart(service={"owner": {"$ref": "https://example.org/x"}})',
         'the schema of its key "owner" is none: its $ref "https://example.org/x" leads out of the canon\'s own schema'),
        ('SchemaPart(service={"owner": "text"})', "the schema of its key \"owner\" is none: it is 'text', and no mapping"),
        ('{"owner": {}}', "its schema is {'owner': {}} (schema = SchemaPart(service={…}))"),
    ],
)  # fmt: skip
def test_a_schema_that_clashes_or_is_none(tmp_path: Path, part: str, message: str) -> None:
    old = OWNERS[OWNERS.index("SchemaPart(service") : OWNERS.index("\n    codes")]
    assert told(tmp_path, old, part) == [f"{AT}Owners: {message}"]


def test_codes_that_are_none(tmp_path: Path) -> None:
    old = OWNERS[OWNERS.index("(Code(") : OWNERS.index("\n\n    def plan")]
    (said,) = told(tmp_path, old, '["OWN1"]')
    assert said == f"{AT}Owners: its codes are ['OWN1'] (codes = (Code(…), Code(…)))"


def test_functions_of_one_facet_are_one_facet(tmp_path: Path) -> None:
    other = README.replace("readme", "licence")
    path = write(tmp_path, "[checks/a.py, checks/b.py]", a=README, b=other)
    assert [check.subject for check in plan(path).checks if check.facet == "docs"] == ["readme", "licence"]
    assert [facet.name for facet in plan(path).facets].count("docs") == 1


def test_two_functions_of_one_name_are_told_by_their_files(tmp_path: Path) -> None:
    (name, code) = wrong(write(tmp_path, "[checks/a.py, checks/b.py]", a=README, b=README.replace("a README", "one")))
    assert code == (
        'canon.yaml:3:27: checks/b.py: check readme: the facet docs has a code "DOCS_README" already, of checks/a.py, '
        "first in checks/a.py:4 (give it another name)"
    )
    assert 'has a check "readme" already' in name


def test_facets_of_two_canons_clash_as_those_of_one(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        write(folder, "[checks/own.py]", own=OWNERS)
    (other / "canon.yaml").write_text((one / "canon.yaml").read_text().replace("system: shop", "system: other"))
    with pytest.raises(CanonError) as raised:
        load_plans([one / "canon.yaml", other / "canon.yaml"], builtin_facets())
    assert 'there is a facet "owners" already, of checks/own.py' in str(raised.value)
