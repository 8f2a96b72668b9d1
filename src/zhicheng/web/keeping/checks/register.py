"""The end of a review: decisions as voted, certificates for who passed, each in its list with its state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from zhicheng.procedure.certificate.content import content_of
from zhicheng.procedure.certificate.signature import verified
from zhicheng.procedure.certificate.status import SignedList, list_in
from zhicheng.procedure.review.vote_states import RECORDED
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.meetings.models import Vote
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import (
    Case,
    Certificate,
    Decision,
    EnteredOutcome,
    IntegrityRecord,
    Reexamination,
    Result,
    StatusList,
)
from zhicheng.web.registry.register import STATES

Found = Iterator[tuple[str, Pair]]
GIVEN: Final = ("issued", "replaced", "revoked")


@invariant("decision-agrees")
def decisions_agree(_: Look) -> Found:
    """A decision is of its result's round, and says what the vote, or the outcome that was entered, said."""
    for row in Decision.objects.exclude(application__round=F("result__review__round")):
        yield row_name(row), ("结论所属申报为其他年度", "its application is of another round")
    votes = Vote.objects.filter(application=OuterRef("application"), state=RECORDED)
    for outcome, passed in (("passed", False), ("not-passed", True)):
        for row in Decision.objects.filter(Exists(votes.filter(outcome=outcome)), passed=passed).exclude(
            result__state="prepared"
        ):
            yield row_name(row), ("结论与表决结果不符", "it is not what the vote came to")
    said = EnteredOutcome.objects.filter(application=OuterRef("application")).exclude(passed=OuterRef("passed"))
    for row in Decision.objects.filter(Exists(said)).exclude(Exists(votes)).exclude(result__state="prepared"):
        yield row_name(row), ("结论与录入的结论不符", "it is not the outcome that was entered")


@invariant("result-published")
def results_published(_: Look) -> Found:
    """A published result has a notice that was closed, ran its days, and named those who passed; its document is named."""
    published = Result.objects.filter(state="published").select_related("notice")
    for row in published:
        notice = row.notice
        if notice is None or notice.state != "closed":
            yield row_name(row), ("已公布而公示未结束", "it is published without a notice that was closed")
        elif row.published_on is not None and row.published_on <= notice.last_day:
            yield row_name(row), ("公示期未满即公布", "it was published before the notice's days had run")
        if not row.document:
            yield row_name(row), ("没有公布文件文号", "the document that publishes it is not named")


@invariant("certificate-earned")
def certificates_earned(_: Look) -> Found:
    """There are certificates only for those who passed and stand on the list of a published result."""
    stands = Decision.objects.filter(
        application=OuterRef("application"), passed=True, taken_off_at=None, result__state="published"
    )
    rows = Certificate.objects.filter(state__in=("due", "issued", "replaced")).exclude(Exists(stands))
    for row in rows:
        yield (
            row_name(row),
            ("结果未公布或未通过而有证书", "whom it is for is on no published list of those who passed"),
        )
    for row in Certificate.objects.filter(state="revoked").filter(Q(ended_on=None) | Q(decision="")):
        yield row_name(row), ("已撤销而没有日期或决定文号", "it is revoked without day or decision")
    later = Certificate.objects.filter(replaces=OuterRef("pk"))
    for row in Certificate.objects.filter(state="replaced").exclude(Exists(later)):
        yield row_name(row), ("已换发而没有新证书", "it was replaced, but by none")


@invariant("certificate-content")
def contents_agree(_: Look) -> Found:
    """What a certificate says has the digest that is kept of it, its own number and its place in the list."""
    for row in Certificate.objects.filter(state__in=GIVEN).order_by("pk"):
        try:
            content = content_of(row.content, row.number)
        except Refused:
            yield row_name(row), ("证书内容不完整", "what it says is not whole")
            continue
        kept = (content.digest, content.number, content.status_list, content.status_index)
        if kept != (row.digest, row.number, row.status_list, row.status_index):
            yield row_name(row), ("证书内容与登记不符", "what it says is not what is kept of it")


@invariant("certificate-in-status-list")
def certificates_listed(_: Look) -> Found:
    """The latest list of each name is signed by its office, not run out when it was replaced, and says of each
    certificate what its state is."""
    names = sorted(set(Certificate.objects.filter(state__in=GIVEN).values_list("status_list", flat=True)))
    for name in names:
        row = StatusList.objects.filter(name=name).select_related("office").order_by("-number").first()
        if row is None:
            yield f"statuslist {name}", ("有证书而没有状态清单", "there are certificates, but no list")
            continue
        signed = _signed(row)
        if signed is None:
            yield row_name(row), ("状态清单的签名不对", "its signature does not hold")
            continue
        for one in Certificate.objects.filter(status_list=name, state__in=GIVEN).order_by("pk"):
            if one.issued_at is not None and one.state == "issued" and one.issued_at > row.signed_at:
                continue  # valid certificates stand in a list by not being named in it
            if signed.list.state(one.status_index or 0) != STATES[one.state]:
                yield row_name(one), ("状态清单所示与证书状态不符", "the list says another state than its own")
    for row in StatusList.objects.order_by("pk"):
        if row.number > 1 and not StatusList.objects.filter(name=row.name, number=row.number - 1).exists():
            yield row_name(row), ("状态清单编号不连续", "the list before it is not there")


def _signed(row: StatusList) -> SignedList | None:
    """The list, if it is what its columns say and its office's key signed it."""
    keys = keys_of(row.office)
    try:
        signed = list_in(row.file)
    except Refused:
        return None
    key = keys.find(signed.list.key) if keys is not None else None
    if key is None or not verified(key.public, signed.signed, signed.signature):
        return None
    return signed if (signed.list.name, signed.list.sequence) == (row.name, row.number) else None


@invariant("case-agrees")
def cases_agree(_: Look) -> Found:
    """A case that was applied names its decision; a record has its days in order; what ended has its moment."""
    for row in Case.objects.filter(state="applied").filter(Q(decision="") | Q(chosen=[])):
        yield row_name(row), ("已处理而没有决定文号或处理内容", "it is applied without decision or consequences")
    for record in IntegrityRecord.objects.filter(until__lte=F("entered_on")):
        yield row_name(record), ("诚信记录止日不晚于起日", "it ends before it begins")
    ended = ("stands", "repeat-ordered", "declined", "withdrawn")
    for asked in Reexamination.objects.filter(state__in=ended, ended_at=None):
        yield row_name(asked), ("复查已结束而没有时间", "it has ended, but nobody knows when")
