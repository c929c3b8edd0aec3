from __future__ import annotations

import random

import pytest

from pytest_vx11._source.units import parse_duration, parse_size, show_duration, show_size


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0), ("0s", 0), ("1ns", 1), ("1us", 1000), ("1µs", 1000), ("1μs", 1000), ("500ms", 5 * 10**8),
        ("30s", 30 * 10**9), ("1m30s", 90 * 10**9), ("1.5h", 5400 * 10**9), (".5s", 5 * 10**8), ("-1s", -(10**9)),
        ("+1s", 10**9), ("1h0m0.000000001s", 3600 * 10**9 + 1),
    ],
)  # fmt: skip
def test_a_duration_is_read_as_compose_reads_it(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text", ["", "5", "s", "1 s", "1d", "1S", "1s ", "1s\n", "--1s", "1.2.3s", "٣s", "1s" * 100, "0\n"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration: write numbers and units, such as 30s, 500ms or 1m30s$"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0), ("1024", 1024), ("512m", 512 * 1024**2), ("512MB", 512 * 1024**2), ("512MiB", 512 * 1024**2),
        ("1.5g", 1536 * 1024**2), ("1 k", 1024), ("2t", 2 * 1024**4), ("1p", 1024**5), (" 1b ", 1),
    ],
)  # fmt: skip
def test_a_size_is_read_as_compose_reads_it(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "m", "-1", "1x", "1mm", "1e3", "1,5g", "٣m", "9" * 65])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no size: write a number and its unit, such as 512m or 1g$"):
        parse_size(text)


@pytest.mark.parametrize(("size", "text"), [(0, "0"), (1, "1"), (1024, "1k"), (1536, "1536"), (512 * 1024**2, "512m")])
def test_a_size_is_shown_in_the_largest_unit_that_divides_it(size: int, text: str) -> None:
    assert show_size(size) == text


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(0, "0s"), (90 * 10**9, "1m30s"), (-(10**9), "-1s"), (1_500_000_000, "1s500ms"), (1, "1ns")],
)
def test_a_duration_is_shown_the_short_way(nanoseconds: int, text: str) -> None:
    assert show_duration(nanoseconds) == text


def test_what_is_shown_is_read_back() -> None:
    choose = random.Random(1)
    for _ in range(500):
        number = choose.randrange(10 ** choose.randrange(1, 17))
        assert parse_size(show_size(number)) == number
        assert parse_duration(show_duration(number)) == number
        assert parse_duration(show_duration(-number)) == -number
