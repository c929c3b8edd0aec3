"""What a person sees: the whole text of a run, and nothing in it that could harm a terminal."""

from __future__ import annotations

import pytest

from tests.plugin.shop import CANON, COMPOSE, Shop, wrote

GOLDEN = """\
vx11: canon.yaml (shop 1.0), 12 checks, tree .
vx11: runtime none: the canon says no `run` for gateway, orders, so that nothing can be started
collected 12 items

canon.yaml .s.s.sFsFs.s                                                  [100%]

=================================== FAILURES ===================================
_________________________ orders ports 8001[declared] __________________________
compose.yaml:10: orders publishes 8011:8001, the canon wants 8001:8001 (VX104)
  canon     canon.yaml:11
  expected  8001
  found     8011
  to do     publish "8001:8001" in the Compose file, or change the canon
______________________ orders resources memory[declared] _______________________
compose.yaml:6: the memory limit of orders is none, the canon wants 512m (VX120)
  canon     canon.yaml:5
  expected  512m
  found     none
  to do     set mem_limit: 512m in the Compose file, or change the canon
================================= drift table ==================================
facet            canon  declared       running       match
ports            2      1 ok, 1 drift  2 unverified  NO
  orders 8001    8001   8011           -             NO
resources        2      1 ok, 1 drift  2 unverified  NO
  orders memory  512m   none           -             NO
dependencies     2      2 ok           2 unverified  yes
12 checks: 4 match, 2 drift, 0 waived, 6 unverified
unverified, because:
     6  nothing runs: the canon says no `run` for gateway, orders, so that nothing can be started
report: report.json
truth: .vx11/truth.db
=========================== short test summary info ============================
"""


def test_the_whole_text_of_a_run_with_drift(shop: Shop) -> None:
    without_limit = COMPOSE.replace("image: orders\n    mem_limit: 512m", "image: orders")
    shop.write(
        "compose.yaml",
        without_limit.replace('"8001:', '"8011:').replace('    ports: ["8011', '    x-a: 1\n    ports: ["8011'),
    )
    result = shop.run("--vx11-report", "json:report.json")
    shown = [line for line in result.outlines if not line.startswith(("platform ", "rootdir: ", "plugins: ", "====="))]
    expected = [line for line in GOLDEN.splitlines() if not line.startswith("=====")]
    assert shown[: len(expected)] == expected
    heads = [line.strip("= ") for line in result.outlines if line.startswith("=====")]
    assert heads[:4] == ["test session starts", "FAILURES", "drift table", "short test summary info"]


def test_a_quiet_run_still_tells_drift_and_the_table(shop: Shop) -> None:
    shop.drift()
    result = shop.run("-q", "--tb=no")
    assert "vx11: canon.yaml" not in wrote(result)
    assert "  orders 8001  8001   8011           -             NO" in result.outlines


def test_the_header_says_why_no_runtime(shop: Shop) -> None:
    assert "vx11: runtime none: as --vx11-runtime or vx11_runtime says" in shop.run("--vx11-runtime", "none").outlines
    shop.pytester.makeini("[pytest]\nvx11_runtime = none")
    assert "vx11: runtime none: as --vx11-runtime or vx11_runtime says" in shop.run().outlines


HOSTILE = "\\e[31mred\\e[0m\\r\\n\\tover \\u202Eright\\u200B\\u2028 end\\x07"
SHOWN = r"\x1b[31mred\x1b[0m\r\n\tover \u202eright\u200b\u2028 end\x07"


def test_names_and_values_from_outside_are_shown_as_text(shop: Shop) -> None:
    shop.write("canon.yaml", CANON.replace('"1.0"', f'"{HOSTILE}"') + f'structure: {{required: ["{HOSTILE}"]}}\n')
    shop.write(
        "compose.yaml",
        COMPOSE.replace("mem_limit: 512m", f'mem_limit: "{HOSTILE}"', 1).replace('"8001:8001"', f'"{HOSTILE}"'),
    )
    for options in (("-v", "-rA"), ("-v", "-rA", "-n", "2"), ("--collect-only", "-q"), ("--tb=line",)):
        text = wrote(shop.run(*options))
        for harmful in "\x1b\u202e\u200b\u2028\x07":
            assert harmful not in text, options
    assert SHOWN in wrote(shop.run("-rA"))
    assert "(shop \\x1b[31mred\\x1b[0m\\r\\n\\tover \\u202eright" in wrote(shop.run())


def test_a_wrong_canon_from_outside_is_shown_as_text(shop: Shop) -> None:
    shop.write("canon.yaml", CANON.replace("memory", f'"{HOSTILE}"').replace("gateway]", f'"{HOSTILE}"]'))
    result = shop.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    for harmful in "\x1b\u202e\u200b\u2028\x07":
        assert harmful not in wrote(result)


def test_long_values_are_cut(shop: Shop) -> None:
    shop.write("compose.yaml", COMPOSE.replace("mem_limit: 512m", f"mem_limit: {'9' * 30_000}m"))
    shop.write(
        "canon.yaml", CANON.replace("memory: 512m", f"memory: 512m\n  container: {'n' * 3000}\n  image: {'i' * 5000}")
    )
    result = shop.run("-rA", "-v")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert max(map(len, result.outlines)) < 2600
    table = result.outlines[result.outlines.index(next(line for line in result.outlines if " drift table " in line)) :]
    assert max(len(line) for line in table if line.startswith(("  gateway", "  orders"))) < 220


PASSWORD = "hunter-2-secret"


def test_a_password_of_an_url_is_told_nowhere(shop: Shop) -> None:
    url = f"http://user:{PASSWORD}@localhost"
    canon = CANON.replace("memory: 512m", f'memory: 512m\n  healthcheck: {{test: "curl {url}:1"}}\n  image: "{url}/a"')
    database = f"url: 'postgresql://u:{PASSWORD}@db/x', models: m.sql, tables: {{t: {{a: INTEGER}}}}"
    canon += f"databases: {{main: {{{database}}}}}\n"
    shop.write("canon.yaml", canon)
    shop.write(
        "compose.yaml",
        COMPOSE.replace("image: gateway", f'image: "{url}/b"\n    healthcheck: {{test: "curl {url}:2"}}'),
    )
    shop.write("m.sql", f"CREATE TABLE t (a VARCHAR(9) DEFAULT 'http://u:{PASSWORD}@h');")
    for options in (("-vv", "-rA"), ("-n", "2", "--junitxml=junit.xml"), ("--vx11-strict", "--tb=line")):
        result = shop.run(*options, "--vx11-report", "json:report.json")
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        assert PASSWORD not in wrote(result)
        assert PASSWORD not in (shop.path / "report.json").read_text()
    assert PASSWORD not in (shop.path / "junit.xml").read_text()
    assert "http://user:***@localhost:2" in (shop.path / "report.json").read_text()
