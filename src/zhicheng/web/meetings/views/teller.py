"""Counting: the box emptied, the own figures entered, the signed sheet, both counts compared, the outcome recorded."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from zhicheng.procedure.ballot.paper import RECOUNT, standing
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.meetings.models import Meeting, Tally, Vote
from zhicheng.web.meetings.process import entries_of
from zhicheng.web.meetings.queries import OUTCOMES, agenda_of, own_meeting_or_404, vote_or_404
from zhicheng.web.meetings.room import own_seat
from zhicheng.web.meetings.services.paper_votes import Figures, collect, compare_counts, enter_count, keep_sheet
from zhicheng.web.meetings.services.voting import computed, record
from zhicheng.web.meetings.views.shared import done, frame, scan_in
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import number_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible

FIGURES = ("yes", "no", "blank", "spoiled")
LONGEST = 4


@login_required
def counting(request: PageRequest, pk: int) -> HttpResponse:
    """What a teller has to do; POST carries out one act on one vote, or on all that are ready."""
    row = own_meeting_or_404(request.standing, pk)
    seat = own_seat(row, request.standing)
    if seat is None or not row.tellers.filter(pk=seat.pk).exists():
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            _post(request, row)
        done(request)
        return redirect("expert-counting", pk=pk)
    return render(request, "meetings/teller.html", _context(request, row))


def _context(request: PageRequest, row: Meeting) -> dict[str, Any]:
    lines = [one for one in agenda_of(request.standing, row, rules_of(row.review.round)) if one.vote is not None]
    return frame(request, row) | {
        "to_collect": [one for one in lines if one.vote and one.vote.state == "paper-open"],
        "to_count": [_counted(request, one, one.vote) for one in lines if one.vote and one.vote.state == "collected"],
        "to_record": [_outcome(one, one.vote) for one in lines if one.vote and one.vote.state == "opened"],
        "recorded": [one for one in lines if one.vote and one.vote.state == "recorded"],
    }


def _counted(request: PageRequest, line: Any, vote: Vote) -> dict[str, Any]:
    """A vote that is being counted: the own entries, and whether both are in; never the other's."""
    own = list(visible(request.standing, "view", Tally.objects.filter(vote=vote)).order_by("pk"))
    entries = entries_of(vote)
    number = len(entries) // 2 + 1
    state = standing(entries)
    return {
        "line": line,
        "own": own[-1] if own else None,
        "has_counted": bool(own) and (own[-1].count == number or state == "agreed"),
        "number": number,
        "both": len(entries) % 2 == 0 and bool(entries),
        "agreed": state == "agreed",
        "differ": state == RECOUNT,
    }


def _outcome(line: Any, vote: Vote) -> dict[str, Any]:
    try:
        found = computed(vote)
    except ActRefused as refused:
        return {"line": line, "against": refused.refusals}
    return {"line": line, "found": found, "said": OUTCOMES["passed" if found.passed else "not-passed"]}


def _post(request: PageRequest, row: Meeting) -> None:
    act, posted = request.POST.get("act", ""), request.POST
    asked: dict[str, Any] = {"actor": request.standing, "now": request.moment}
    votes = [vote_or_404(request.standing, row, number_of(one)) for one in posted.getlist("vote")]
    for vote in votes:
        if act == "collect":
            collect(vote, reason=posted.get("reason", "")[:500], **asked)
        elif act == "count":
            enter_count(vote, _figures(posted, vote), **asked)
        elif act == "sheet":
            keep_sheet(vote, scan_in(request), **asked)
        elif act == "compare":
            compare_counts(vote, **asked)
        elif act == "record":
            record(vote, **asked)
        else:
            raise Http404


def _figures(posted: QueryDict, vote: Vote) -> Figures:
    """The four figures of one vote as typed; one left empty is none, not nought.

    Raises:
        ActRefused: ``figure-missing``.
    """
    typed = [posted.get(f"{name}-{vote.pk}", posted.get(name, "")).strip() for name in FIGURES]
    if any(not one.isdecimal() or len(one) > LONGEST for one in typed):
        raise ActRefused(_NO_FIGURE)
    yes, no, blank, spoiled = (int(one) for one in typed)
    return yes, no, blank, spoiled


_NO_FIGURE = Refusal(
    "figure-missing",
    ("赞成、反对、弃权、废票四项有未填写或不是数字的", "one of the four figures is missing, or is no number"),
    do=("没有的项目请填 0", "write 0 where there is none"),
)
