"""How plan, committee, draw, seats and assignment are tied to persons: by the round's office, or by an own seat."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from zhicheng.web.committee.models import Assignment, Committee, Draw, Group, Plan, Reading, Seat
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register

SERVING = ("drawn", "accepted")
"""States of a seat whose expert has a part in the review."""


def by_office(path: str) -> Mapping[str, Relation]:
    """The relations of what hangs on a committee or review: ``path`` leads to the round."""
    return {
        "any": lambda _: EVERYTHING,
        "own-round": lambda one: Q(**{f"{path}__office__in": one.organisations("committee-office")}),
    }


def by_seat(path: str) -> Mapping[str, Relation]:
    """The relations of experts to what hangs on a committee: ``path`` leads to it ("" for the committee itself)."""
    seats = f"{path}__seats" if path else "seats"
    return {
        "seated": lambda one: Q(**{f"{seats}__expert__user": one.user_id, f"{seats}__state__in": SERVING}),
        "chair": lambda one: Q(
            **{
                f"{seats}__expert__user": one.user_id,
                f"{seats}__state": "accepted",
                f"{seats}__role__in": ["chair", "deputy"],
            }
        ),
    }


register(Plan, Scope("plan", "state", {**by_office("review__round"), **by_seat("review__committee")}, many=True))
register(Committee, Scope("committee", "state", {**by_office("review__round"), **by_seat("")}, many=True))
register(Draw, Scope("draw", "stage", by_office("committee__review__round")))
register(Group, Scope("group", "name", {**by_office("committee__review__round"), **by_seat("committee")}, many=True))
register(Assignment, Scope("assignment", "stage", by_office("committee__review__round")))
register(
    Seat,
    Scope(
        "seat",
        "state",
        {
            **by_office("committee__review__round"),
            "own": lambda one: Q(expert__user=one.user_id) & Q(expert__user__isnull=False),
            "same-committee": lambda one: Q(
                committee__seats__expert__user=one.user_id, committee__seats__state="accepted"
            ),
        },
        many=True,
    ),
)
register(
    Reading,
    Scope(
        "reading",
        "ended_because",
        {
            **by_office("seat__committee__review__round"),
            "own": lambda one: Q(seat__expert__user=one.user_id, seat__state="accepted", ended_because=""),
        },
        applicant="application__applicant",
    ),
)
