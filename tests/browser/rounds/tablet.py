"""A member's tablet: the voter's page as the platform serves it, in a browser context of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.rounds.stage import Stage
from tests.browser.visitor import PATIENCE, Visitor
from tests.procedure.ballot.seat import PRESSED_ONLY, Seat
from zhicheng.web.accounts.models import User


@dataclass
class Cards:
    """What a seat needs of the room: the cards that the supervisor hands out."""

    cards: Mapping[str, str]


@dataclass
class Tablet(Seat):
    """One member with one device at the platform's own address; ``vote``: the code of the ballot."""

    stage: Stage | None = None
    user: User | None = None
    meeting: str = ""
    vote_code: str = "v1"
    devices: list[BrowserContext] = field(default_factory=list)

    def sit_down(self) -> None:
        """A fresh device on which the member has signed in."""
        assert self.stage is not None and self.user is not None
        visitor: Visitor = self.stage.stranger(lang=self.lang, size=dict(self.size))
        self.stage.let_in(visitor, self.user)
        self.context, self.page = visitor.context, _page(visitor)
        self.context.set_default_timeout(PATIENCE)
        self.page.add_init_script(PRESSED_ONLY)
        self.page.goto(f"{self.stage.address}vote/{self.meeting}/enter/{self.vote_code}/")

    def next_ballot(self, vote: str) -> Tablet:
        """The same device goes on to another ballot of the meeting, by the card it has."""
        assert self.stage is not None
        self.vote_code = vote
        self.page.goto(f"{self.stage.address}vote/{self.meeting}/enter/{vote}/")
        self.page.reload()  # another vote behind the same page's address
        return self

    def choose(self, choices: Mapping[str, str]) -> Tablet:
        """Mark a choice for each applicant, all at once: there are many."""
        self.heading("投票", "Vote").wait_for()
        found = self.evaluate(MARK, dict(choices))
        assert found == sorted(choices), f"{self.member} is asked for {found}"
        return self

    def repeat(self) -> Tablet:
        """Told that the ballot is repeated, go on to the repetition."""
        self.look()
        assert "重投" in self.alarm
        self.button("进入重投", "Enter the repetition").click()
        return self


MARK = """(choices) => {
  const asked = new Set();
  for (const one of document.querySelectorAll('#applicants input[type=radio]')) {
    asked.add(one.name);
    if (one.value === choices[one.name]) one.click();
  }
  return [...asked].sort();
}"""
"""Presses the choice of each applicant; says for whom the page asks."""


def _page(visitor: Visitor) -> Page:
    return visitor.page


def tablet(stage: Stage, user: User, member: str, cards: Mapping[str, str], meeting: str, **more: Any) -> Tablet:
    """A member sits down with a tablet and the card that the supervisor has put into their hand."""
    return Tablet(Cards(cards), stage.browser, member, stage=stage, user=user, meeting=meeting, **more)  # type: ignore[arg-type]
