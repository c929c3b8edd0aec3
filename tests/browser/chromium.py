"""Chromium without a window, driven by the chromedriver that the machine has: nothing is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1000",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The two programs, by their paths."""

    browser: Path
    driver: Path


def find() -> Programs | None:
    """The programs of this machine; None where one is missing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return Programs(browser=Path(browser), driver=Path(driver)) if browser and driver else None


@contextmanager
def open_browser(programs: Programs) -> Iterator[Chrome]:
    """A browser with a new, empty profile, ended with all of its processes."""
    options = ChromeOptions()
    options.binary_location = str(programs.browser)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with TemporaryDirectory(prefix="vx11-browser-", ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        browser = Chrome(options=options, service=Service(str(programs.driver)))
        try:
            yield browser
        finally:
            browser.quit()
