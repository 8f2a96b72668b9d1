"""Steps taken over from elsewhere: on record with their source; of imported applications, eligibility and recommendation."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.elsewhere import ELIGIBILITY, RECOMMENDING, STEPS, Source, refuse_source
from zhicheng.web.review.models import Review
from zhicheng.web.review.process import ARRIVED
from zhicheng.web.review.recommending import DONE
from zhicheng.web.review.services.checking import check_eligibility
from zhicheng.web.review.services.recommending import exempt_application
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
CHECKING: Final = "closed"
"""The state of a review in which eligibility and recommendations are still open."""


def note_elsewhere(
    review: Review, step: str, source: Source, *, count: int, actor: Standing, now: dt.datetime
) -> Review:
    """Put on record that a step was done elsewhere, for so many; ``review`` is locked by the caller, in its transaction.

    Raises:
        ActRefused: ``no-right``, ``source-missing``, ``day-ahead``.
    """
    require(actor, "set-up", review)
    refuse_source(source, now)
    review.elsewhere = {**review.elsewhere, step: source.plain}
    review.version += 1
    review.save()
    detail = {"step": step, "count": count, "on": source.on.isoformat(), "source": source.document.strip()}
    write_entry("take-over-step", actor=actor, now=now, on=review, role=OFFICE, detail=detail)
    return review


@transaction.atomic
def take_over_eligibility(
    review: Review, source: Source, *, actor: Standing, now: dt.datetime, version: int | None
) -> int:
    """Every imported application that nobody has checked here is eligible as found elsewhere; how many there were.

    What was handed in here is checked here. Raises:
        ActRefused: ``no-right``, ``stale-page``, ``source-missing``, ``day-ahead``, ``checking-over``, ``nobody-left``.
    """
    row = locked(review, version)
    rows = list(_imported(row).filter(eligibility=None).order_by("pk"))
    _refuse(row, rows)
    note_elsewhere(row, ELIGIBILITY, source, count=len(rows), actor=actor, now=now)
    for one in rows:
        check_eligibility(
            one, outcome="eligible", way_in="", machine={}, differences={}, reason=_said(ELIGIBILITY, source),
            actor=actor, now=now, seen=0,
        )  # fmt: skip
    return len(rows)


@transaction.atomic
def take_over_recommendations(
    review: Review, source: Source, *, actor: Standing, now: dt.datetime, version: int | None
) -> int:
    """Every imported application that waits for an intermediate committee goes on, as recommended elsewhere; how many.

    Raises:
        ActRefused: as :func:`take_over_eligibility`, and ``no-such-step`` where the document has no such committee.
    """
    row = locked(review, version)
    rows = list(_imported(row).exclude(recommendation__state__in=DONE).order_by("pk"))
    _refuse(row, rows)
    note_elsewhere(row, RECOMMENDING, source, count=len(rows), actor=actor, now=now)
    for one in rows:
        exempt_application(row, one, reason=_said(RECOMMENDING, source), actor=actor, now=now, version=None)
    return len(rows)


def _imported(review: Review) -> QuerySet[Application]:
    return Application.objects.filter(round=review.round_id, state=ARRIVED, imported=True)


def _refuse(review: Review, rows: list[Application]) -> None:
    against = []
    if review.state != CHECKING:
        against.append(_OVER)
    if not rows:
        against.append(_NOBODY)
    if against:
        raise ActRefused(against)


def _said(step: str, source: Source) -> str:
    """The reason that stays with each application."""
    return f"{STEPS[step][0]}已在别处完成：{source.document.strip()}（{source.on.isoformat()}）"


_OVER = Refusal(
    "checking-over",
    ("资格审查已经完成", "the check of eligibility is over"),
    do=("如需改动，请先“重新资格审查”", "begin the check anew first"),
)
_NOBODY = Refusal(
    "nobody-left",
    ("没有待办理的导入申报", "no imported application is left for this"),
    do=("在本平台提交的申报须在本平台办理", "what was handed in here is dealt with here"),
)
