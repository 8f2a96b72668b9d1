"""Two batches of one track: the first has its certificates, the second meets today."""

from __future__ import annotations

import datetime as dt
from typing import Final

from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.demonstration import meeting, pools, preparing, results, reviewing
from zhicheng.web.demonstration.accounts import rename
from zhicheng.web.demonstration.further_rounds import closed, handed_in, opened
from zhicheng.web.demonstration.story import Story
from zhicheng.web.experts.models import Pool
from zhicheng.web.experts.services.availability import ask_availability
from zhicheng.web.registry.services.status import renew_status_lists
from zhicheng.web.review.models import Review

OFFICE: Final = "office"
TRACK: Final = "zj-iot-2026/senior-engineer"
CLOUD, SENSING, USE = "物联网云平台", "物联网智能感知组网", "物联网应用"
SPECIALTIES: Final = (SENSING, USE, CLOUD)
GROUP_OF: Final = {CLOUD: "平台与感知组", SENSING: "平台与感知组", USE: "应用组"}
GROUPS: Final = {"平台与感知组": (CLOUD, SENSING), "应用组": (USE,)}
EXPERTS: Final = 40


def first_batch(story: Story) -> Pool:
    """Opened in March, published in June; one certificate revoked since, one decision being re-examined."""
    story.go(3, 9)
    round_ = opened(story, "demo-iot-2026-1", OFFICE, (3, 9), ((3, 27), (4, 10), (4, 17), (4, 24)))
    story.go(3, 10)
    people = {"lin": SENSING, "gao": USE, "luo": CLOUD, "tang": USE}
    named = handed_in(story, round_, people, start=0, days=((3, 12), (3, 23), (3, 30), (4, 3)))
    story.go(4, 20)
    pool = pools.founded(story, OFFICE, "物联网高级工程师评审专家库", [TRACK], SPECIALTIES, EXPERTS)
    story.go(4, 27)
    review = closed(story, round_, OFFICE)
    review = _prepared(story, review, pool, named)
    _scored(story, review, named)
    _decided(story, review, named)
    _published(story, review, named)
    return pool


def _prepared(story: Story, review: Review, pool: Pool, named: list[Application]) -> Review:
    story.go(4, 28)
    preparing.checked(story, OFFICE, named)
    notice = preparing.noticed(story, OFFICE, review)
    pools.asked_by_telephone(story, OFFICE, review.round, dt.date(2026, 5, 6))
    pools.ties_decided(story, OFFICE, review.round)
    story.go(5, 6)
    preparing.objected_in_vain(story, OFFICE, notice, named[0])
    story.go(5, 11)
    preparing.notice_over(story, OFFICE, notice)
    draw = preparing.to_be_drawn(story, OFFICE, review, pool, GROUP_OF)
    seats = preparing.drawn(story, OFFICE, draw)
    story.go(5, 13)
    preparing.accepted(story, OFFICE, seats, "expert1")
    preparing.formed(story, OFFICE, draw.committee, GROUPS)
    story.go(5, 14)
    plan = preparing.planned(story, OFFICE, review, dt.date(2026, 6, 3))
    story.go(5, 18)
    return preparing.approved(story, OFFICE, plan)


def _scored(story: Story, review: Review, named: list[Application]) -> None:
    story.go(5, 19)
    reviewing.assigned(story, OFFICE, review.committee, matching=3)
    reviewing.opened(story, OFFICE, review)
    story.go(5, 25)
    for one in named:
        reviewing.sheets(story, one, recommends=one != named[1])
    story.go(5, 27)
    reviewing.through(story, named, declined=named[1:2])


def _decided(story: Story, review: Review, named: list[Application]) -> None:
    story.go(5, 28)
    hall = meeting.Hall(story, OFFICE, review)
    meeting.gathered(hall)
    story.go(6, 3, 9)
    meeting.opened(hall)
    meeting.deliberated(hall, named)
    for one, figures in zip(named, ((10, 1, 0, 0), (5, 5, 1, 0), (9, 2, 0, 0), (8, 2, 1, 0)), strict=True):
        meeting.decided(hall, one, figures)
    meeting.over(hall)


def _published(story: Story, review: Review, named: list[Application]) -> None:
    story.go(6, 5)
    result = results.posted(story, OFFICE, review)
    story.go(6, 8)
    results.objected(story, result, named[3])
    story.go(6, 11)
    results.upheld(story, OFFICE, result)
    story.go(6, 15)
    result = results.published(story, OFFICE, result)
    story.go(6, 17)
    results.certified(story, OFFICE, result)
    story.go(6, 22)
    results.asked_again(story, OFFICE, "gao")
    story.go(6, 26)
    results.revoked(story, OFFICE, review, named[2])


def second_batch(story: Story, pool: Pool) -> None:
    """Opened in July; its groups have read most of it, and it meets today."""
    story.go(7, 1)
    round_ = opened(story, "demo-iot-2026-2", OFFICE, (7, 1), ((7, 3), (7, 10), (7, 14), (7, 17)))
    people = {"xie": SENSING, "pan": CLOUD, "dong": SENSING, "yuan": USE, "deng": USE, "xu": USE}
    named = handed_in(story, round_, people, start=1, days=((7, 2), (7, 10), (7, 13), (7, 15)))
    story.go(7, 20)
    review = closed(story, round_, OFFICE)
    story.go(7, 21)
    preparing.checked(story, OFFICE, named)
    notice = preparing.noticed(story, OFFICE, review)
    pools.asked_by_telephone(story, OFFICE, review.round, dt.date(2026, 7, 28))
    pools.ties_decided(story, OFFICE, review.round)
    story.go(7, 29)
    preparing.notice_over(story, OFFICE, notice)
    draw = preparing.to_be_drawn(story, OFFICE, review, pool, GROUP_OF)
    seats = preparing.drawn(story, OFFICE, draw)
    story.go(7, 30)
    preparing.accepted(story, OFFICE, seats, "expert2")
    preparing.formed(story, OFFICE, draw.committee, GROUPS)
    story.go(7, 31)
    plan = preparing.planned(story, OFFICE, review, dt.date(2026, 10, 12))
    story.go(8, 4)
    preparing.approved(story, OFFICE, plan)
    _given_out(story, review, named)


def _given_out(story: Story, review: Review, named: list[Application]) -> None:
    """Opinions on four; one with its sheets side by side, a reader of the last still to write."""
    story.go(8, 5)
    reviewing.assigned(story, OFFICE, review.committee, matching=3)
    reviewing.opened(story, OFFICE, review)
    story.go(8, 10)
    for one in named[:4]:
        reviewing.sheets(story, one)
    reviewing.through(story, named[:4])
    story.go(8, 12)
    reviewing.sheets(story, named[4], differing=True)
    reviewing.laid_side_by_side(story, named[4])
    left = reviewing.sheets(story, named[5], leave=1)
    reviewing.called_to_defence(story, OFFICE, named[4], dt.datetime(2026, 10, 13, 14, 0, tzinfo=CHINA))
    hall = meeting.Hall(story, OFFICE, review)
    meeting.gathered(hall)
    leader = Seat.objects.get(committee=review.committee, group__name=GROUP_OF[USE], leads=True)
    for username, seat in zip(
        ("chair", "leader", "expert", "teller"), (hall.seats[0], leader, left[0].seat, hall.tellers[1]), strict=True
    ):
        rename(hall.account(seat), username)


def meeting_day(story: Story) -> None:
    """This morning: status lists renewed; at the meeting one vote recorded, one being counted, one prepared, one deliberation to come."""
    review = Review.objects.get(round__code="demo-iot-2026-2")
    story.go(10, 12, 8, 20)
    renew_status_lists(now=story.now)
    story.later(10)
    hall = meeting.Hall(story, OFFICE, review)
    meeting.opened(hall)
    items = [one.application for one in hall.meeting.agenda.select_related("application")]
    meeting.deliberated(hall, items[:3])
    meeting.decided(hall, items[0], (9, 2, 0, 0))
    meeting.cards_taken(hall, items[1])
    meeting.one_count(hall, items[1], (8, 3, 0, 0))


def asked_for_the_next(story: Story) -> None:
    """The office asks its experts whether they can serve in the round that is open now."""
    story.go(10, 10)
    until = dt.date(2026, 10, 30)
    ask_availability(story.rounds["demo-iot-2026"], answer_until=until, actor=story.as_(OFFICE), now=story.now)
