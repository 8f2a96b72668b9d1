"""Who is kept from an application: whoever applies, experts with a tie to it, or to the whole review, that nobody has
dismissed.

A tie that waits to be decided keeps its expert away too: what was read can't be unread.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicheng.procedure.review.round_states import ARCHIVED
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Reading, Seat
from zhicheng.web.experts.models import Tie
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.visibility.standing import Standing

BARRING: Final = ("open", "stands")
CHAIRS: Final = ("chair", "deputy")
ACCEPTED: Final = "accepted"


def barred(expert: Any, application: Any, round_: Any) -> Q:
    """Whether an expert is kept from an application; each given as a value or an (outer) reference."""
    ties = Tie.objects.filter(expert=expert, round=round_, state__in=BARRING)
    own = Application.objects.filter(pk=application, applicant__as_expert=expert)
    return Q(Exists(ties.filter(Q(application=application) | Q(application=None)))) | Q(Exists(own))


def readings_of(standing: Standing) -> QuerySet[Reading]:
    """What this person reads now: given to the own accepted seat, not taken back, no tie in the way; nothing any more
    once the review is in the archive."""
    own = Reading.objects.filter(ended_because="", seat__state=ACCEPTED, seat__expert__user=standing.user_id)
    own = own.exclude(seat__committee__review__state=ARCHIVED)
    return own.filter(~barred(OuterRef("seat__expert"), OuterRef("application"), OuterRef("application__round")))


def _without_tie(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Of seats in a subquery of deliberations, those of experts without a tie to the application."""
    application, round_ = OuterRef(OuterRef("application")), OuterRef(OuterRef("application__round"))
    return seats.filter(~barred(OuterRef("expert"), application, round_))


def led_by(standing: Standing) -> QuerySet[Deliberation]:
    """The deliberations that this person leads: the group's leader, and where a tie keeps the leader away, a chair."""
    leaders = _without_tie(Seat.objects.filter(group=OuterRef("group"), leads=True, state=ACCEPTED))
    committee = OuterRef("group__committee")
    chairs = _without_tie(Seat.objects.filter(committee=committee, role__in=CHAIRS, state=ACCEPTED))
    own = {"expert__user": standing.user_id}
    return Deliberation.objects.filter(
        Exists(leaders.filter(**own)) | (~Exists(leaders) & Exists(chairs.filter(**own)))
    )


def before_committee_of(standing: Standing, *, roles: tuple[str, ...] = ()) -> QuerySet[Deliberation]:
    """The deliberations of the committee on which this person sits (in one of these roles), no tie in the way."""
    seats = Seat.objects.filter(committee=OuterRef("group__committee"), state=ACCEPTED)
    seats = seats.filter(role__in=roles) if roles else seats
    return Deliberation.objects.filter(Exists(_without_tie(seats.filter(expert__user=standing.user_id))))


def is_barred(seat: Seat, application: Application) -> bool:
    """Whether the expert of a seat is kept from an application."""
    return Seat.objects.filter(pk=seat.pk).filter(barred(seat.expert_id, application.pk, application.round_id)).exists()
