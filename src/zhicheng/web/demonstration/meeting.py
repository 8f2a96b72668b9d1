"""The meeting of the committee: convened, opened, deliberations, votes on paper, minutes."""

from __future__ import annotations

from collections.abc import Sequence

from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.demonstration.papers import sample_paper
from zhicheng.web.demonstration.story import Story
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.room import room_of
from zhicheng.web.meetings.services.attending import come_in, go_out, recused_inside
from zhicheng.web.meetings.services.convening import act_on_meeting, name_tellers, plan_meeting
from zhicheng.web.meetings.services.deliberating import begin_deliberation, end_deliberation
from zhicheng.web.meetings.services.minutes import keep_sealed_result, sign_minutes, write_minutes
from zhicheng.web.meetings.services.paper_votes import (
    collect,
    compare_counts,
    enter_count,
    hand_out,
    keep_sheet,
    take_card,
)
from zhicheng.web.meetings.services.voting import choose_paper, prepare_votes, record
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.visibility.standing import Standing

Figures = tuple[int, int, int, int]
WHY_PAPER = "演示：本次会议采用纸质表决"


class Hall:
    """A meeting and who sits there; members by place, the chair first."""

    def __init__(self, story: Story, office: str, review: Review) -> None:
        self.story, self.office, self.review = story, office, review
        seats = Seat.objects.filter(committee__review=review, state="accepted").select_related("expert__user")
        order = {"chair": 0, "deputy": 1}
        self.seats = sorted(seats, key=lambda one: (order.get(one.role, 2), one.leads, one.pk))

    @property
    def meeting(self) -> Meeting:
        """The meeting as it is now."""
        return Meeting.objects.select_related("review__round").get(review=self.review)

    @property
    def tellers(self) -> list[Seat]:
        """Who counts: two members of the first group who don't lead it."""
        first = min(one.group_id or 0 for one in self.seats)
        return [one for one in self.seats if one.role == "member" and not one.leads and one.group_id == first][:2]

    def account(self, seat: Seat) -> User:
        """The account of who sits there."""
        assert seat.expert.user is not None  # whoever has accepted has one
        return seat.expert.user

    def as_(self, seat: Seat) -> Standing:
        """The standing of who sits there."""
        return self.story.as_(self.account(seat))

    @property
    def chair(self) -> Standing:
        """The standing of who presides."""
        return self.as_(self.seats[0])

    def act(self, name: str, actor: Standing | None = None) -> Meeting:
        """One act of the meeting, the chair's unless told otherwise."""
        return act_on_meeting(self.meeting, name, actor=actor or self.chair, now=self.story.later(), version=None)

    def vote(self, application: Application) -> Vote:
        """The vote on an applicant."""
        return Vote.objects.select_related("application", "session", "meeting__review__round").get(
            meeting__review=self.review, application=application
        )


def gathered(hall: Hall) -> None:
    """Planned and convened by the office; everybody has come."""
    plan_meeting(hall.review, actor=hall.story.as_(hall.office), now=hall.story.now)
    hall.act("convene", hall.story.as_(hall.office))


def opened(hall: Hall) -> None:
    """Everybody comes, the chair opens and names the tellers."""
    office = hall.story.as_(hall.office)
    come_in(hall.meeting, hall.seats, actor=office, now=hall.story.later())
    hall.act("open")
    name_tellers(hall.meeting, hall.tellers, actor=hall.chair, now=hall.story.later(), version=None)


def deliberated(hall: Hall, applications: Sequence[Application]) -> None:
    """The committee deliberates on one after the other, the recused outside, and the votes are prepared."""
    for one in applications:
        row = Deliberation.objects.get(application=one)
        out = recused_inside(hall.meeting, one)
        go_out(hall.meeting, out, actor=hall.chair, now=hall.story.later())
        row = begin_deliberation(row, actor=hall.chair, now=hall.story.later(), version=None)
        end_deliberation(row, hall.meeting, actor=hall.chair, now=hall.story.later(4), version=None)
        come_in(hall.meeting, out, actor=hall.chair, now=hall.story.later())
    prepare_votes(hall.meeting, applications, actor=hall.chair, now=hall.story.later())


def cards_taken(hall: Hall, application: Application) -> Vote:
    """The vote put on paper, its cards handed out and taken by everybody who may vote."""
    vote = choose_paper(hall.vote(application), reason=WHY_PAPER, actor=hall.chair, now=hall.story.later())
    room = room_of(vote, hall.story.now)
    hand_out(vote, cards=len(room.voters), actor=hall.chair, now=hall.story.later())
    for seat in hall.seats:
        if seat.expert.code in room.voters:
            take_card(hall.vote(application), actor=hall.as_(seat), now=hall.story.now)
    return hall.vote(application)


def one_count(hall: Hall, application: Application, figures: Figures) -> None:
    """The box emptied, one teller's count entered, the signed sheet scanned; the other teller's count is awaited."""
    first = hall.tellers[0]
    collect(hall.vote(application), actor=hall.as_(first), now=hall.story.later())
    enter_count(hall.vote(application), figures, actor=hall.as_(first), now=hall.story.later())
    scan = sample_paper("计票单（扫描件）", application.serial)
    keep_sheet(hall.vote(application), scan, actor=hall.as_(first), now=hall.story.now)


def decided(hall: Hall, application: Application, figures: Figures) -> Vote:
    """A whole vote on paper, from the cards to the record. ``figures``: yes, no, blank, spoiled."""
    cards_taken(hall, application)
    one_count(hall, application, figures)
    first, second = hall.tellers
    enter_count(hall.vote(application), figures, actor=hall.as_(second), now=hall.story.later())
    compare_counts(hall.vote(application), actor=hall.as_(first), now=hall.story.now)
    return record(hall.vote(application), actor=hall.as_(first), now=hall.story.later())


def over(hall: Hall) -> Meeting:
    """Closed, minuted, signed by everybody, archived."""
    story, office = hall.story, hall.story.as_(hall.office)
    hall.act("close")
    write_minutes(
        hall.meeting,
        recorder="高评委办公室",
        proceedings="主任委员主持，逐一评议后以纸质票无记名投票，两名计票人分别计票并核对一致。",
        actor=office,
        now=story.later(),
        version=None,
    )
    scan = sample_paper("评审结果（盖章扫描件）", hall.review.round.code)
    keep_sealed_result(hall.meeting, scan, actor=office, now=story.later(), version=None)
    for seat in hall.seats:
        sign_minutes(hall.meeting, digest_of(hall.meeting), actor=hall.as_(seat), now=story.now)
    hall.act("sign")
    return hall.act("archive", story.as_("supervisor"))
