"""The self-check in a browser: the verdict as one types, the focus kept, a reload that loses nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhicheng.policy.pack import POLICIES

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
EXAMPLE = "button[formaction='/check/example/']"
TRACK = "button[formaction='/check/zj-iot-2026/senior-engineer/']"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for the file; the driver runs a loop of its own, beside which Django must still be let."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page of a fresh visitor; a message of the browser about our own scripts or policy fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    found, told = context.new_page(), []
    found.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: told.append(str(error)))
    found.set_default_timeout(20_000)
    yield found
    context.close()
    assert [text for text in told if "status of 422" not in text] == []  # a refusal is meant


def open_title(page: Any) -> None:
    """The demonstration dossier, the Internet-of-Things track, the form of the present title."""
    page.goto("/check/")
    page.click(EXAMPLE)
    page.click(TRACK)
    page.click("details.check__papers > summary")
    page.click("button[value='edit:title-2']")
    page.wait_for_selector("#live .answer.met")


def test_the_verdict_follows_while_focus_and_text_stay(page: Any) -> None:
    open_title(page)
    page.focus("#id_r-start")
    page.fill("#id_r-start", "2025-01-01")
    page.wait_for_selector("#answer-line:not(:empty)")
    page.wait_for_selector("#live .answer:not(.met)")
    assert page.evaluate("document.activeElement.id") == "id_r-start"
    assert page.input_value("#id_r-start") == "2025-01-01"


def test_an_error_stands_beside_its_field_and_the_last_verdict_stays(page: Any) -> None:
    open_title(page)
    page.fill("#id_r-start", "2025-13-99")
    page.wait_for_selector(".field--error:has(#id_r-start) .error")
    assert page.is_visible("#live .answer.met")
    page.fill("#id_r-start", "2021-01-01")
    page.wait_for_selector(".field--error", state="detached")
    assert page.locator(".check__form .error").count() == 0 and page.is_visible("#live .answer.met")


def test_a_reload_loses_nothing_and_clearing_forgets(page: Any) -> None:
    page.goto("/check/")
    page.click(EXAMPLE)
    page.wait_for_selector("button[value='edit:project-3']")
    page.goto("/policies/")
    page.goto("/check/")
    page.wait_for_selector("button[value='edit:project-3']")
    page.click("button[formaction='/check/clear/']")
    page.wait_for_selector("button[value='edit:project-3']", state="detached")
    page.goto("/check/")
    page.wait_for_selector("#my-records")
    assert page.locator("button[value='edit:project-3']").count() == 0
    assert page.evaluate("sessionStorage.getItem('zhicheng.check')") is None
    assert page.context.cookies() == []


def test_advice_comes_when_it_is_reached_and_assumptions_change_the_answer(page: Any) -> None:
    page.goto("/check/")
    page.click(EXAMPLE)
    page.click(TRACK)
    page.wait_for_selector("#verdict .answer.met")
    select = page.locator("select[name='if:conduct']")
    select.select_option("no")
    page.wait_for_selector("#verdict .answer.not_met")
    assert page.is_visible("#verdict .note.warn")
    page.reload()
    page.wait_for_selector("#verdict .answer.not_met")
    page.locator("#verdict > *").last.scroll_into_view_if_needed()
    page.wait_for_selector("#verdict .next")


def test_a_file_is_saved_and_opened_again(page: Any, tmp_path: Path) -> None:
    page.goto("/check/")
    page.set_input_files("#file", str(POLICIES / "demo" / "dossier.yaml"))
    page.click("button[formaction='/check/open/']")
    page.wait_for_selector("button[value='edit:project-3']")
    with page.expect_download() as waiting:
        page.click("button[formaction='/check/save/json/']")
    saved = tmp_path / "dossier.json"
    waiting.value.save_as(saved)
    assert saved.read_text("utf-8").strip() == page.input_value("input[name='dossier']")


def test_a_state_that_is_broken_is_told_and_forgotten(page: Any) -> None:
    page.goto("/check/")
    page.evaluate("""sessionStorage.setItem("zhicheng.check", JSON.stringify({dossier: '{"records":['}))""")
    with page.expect_navigation(url="**/check/"):
        page.reload()
    page.wait_for_selector("form[data-state='broken'] .answer.refused")
    assert page.evaluate("sessionStorage.getItem('zhicheng.check')") is None
    page.click("a.button[href='/check/']")
    page.wait_for_selector("form[data-state='fresh']")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen_in_large_type(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/check/")
    page.click("button[name='type']")
    page.wait_for_selector("html.large-type")
    page.click(EXAMPLE)
    for step in (TRACK, "details.check__papers > summary", "button[value='edit:project-3']"):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click(step)
        page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_suffices(page: Any) -> None:
    open_title(page)
    page.focus("#id_r-start")
    page.keyboard.press("Control+A")
    page.keyboard.type("2025-01-01")
    page.keyboard.press("Enter")  # saves, as the first button of the form does
    page.wait_for_selector("#verdict .answer:not(.met)")
