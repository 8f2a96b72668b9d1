"""Questions about scoring, each asked by somebody: nothing here goes past what they may see."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.web.committee.models import Group, Reading, Seat
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.models import DRAFT, HANDED_IN, Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.recusal import readings_of
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

ROUND = "application__round"


def assigned_to(standing: Standing) -> QuerySet[Deliberation]:
    """What this expert reads: the deliberations of the applications assigned to the own seat."""
    rows = Deliberation.objects.select_related("application__round", "group")
    rows = rows.filter(application__in=readings_of(standing).values("application"))
    return visible(standing, "view", rows).order_by(ROUND, "application__serial", "pk")


def assigned_or_404(standing: Standing, pk: int) -> Deliberation:
    """One of those.

    Raises:
        Http404: there is none of that number, or it isn't assigned to this expert.
    """
    return get_object_or_404(assigned_to(standing), pk=pk)


def left_to_read(standing: Standing) -> QuerySet[Deliberation]:
    """Those on which the own sheet is not handed in while the group can still take it."""
    mine = Sheet.objects.filter(deliberation=OuterRef("pk"), seat__expert__user=standing.user_id)
    return assigned_to(standing).filter(~Exists(mine.exclude(state=DRAFT)), state=WAITING)


def own_sheet(standing: Standing, row: Deliberation) -> Sheet | None:
    """The own sheet on an application, begun or handed in."""
    own = Sheet.objects.filter(deliberation=row, seat__expert__user=standing.user_id)
    return visible(standing, "view", own.select_related("seat")).first()


def own_sheets(standing: Standing) -> dict[int, Sheet]:
    """The own sheets by the number of their deliberation."""
    own = Sheet.objects.filter(seat__expert__user=standing.user_id)
    return {one.deliberation_id: one for one in visible(standing, "view", own)}


def groups_led(standing: Standing) -> QuerySet[Group]:
    """The groups in which this person leads some deliberation."""
    rows = Group.objects.select_related("committee__review__round")
    return visible(standing, "lead", rows).order_by("pk")


def led_in(standing: Standing, group: Group) -> QuerySet[Deliberation]:
    """The deliberations of a group that this person leads."""
    rows = Deliberation.objects.filter(group=group).select_related("application__round", "group")
    return visible(standing, "settle", rows).order_by("application__serial", "pk")


def led_or_404(standing: Standing, pk: int) -> Deliberation:
    """One deliberation that this person leads.

    Raises:
        Http404: there is none of that number, or somebody else leads it.
    """
    rows = Deliberation.objects.select_related("application__round", "group")
    return get_object_or_404(visible(standing, "settle", rows), pk=pk)


def left_to_settle(standing: Standing) -> QuerySet[Deliberation]:
    """Those that wait for this leader: every sheet handed in, no opinion given."""
    rows = visible(standing, "settle", Deliberation.objects.filter(state=WAITING))
    return rows.filter(~awaited(), Exists(Sheet.objects.filter(deliberation=OuterRef("pk"), state=HANDED_IN)))


def awaited() -> Exists:
    """Whether some expert to whom an application is given has handed in no sheet on it."""
    sheets = Sheet.objects.filter(deliberation=OuterRef(OuterRef("pk")), seat=OuterRef("seat")).exclude(state=DRAFT)
    readings = Reading.objects.filter(application=OuterRef("application"), ended_because="", seat__state="accepted")
    return Exists(readings.filter(~Exists(sheets)))


def sheets_of(standing: Standing, row: Deliberation) -> list[Sheet]:
    """The sheets on an application that this person may see, in the order of the seats."""
    rows = Sheet.objects.filter(deliberation=row).exclude(state=DRAFT).select_related("seat__expert")
    return list(visible(standing, "view", rows).order_by("seat"))


def answers_seen(standing: Standing, row: Deliberation) -> dict[str, Answer]:
    """What the group decided on open questions, for somebody who may see it."""
    rows = Answer.objects.filter(application=row.application_id).select_related("by__expert")
    return {one.question: one for one in visible(standing, "view", rows).order_by("question")}


def agreed_sheet(standing: Standing, row: Deliberation) -> Deliberation | None:
    """The deliberation with what the group agreed on, for somebody who may see that."""
    return visible(standing, "view", Deliberation.objects.filter(pk=row.pk), as_object="group-sheet").first()


def review_or_404(standing: Standing, code: str) -> Review:
    """The review of a round for its office or a supervisor.

    Raises:
        Http404: there is none, or this person has no part in it.
    """
    rows = Review.objects.select_related("round")
    return get_object_or_404(visible(standing, "export", rows), round__code=code)


def progress_rows(standing: Standing, review: Review) -> QuerySet[Deliberation]:
    """The deliberations of a review with ``given``, ``begun`` and ``handed_in``: how many experts read, began, handed in."""
    reading = Q(application__readings__ended_because="", application__readings__seat__state="accepted")
    rows = Deliberation.objects.filter(application__round=review.round).select_related("application__round", "group")
    rows = rows.annotate(
        given=Count("application__readings", filter=reading, distinct=True),
        handed_in=Count("sheets", filter=Q(sheets__state=HANDED_IN), distinct=True),
    )
    return visible(standing, "view", rows)


def awaited_readings(standing: Standing, review: Review) -> QuerySet[Reading]:
    """Who still has sheets to hand in, for reminders: readings without a sheet handed in."""
    sheets = Sheet.objects.filter(deliberation__application=OuterRef("application"), seat=OuterRef("seat"))
    rows = Reading.objects.filter(ended_because="", seat__state="accepted", application__deliberation__state=WAITING)
    rows = rows.filter(~Exists(sheets.exclude(state=DRAFT)), application__round=review.round)
    return visible(standing, "view", rows.select_related("seat__expert", "application", "seat__group"))


def defences_of(standing: Standing, review: Review) -> QuerySet[Defence]:
    """The defences of a review, those with an appointment first, by day and place."""
    rows = Defence.objects.filter(application__round=review.round).select_related("application__deliberation__group")
    return visible(standing, "view", rows).order_by("appointed_at", "place", "pk")


def seats_to_examine(standing: Standing, row: Deliberation) -> QuerySet[Seat]:
    """The accepted seats of the group, from whom examiners are named."""
    rows = Seat.objects.filter(group=row.group_id, state="accepted").select_related("expert")
    return visible(standing, "view", rows).order_by("pk")


def counts_of(row: Deliberation) -> dict[str, int]:
    """How many experts read an application that the caller has found, and how many have handed in."""
    readings = Reading.objects.filter(application=row.application, ended_because="", seat__state="accepted")
    return {"given": readings.count(), "handed_in": row.sheets.filter(state=HANDED_IN).count()}
