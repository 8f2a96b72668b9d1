"""The platform that a play is played on: its real pages over HTTP, people with windows of their own, its jobs, its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, expect

from tests.browser.visitor import Visitor
from tests.web.people import signed_in
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import current_moment, state_moment

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass
class Stage:
    """The site at ``address`` and everybody who has come to it, by their names to sign in."""

    browser: Browser
    address: str
    here: dict[str, Visitor] = field(default_factory=dict)
    all: list[Visitor] = field(default_factory=list)

    def come(self, user: User, *, lang: str = "zh", size: dict[str, int] | None = None) -> Visitor:
        """A person with their own window, signed in; who is here already stays."""
        if user.username not in self.here:
            visitor = self.stranger(lang=lang, size=size)
            self.let_in(visitor, user)
            self.here[user.username] = visitor
        return self.here[user.username]

    def let_in(self, visitor: Visitor, user: User) -> None:
        """The cookie that signing in gives."""
        value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}])

    def stranger(self, *, lang: str = "zh", size: dict[str, int] | None = None) -> Visitor:
        """Somebody without an account."""
        visitor = Visitor(self.browser, self.address, lang=lang, **({"size": size} if size else {}))
        self.all.append(visitor)
        return visitor

    def leave(self, user: User) -> None:
        """Close a person's window; nothing is left of it."""
        self.here.pop(user.username).context.close()

    @property
    def now(self) -> dt.datetime:
        """What the platform's clock says."""
        return current_moment()

    def at(self, day: dt.date, hour: int = 10) -> dt.datetime:
        """Let it be another day."""
        moment = dt.datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)
        state_moment(moment)
        return moment

    def tick(self) -> dt.datetime:
        """A minute later."""
        moment = current_moment() + dt.timedelta(minutes=1)
        state_moment(moment)
        return moment

    def work(self) -> None:
        """The platform's jobs that wait are done, by the worker's own command."""
        call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)

    @property
    def trouble(self) -> list[str]:
        """What any browser complained about."""
        return [one for visitor in self.all for one in visitor.trouble]


@contextmanager
def stage(browser: Browser, address: str) -> Iterator[Stage]:
    """A stage whose windows are closed at the end; a play after which a browser complained has failed."""
    made = Stage(browser, address.rstrip("/") + "/")
    yield made
    trouble = made.trouble
    for visitor in made.all:
        visitor.context.close()
    assert trouble == []


def done(visitor: Visitor, chinese: str, english: str, within: Locator | None = None, *, exact: bool = True) -> None:
    """Press a button whose act leads to a page; that page must not be a refusal."""
    with visitor.page.expect_navigation():
        visitor.press(chinese, english, within, exact=exact)
    assert not visitor.page.title().startswith(("未办理", "Not done")), visitor.main.inner_text()
    problems = visitor.page.locator("main .errorlist, main .answer.not_met[role=alert]")
    assert problems.count() == 0, problems.first.inner_text()


def refused(
    visitor: Visitor, chinese: str, english: str, sentence: tuple[str, str], within: Locator | None = None
) -> None:
    """Press a button whose act is refused with this sentence; then go back."""
    before = visitor.path
    with visitor.page.expect_navigation():
        visitor.press(chinese, english, within)
    assert visitor.page.title().startswith(("未办理", "Not done")), visitor.main.inner_text()
    expect(visitor.main).to_contain_text(visitor.say(*sentence))
    visitor.go(before)
