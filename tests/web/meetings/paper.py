"""Votes on paper, as the tests hold them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from tests.web.meetings.ground import Hall
from tests.web.people import small_pdf
from zhicheng.web.meetings.models import Vote
from zhicheng.web.meetings.room import room_of
from zhicheng.web.meetings.services.paper_votes import (
    collect,
    compare_counts,
    enter_count,
    hand_out,
    keep_sheet,
    take_card,
)
from zhicheng.web.meetings.services.voting import choose_paper, record
from zhicheng.web.papers.services import store_file

FIRST, SECOND = 8, 9
"""The tellers' places."""


def handed_out(made: Hall, place: int = 0) -> Vote:
    """The vote on an applicant put on paper and its cards handed out."""
    choose_paper(made.vote(place), reason="会场断网", actor=made.chair, now=made.now)
    now = made.now
    cards = len(room_of(made.vote(place), now).voters)
    return hand_out(made.vote(place), cards=cards, actor=made.chair, now=now)


def taken(made: Hall, place: int, members: Sequence[int]) -> None:
    """These members take a card."""
    for one in members:
        take_card(made.vote(place), actor=made.as_(one), now=made.now)


def counted(made: Hall, place: int, figures: tuple[int, int, int, int]) -> Vote:
    """The box emptied, both tellers enter the same, the sheet is scanned, the counts compared."""
    collect(made.vote(place), reason="有人离席", actor=made.as_(FIRST), now=made.now)
    for one in (FIRST, SECOND):
        enter_count(made.vote(place), figures, actor=made.as_(one), now=made.now)
    scan = store_file(io.BytesIO(small_pdf(f"sheet{place}")))
    keep_sheet(made.vote(place), scan, actor=made.as_(FIRST), now=made.now)
    return compare_counts(made.vote(place), actor=made.as_(FIRST), now=made.now)


def decided(made: Hall, place: int, figures: tuple[int, int, int, int], members: Sequence[int]) -> Vote:
    """A whole vote on paper, from the cards to the record."""
    handed_out(made, place)
    taken(made, place, members)
    counted(made, place, figures)
    return record(made.vote(place), actor=made.as_(FIRST), now=made.now)
