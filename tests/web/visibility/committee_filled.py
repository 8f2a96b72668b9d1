"""A committee, its plan and the notice before the review, each with a word that could leak."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.web.people import person
from zhicheng.web.committee.models import Committee, Group, Plan, Seat
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.review.models import Review

if TYPE_CHECKING:
    from tests.web.visibility.filled import Filled

SEATS = (
    ("mira", "accepted", ""),
    ("oren", "accepted", ""),
    ("nora", "drawn", ""),
    ("dean", "declined", "Qkseatreason"),
)
"""Accounts, how the seat stands, the reason given."""


def fill_committee(made: Filled) -> None:
    """Seats at each state, a group, a plan, a notice with an objection."""
    here = made.here
    review = Review.objects.get(round=here.round)
    Plan.objects.create(review=review, content={"procedure": "Qkprocedure"}, place="Qkplanplace")
    committee = Committee.objects.create(review=review, state="drawn", answer_until=dt.date(2026, 12, 24))
    group = Group.objects.create(committee=committee, name="Qkgroup", specialties=["感知"])
    pool = Pool.objects.create(office=here.office, name="评委库")
    for name, state, reason in SEATS:
        seat = _seat(made, pool, committee, name)
        Seat.objects.filter(pk=seat.pk).update(state=state, reason=reason, group=group)
        made.rows[f"seat-{name}"] = seat.pk
    _notice(made)


def _seat(made: Filled, pool: Pool, committee: Committee, name: str) -> Seat:
    here = made.here
    expert = Expert.objects.create(
        pool=pool,
        user=person(name, here.now, ("expert", here.office)),
        code=f"S-{name}",
        name=f"Qkseat{name}",
        employer_name="某校",
        region="杭州市",
        specialty="感知",
        title="professorate",
        title_since=here.now.date(),
        joined_on=here.now.date(),
    )
    return Seat.objects.create(committee=committee, expert=expert, specialty="感知", invited_at=here.now)


def _notice(made: Filled) -> None:
    here = made.here
    day = here.now.date()
    notice = Notice.objects.create(
        kind="pre-review-notice",
        round=here.round,
        organisation=here.office,
        first_day=day,
        days=5,
        last_day=day,
        calendar_version="x",
        posted_by=here.office_officer,
        posted_at=here.now,
    )
    objection = Objection.objects.create(
        notice=notice,
        text="Qkobjectionoffice",
        sender_name="Qksenderoffice",
        sender_contact="Qkreachoffice",
        received_at=here.now,
        receipt_digest="office",
    )
    made.rows["objection-office"] = objection.pk
