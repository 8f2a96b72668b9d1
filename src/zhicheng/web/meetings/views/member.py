"""The meeting on a member's own device: in and out, cards, the ballot, the minutes; presiding for chair and deputies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.documents.render import render as render_document
from zhicheng.web.meetings.document import as_minutes
from zhicheng.web.meetings.models import Meeting
from zhicheng.web.meetings.queries import (
    Line,
    agenda_of,
    members_of,
    own_meeting_or_404,
    own_meetings,
    refuse_own_matter,
    sessions_seen,
    vote_or_404,
)
from zhicheng.web.meetings.room import own_seat, present_now
from zhicheng.web.meetings.services.attending import come_in, go_out
from zhicheng.web.meetings.services.minutes import sign_minutes
from zhicheng.web.meetings.services.paper_votes import take_card
from zhicheng.web.meetings.services.voting import object_to
from zhicheng.web.meetings.views.shared import done, frame, session_shown
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import number_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may


@login_required
@require_safe
def meetings(request: PageRequest) -> HttpResponse:
    """The meetings this member is called to; straight to the one where there is only one."""
    rows = list(own_meetings(request.standing))
    if len(rows) == 1:
        return redirect("expert-meeting", pk=rows[0].pk)
    return render(request, "meetings/own_list.html", {"rows": rows})


@login_required
def meeting(request: PageRequest, pk: int) -> HttpResponse:
    """The meeting as one member meets it; POST carries out one act of theirs."""
    row = own_meeting_or_404(request.standing, pk)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        act(request, row)
        done(request)
        return redirect("expert-meeting", pk=pk)
    return render(request, "meetings/member.html", _context(request, row))


def _context(request: PageRequest, row: Meeting) -> dict[str, Any]:
    shown = frame(request, row)
    seat = own_seat(row, request.standing)
    lines = agenda_of(request.standing, row, rules_of(row.review.round), seat)
    here = members_of(request.standing, row, shown["digest"])
    own = next((one for one in here if seat is not None and one.seat.pk == seat.pk), None)
    running = [one for one in sessions_seen(request.standing, row) if one.stage in ("voting", "closed", "opened")]
    inside = seat is not None and seat.expert.code in present_now(row)
    return shown | {
        "lines": lines,
        "own": own,
        "inside": inside,
        "present": sum(one.inside for one in here),
        "members": here,
        "sessions": [session_shown(one) for one in running],
        "cards": _cards(lines) if inside else [],
        "presides": may(request.standing, "preside", row),
        "counts": seat is not None and row.tellers.filter(pk=seat.pk).exists(),
        "signs": own is not None and bool(own.spans) and row.state in ("closed", "announced"),
        "written": "checkpoint" in row.minutes,
        "gathering": row.state in ("convened", "open", "adjourned"),
    }


def _cards(lines: list[Line]) -> list[Line]:
    """The votes on paper for which the member can take a card."""
    open_ones = [one for one in lines if one.vote is not None and one.vote.state == "paper-open"]
    return [one for one in open_ones if not one.mine and not one.barred]


def _come(request: PageRequest, row: Meeting) -> None:
    seat = own_seat(row, request.standing)
    come_in(row, [seat] if seat is not None else [], actor=request.standing, now=request.moment)


def _go(request: PageRequest, row: Meeting) -> None:
    seat = own_seat(row, request.standing)
    go_out(row, [seat] if seat is not None else [], actor=request.standing, now=request.moment)


def _take(request: PageRequest, row: Meeting) -> None:
    for number in request.POST.getlist("vote"):
        vote = vote_or_404(request.standing, row, number_of(number))
        take_card(vote, actor=request.standing, now=request.moment)


def _object(request: PageRequest, row: Meeting) -> None:
    number = request.POST.get("vote", "")
    vote = vote_or_404(request.standing, row, number_of(number))
    object_to(vote, reason=request.POST.get("reason", "")[:500], actor=request.standing, now=request.moment)


def _sign(request: PageRequest, row: Meeting) -> None:
    sign_minutes(row, request.POST.get("digest", ""), actor=request.standing, now=request.moment)


ACTS: dict[str, Callable[[PageRequest, Meeting], None]] = {
    "come": _come, "go": _go, "take": _take, "object": _object, "sign": _sign,
}  # fmt: skip


@login_required
@require_safe
def minutes(request: PageRequest, pk: int) -> HttpResponse:
    """The minutes as PDF, to be read before they are signed."""
    row = own_meeting_or_404(request.standing, pk)
    refuse_own_matter(request.standing, row)
    return download_of(render_document("minutes", as_minutes(row), "pdf", issued_at=request.moment))
