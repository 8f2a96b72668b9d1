"""The meeting as the office runs it and the supervisor watches it: agenda, attendance, progress, minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.documents.render import render as render_document
from zhicheng.evidence.serving import original_headers
from zhicheng.evidence.sniff import Kind
from zhicheng.evidence.store import open_stored
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.meeting_states import ARCHIVED
from zhicheng.web.ledger.write import write_export
from zhicheng.web.meetings.document import as_minutes
from zhicheng.web.meetings.minutes import missing_parts, unsigned
from zhicheng.web.meetings.models import PAPER, Meeting, Vote
from zhicheng.web.meetings.process import undecided
from zhicheng.web.meetings.queries import (
    OUTCOMES,
    agenda_of,
    earlier_meetings,
    meeting_of,
    members_of,
    refuse_own_matter,
    sessions_seen,
    vote_or_404,
    votes_seen,
)
from zhicheng.web.meetings.room import present_now, seats_of
from zhicheng.web.meetings.services.attending import GATHERING, come_in, go_out
from zhicheng.web.meetings.services.convening import act_on_meeting, plan_meeting, ready_for_agenda, set_agenda
from zhicheng.web.meetings.services.minutes import keep_sealed_result, write_minutes
from zhicheng.web.meetings.services.voting import agree_to_repeat
from zhicheng.web.meetings.views.shared import done, frame, scan_in, session_shown
from zhicheng.web.papers.models import Blob
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import number_of, version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

Act = Callable[[PageRequest, Meeting], object]
COLUMNS: list[Column[Vote]] = [
    Column("name", ("申报人", "Applicant"), lambda one: one.application.name),
    Column("employer", ("工作单位", "Employer"), lambda one: one.application.employer_name),
    Column("run", ("轮次", "Run"), lambda one: one.run, number=True),
    Column("way", ("方式", "Way"), lambda one: ("纸质", "paper") if one.way == PAPER else ("电子", "sealed")),
    Column("yes", ("赞成", "Yes"), lambda one: one.yes, number=True),
    Column("no", ("反对", "No"), lambda one: one.no, number=True),
    Column("blank", ("弃权", "Blank"), lambda one: one.blank, number=True),
    Column("spoiled", ("废票", "Spoiled"), lambda one: one.spoiled, number=True),
    Column("missing", ("未投", "None"), lambda one: one.missing, number=True),
    Column("needed", ("须得", "Needed"), lambda one: one.needed, number=True),
    Column("base", ("基数", "Base"), lambda one: one.base, number=True),
    Column("outcome", ("结果", "Outcome"), lambda one: OUTCOMES.get(one.outcome, ("", ""))),
]
"""Of the list of votes as Excel."""


@login_required
def meeting(request: PageRequest, code: str) -> HttpResponse:
    """The meeting; POST carries out one act on it."""
    page = on_page(request, code)
    row = meeting_of(request.standing, page.review)
    if request.method == "POST":
        _post(request, page, row)
        done(request)
        return redirect("review-meeting", code=code)
    if row is None:
        return render(request, "meetings/none.html", page.frame)
    if request.GET.get("export"):
        return _exported(request, row)
    return render(request, "meetings/office.html", page.frame | _context(request, page, row))


def _exported(request: PageRequest, row: Meeting) -> HttpResponse:
    """The votes as Excel: counts and outcomes."""
    if not may(request.standing, "export", row):
        raise Http404
    rows = votes_seen(request.standing, row)
    write_export(actor=request.standing, now=request.moment, what="votes", count=rows.count())
    return Listing(request, rows, COLUMNS).export("表决结果")


def _context(request: PageRequest, page: OnPage, row: Meeting) -> dict[str, Any]:
    shown = frame(request, row)
    lines = agenda_of(request.standing, row, page.rules)
    here = members_of(request.standing, row, shown["digest"])
    ready = {one.pk for one in ready_for_agenda(row)} if row.state in ("preparing", "convened") else set()
    return shown | {
        "lines": lines,
        "members": here,
        "inside": sum(one.inside for one in here),
        "undecided": undecided(row),
        "earlier": earlier_meetings(request.standing, row),
        "another": row.state == ARCHIVED and may(request.standing, "prepare", row) and len(ready_for_agenda(row)),
        "not_on": len(ready - {one.item.application_id for one in lines}),
        "sessions": [session_shown(one) for one in sessions_seen(request.standing, row)],
        "prepares": may(request.standing, "prepare", row),
        "attends": row.state in GATHERING and may(request.standing, "attend", row),
        "writes": may(request.standing, "write-minutes", row) and row.state not in ("preparing", "signed", "archived"),
        "watches": may(request.standing, "watch", row),
        "missing": missing_parts(row) if row.state in ("closed", "announced") else (),
        "to_sign": unsigned(row) if row.state in ("closed", "announced") else [],
        "by_code": {code: seat.expert.name for code, seat in seats_of(row).items()},
        "tellers": list(row.tellers.select_related("expert")),
    }


def _post(request: PageRequest, page: OnPage, row: Meeting | None) -> None:
    name, posted = request.POST.get("act", ""), request.POST
    if name == "plan":
        day = posted.get("day", "")
        plan_meeting(
            page.review, day=_day(day), place=posted.get("place", ""), actor=request.standing, now=request.moment
        )
        return
    if row is None:
        raise Http404
    act = ACTS.get(name)
    if act is None:
        _table_act(request, row, name)
    else:
        act(request, row)


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise ActRefused(_BAD_DAY) from fault


def _table_act(request: PageRequest, row: Meeting, name: str) -> None:
    known = ("convene", "cancel", "open", "adjourn", "resume", "close", "announce", "sign", "archive")
    if name not in known:
        raise Http404
    asked: dict[str, Any] = {"actor": request.standing, "now": request.moment}
    version = version_of(request.POST.get("version"))
    act_on_meeting(row, name, version=version, reason=request.POST.get("reason", "")[:500], **asked)


def _agenda(request: PageRequest, row: Meeting) -> None:
    version = version_of(request.POST.get("version"))
    set_agenda(row, ready_for_agenda(row), actor=request.standing, now=request.moment, version=version)


def _come(request: PageRequest, row: Meeting) -> None:
    come_in(row, _chosen(request, row), actor=request.standing, now=request.moment)


def _go(request: PageRequest, row: Meeting) -> None:
    go_out(row, _chosen(request, row), actor=request.standing, now=request.moment)


def _chosen(request: PageRequest, row: Meeting) -> list[Any]:
    chosen = set(request.POST.getlist("seat"))
    pool = seats_of(row) | present_now(row)
    return [one for one in pool.values() if str(one.pk) in chosen]


def _minutes(request: PageRequest, row: Meeting) -> None:
    posted = request.POST
    names = {key.removeprefix("unsigned-"): str(value) for key, value in posted.items() if key.startswith("unsigned-")}
    write_minutes(
        row,
        recorder=posted.get("recorder", ""),
        proceedings=posted.get("proceedings", ""),
        remarks=posted.get("remarks", ""),
        unsigned=row.minutes.get("unsigned", {}) | names,
        actor=request.standing,
        now=request.moment,
        version=version_of(posted.get("version")),
    )


def _seal(request: PageRequest, row: Meeting) -> None:
    version = version_of(request.POST.get("version"))
    keep_sealed_result(row, scan_in(request), actor=request.standing, now=request.moment, version=version)


def _agree(request: PageRequest, row: Meeting) -> None:
    number = request.POST.get("vote", "")
    vote = vote_or_404(request.standing, row, number_of(number))
    agree_to_repeat(vote, reason=request.POST.get("reason", "")[:500], actor=request.standing, now=request.moment)


ACTS: dict[str, Act] = {
    "agenda": _agenda, "come": _come, "go": _go, "minutes": _minutes, "seal": _seal, "agree": _agree,
}  # fmt: skip


@login_required
@require_safe
def minutes(request: PageRequest, code: str) -> HttpResponse:
    """The minutes as PDF."""
    page = on_page(request, code)
    row = meeting_of(request.standing, page.review, number_of(request.GET.get("meeting")))
    if row is None or not may(request.standing, "export", row):
        raise Http404
    refuse_own_matter(request.standing, row)
    write_export(actor=request.standing, now=request.moment, what="minutes", count=row.agenda.count())
    return download_of(render_document("minutes", as_minutes(row), "pdf", issued_at=request.moment))


@login_required
@require_safe
def scan(request: PageRequest, code: str, what: str) -> HttpResponseBase:
    """A signed sheet of a count (by the vote's number) or the sealed result, as it was scanned: a download."""
    row = meeting_of(request.standing, on_page(request, code).review, number_of(request.GET.get("meeting")))
    if row is None or not may(request.standing, "export", row):
        raise Http404
    refuse_own_matter(request.standing, row)
    blob = row.seal if what == "seal" else _sheet(request, row, what)
    if blob is None:
        raise Http404
    write_export(actor=request.standing, now=request.moment, what="scan", count=1)
    response = FileResponse(open_stored(django_settings.EVIDENCE_ROOT, blob.digest))
    for name, value in original_headers(Kind(blob.kind), f"{row.code}-{what}", blob.digest).items():
        response.headers[name] = value
    return response


def _sheet(request: PageRequest, row: Meeting, number: str) -> Blob | None:
    return vote_or_404(request.standing, row, number_of(number)).scan


_BAD_DAY = Refusal("meeting-without-day", ("日期不正确", "no such day"), do=("请重新填写日期", "give the day again"))
