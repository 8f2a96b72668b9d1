"""Committees: seats that may be held, groups and readings of the one committee, nobody judging where they must not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from zhicheng.procedure.assignment.bundle import assignment_from
from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.files import model_of
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Approval, Assignment, Draw, Plan, Reading, Seat
from zhicheng.web.experts.models import Availability, Expert, Tie
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.review.models import EligibilityCheck, Recommendation

Found = Iterator[tuple[str, Pair]]


@invariant("seat-lawful")
def seats_lawful(_: Look) -> Found:
    """A seat is of its round's office's pool, its group of its committee; only who accepted leads; no applicant judges."""
    seats = Seat.objects.order_by("pk")
    for row in seats.exclude(expert__pool__office=F("committee__review__round__office")):
        yield row_name(row), ("评委不在本评委会办公室的专家库", "its expert is of another office's pool")
    for row in seats.filter(group__isnull=False).exclude(group__committee=F("committee")):
        yield row_name(row), ("评议组不属于本评委会", "its group is another committee's")
    for row in seats.filter(leads=True).exclude(state="accepted", group__isnull=False):
        yield row_name(row), ("组长未接受席位或未入组", "it leads, but was not accepted or is in no group")
    for row in seats.filter(replaces__isnull=False).exclude(replaces__committee=F("committee")):
        yield row_name(row), ("所替补的席位属于另一评委会", "the seat it replaces is another committee's")
    applies = Application.objects.filter(
        round=OuterRef("committee__review__round"), applicant=OuterRef("expert__user"), state="arrived"
    )
    for row in seats.filter(Exists(applies), state="accepted", expert__user__isnull=False):
        yield row_name(row), ("评委同时是本年度申报人", "its expert applies in the same round")


@invariant("reading-lawful")
def readings_lawful(_: Look) -> Found:
    """What is given to read is of the same round; nobody with a tie, and no seat given up, still has it."""
    rows = Reading.objects.order_by("pk")
    for row in rows.exclude(application__round=F("seat__committee__review__round")):
        yield row_name(row), ("评阅的申报属于其他年度", "its application is of another round")
    for row in rows.exclude(assignment__committee=F("seat__committee")):
        yield row_name(row), ("席位与评阅分配不属同一评委会", "its seat is another committee's than its assignment")
    now = rows.filter(ended_because="").exclude(seat__committee__review__state="archived")
    for row in now.exclude(seat__state="accepted"):
        yield row_name(row), ("席位已失效，评阅任务未收回", "its seat is given up, and it was not taken back")
    ties = Tie.objects.filter(
        expert=OuterRef("seat__expert"), round=OuterRef("application__round"), state="stands", decided_at__isnull=False
    )
    for row in now.filter(Exists(ties.filter(Q(application=OuterRef("application")) | Q(application=None)))):
        yield row_name(row), ("应回避的专家仍在评阅", "its expert has a tie that stands")


@invariant("plan-approved")
def approvals_stand(_: Look) -> Found:
    """An approved plan has approvals that are not void, none of a version that there is not yet; others have a day."""
    stands = Approval.objects.filter(plan=OuterRef("pk"), void=False)
    for row in Plan.objects.filter(state="approved", review__elsewhere={}).exclude(Exists(stands)):
        yield row_name(row), ("已核准而没有有效的核准", "it is approved, but no approval stands")
    for approval in Approval.objects.filter(plan_version__gt=F("plan__version")):
        yield row_name(approval), ("核准的是尚不存在的版本", "it approves a version that there is not")


@invariant("draw-digest")
def draws_agree(_: Look) -> Found:
    """The head of a draw, and the fingerprint of an assignment, are those of what is stored."""
    for row in Draw.objects.exclude(bundle={}).order_by("pk"):
        if _head_of_draw(row.bundle) != row.digest:
            yield row_name(row), ("抽取数据与其指纹不符", "what is stored of it does not have its fingerprint")
    for made in Assignment.objects.filter(stage="assigned").order_by("pk"):
        if _digest_of_assignment(made.bundle) != made.digest:
            yield row_name(made), ("分配数据与其指纹不符", "what is stored of it does not have its fingerprint")


def _head_of_draw(stored: Any) -> str:
    """The head that a stored bundle gives when it is reckoned anew; empty where it is none."""
    try:
        bundle = model_of(Bundle, stored, "")
    except Refused:
        return ""
    return bundle.current_head if bundle.head == bundle.current_head else ""


def _digest_of_assignment(stored: Any) -> str:
    try:
        return assignment_from(stored, "").digest
    except Refused:
        return ""


@invariant("review-parts-agree")
def parts_agree(_: Look) -> Found:
    """What hangs on a round's review is of that round: findings, recommendations, ties, availability."""
    for row in Tie.objects.filter(application__isnull=False).exclude(application__round=F("round")):
        yield row_name(row), ("利害关系所指申报属于其他年度", "its application is of another round")
    for tie in Tie.objects.exclude(state="open").filter(decided_at=None):
        yield row_name(tie), ("已认定而没有时间", "it is decided, but nobody knows when")
    for asked in Availability.objects.exclude(expert__pool__office=F("round__office")):
        yield row_name(asked), ("所询专家不在本办公室的专家库", "its expert is of another office's pool")
    for handed in Recommendation.objects.filter(organisation__isnull=False).exclude(
        organisation__kind="intermediate-committee"
    ):
        yield row_name(handed), ("所交机构不是中评委", "it was handed to no intermediate committee")
    for checked in EligibilityCheck.objects.exclude(application__state="arrived"):
        yield row_name(checked), ("资格审查对象尚未报送", "what it is about has not arrived")
    for expert in Expert.objects.filter(right_withdrawn=True, left_on=None):
        yield row_name(expert), ("评审资格已取消而仍在库", "the right to review is withdrawn, but it is in the pool")
