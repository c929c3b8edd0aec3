"""The facet by facts that are given: no Redis."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11 import CanonError, Unseen
from pytest_vx11.testing import Harness, judge
from vx11_queue_depth.facet import Queues
from vx11_queue_depth.length import Key

CANON = """
services: {redis: {port: 6379}}
queues:
  x-note: this key is free
  jobs: {service: redis, list: jobs, at_most: 100}
  beat: {service: redis, list: beat, database: 3, required: true, at_most: 1}
"""
NONE = Key(kind="none", length=0)


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    return Harness(tmp_path, Queues)


def found(harness: Harness, queue: str, key: Key) -> list[str]:
    """Return the keys of what is found in a queue."""
    check = harness.check(CANON, f"redis::queues::{queue}[running]")
    return [finding.key for finding in judge(check, key).findings]


def test_each_queue_is_a_check_of_its_service_and_of_what_runs(harness: Harness) -> None:
    ids = [check.id for check in harness.checks(CANON) if check.facet == "queues"]
    assert ids == ["shop::redis::queues::jobs[running]", "shop::redis::queues::beat[running]"]


@pytest.mark.parametrize("length", [0, 1, 100])
def test_as_many_as_are_allowed_match(harness: Harness, length: int) -> None:
    assert found(harness, "jobs", Key(kind="list", length=length)) == []


def test_one_more_is_too_deep_and_says_by_how_much(harness: Harness) -> None:
    check = harness.check(CANON, "redis::queues::jobs[running]")
    (finding,) = judge(check, Key(kind="list", length=101)).findings
    assert (finding.key, finding.actual) == ("QUEUE1:redis:jobs", 101)
    assert finding.message == "the queue jobs of redis is 101 deep, the canon allows 100"


def test_a_list_that_is_not_there_is_empty_or_is_found_where_it_is_wanted(harness: Harness) -> None:
    assert found(harness, "jobs", NONE) == []
    assert found(harness, "beat", NONE) == ["QUEUE2:redis:beat"]


@pytest.mark.parametrize("kind", ["string", "stream", "zset"])
def test_what_is_no_list_is_found_whatever_is_wanted_of_it(harness: Harness, kind: str) -> None:
    assert found(harness, "jobs", Key(kind=kind, length=0)) == ["QUEUE3:redis:jobs"]
    assert found(harness, "beat", Key(kind=kind, length=0)) == ["QUEUE3:redis:beat"]


def test_a_redis_that_does_not_answer_is_no_finding(harness: Harness) -> None:
    check = harness.check(CANON, "redis::queues::jobs[running]")
    verdict = judge(check, {check.needs[0]: Unseen("nobody answers")})
    assert (verdict.outcome.value, verdict.reason, verdict.findings) == ("unverified", "nobody answers", ())


@pytest.mark.parametrize(
    ("queue", "told"),
    [
        (
            "{service: redes, list: jobs, at_most: 1}",
            'queues.jobs: there is no service "redes" (did you mean "redis"?)',
        ),
        ("{service: redis, list: jobs}", "queues.jobs: asserts nothing (give it at_most, or required: true)"),
        ("{service: redis, list: jobs, required: false}", "queues.jobs: asserts nothing"),
        ("{service: redis, at_most: 1}", 'the key "list" is missing'),
        ("{service: redis, list: jobs, at_most: -1}", "queues.jobs.at_most: expected a number from 0"),
        ("{service: redis, list: jobs, at_mots: 1}", 'unknown key "at_mots" (did you mean "at_most"?)'),
    ],
)
def test_what_is_wrong_with_the_canon_is_told(harness: Harness, queue: str, told: str) -> None:
    with pytest.raises(CanonError) as error:
        harness.checks(f"services: {{redis: {{port: 6379}}}}\nqueues: {{jobs: {queue}}}")
    assert told in str(error.value)
