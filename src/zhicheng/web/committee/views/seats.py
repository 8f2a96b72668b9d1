"""A seat: as the office sees it, with what it can do; as the expert answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.web.committee.committee_queries import members_beside, own_seats, seats_of
from zhicheng.web.committee.committee_words import MARKS, ROLES, said, seat_state
from zhicheng.web.committee.models import Seat
from zhicheng.web.committee.seats_process import SEAT, declared
from zhicheng.web.committee.services.chairs import take_role_back
from zhicheng.web.committee.services.committee import settled, vacate_seat
from zhicheng.web.committee.services.groups import name_leader
from zhicheng.web.committee.services.seats import (
    accept_seat,
    decline_seat,
    mark_unanswered,
    recuse_seat,
    withdraw_from_seat,
)
from zhicheng.web.committee.views.committee import committee_on
from zhicheng.web.review.acting import Offer, offers
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

DECLARING: Final = "expert-round"
"""The page on which an expert declares ties."""


@login_required
@require_safe
def seat(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """A seat for the office and the supervisor: who sits there, how it came about, what can be done."""
    page, committee = committee_on(request, code)
    row = get_object_or_404(seats_of(request.standing, committee), pk=pk)
    context = {
        **page.frame,
        "committee": committee,
        "seat": row,
        "state": seat_state(row),
        "mark": MARKS.get(row.state, ""),
        "role": ROLES[row.role],
        "offers": _offers(request, row) if page.runs else {},
        "declared": declared(row),
        "may_vacate": page.runs and committee.state == "formed" and row.state in ("accepted", "declined"),
        "may_take_role": page.runs and not settled(committee) and row.role != "member",
        "may_lead": page.runs and row.state == "accepted" and row.group is not None and not row.leads,
    }
    return render(request, "committee/seat.html", context)


def _offers(request: PageRequest, row: Seat) -> dict[str, Offer]:
    """The acts there are on a seat, by name with ``_`` for ``-``; none on one that a voided draw gave."""
    if row.state == "void":
        return {}
    found = offers(SEAT, row, actor=request.standing, now=request.moment)
    return {one.act.replace("-", "_"): one for one in found if one.act != "replace"}


@login_required
@require_POST
def act(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """What the office does on a seat."""
    _, committee = committee_on(request, code)
    row = get_object_or_404(seats_of(request.standing, committee), pk=pk)
    version, reason = version_of(request.POST.get("version")), request.POST.get("reason", "")[:300]
    common: dict[str, Any] = {"actor": request.standing, "now": request.moment, "version": version}
    if name == "vacate":
        vacate_seat(row, reason=reason, **common)
    elif name == "recuse":
        recuse_seat(row, reason=reason, **common)
    else:
        plain: dict[str, Callable[..., Seat]] = {
            "mark-unanswered": mark_unanswered, "role-back": take_role_back, "leader": name_leader,
        }  # fmt: skip
        if name not in plain:
            raise Http404
        plain[name](row, **common)
    said(request, name)
    return redirect("review-committee", code=code)


@login_required
@require_safe
def own(request: PageRequest, pk: int) -> HttpResponse:
    """An expert's own seat: the invitation, the answer, and once accepted whom they sit with."""
    row = get_object_or_404(own_seats(request.standing), pk=pk)
    round_ = row.committee.review.round
    context = {
        "seat": row,
        "round": round_,
        "title_reviewed": pack_for(round_).about(round_.level),
        "state": seat_state(row, own=True),
        "mark": MARKS.get(row.state, ""),
        "role": ROLES[row.role],
        "offers": _offers(request, row),
        "declared": declared(row),
        "declare_at": _declare_at(row),
        "members": [(one, ROLES[one.role]) for one in members_beside(request.standing, row)],
        "answer_until": row.committee.answer_until,
    }
    return render(request, "committee/own_seat.html", context)


def _declare_at(row: Seat) -> str:
    try:
        return reverse(DECLARING, args=[row.committee.review.round.code])
    except NoReverseMatch:
        return ""


@login_required
@require_POST
def answer(request: PageRequest, pk: int, name: str) -> HttpResponse:
    """Accept, decline, or leave."""
    row = get_object_or_404(own_seats(request.standing), pk=pk)
    version, reason = version_of(request.POST.get("version")), request.POST.get("reason", "")[:300]
    common: dict[str, Any] = {"actor": request.standing, "now": request.moment, "version": version}
    if name == "accept":
        accept_seat(row, **common)
    elif name == "decline":
        decline_seat(row, reason=reason, **common)
    elif name == "leave":
        withdraw_from_seat(row, reason=reason, **common)
    else:
        raise Http404
    said(request, name)
    return redirect("expert-seat", pk=pk)
