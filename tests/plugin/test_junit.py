"""JUnit's file tells of each check what it is and what came of it, whichever way pytest runs it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.plugin.shop import DRIFTED, IDS, Shop

LISTENS = "def pytest_runtest_setup(item): pass\n"
RECORDS = """\
import json, pathlib

def pytest_runtest_logreport(report):
    with pathlib.Path("reports.jsonl").open("a") as file:
        file.write(json.dumps(report.when) + "\\n")
"""
BASELINE = """\
baseline: 1
accepted:
  - {key: VX104:orders:8001, value: 8011, reason: until the <migration> & then, owner: ana}
"""
WAYS = pytest.mark.parametrize("listens", ["", LISTENS], ids=["short", "own"])
WORKERS = pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "xdist"])


def cases(shop: Shop, *arguments: str) -> dict[str, ElementTree.Element]:
    """Run, and return each test case of the file by its node id."""
    shop.run("--junitxml=junit.xml", *arguments)
    suite = ElementTree.parse(shop.path / "junit.xml").getroot()[0]
    found = {f"{case.get('classname')}.{case.get('name')}": case for case in suite.iter("testcase")}
    assert len(found) == int(suite.get("tests", "")) == len(IDS)
    return {each: found[each.replace("::", ".")] for each in IDS}


def properties(case: ElementTree.Element) -> dict[str, str]:
    """Return the properties of a case, none of which is there twice."""
    every = [(str(each.get("name")), str(each.get("value"))) for each in case.findall("properties/property")]
    assert len(dict(every)) == len(every)
    return dict(every)


@WAYS
@WORKERS
def test_each_check_has_its_properties(shop: Shop, listens: str, workers: tuple[str, ...]) -> None:
    shop.write("conftest.py", listens)
    shop.drift()
    for nodeid, case in cases(shop, *workers).items():
        _, service, facet, name = nodeid.split("::")
        witness = name.rpartition("[")[2].rstrip("]")
        verdict = "unverified" if witness == "running" else "drift" if nodeid == DRIFTED else "match"
        assert properties(case) == {
            "vx11_id": f"shop::{service}::{facet}::{name}",
            "vx11_facet": facet,
            "vx11_service": service,
            "vx11_witness": witness,
            "vx11_verdict": verdict,
        }


@WAYS
@WORKERS
def test_what_is_waived_is_told_apart_from_what_passed_and_what_nobody_saw(
    shop: Shop, listens: str, workers: tuple[str, ...]
) -> None:
    shop.write("conftest.py", listens)
    shop.write("baseline.yaml", BASELINE)
    shop.drift()
    found = cases(shop, *workers)
    waived = found[DRIFTED]
    assert properties(waived)["vx11_verdict"] == "waived"
    (skipped,) = waived.findall("skipped")
    assert skipped.get("type") == "pytest.xfail"
    assert str(skipped.get("message")).startswith("until the <migration> & then")
    seen = [[child.tag for child in case if child.tag != "properties"] for case in found.values()]
    assert [tags for nodeid, tags in zip(IDS, seen, strict=True) if "declared" in nodeid and nodeid != DRIFTED] == [
        []
    ] * 5
    unseen = [case.find("skipped") for nodeid, case in found.items() if "running" in nodeid]
    assert {each.get("type") for each in unseen if each is not None} == {"pytest.skip"}


def test_a_users_own_properties_are_kept(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_itemcollected(item): item.user_properties.append(('owner', 'x'))\n")
    assert {properties(case)["owner"] for case in cases(shop).values()} == {"x"}


@pytest.mark.parametrize("options", [("-x",), ("--lf",), ("--durations=0", "-vv"), ("-o", "junit_family=xunit1")])
def test_the_report_of_the_teardown_disturbs_nobody(shop: Shop, options: tuple[str, ...]) -> None:
    shop.drift()
    without = shop.run(*options)
    shop.path.joinpath(".pytest_cache/v/cache/lastfailed").unlink(missing_ok=True)
    beside = shop.run("--junitxml=junit.xml", *options)
    assert beside.parseoutcomes() == without.parseoutcomes()
    assert beside.ret == without.ret == pytest.ExitCode.TESTS_FAILED


def test_without_the_file_a_check_is_one_report(shop: Shop) -> None:
    shop.write("conftest.py", RECORDS)
    shop.run()
    assert (shop.path / "reports.jsonl").read_text().splitlines() == ['"call"'] * len(IDS)
    (shop.path / "reports.jsonl").unlink()
    shop.run("--junitxml=junit.xml")
    assert (shop.path / "reports.jsonl").read_text().splitlines() == ['"call"', '"teardown"'] * len(IDS)
