from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Finding
from pytest_vx11._source.place import Place

CHECK = Check(
    system="vx11", service="madre", facet="ports", subject="8001", witness=Witness.DECLARED, expected=8001,
    at=Place("/canon.yaml", 3, 5),
)  # fmt: skip


def test_an_id_is_made_of_system_service_facet_subject_and_witness() -> None:
    assert CHECK.id == "vx11::madre::ports::8001[declared]"
    assert replace(CHECK, witness=Witness.RUNNING).id == "vx11::madre::ports::8001[running]"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("GET /session/{session_id}", "GET /session/{session_id}"),
        ("**/*.py", "**/*.py"),
        ("[::1]:80:80", "[%3A%3A1]:80:80"),
        ("a::b::c", "a%3A%3Ab%3A%3Ac"),
        ("a:b", "a:b"),
        ("línea", "línea"),
        ("two\nlines\ttabbed", "two\\nlines\\ttabbed"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("right\u202eto left", "right\\u202eto left"),
    ],
)
def test_a_subject_stands_in_the_id_on_one_line_and_without_the_divider(subject: str, name: str) -> None:
    check = replace(CHECK, subject=subject)
    assert check.name == f"{name}[declared]"
    assert check.id.count("::") == 3


def test_a_long_subject_is_cut() -> None:
    assert len(replace(CHECK, subject="x" * 10_000).name) < 350


def test_a_key_is_the_code_and_the_subject_and_nothing_else() -> None:
    one = Finding(code="VX104", subject="madre:8001", message="published as 8002", places=(Place("/a.yaml", 5, 1),))
    other = replace(one, message="published as 8003", places=(Place("/b.yaml", 99),), hint="do it", actual=8003)
    assert one.key == other.key == "VX104:madre:8001"
