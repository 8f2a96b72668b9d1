"""What goes into the archive of a round: each part its files, from rows that whoever takes it may see.

A part yields the path in the ZIP, the content, what the file is by kind (by which ``zhicheng verify archive`` checks it),
and what it is in words.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from zhicheng.documents.render import render
from zhicheng.evidence.store import path_of
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.certificate.keys import key_file
from zhicheng.procedure.draw.files import write_bundle
from zhicheng.web.committee.models import Assignment, Draw, Plan, Seat
from zhicheng.web.committee.plan_document import as_report
from zhicheng.web.committee.services.draw_jobs import bundle_of as draw_bundle
from zhicheng.web.meetings.document import as_minutes
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.platform_half import bundle_of as ballots_of
from zhicheng.web.meetings.queries import refuse_own_matter
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.papers.models import Blob
from zhicheng.web.registry.documents import result_document, roster_of_passed
from zhicheng.web.registry.keyring import keys_of
from zhicheng.web.registry.models import Certificate, Decision, Result, StatusList
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.roster_rows import roster_of
from zhicheng.web.scoring.models import DRAFT, Deliberation, Sheet
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the archive: its path, content, kind (``draw``, ``ballots``, ``certificate``, ``paper`` …), what it is."""

    path: str
    content: bytes
    kind: str
    what: Pair


Files = Iterator[PackedFile]
Part = Callable[[Review, Standing, dt.datetime], Files]


def draws(review: Review, actor: Standing, _now: dt.datetime) -> Files:
    """Every draw with what is public of it, and the assignments to experts."""
    rows = Draw.objects.filter(committee__review=review).exclude(bundle={}).order_by("serial")
    for row in visible(actor, "download", rows):
        where = f"draw/{row.serial}"
        yield PackedFile(f"{where}/draw.json", write_bundle(draw_bundle(row)).encode(), "draw", _DRAW)
        yield PackedFile(f"{where}/conflicts.json", _json(row.conflicts), "paper", _CONFLICTS)
    made = Assignment.objects.filter(committee__review=review, stage="assigned").order_by("number")
    for one in visible(actor, "download", made):
        yield PackedFile(f"assignment/{one.number}.json", _json(one.bundle), "assignment", _ASSIGNMENT)


def plan(review: Review, actor: Standing, now: dt.datetime) -> Files:
    """The plan as reported."""
    for row in visible(actor, "view", Plan.objects.filter(review=review)):
        report = as_report(row, rules_of(review.round), list(row.approvals.order_by("pk")))
        made = render("plan-report", report, "docx", issued_at=now, templates=templates_of(review.round))
        yield PackedFile("plan/report.docx", made.bytes, "paper", ("评审工作方案", "the plan of the review"))


def rosters(review: Review, actor: Standing, now: dt.datetime) -> Files:
    """Who arrived, the office's findings, recommendations, the committee's seats."""
    round_ = review.round
    data = roster_of(actor, round_, now.date())
    made = render("recommendation-roster", data, "xlsx", issued_at=now, templates=templates_of(round_))
    yield PackedFile("rosters/arrived.xlsx", made.bytes, "paper", ("申报人员名册", "roster of those who arrived"))
    found = visible(actor, "view", EligibilityCheck.objects.filter(application__round=round_))
    yield PackedFile("rosters/eligibility.json", _rows(found), "paper", ("资格审查结论", "findings on eligibility"))
    given = visible(actor, "view", Recommendation.objects.filter(application__round=round_))
    yield PackedFile("rosters/recommendations.json", _rows(given), "paper", ("中评委推荐", "recommendations"))
    seats = visible(actor, "view", Seat.objects.filter(committee__review=review).select_related("expert", "group"))
    yield PackedFile("rosters/committee.json", _json([_seat(one) for one in seats.order_by("pk")]), "paper", _SEATS)


def notices(review: Review, actor: Standing, _now: dt.datetime) -> Files:
    """Notices of the round with whom they named, and the objections to them without their senders."""
    for row in visible(actor, "view", Notice.objects.filter(round=review.round)).distinct().order_by("pk"):
        raised = visible(actor, "view", Objection.objects.filter(notice=row)).distinct().order_by("pk")
        said = {
            **_plain(row),
            "names": list(row.applications.order_by("serial", "pk").values_list("name", flat=True)),
            "objections": [_plain(one, "sender_name", "sender_contact", "receipt_digest") for one in raised],
        }
        yield PackedFile(f"notices/{row.pk}.json", _json(said), "paper", ("公示及异议处理", "a notice, its objections"))


def sheets(review: Review, actor: Standing, _now: dt.datetime) -> Files:
    """Experts' sheets and the groups' one, by the applicant's number."""
    rows = Deliberation.objects.filter(application__round=review.round).select_related("application").order_by("pk")
    for row in visible(actor, "view", rows, as_object="group-sheet"):
        own = Sheet.objects.filter(deliberation=row).exclude(state=DRAFT).select_related("seat__expert").order_by("pk")
        said = {
            "application": row.application.serial,
            "group": _plain(row),
            "sheets": [{"expert": one.seat.expert.code, **_plain(one)} for one in visible(actor, "view", own)],
        }
        yield PackedFile(f"sheets/{row.application_id}.json", _json(said), "paper", ("评分表", "scoring sheets"))


def meetings(review: Review, actor: Standing, now: dt.datetime) -> Files:
    """Minutes, sealed ballots, counts on paper with their signed sheets."""
    for row in visible(actor, "export", Meeting.objects.filter(review=review)).order_by("number"):
        refuse_own_matter(actor, row)
        where = f"meetings/{row.number}"
        if row.state not in ("preparing", "convened"):
            made = render("minutes", as_minutes(row), "pdf", issued_at=now)
            yield PackedFile(f"{where}/minutes.pdf", made.bytes, "paper", ("会议记录", "minutes"))
        whole = ballots_of(row)
        if whole is not None:
            yield PackedFile(f"{where}/ballots.json", _json(whole.plain()), "ballots", _BALLOTS)
        for vote in visible(actor, "view", Vote.objects.filter(meeting=row).exclude(record={})).order_by("pk"):
            yield PackedFile(f"{where}/paper/{vote.code}-{vote.run}.json", _json(vote.record), "paper", _COUNT)
            yield from _stored(vote.scan, f"{where}/paper/{vote.code}-{vote.run}", ("签字计票表", "the signed sheet"))
        yield from _stored(row.seal, f"{where}/sealed-result", ("封存的结果", "the sealed result"))


def results(review: Review, actor: Standing, now: dt.datetime) -> Files:
    """The result's document, who passed, every decision."""
    for row in visible(actor, "inspect", Result.objects.filter(review=review)):
        decided = visible(actor, "inspect", Decision.objects.filter(result=row))
        passed = decided.filter(passed=True, taken_off_at=None)
        document = result_document(row, passed, "docx", now=now)
        yield PackedFile("result/document.docx", document.bytes, "paper", ("公布文件", "the document of the result"))
        roster = roster_of_passed(review.round, passed, "xlsx", now=now)
        yield PackedFile("result/passed.xlsx", roster.bytes, "paper", ("评审通过人员名单", "who passed"))
        yield PackedFile("result/decisions.json", _rows(decided), "paper", ("评审结论", "the decisions"))


def certificates(review: Review, actor: Standing, _now: dt.datetime) -> Files:
    """Every certificate, the office's public keys, the latest status lists."""
    rows = Certificate.objects.filter(application__round=review.round).exclude(number="").select_related("pdf")
    found = list(visible(actor, "download", rows).order_by("pk"))
    for row in found:
        if row.pdf is not None:
            content = path_of(settings.EVIDENCE_ROOT, row.pdf.digest).read_bytes()
            kind = f"certificate:{row.state}:{row.status_list}"
            yield PackedFile(f"certificates/{row.number}.pdf", content, kind, ("电子证书", "a certificate"))
    keys = keys_of(review.round.office)
    if found and keys is not None:
        yield PackedFile("certificates/keys.json", key_file(keys), "keys", ("证书公钥", "the office's public keys"))
    for name in sorted({one.status_list for one in found}):
        latest = StatusList.objects.filter(name=name).order_by("-number")[0]
        yield PackedFile(f"certificates/{name}.status.json", canonical(latest.file), f"status:{name}", _STATUS)


PARTS: Final[tuple[Part, ...]] = (draws, plan, rosters, notices, sheets, meetings, results, certificates)
"""Every part but the ledger's, which comes last."""

_DRAW: Final = ("抽取数据（含名单编号）", "a draw, whole")
_CONFLICTS: Final = ("回避事实", "the conflict facts it rests on")
_ASSIGNMENT: Final = ("评阅分配", "who reads which application")
_SEATS: Final = ("评委名单", "the committee's seats")
_BALLOTS: Final = ("选票包", "sealed ballots, to be counted again")
_COUNT: Final = ("纸质计票记录", "a count on paper")
_STATUS: Final = ("证书状态清单", "the status list of certificates")


def _stored(blob: Blob | None, stem: str, what: Pair) -> Files:
    """A scan from the store, under its own kind of file."""
    if blob is not None:
        content = path_of(settings.EVIDENCE_ROOT, blob.digest).read_bytes()
        yield PackedFile(f"{stem}.{blob.kind}", content, "paper", what)


def _seat(row: Seat) -> dict[str, Any]:
    group = row.group.name if row.group is not None else ""
    return {**_plain(row), "code": row.expert.code, "name": row.expert.name, "group": group}


def _rows(rows: QuerySet[Any]) -> bytes:
    return _json([_plain(one) for one in rows.order_by("pk")])


def _plain(row: Any, *leave_out: str) -> dict[str, Any]:
    """The columns of a row, without those left out and without the page that wrote last."""
    skip = {*leave_out, "page"}
    fields = (one.attname for one in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in fields if name not in skip}


def _json(data: Any) -> bytes:
    return (json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n").encode()
