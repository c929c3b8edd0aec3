"""The options and ini keys, which users and CI hold on to."""

from __future__ import annotations

import os

import pytest


def add_options(parser: pytest.Parser) -> None:
    """Add each option, and its ini key."""
    group = parser.getgroup("vx11", "canonical conformance (pytest-vx11)")
    group.addoption("--vx11-canon", action="store_true", help="hold the system against its canon")
    group.addoption(
        "--vx11-runtime", metavar="NAME", help="auto, none, attach, process or docker: whose running system to look at"
    )
    group.addoption("--vx11-facet", metavar="A,B", action="append", default=[], help="only these facets")
    group.addoption("--vx11-service", metavar="X,Y", action="append", default=[], help="only these services")
    group.addoption("--vx11-mode", metavar="M", help="only the services of this mode")
    group.addoption(
        "--vx11-truth", metavar="PATH", help="where truth is recorded (.vx11/truth.db), or none; write it with a ="
    )
    group.addoption("--vx11-keep", action="store_true", default=None, help="leave the system up that was started")
    group.addoption("--vx11-timeout", metavar="S", help="how long the start may take: 60, 90s, 2m")
    group.addoption(
        "--vx11-ports",
        metavar="HOW",
        help="fixed (as the Compose file says) or ephemeral: the host's ports of containers",
    )
    group.addoption(
        "--vx11-writes", action="store_true", default=None, help="under attach, also send what can change something"
    )
    group.addoption("--vx11-strict", action="store_true", default=None, help="what nobody could look at fails")
    group.addoption(
        "--vx11-report",
        metavar="FORMAT:PATH",
        action="append",
        default=[],
        help="write a report: json, md, sarif, github, gitlab; - is the terminal; again and again",
    )
    group.addoption(
        "--vx11-baseline",
        metavar="FILE",
        help="findings that are accepted for now (baseline.yaml beside the canon), or none",
    )
    group.addoption(
        "--vx11-baseline-update",
        action="count",
        default=0,
        help="accept what drifts, and take out what does not any more; in CI, write it twice",
    )
    group.addoption("--vx11-lang", metavar="LANG", help="the language of the closure report (md): en or es")
    parser.addini("vx11_canon", "canons to run when none is given", type="args", default=[])
    parser.addini("vx11_runtime", "what --vx11-runtime says when it is not given", default="")
    parser.addini("vx11_report", "reports to write when --vx11-report is not given", type="linelist", default=[])
    parser.addini("vx11_baseline", "findings that are accepted for now, or none", default="")
    parser.addini("vx11_lang", "the language of the closure report: en or es", default="")
    parser.addini("vx11_truth", "where truth is recorded when --vx11-truth is not given", default="")
    parser.addini("vx11_keep", "leave the system up that was started", type="bool", default=False)
    parser.addini("vx11_timeout", "how long the start may take", default="")
    parser.addini("vx11_ports", "fixed or ephemeral: the host's ports of containers", default="")
    parser.addini("vx11_writes", "under attach, also send what can change something", type="bool", default=False)
    parser.addini("vx11_strict", "what nobody could look at fails", type="bool", default=False)


def refuse_canon_with_value(pluginmanager: pytest.PytestPluginManager) -> None:
    """Say how it is spelled to whoever writes `--vx11-canon=PATH`, which argparse would refuse without saying."""
    config = pluginmanager.get_plugin("pytestconfig")
    typed = config.invocation_params.args if config is not None else ()
    for argument in (*typed, *os.environ.get("PYTEST_ADDOPTS", "").split()):
        name, equals, path = str(argument).partition("=")
        if name == "--vx11-canon" and equals:
            raise pytest.UsageError(f"--vx11-canon takes no value; write: pytest --vx11-canon {path}")


def refuse_options_alone(config: pytest.Config) -> None:
    """Say that an option does nothing without `--vx11-canon`; ini keys may always be there."""
    names = (
        "--vx11-runtime", "--vx11-facet", "--vx11-service", "--vx11-mode", "--vx11-strict", "--vx11-report",
        "--vx11-truth", "--vx11-keep", "--vx11-timeout", "--vx11-ports", "--vx11-writes", "--vx11-lang",
        "--vx11-baseline", "--vx11-baseline-update",
    )  # fmt: skip
    given = [name for name in names if config.getoption(name)]
    if given:
        raise pytest.UsageError(f"{', '.join(given)} goes with --vx11-canon; without it no check runs")
