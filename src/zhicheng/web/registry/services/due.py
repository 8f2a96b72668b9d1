"""What is due at the end of a review: the time to ask for a re-examination; keys of certificates that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import notice_end
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.registry.models import Decision, Result, SigningKey
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.due_dates import Due, add_due, holders


@add_due
def reexaminations(now: dt.datetime) -> Iterator[Due]:
    """Applicants who did not pass and have asked for nothing, while they still can; where the round sets a time."""
    rows = Result.objects.exclude(notice=None).exclude(state__in=("prepared", "archived"))
    for result in rows.select_related("notice", "review__round").order_by("pk"):
        rule = rules_of(result.review.round).notice("reexamination_days")
        if isinstance(rule, Refusal) or result.notice is None:
            continue
        last = notice_end(rule, result.notice.first_day, shipped_calendar()).latest_possible
        if last is not None and last >= day_of(now):
            yield from _unanswered(result, last)


def _unanswered(result: Result, last: dt.date) -> Iterator[Due]:
    what = ("申请复查的期限将满", "the time to ask for a re-examination is running out")
    rows = Decision.objects.filter(result=result, passed=False, application__applicant__isnull=False)
    rows = rows.exclude(reexaminations__state__in=("asked", "examining", "stands", "repeat-ordered", "declined"))
    for row in rows.select_related("application").order_by("pk"):
        one = row.application
        if one.applicant_id is not None:
            address = f"/applications/{one.pk}/"
            yield Due(one.applicant_id, f"reexamination-{row.pk}", last, what, address, result.review.round, one.pk)


@add_due
def signing_keys(now: dt.datetime) -> Iterator[Due]:
    """Offices whose key for certificates ends, with no later one beside it."""
    rows = SigningKey.objects.filter(state="in-use", end__gte=day_of(now)).select_related("office").order_by("pk")
    for key in rows:
        later = SigningKey.objects.filter(office=key.office, state="in-use", end__gt=key.end)
        round_ = key.office.rounds.order_by("-year", "-pk").first()
        if key.end is None or round_ is None or later.exists():
            continue
        what = ("证书签署密钥将到期，请更换", "the key that signs certificates ends: set up another")
        for user in holders(now, key.office_id, "committee-office"):
            yield Due(user, f"signing-key-{key.pk}", key.end, what, "/reviews/", round_)
