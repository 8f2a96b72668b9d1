"""The committee of a review: its seats with their answers, its chairs, what still stands in the way of forming it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.committee_facts import COMMITTEE
from zhicheng.web.committee.committee_queries import can_preside, committee_of, groups_of, seats_held, seats_of
from zhicheng.web.committee.committee_words import MARKS, ROLES, SEAT_STATES, committee_state, said, seat_state
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.committee.services.chairs import name_chair
from zhicheng.web.committee.services.committee import (
    begin_committee,
    constitute,
    dissolve,
    set_answer_day,
    settled,
    void_draw,
)
from zhicheng.web.committee.services.seats import mark_several_unanswered
from zhicheng.web.experts.facts import conflict_facts
from zhicheng.web.experts.words import LISTED_AS
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

SHOWN: Final = ("constitute", "void-draw", "dissolve")
"""The acts of the committee's table that are done here; draws are recorded by drawing, a seat is vacated at the seat."""


def committee_on(request: PageRequest, code: str) -> tuple[OnPage, Committee]:
    """The review of a page and its committee.

    Raises:
        Http404: there is none, or it is not for this person.
    """
    page = on_page(request, code)
    row = committee_of(request.standing, page.review)
    if row is None:
        raise Http404
    return page, row


@login_required
@require_safe
def committee(request: PageRequest, code: str) -> HttpResponse:
    """The committee as it stands, its seats as a list."""
    page = on_page(request, code)
    row = committee_of(request.standing, page.review)
    if row is None:
        return render(request, "committee/committee_begin.html", page.frame)
    listing = Listing(
        request,
        seats_of(request.standing, row),
        _columns(code, _recusals(row, request.moment)),
        search=("expert__name", "expert__code", "expert__employer_name", "specialty"),
        state_field="state",
        states=SEAT_STATES,
        order="specialty",
    )
    if request.GET.get("export"):
        if not may(request.standing, "export", row):
            raise Http404
        number = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="committee-seats", count=number)
        return listing.export("执行评委会席位")
    return render(request, "committee/committee.html", _context(request, page, row) | listed(listing))


def _recusals(row: Committee, now: dt.datetime) -> Mapping[str, int] | None:
    """For how many applicants each expert (by code) is recused; ``None``: the ties contradict each other as they stand."""
    try:
        found = conflict_facts(row.review.round, as_of=now.date()).recused
    except ActRefused:
        return None
    return Counter(expert for expert, _ in found)


def _columns(code: str, recusals: Mapping[str, int] | None) -> list[Column[Seat]]:
    return [
        Column(
            "name", ("姓名", "Name"), lambda one: one.expert.name, "expert__name",
            lambda one: reverse("review-seat", args=[code, one.pk]),
        ),
        Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, "specialty"),
        Column("role", ("职务", "Role"), lambda one: ROLES[one.role], "role"),
        Column("state", ("状态", "State"), seat_state, "state"),
        Column("group", ("评议组", "Group"), _group, "group__name"),
        Column(
            "recusals", ("回避人数", "Recused for"),
            lambda one: "?" if recusals is None else str(recusals.get(one.expert.code, 0)), number=True,
        ),
        Column("employer", ("工作单位", "Employer"), lambda one: one.expert.employer_name, "expert__employer_name"),
        Column("region", ("地区", "Region"), lambda one: one.expert.region, "expert__region"),
        Column("round", ("抽取轮次", "Round of the draw"), lambda one: str(one.drawn_round or ""), "drawn_round"),
        Column("answered", ("答复日期", "Answered"), _answered, "answered_at"),
        Column("reason", ("理由", "Reason"), lambda one: one.reason),
    ]  # fmt: skip


def _group(seat: Seat) -> tuple[str, str]:
    if seat.group is None:
        return "", ""
    name = seat.group.name
    return (f"{name}（组长）", f"{name} (leader)") if seat.leads else (name, name)


def _answered(seat: Seat) -> str:
    return seat.answered_at.date().isoformat() if seat.answered_at else ""


def _context(request: PageRequest, page: OnPage, row: Committee) -> dict[str, Any]:
    seats = seats_held(request.standing, row)
    states = Counter(one.state for one in seats)
    offered = offers(COMMITTEE, row, actor=request.standing, now=request.moment)
    change = page.runs and not settled(row)
    return {
        **page.frame,
        "committee": row,
        "state": committee_state(row),
        "mark": MARKS.get(row.state, ""),
        "counts": {"held": len(seats), **{key: states[key] for key in ("accepted", "drawn", "declined")}},
        "by_specialty": _by_specialty(seats),
        "presiding": [(ROLES[one.role], one, seat_state(one)) for one in seats if one.role != "member"],
        "offers": {one.act.replace("-", "_"): one for one in offered if one.act in SHOWN},
        "groups": _groups(request, row, seats),
        "change": change,
        "candidates": [(one, LISTED_AS[one.listed_as]) for one in can_preside(request.standing, row)] if change else [],
        "late": [one for one in seats if one.state == "drawn"] if _overdue(request, row) else [],
    }


def _by_specialty(seats: list[Seat]) -> list[dict[str, Any]]:
    """How many seats each specialty has, and how many of them are accepted, waited for, open."""
    found: dict[str, Counter[str]] = {}
    for one in seats:
        found.setdefault(one.specialty, Counter())[one.state] += 1
    return [
        {"name": name, "seats": states.total(), **{key: states[key] for key in ("accepted", "drawn", "declined")}}
        for name, states in found.items()
    ]


def _groups(request: PageRequest, row: Committee, seats: list[Seat]) -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "members": [one for one in seats if one.group_id == group.pk and one.state != "declined"],
            "accepted": sum(one.group_id == group.pk and one.state == "accepted" for one in seats),
            "leader": next((one for one in seats if one.group_id == group.pk and one.leads), None),
        }
        for group in groups_of(request.standing, row)
    ]


@login_required
@require_POST
def begin(request: PageRequest, code: str) -> HttpResponse:
    """Begin the committee of a review."""
    page = on_page(request, code)
    begin_committee(page.review, actor=request.standing, now=request.moment)
    said(request, "begin-committee")
    return redirect("review-committee", code=code)


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Constitute, void the draw, dissolve; set the day to answer; name a chair."""
    _, row = committee_on(request, code)
    version = version_of(request.POST.get("version"))
    common: dict[str, Any] = {"actor": request.standing, "now": request.moment, "version": version}
    if name == "constitute":
        constitute(row, **common)
    elif name == "dissolve":
        dissolve(row, **common)
    elif name == "void-draw":
        void_draw(row, reason=request.POST.get("reason", "")[:500], **common)
    elif name == "day":
        set_answer_day(row, _day(request.POST.get("day", "")), **common)
    elif name == "mark-unanswered":
        mark_several_unanswered(row, _keys(request.POST.getlist("seat")), **common)
    elif name == "chair":
        wanted = request.POST.get("expert", "")
        chosen = next((one for one in can_preside(request.standing, row) if str(one.pk) == wanted), None)
        if chosen is None:
            raise Http404
        name_chair(row, chosen, request.POST.get("role", ""), **common)
    else:
        raise Http404
    said(request, name)
    return redirect("review-committee", code=code)


def _overdue(request: PageRequest, row: Committee) -> bool:
    return row.answer_until is not None and row.answer_until < request.moment.date()


def _keys(given: list[str]) -> list[int]:
    return [int(one) for one in given if one.isdecimal() and len(one) < 12]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
