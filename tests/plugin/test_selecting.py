"""Choosing checks: this plugin's options, and pytest's own, which work as ever."""

from __future__ import annotations

import pytest

from tests.plugin.shop import CANON, COMPOSE, DRIFTED, IDS, Shop, wrote

MODES = """\
modes:
  night: [gateway]
  day: [gateway, orders]
"""


def of(*words: str) -> list[str]:
    """Return the ids of the shop that have each of the words in them."""
    return [each for each in IDS if all(word in each for word in words)]


def test_facets_and_services_are_chosen_and_lists_add_up(shop: Shop) -> None:
    assert shop.collected("--vx11-facet", "ports") == of("::ports::")
    assert shop.collected("--vx11-facet", "ports, resources", "--vx11-service=orders") == [
        each for each in of("::orders::") if "depends_on" not in each
    ]
    repeated = shop.collected("--vx11-facet", "ports", "--vx11-facet", "dependencies")
    assert repeated == [each for each in IDS if "memory" not in each]
    assert shop.collected("--vx11-service", "gateway,orders") == IDS


def test_a_mode_chooses_its_services_and_itself(shop: Shop) -> None:
    shop.write("canon.yaml", CANON + MODES)
    night = [f"canon.yaml::shop::modes::night[{witness}]" for witness in ("declared", "running")]
    assert shop.collected("--vx11-mode", "night") == [*of("::gateway::"), *night]
    assert shop.collected("--vx11-mode", "day", "--vx11-service", "orders") == of("::orders::")
    assert shop.run("--vx11-mode", "night", "--vx11-service", "orders").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_what_is_not_chosen_counts_as_deselected(shop: Shop) -> None:
    shop.run("--vx11-facet", "ports").assert_outcomes(passed=2, skipped=2, deselected=8)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("-k", "orders and memory"), of("::orders::", "memory")),
        (("-k", "8001"), of("8001")),
        (("-k", "not running"), of("[declared]")),
        (("-m", "vx11_ports"), of("::ports::")),
        (("-m", "vx11_declared and not vx11_resources"), [each for each in of("declared") if "memory" not in each]),
        (("-m", "vx11_running"), of("[running]")),
        (("--deselect", "canon.yaml::orders"), of("::gateway::")),
        (("--deselect", DRIFTED), [each for each in IDS if each != DRIFTED]),
    ],
)
def test_pytests_own_options_choose(shop: Shop, options: tuple[str, ...], ids: list[str]) -> None:
    assert shop.collected("--strict-markers", *options) == ids


def test_the_markers_are_known(shop: Shop) -> None:
    shown = wrote(shop.run("--markers"))
    for name in ("vx11_ports", "vx11_syntax", "vx11_declared", "vx11_running", "vx11(service=…, facet=…, system=…)"):
        assert f"@pytest.mark.{name}: " in shown


def test_last_failed_and_failed_first(shop: Shop) -> None:
    shop.drift()
    shop.run().assert_outcomes(passed=5, failed=1, skipped=6)
    assert shop.collected("--lf") == [DRIFTED]
    assert shop.collected("--ff") == [DRIFTED, *(each for each in IDS if each != DRIFTED)]
    shop.write("compose.yaml", COMPOSE)
    shop.run("--lf").assert_outcomes(passed=1)
    assert shop.collected("--lf") == IDS


def test_stop_after_failures(shop: Shop) -> None:
    shop.write("compose.yaml", COMPOSE.replace('"8', '"18'))
    shop.run("-x").assert_outcomes(failed=1)
    shop.run("--maxfail=2").assert_outcomes(passed=2, failed=2, skipped=3)
    result = shop.run("--stepwise")
    result.assert_outcomes(failed=1)
    shop.write("compose.yaml", COMPOSE.replace('"8001', '"18001'))
    shop.run("--stepwise").assert_outcomes(passed=3, failed=1, skipped=3)
    shop.run("--stepwise-skip").assert_outcomes(passed=2, failed=1, skipped=3, deselected=6)


def test_collecting_only_looks_at_nothing_and_writes_no_report(shop: Shop) -> None:
    (shop.path / "compose.yaml").unlink()
    result = shop.run("--collect-only", "--vx11-report", "json:report.json")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["*<CanonFile canon.yaml>", "*<Group gateway>", "*<Group ports>", "*<CheckItem 8000[[]declared]>"]
    )
    assert not (shop.path / "report.json").exists()
    assert "drift table" not in wrote(result)
