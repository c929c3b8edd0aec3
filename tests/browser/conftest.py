"""A system, a browser, and the page in it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser import chromium
from tests.browser.page import Page
from tests.browser.system import PROGRAMS, System

MISSING = "no chromium or no chromedriver here (on Debian: apt-get install chromium chromium-driver)"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    programs = chromium.find()
    if programs is None:
        # Where a merge is held, a test that nobody ran must not look like one that passed.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with chromium.open_browser(programs) as opened:
        yield opened


@pytest.fixture(scope="module")
def system(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(tmp_path_factory.mktemp("system"))
    try:
        system.start(*PROGRAMS)
        yield system
    finally:
        system.end_all()


@pytest.fixture
def page(browser: Chrome, system: System) -> Page:
    page = Page(browser, system.url("operator-frontend"))
    page.wait(lambda: bool(page.cards()))
    return page
