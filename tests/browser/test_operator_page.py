"""The page of operator-frontend in a real Chromium, in front of the real system."""

from __future__ import annotations

import pytest

from tests.browser.page import Page
from tests.browser.system import PROGRAMS, System

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=\"document.title='broken in'\"><b>bold</b>"
TITLE = "VX11 operator"


def send(system: System, kind: str, **payload: object) -> None:
    system.ask("tentaculo_link", "POST", "/events/ingest", {"type": kind, "payload": payload})


def connected(page: Page) -> bool:
    return page.text("#line") == "connected"


def test_every_module_is_shown_as_it_is(page: Page, system: System) -> None:
    ports = system.ask("tentaculo_link", "GET", "/vx11/status")["ports"]
    cards = page.cards()
    assert {name for name, (state, _) in cards.items() if state == "up"} == set(PROGRAMS)
    assert cards["spawner"] == ("down", "port 8008 · no answer")
    assert cards["madre"][1].startswith("port 8001 · HTTP 200 · ")
    assert {name: int(about.split()[1]) for name, (_, about) in cards.items()} == ports


def test_the_summary_counts_what_is_up_and_names_what_is_not(page: Page) -> None:
    assert page.text("#summary") == "6 of 11 up, down: hormiguero, manifestator, mcp, spawner"


def test_the_disabled_module_is_no_alarm_and_says_why(page: Page) -> None:
    assert page.cards()["shubniggurath"] == ("disabled", "port 8007 · audio pipeline incomplete")


def test_a_module_that_is_killed_is_shown_down_and_then_up_again(page: Page, system: System) -> None:
    with system.without("madre"):
        page.wait(lambda: page.states()["madre"] == "down")
        assert "madre" in page.text("#summary")
    page.wait(lambda: page.states()["madre"] == "up")


def test_a_message_is_answered_by_a_tool_and_kept(page: Page, system: System) -> None:
    mine, answer = page.say("/python", system.token)
    assert mine == "/python"
    assert answer.startswith("Python 3.")
    assert answer.endswith("hermes:python")
    session = page.run("return session")
    kept = system.ask("tentaculo_link", "GET", f"/operator/session/{session}")["messages"]
    assert [message["role"] for message in kept] == ["user", "assistant"]


def test_a_message_that_nobody_answers_says_why(page: Page, system: System) -> None:
    assert page.say("how are you?", system.token)[1].startswith("no answer: no model is installed")


def test_markup_in_a_message_is_shown_as_text(page: Page, system: System) -> None:
    assert page.say(MARKUP, system.token)[0] == MARKUP
    assert page.run("return document.querySelectorAll('#log img, #log b').length") == 0
    assert page.browser.title == TITLE


def test_a_wrong_token_is_said_to_be_wrong(page: Page) -> None:
    assert page.say("/date", "a guess")[1] == "the token is wrong"


def test_an_event_appears_at_once_and_its_markup_is_text(page: Page, system: System) -> None:
    page.wait(lambda: connected(page))
    send(system, "system.alert", alert_id="one", severity="L1", message=MARKUP, timestamp=1)
    send(system, "my.own", alert_id="two")
    page.wait(lambda: sum("alert_id" in event for event in page.events()) == 2)
    own, alert = (event for event in page.events() if "alert_id" in event)
    assert "my.own (not canonical)" in own
    assert "system.alert" in alert
    assert "<b>bold</b>" in alert
    assert page.run("return document.querySelectorAll('#events img, #events b').length") == 0
    assert page.browser.title == TITLE


def test_a_gateway_that_is_down_is_said_to_be_and_comes_back(page: Page, system: System) -> None:
    with system.without("tentaculo_link"):
        page.wait(lambda: page.text("#summary") == "the gateway does not answer")
        page.wait(lambda: not connected(page))
        assert "stale" in page.run("return document.getElementById('modules').className")
    page.wait(lambda: page.text("#summary").startswith("6 of 11 up") and connected(page))
    assert page.run("return document.getElementById('modules').className") == ""
    send(system, "my.own", after="return")
    page.wait(lambda: any("return" in event for event in page.events()))


def test_the_browser_has_nothing_to_complain_of_and_loads_nothing_from_elsewhere(page: Page, system: System) -> None:
    page.say("/date", system.token)
    page.wait(lambda: connected(page))
    assert page.complaints() == []
    loaded = page.run("return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)")
    assert set(loaded) == {system.url("operator-frontend")}


@pytest.mark.parametrize("width", [500, 800, 1600])
def test_nothing_sticks_out_of_a_window(page: Page, system: System, width: int) -> None:
    before = page.browser.get_window_size()
    page.say("a" * 300, system.token)
    page.browser.set_window_size(width, 900)
    try:
        assert page.run("return document.documentElement.scrollWidth <= window.innerWidth") is True
    finally:
        page.browser.set_window_size(before["width"], before["height"])


def test_the_services_print_no_trace_and_no_token(page: Page, system: System) -> None:
    page.say("/date", system.token)
    for name in PROGRAMS:
        log = system.log(name)
        assert "Traceback" not in log
        assert system.token not in log
