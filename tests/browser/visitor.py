"""Somebody in front of the browser: finds things as people do, by what is written on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.site import PASSWORD

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 30_000
"""Milliseconds until something that should be on a page is missed."""
expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven; ended with the block."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """A person with a browser window of their own, who reads ``lang`` (``zh`` or ``en``)."""

    browser: Browser
    site: str
    lang: str = "zh"
    size: dict[str, int] = field(default_factory=lambda: dict(DESKTOP))
    trouble: list[str] = field(default_factory=list)
    """What the browser complained about: errors of scripts, refusals of the content policy, answers of 500 and above."""

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            viewport=self.size,
            locale="zh-CN" if self.lang == "zh" else "en-GB",
            accept_downloads=True,  # type: ignore[arg-type]
        )
        self.context.add_cookies([{"name": "language", "value": self.lang, "url": self.site}])
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # a refused act answers 403, 409 or 422, and the browser says so of the page itself: that is no trouble
        # htmx says the same of a save that is overtaken by leaving the page
        harmless = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        if message.type == "error" and not message.text.startswith(harmless):
            self.trouble.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and response.request.resource_type != "document"):
            self.trouble.append(f"{response.url}: {response.status}")

    def say(self, chinese: str, english: str) -> str:
        """The one of two texts that this visitor reads."""
        return chinese if self.lang == "zh" else english

    def go(self, path: str) -> Visitor:
        """Open an address of the site."""
        self.page.goto(self.site + path.lstrip("/"))
        return self

    def sign_in(self, name: str) -> Visitor:
        """Sign in by the page that is there for it."""
        self.go("/accounts/login/")
        self.field("用户名", "Username").fill(name)
        self.field("密码", "Password").fill(PASSWORD)
        self.main.get_by_role("button", name=self.say("登录", "Sign in"), exact=True).click()
        self.page.wait_for_url("**/home/")
        return self

    @property
    def main(self) -> Locator:
        """The page's content, without head and foot."""
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Where we are, without the site."""
        return self.page.url.removeprefix(self.site.rstrip("/"))

    def field(self, chinese: str, english: str, within: Locator | None = None) -> Locator:
        """What is labelled so."""
        return (within or self.main).get_by_label(self.say(chinese, english)).first

    def press(self, chinese: str, english: str, within: Locator | None = None, *, exact: bool = True) -> None:
        """Press the button called so."""
        (within or self.main).get_by_role("button", name=self.say(chinese, english), exact=exact).first.click()

    def follow(self, chinese: str, english: str, within: Locator | None = None, *, exact: bool = False) -> None:
        """Click the link called so."""
        (within or self.main).get_by_role("link", name=self.say(chinese, english), exact=exact).first.click()

    def unfold(self, chinese: str, english: str, within: Locator | None = None) -> None:
        """Open what is folded up under this name."""
        (within or self.main).locator("summary", has_text=self.say(chinese, english)).first.click()

    def part(self, chinese: str, english: str) -> Locator:
        """The innermost section under a heading with these words."""
        heading = self.page.get_by_role("heading", name=self.say(chinese, english))
        return self.main.locator("section").filter(has=heading).last

    def sees(self, chinese: str, english: str, within: Locator | None = None) -> None:
        """Wait until these words are there."""
        (within or self.main).get_by_text(self.say(chinese, english)).first.wait_for()

    def download(self, chinese: str, english: str, to: Path, within: Locator | None = None) -> Path:
        """Click the link called so and keep the file it brings."""
        with self.page.expect_download() as coming:
            self.follow(chinese, english, within)
        brought: Download = coming.value
        place = to / brought.suggested_filename
        brought.save_as(place)
        return place

    def evaluate(self, script: str, *given: Any) -> Any:
        """Ask the page itself."""
        return self.page.evaluate(script, *given)
