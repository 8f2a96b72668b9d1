"""A member's seat: a browser of their own, the admission card in hand, pressing what the page offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route, expect

from tests.browser.visitor import DESKTOP, PATIENCE
from tests.procedure.ballot.relay import Room

PRESSED_ONLY = "const clock = setTimeout; setTimeout = (act, wait, ...rest) => wait < 5000 && clock(act, wait, ...rest)"
"""The page looks by itself every five seconds; a test that changes something decides itself when it looks."""


@dataclass
class Seat:
    """One member with one device; ``seed`` is the card they wrote down, empty before that."""

    room: Room
    browser: Browser
    member: str
    lang: str = "zh"
    seed: str = ""
    size: Mapping[str, int] = field(default_factory=lambda: dict(DESKTOP))
    by_itself: bool = False
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sit_down()

    def sit_down(self) -> None:
        """A fresh profile, let in by a fresh token."""
        self.context: BrowserContext = self.browser.new_context(viewport=dict(self.size), locale="zh-CN")  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        if not self.by_itself:
            self.page.add_init_script(PRESSED_ONLY)
        self.page.goto(self.room.link(self.member, self.lang))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.trouble.append(message.text)

    def leave(self) -> None:
        """Close the browser; nothing is left of it."""
        self.context.close()

    def die_at(self, last: int) -> None:
        """From now on the browser sends ``last`` messages; the platform gets the last one, its answer gets lost."""
        self.sent = 0

        def carry(route: Route) -> None:
            if self.sent >= last:
                return  # dead: it sends nothing and hears nothing
            answer = route.fetch()
            self.sent += 1
            if self.sent < last:
                route.fulfill(response=answer)

        self.page.route("**/messages", carry)

    def wait_for_message(self, number: int) -> None:
        """Wait until the platform has answered so many messages of a browser that is to die."""
        for _ in range(PATIENCE // 50):
            if self.sent >= number:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.sent} messages, not {number}")

    def text(self, pair: tuple[str, str]) -> str:
        """The one of two texts that this member reads."""
        return pair[0] if self.lang == "zh" else pair[1]

    def button(self, zh: str, en: str) -> Locator:
        """The button called so."""
        return self.page.get_by_role("button", name=self.text((zh, en)), exact=True)

    def heading(self, zh: str, en: str) -> Locator:
        """The heading with these words, once it is there."""
        return self.page.get_by_role("heading", name=self.text((zh, en)))

    @property
    def alarm(self) -> str:
        """What the page warns of."""
        alarm = self.page.locator("#alarm .note").first
        alarm.wait_for()
        return self.page.locator("#alarm").inner_text()

    def enter(self, code: str = "") -> Seat:
        """Type the admission code, and the seed card if there is one; a new card is written down."""
        self.page.locator("#code").fill(code or self.room.cards[self.member])
        if self.seed:
            self.page.get_by_label(self.text(("我抄有种子卡", "I have my seed card"))).check()
            self.page.locator("#seed").fill(self.seed)
        self.button("进入", "Enter").click()
        return self

    def write_card(self) -> Seat:
        """Copy the card that is shown, and prove it by its last group."""
        self.heading("抄下您的种子卡", "Write down your seed card").wait_for()
        self.seed = "-".join(self.page.locator("#groups li").all_inner_texts())
        self.page.locator("#last").fill(self.seed[-4:].lower())
        self.button("抄好了", "Written down").click()
        return self

    def compare(self) -> str:
        """Compare the fingerprint with the wall and go on; the fingerprint."""
        self.heading("与墙上和邻座核对", "Compare with the wall").wait_for()
        shown = " ".join(self.page.locator("#fingerprint li").all_inner_texts())
        self.button("一致，继续", "They agree, go on").click()
        return shown

    def choose(self, choices: Mapping[str, str]) -> Seat:
        """Mark a choice for each applicant."""
        self.heading("投票", "Vote").wait_for()
        for applicant, choice in choices.items():
            self.page.locator(f"input[name='{applicant}'][value='{choice}']").check()
        return self

    def cast(self) -> Seat:
        """Review and cast."""
        self.button("核对我的选择", "Review my choices").click()
        self.button("投出", "Cast").click()
        return self

    def done(self) -> Seat:
        """Wait until everything is cast."""
        self.heading("已全部投出", "All your votes are cast").wait_for()
        return self

    def vote(self, choices: Mapping[str, str]) -> Seat:
        """All of it: from the door to the last envelope."""
        self.enter().write_card().compare()
        return self.choose(choices).cast().done()

    def look(self) -> Seat:
        """Ask the platform at once how things stand."""
        self.button("现在看看", "Look now").click()
        return self

    def sees(self, zh: str, en: str) -> Seat:
        """Wait for a heading."""
        expect(self.heading(zh, en)).to_be_visible()
        return self

    def evaluate(self, script: str, given: Any = None) -> Any:
        """Ask the page itself."""
        return self.page.evaluate(script, given)
