"""How the meeting is tied to persons: by the round's office, by an accepted seat. Ballots are for nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from zhicheng.web.meetings.models import BallotSession, Meeting, Presence, Signature, Tally, Vote
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register
from zhicheng.web.visibility.standing import Standing


def accepted_seat(one: Standing) -> dict[str, object]:
    """What the person's own seat on a committee is, as conditions on seats."""
    return {"expert__user": one.user_id, "expert__user__isnull": False, "state": "accepted"}


def _tied(meeting: str) -> Mapping[str, Relation]:
    """Relations by the path to the meeting ("" for the meeting itself)."""
    path = f"{meeting}__" if meeting else ""
    seats = f"{path}review__committee__seats__"

    def seated(one: Standing) -> Q:
        return Q(**{f"{seats}{name}": value for name, value in accepted_seat(one).items()})

    def presiding(one: Standing) -> Q:
        return Q(
            **{f"{seats}{name}": value for name, value in accepted_seat(one).items()},
            **{f"{seats}role__in": ["chair", "deputy"]},
        )

    return {
        "any": lambda _: EVERYTHING,
        "own-round": lambda one: Q(**{f"{path}review__round__office__in": one.organisations("committee-office")}),
        "seated": seated,
        "chair": presiding,
    }


def _own(one: Standing) -> Q:
    return Q(**{f"teller__{name}": value for name, value in accepted_seat(one).items()})


register(Meeting, Scope("meeting", "state", _tied(""), many=True))
register(Presence, Scope("presence", "seat__role", _tied("meeting"), many=True))
register(Vote, Scope("vote", "state", _tied("meeting"), many=True, applicant="application__applicant"))
register(BallotSession, Scope("ballot-session", "stage", _tied("meeting"), many=True))
register(
    Tally,
    Scope(
        "tally",
        "vote__state",
        {**_tied("vote__meeting"), "own": _own},
        many=True,
        applicant="vote__application__applicant",
    ),
)
register(Signature, Scope("signature", "seat__role", _tied("meeting"), many=True))
