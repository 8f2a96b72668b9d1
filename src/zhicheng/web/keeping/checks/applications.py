"""Applications: the state is known, and agrees with what hangs on the application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhicheng.procedure.application_states import (
    APPLICATION,
    ARRIVED,
    AT_DEPARTMENT,
    AT_EMPLOYER,
    DRAFT,
    ENDORSED,
    NOT_ENDORSED,
    NOT_RECOMMENDED,
    RETURNED_BY_DEPARTMENT,
    RETURNED_BY_EMPLOYER,
    WITHDRAWN,
)
from zhicheng.web.applications.models import Application, Batch, Check, Opinion, Return, ReturnItem, Submission
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.papers.models import Paper

RETURNED: Final = (RETURNED_BY_EMPLOYER, RETURNED_BY_DEPARTMENT)
RECOMMENDED: Final = (AT_DEPARTMENT, RETURNED_BY_DEPARTMENT, ENDORSED, NOT_ENDORSED, ARRIVED)
"""States that an application reaches only by its employer's recommendation."""
Found = Iterator[tuple[str, Pair]]


def _said(rows: Iterable[object], zh: str, en: str) -> Found:
    for row in rows:
        yield row_name(row), (zh, en)  # type: ignore[arg-type]


def _own() -> QuerySet[Application]:
    """Applications made here; what was imported from a roster brings no history along."""
    return Application.objects.filter(imported=False)


@invariant("application-state-known")
def state_known(_: Look) -> Found:
    """Every application is in a state of the procedure's table."""
    known = {state.name for state in APPLICATION.states}
    yield from _said(Application.objects.exclude(state__in=known), "状态不在状态表中", "its state is not in the table")


@invariant("application-submitted-has-submission")
def submitted_has_submission(_: Look) -> Found:
    """What is past the draft was handed in, and what was handed in is there."""
    rows = (
        _own()
        .exclude(state__in=(DRAFT, WITHDRAWN))
        .exclude(Exists(Submission.objects.filter(application=OuterRef("pk"))))
    )
    yield from _said(rows, "已提交而没有提交件", "it is past the draft, but nothing was handed in")


@invariant("application-holder")
def holder_matches_state(_: Look) -> Found:
    """Who has the application in hand is who the state says."""
    rows = _own().exclude(Q(holder=None))
    yield from _said(rows.filter(state__in=(DRAFT, ARRIVED)), "此状态不应有经办单位", "nobody should have it in hand")
    rows = _own().filter(state=AT_EMPLOYER).exclude(holder=F("employer"))
    yield from _said(rows, "经办单位不是其用人单位", "it is not in its employer's hands")
    rows = _own().filter(state__in=(AT_DEPARTMENT, ENDORSED)).exclude(holder__kind="department")
    yield from _said(rows, "经办单位不是主管部门", "it is not in a department's hands")


@invariant("application-arrived")
def arrived_was_endorsed(_: Look) -> Found:
    """What arrived was recommended by its employer and endorsed by every department it passed, at least one."""
    opinions = Opinion.objects.filter(application=OuterRef("pk"))
    arrived = _own().filter(state=ARRIVED)
    rows = _own().filter(state__in=RECOMMENDED).exclude(Exists(opinions.filter(decision="recommend")))
    yield from _said(rows, "没有单位推荐意见", "there is no recommendation of the employer")
    rows = arrived.exclude(Exists(opinions.filter(decision="endorse")))
    yield from _said(rows, "没有主管部门审核意见", "there is no endorsement of a department")
    for row in arrived.prefetch_related("passed", "opinions"):
        endorsed = {one.organisation_id for one in row.opinions.all() if one.decision == "endorse"}
        if any(one.kind == "department" and one.pk not in endorsed for one in row.passed.all()):
            yield row_name(row), ("经过的主管部门有未出具意见的", "a department that it passed gave no endorsement")


@invariant("application-notice-closed")
def notice_closed(_: Look) -> Found:
    """What is recommended hung in a notice that was closed, and no objection to it is open."""
    rows = _own().filter(state__in=RECOMMENDED)
    closed = Notice.objects.filter(applications=OuterRef("pk"), state="closed", kind="employer-notice")
    yield from _said(rows.exclude(Exists(closed)), "没有已结束的公示", "there is no closed notice")
    yield from _said(rows.filter(_open_objection()), "尚有未处理的异议", "an objection to it is open")


def _open_objection() -> Q:
    """An objection at the unit to this application, or to the whole notice it hangs in, has come to no outcome."""
    open_ones = Objection.objects.filter(state="open", notice__kind="employer-notice")
    whole = open_ones.filter(application=None, notice__applications=OuterRef("pk"))
    return Q(Exists(open_ones.filter(application=OuterRef("pk")))) | Q(Exists(whole))


@invariant("application-returned")
def returned_has_return(_: Look) -> Found:
    """What is returned has an open return; what is being worked on has none."""
    waiting = Exists(Return.objects.filter(application=OuterRef("pk"), resolved_at=None))
    yield from _said(
        _own().filter(state__in=RETURNED).exclude(waiting), "已退回而没有退回单", "it is returned without a return"
    )
    at_work = _own().filter(state__in=(AT_EMPLOYER, AT_DEPARTMENT, ENDORSED, ARRIVED)).filter(waiting)
    yield from _said(at_work, "退回尚未补正而已在审核", "it is worked on while a return is unresolved")


@invariant("return-items-answered")
def resolved_is_answered(_: Look) -> Found:
    """A resolved return has items, and every one is answered."""
    items = ReturnItem.objects.filter(returned=OuterRef("pk"))
    resolved = Return.objects.filter(resolved_at__isnull=False)
    yield from _said(
        resolved.filter(Exists(items.filter(answered_at=None))),
        "已补正而有未答复项",
        "resolved, but an item is not answered",
    )
    yield from _said(Return.objects.exclude(Exists(items)), "退回单没有事项", "a return without items")


@invariant("application-decided")
def decided_has_opinion(_: Look) -> Found:
    """Who was not recommended or not endorsed has the opinion that says so, with reasons."""
    for state, decisions in ((NOT_RECOMMENDED, ("refuse",)), (NOT_ENDORSED, ("decline",))):
        opinion = Opinion.objects.filter(application=OuterRef("pk"), decision__in=decisions).exclude(text="")
        yield from _said(
            _own().filter(state=state).exclude(Exists(opinion)), "没有写明理由的意见", "no opinion gives the reasons"
        )


@invariant("application-parts-agree")
def parts_agree(_: Look) -> Found:
    """What hangs on an application is of the same person, round and submission."""
    links = Application.papers.through.objects.exclude(paper__owner=F("application__applicant"))
    for link in links:
        yield f"application {link.application_id}", ("附件不属于申报人本人", "a paper of it is another person's")
    yield from _said(
        Paper.objects.filter(record__isnull=False).exclude(record__owner=F("owner")),
        "附件与业绩不属同一人",
        "paper and record have different owners",
    )
    for part in (Check, Return):
        rows = part._default_manager.exclude(submission__application=F("application"))
        yield from _said(rows, "所指提交件属于另一申报", "its submission is another application's")
    for held in Batch.applications.through.objects.exclude(application__round=F("batch__round")):
        yield f"batch {held.batch_id}", ("含其他年度的申报", "it holds an application of another round")
    for passed in Application.passed.through.objects.exclude(organisation__kind="department"):
        yield (
            f"application {passed.application_id}",
            ("经过的单位不是主管部门", "it passed an organisation that is no department"),
        )


@invariant("submission-numbers")
def submissions_numbered(_: Look) -> Found:
    """Submissions are numbered 1, 2, 3 … without a gap."""
    for row in Application.objects.prefetch_related("submissions"):
        numbers = [one.number for one in row.submissions.all()]
        if numbers != list(range(1, len(numbers) + 1)):
            yield row_name(row), ("提交件编号不连续", "its submissions are not numbered without gaps")
