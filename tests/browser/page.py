"""The page as a person sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 60.0

# The page draws itself anew every two seconds: what belongs together is read in one go.
_CARDS = """
return Object.fromEntries([...document.querySelectorAll("#modules li")].map((card) =>
  [card.dataset.module, [card.querySelector(".state").innerText, card.querySelector(".about").innerText]]));
"""
_LINES = 'return [...document.querySelectorAll(arguments[0] + " > *")].map((line) => line.innerText);'


class Page:
    """One tab that has the page open."""

    def __init__(self, browser: Chrome, url: str) -> None:
        self.browser = browser
        browser.get_log("browser")  # type: ignore[no-untyped-call]
        browser.get(url + "/")

    def cards(self) -> dict[str, tuple[str, str]]:
        """Each module's state and what is said about it."""
        return {name: (state, about) for name, (state, about) in self.run(_CARDS).items()}

    def states(self) -> dict[str, str]:
        """Each module's state."""
        return {name: state for name, (state, _) in self.cards().items()}

    def said(self) -> list[str]:
        """The lines of the chat."""
        return list(self.run(_LINES, "#log"))

    def events(self) -> list[str]:
        """The live events, the newest first."""
        return list(self.run(_LINES, "#events"))

    def text(self, selector: str) -> str:
        """The text of one element."""
        return str(self.run("return document.querySelector(arguments[0]).innerText", selector))

    def say(self, text: str, token: str) -> list[str]:
        """Send a message, and return the chat as soon as it is answered."""
        before = len(self.said())
        box = self.browser.find_element(By.ID, "token")
        box.clear()
        box.send_keys(token)
        self.browser.find_element(By.ID, "message").send_keys(text)
        self.browser.find_element(By.ID, "send").click()
        self.wait(lambda: len(self.said()) == before + 2)
        return self.said()[before:]

    def run(self, script: str, *arguments: object) -> Any:
        """What a script returns in the page."""
        return self.browser.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        """What the browser's console holds since the page was opened, or since this was last asked."""
        return [str(entry["message"]) for entry in self.browser.get_log("browser")]  # type: ignore[no-untyped-call]

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait for the page to become what it should be; what it is instead is in the error."""
        try:
            WebDriverWait(self.browser, PATIENCE, 0.1).until(lambda _: until())
        except TimeoutException as error:
            shown = f"{self.text('#summary')}; {self.states()}; {self.said()}; {self.events()}"
            raise AssertionError(f"after {PATIENCE:g} s the page shows: {shown}") from error
