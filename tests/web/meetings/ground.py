"""A committee of eleven with three applicants before it: where the tests of the meeting begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.web.people import World, person
from tests.web.review.ground import closed
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Committee, Group, Plan, Seat
from zhicheng.web.committee.plan_parts import FIGURES, figures_of
from zhicheng.web.experts.models import Expert, Pool, Tie
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.services.attending import come_in, go_out, recused_inside
from zhicheng.web.meetings.services.convening import act_on_meeting, name_tellers, plan_meeting
from zhicheng.web.meetings.services.deliberating import begin_deliberation, end_deliberation
from zhicheng.web.meetings.services.voting import prepare_votes
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.visibility.standing import Standing

PRESENT_COUNTS = {
    "majority": {"value": "2/3", "unit": "share", "source": "示例年度通知", "base": "present"},
    "report_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"},
}


@dataclass
class Hall:
    """The world with its committee: members by place; the first presides, the second is deputy."""

    here: World
    review: Review
    seats: list[Seat] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    ticks: count = field(default_factory=lambda: count(1))

    @property
    def now(self) -> dt.datetime:
        """A moment later than the one before."""
        return self.here.now + dt.timedelta(seconds=next(self.ticks))

    def as_(self, place: int) -> Standing:
        """The standing of a member."""
        return self.here.as_(self.users[place])

    @property
    def office(self) -> Standing:
        """The office's."""
        return self.here.as_(self.here.office_officer)

    @property
    def supervisor(self) -> Standing:
        """The supervisor's."""
        return self.here.as_(self.here.supervisor)

    @property
    def chair(self) -> Standing:
        """The chair's."""
        return self.as_(0)

    @property
    def codes(self) -> list[str]:
        """The members' codes."""
        return [one.expert.code for one in self.seats]

    @property
    def meeting(self) -> Meeting:
        """The latest meeting as it is now."""
        return Meeting.objects.select_related("review__round").filter(review=self.review).latest("number")

    def vote(self, place: int = 0) -> Vote:
        """The vote that stands on an applicant."""
        return Vote.objects.select_related("application", "session", "meeting__review__round").exclude(
            state="voided"
        ).get(application=self.applications[place])  # fmt: skip

    def act(self, name: str, actor: Standing | None = None, **more: str) -> Meeting:
        """One act of the meeting."""
        return act_on_meeting(self.meeting, name, actor=actor or self.chair, now=self.now, version=None, **more)


def hall(now: dt.datetime, *, members: int = 11, applicants: int = 3) -> Hall:
    """Everything up to the plan's approval is done; opinions of the groups are given; it is the day of the meeting."""
    here = closed(now, applicants=applicants)
    Round.objects.filter(pk=here.round.pk).update(numbers=PRESENT_COUNTS)
    here.round.refresh_from_db()
    review = Review.objects.create(round=here.round, begun_at=now, state="reviewing")
    committee = Committee.objects.create(review=review, state="formed")
    group = Group.objects.create(committee=committee, name="第一组")
    made = Hall(here, review)
    pool = Pool.objects.create(office=here.office, name="专家库", tracks=[here.round.track])
    for place in range(members):
        _member(made, pool, committee, group, place)
    for one in Application.objects.filter(round=here.round).order_by("serial"):
        EligibilityCheck.objects.create(
            application=one, outcome="eligible", checked_by=here.office_officer, checked_at=now
        )
        Deliberation.objects.create(application=one, group=group, opened_at=now, state="reviewed", recommends=True)
        made.applications.append(one)
    Plan.objects.create(
        review=review,
        state="approved",
        meeting_day=now.date(),
        place="一号厅",
        content={"procedure": "按文件", FIGURES: figures_of(here.round)},
        reported_on=now.date() - dt.timedelta(days=30),
    )
    return made


def _member(made: Hall, pool: Pool, committee: Committee, group: Group, place: int) -> None:
    user = person(f"member{place:02}", made.here.now, ("expert", made.here.office), name=f"评委{place:02}")
    expert = Expert.objects.create(
        pool=pool, user=user, code=f"m{place:02}", name=f"评委{place:02}", employer_name="某大学", region="杭州",
        specialty="物联网感知", title="professorate", title_since=dt.date(2010, 1, 1), joined_on=dt.date(2026, 1, 1),
    )  # fmt: skip
    role = {0: "chair", 1: "deputy"}.get(place, "member")
    made.seats.append(
        Seat.objects.create(
            committee=committee, expert=expert, specialty="物联网感知", group=group, role=role, state="accepted",
            invited_at=made.here.now,
        )
    )  # fmt: skip
    made.users.append(user)


def tied(made: Hall, place: int, application: int, *, state: str = "stands") -> Tie:
    """A member with a tie to an applicant."""
    return Tie.objects.create(
        round=made.here.round, expert=made.seats[place].expert, application=made.applications[application],
        kind="declared", source="declared", state=state, recorded_at=made.here.now,
    )  # fmt: skip


def gathered(made: Hall, places: Sequence[int] | None = None) -> Meeting:
    """The meeting planned and convened; these members have come (all of them)."""
    plan_meeting(made.review, actor=made.office, now=made.now)
    made.act("convene", made.office)
    seats = made.seats if places is None else [made.seats[one] for one in places]
    come_in(made.meeting, seats, actor=made.office, now=made.now)
    return made.meeting


def opened(made: Hall, places: Sequence[int] | None = None) -> Meeting:
    """The meeting open, the tellers (ninth and tenth member) named."""
    gathered(made, places)
    made.act("open")
    name_tellers(made.meeting, made.seats[8:10], actor=made.chair, now=made.now, version=None)
    return made.meeting


def deliberated(made: Hall, place: int) -> Deliberation:
    """The committee deliberates on an applicant; the recused go out for it and come back."""
    row = Deliberation.objects.get(application=made.applications[place])
    out = recused_inside(made.meeting, made.applications[place])
    go_out(made.meeting, out, actor=made.chair, now=made.now)
    row = begin_deliberation(row, actor=made.chair, now=made.now, version=None)
    row = end_deliberation(row, made.meeting, actor=made.chair, now=made.now, version=None)
    come_in(made.meeting, out, actor=made.chair, now=made.now)
    return row


def all_deliberated(made: Hall) -> list[Vote]:
    """All of them, and their votes prepared."""
    for place in range(len(made.applications)):
        deliberated(made, place)
    return prepare_votes(made.meeting, made.applications, actor=made.chair, now=made.now)
