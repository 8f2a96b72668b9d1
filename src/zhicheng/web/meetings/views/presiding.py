"""Presiding: one deliberation after the other, votes opened and closed, objections, repetitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from zhicheng.web.meetings.models import PAPER, BallotSession, Meeting, Vote
from zhicheng.web.meetings.queries import (
    Line,
    agenda_of,
    members_of,
    own_meeting_or_404,
    session_or_404,
    sessions_seen,
    vote_or_404,
)
from zhicheng.web.meetings.room import own_seat, room_of, seats_of
from zhicheng.web.meetings.services.attending import come_in, go_out
from zhicheng.web.meetings.services.convening import act_on_meeting, name_tellers
from zhicheng.web.meetings.services.deliberating import begin_deliberation, break_off, end_deliberation
from zhicheng.web.meetings.services.opening import close_session, not_confirmed, part_envelopes, still_missing
from zhicheng.web.meetings.services.paper_votes import hand_out
from zhicheng.web.meetings.services.sessions import give_up_session, keys_left, open_session, prepare_session
from zhicheng.web.meetings.services.voting import (
    choose_paper,
    dismiss_objection,
    object_to,
    prepare_votes,
    repeat_vote,
)
from zhicheng.web.meetings.tells import last_meeting
from zhicheng.web.meetings.views.shared import done, frame, session_shown
from zhicheng.web.review.rules import rules_of
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.site.acts import number_of, version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may, visible

TABLE_ACTS = ("open", "adjourn", "resume", "close", "announce", "sign")


@login_required
def presiding(request: PageRequest, pk: int) -> HttpResponse:
    """The meeting for whoever presides; POST carries out one act."""
    row = own_meeting_or_404(request.standing, pk)
    if not may(request.standing, "preside", row):
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            _post(request, row)
        done(request)
        return redirect("expert-presiding", pk=pk)
    return render(request, "meetings/presiding.html", _context(request, row))


def _context(request: PageRequest, row: Meeting) -> dict[str, Any]:
    lines = agenda_of(request.standing, row, rules_of(row.review.round), own_seat(row, request.standing))
    sessions = sessions_seen(request.standing, row)
    live = next((one for one in reversed(sessions) if one.stage not in ("void", "opened")), None)
    votes = [one.vote for one in lines if one.vote is not None]
    here = members_of(request.standing, row)
    return frame(request, row) | {
        "lines": lines,
        "current": next((one for one in lines if one.deliberation and one.deliberation.state == "deliberating"), None),
        "next": next((one for one in lines if _waits(one)), None),
        "talked": [one for one in lines if _ready(one)],
        "prepared": [one for one in votes if one.state == "prepared" and one.session is None],
        "barred": {one.vote.pk for one in lines if one.vote is not None and one.barred},
        "on_paper": [(one, len(room_of(one, request.moment).voters)) for one in votes if one.state == "on-paper"],
        "paper_open": [one for one in lines if one.vote is not None and one.vote.state == "paper-open"],
        "objected": [one for one in lines if one.vote is not None and one.vote.state in ("objected", "disputed")],
        "to_repeat": [one for one in lines if one.vote is not None and _repeatable(one.vote)],
        "members": here,
        "present": sum(one.inside for one in here),
        "tellers": set(row.tellers.values_list("pk", flat=True)),
        "keys": keys_left(row),
        "live": _live(live) if live is not None else None,
        "PAPER": PAPER,
    }


def _ready(line: Line) -> bool:
    return line.vote is None and line.talked


def _waits(line: Line) -> bool:
    """Whether the committee has yet to deliberate on an applicant, for the first time or, after an order, anew."""
    state = line.deliberation.state if line.deliberation is not None else ""
    return state == "reviewed" or (state == "deliberated" and line.vote is None and not line.talked)


def _repeatable(vote: Vote) -> bool:
    return vote.state in ("open", "closed", "disputed", "paper-open", "collected", "opened", "objected")


def _live(session: BallotSession) -> dict[str, Any]:
    """The session that is going on: who has not voted yet, whose page has not confirmed yet; never how."""
    seats = seats_of(session.meeting)
    shown = session_shown(session)
    if session.stage == "voting":
        names = dict.fromkeys(member for member, _ in still_missing(session))
        shown["waiting"] = [(code, seats[code].expert.name) for code in names if code in seats]
    if session.stage == "closed":
        shown["unconfirmed"] = [seats[code].expert.name for code in not_confirmed(session) if code in seats]
    return shown


def _post(request: PageRequest, row: Meeting) -> None:
    name = request.POST.get("act", "")
    if name in TABLE_ACTS:
        version = version_of(request.POST.get("version"))
        reason = request.POST.get("reason", "")[:500]
        act_on_meeting(row, name, actor=request.standing, now=request.moment, version=version, reason=reason)
        return
    act = ACTS.get(name)
    if act is None:
        raise Http404
    act(request, row, {"actor": request.standing, "now": request.moment})


Asked = dict[str, Any]


def _deliberation(request: PageRequest, row: Meeting) -> Deliberation:
    number = request.POST.get("deliberation", "")
    latest = last_meeting(row.review.round)
    if latest is None or latest.pk != row.pk:
        raise Http404
    rows = Deliberation.objects.filter(application__on_agendas__meeting=row)
    return get_object_or_404(visible(request.standing, "view", rows), pk=number_of(number))


def _begin(request: PageRequest, row: Meeting, asked: Asked) -> None:
    """The recused go out with the same press: whoever presides has asked them to leave."""
    _move(request, row, asked, go_out)
    found = _deliberation(request, row)
    begin_deliberation(found, version=version_of(request.POST.get("version")), reason=_why(request), **asked)


def _end(request: PageRequest, row: Meeting, asked: Asked) -> None:
    found = _deliberation(request, row)
    end_deliberation(found, row, version=version_of(request.POST.get("version")), **asked)
    _move(request, row, asked, come_in)


def _break_off(request: PageRequest, row: Meeting, asked: Asked) -> None:
    found = _deliberation(request, row)
    break_off(found, reason=_why(request), version=version_of(request.POST.get("version")), **asked)


def _move(request: PageRequest, row: Meeting, asked: Asked, way: Callable[..., int]) -> None:
    chosen = set(request.POST.getlist("seat"))
    seats = [one for one in seats_of(row).values() if str(one.pk) in chosen]
    if seats:
        way(row, seats, **asked)


def _prepare(request: PageRequest, row: Meeting, asked: Asked) -> None:
    lines = agenda_of(request.standing, row, rules_of(row.review.round))
    prepare_votes(row, [one.item.application for one in lines if _ready(one)], **asked)


def _chosen(request: PageRequest, row: Meeting) -> list[Vote]:
    numbers = [number_of(one) for one in request.POST.getlist("vote")]
    return [vote_or_404(request.standing, row, one) for one in numbers]


def _paper(request: PageRequest, row: Meeting, asked: Asked) -> None:
    for one in _chosen(request, row):
        choose_paper(one, reason=_why(request), **asked)


def _hand_out(request: PageRequest, row: Meeting, asked: Asked) -> None:
    for one in _chosen(request, row):
        number = request.POST.get(f"cards-{one.pk}", "")
        hand_out(one, cards=number_of(number), **asked)


def _session(request: PageRequest, row: Meeting, asked: Asked) -> None:
    prepare_session(row, _chosen(request, row), **asked)


def _live_session(request: PageRequest, row: Meeting) -> BallotSession:
    number = request.POST.get("session", "")
    return session_or_404(request.standing, row, number_of(number), "preside")


def _open(request: PageRequest, row: Meeting, asked: Asked) -> None:
    open_session(_live_session(request, row), **asked)


def _close(request: PageRequest, row: Meeting, asked: Asked) -> None:
    """A reason written beside a member is the reason for each of the envelopes that member has not handed in."""
    session = _live_session(request, row)
    reasons = {
        (member, applicant): request.POST.get(f"why-{member}", "")[:300] for member, applicant in still_missing(session)
    }
    close_session(session, reasons, **asked)


def _part(request: PageRequest, row: Meeting, asked: Asked) -> None:
    part_envelopes(_live_session(request, row), reason=_why(request), **asked)


def _give_up(request: PageRequest, row: Meeting, asked: Asked) -> None:
    give_up_session(_live_session(request, row), reason=_why(request), **asked)


def _dismiss(request: PageRequest, row: Meeting, asked: Asked) -> None:
    for one in _chosen(request, row):
        dismiss_objection(one, reason=_why(request), **asked)


def _repeat(request: PageRequest, row: Meeting, asked: Asked) -> None:
    for one in _chosen(request, row)[:1]:
        repeat_vote(one, reason=_why(request), **asked)


def _object(request: PageRequest, row: Meeting, asked: Asked) -> None:
    for one in _chosen(request, row)[:1]:
        object_to(one, reason=_why(request), **asked)


def _tellers(request: PageRequest, row: Meeting, asked: Asked) -> None:
    chosen = set(request.POST.getlist("seat"))
    seats = [one for one in seats_of(row).values() if str(one.pk) in chosen]
    name_tellers(row, seats, version=version_of(request.POST.get("version")), **asked)


def _why(request: PageRequest) -> str:
    return request.POST.get("reason", "")[:500]


ACTS: dict[str, Callable[[PageRequest, Meeting, Asked], None]] = {
    "begin-deliberation": _begin,
    "end-deliberation": _end,
    "break-off": _break_off,
    "prepare": _prepare,
    "paper": _paper,
    "hand-out": _hand_out,
    "session": _session,
    "open-session": _open,
    "close-session": _close,
    "part": _part,
    "give-up": _give_up,
    "dismiss": _dismiss,
    "repeat": _repeat,
    "object": _object,
    "tellers": _tellers,
}
