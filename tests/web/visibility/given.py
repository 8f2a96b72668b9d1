"""An application given to an expert to read, by the plainest means."""

from __future__ import annotations

from tests.web.people import World, person
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Assignment, Committee, Group, Reading, Seat
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.review.models import Review


def seated(here: World, user: User, committee: Committee, group: Group | None, **more: object) -> Seat:
    """An accepted seat on a committee for a person."""
    pool, _ = Pool.objects.get_or_create(office=here.office, name="评阅")
    expert = Expert.objects.create(
        pool=pool,
        user=user,
        code=f"read-{user.username}",
        name="评委",
        employer_name="某校",
        region="杭州市",
        specialty="感知",
        title="professorate",
        title_since=here.now.date(),
        joined_on=here.now.date(),
    )
    return Seat.objects.create(
        committee=committee, expert=expert, specialty="感知", group=group, state="accepted", invited_at=here.now, **more
    )


def committee_of(here: World) -> Committee:
    """The committee of the world's round."""
    review, _ = Review.objects.get_or_create(round=here.round, defaults={"begun_at": here.now})
    return Committee.objects.get_or_create(review=review)[0]


def given(here: World, application: Application, seat: Seat, **more: str) -> Reading:
    """The application is given to the seat."""
    assignment, _ = Assignment.objects.get_or_create(
        committee=seat.committee,
        defaults={"bundle": {}, "digest": "0" * 64, "made_at": here.now, "made_by": here.office_officer},
    )
    return Reading.objects.create(assignment=assignment, seat=seat, application=application, **more)


def given_to_rhea(here: World, application: Application) -> None:
    """The application is given to an expert who reads nothing else."""
    seat = Seat.objects.filter(expert__user__username="rhea").first()
    if seat is None:
        seat = seated(here, person("rhea", here.now, ("expert", here.office)), committee_of(here), None)
    given(here, application, seat)
