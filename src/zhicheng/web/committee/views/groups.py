"""The specialty groups of a committee on one page: names, specialties, members, leaders."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhicheng.procedure.refusal import Refusal
from zhicheng.web.committee.committee_queries import groups_of, seats_held
from zhicheng.web.committee.committee_words import ROLES, said, seat_state
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.committee.services.committee import settled
from zhicheng.web.committee.services.groups import GroupPlan, set_groups
from zhicheng.web.committee.views.committee import committee_on
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

MOST: Final = 12
"""Groups on the page."""


@login_required
@require_http_methods(["GET", "POST"])
def groups(request: PageRequest, code: str) -> HttpResponse:
    """Every group with its members; changed here until the committee is formed."""
    page, row = committee_on(request, code)
    if not page.runs:
        raise Http404
    seats = [one for one in seats_held(request.standing, row) if one.state != "declined"]
    if request.method == "POST":
        wanted = _wanted(request, row, seats)
        version = version_of(request.POST.get("version"))
        set_groups(row, wanted, actor=request.standing, now=request.moment, version=version)
        said(request, "groups")
        return redirect("review-committee", code=code)
    size = page.rules.number("group_size")
    context = {
        **page.frame,
        "committee": row,
        "rows": _rows(request, row, seats),
        "seats": [{"seat": one, "role": ROLES[one.role], "state": seat_state(one)} for one in seats],
        "specialties": sorted({one.specialty for one in seats}),
        "against": settled(row),
        "size": size,
        "size_known": not isinstance(size, Refusal),
    }
    return render(request, "committee/groups.html", context)


def _rows(request: PageRequest, row: Committee, seats: list[Seat]) -> list[dict[str, Any]]:
    """The groups there are and empty lines for more, numbered as the form sends them."""
    there = list(groups_of(request.standing, row))
    lines: list[dict[str, Any]] = [{"group": one, "leader": _leader(one.pk, seats)} for one in there]
    lines += [{"group": None, "leader": None} for _ in range(2 if there else 4)]
    return [{"number": number, **one} for number, one in enumerate(lines, 1)]


def _leader(group: int, seats: list[Seat]) -> Seat | None:
    return next((one for one in seats if one.group_id == group and one.leads), None)


def _wanted(request: PageRequest, row: Committee, seats: list[Seat]) -> list[GroupPlan]:
    """The groups as the form says; a line without a name is no group."""
    there = {one.pk for one in groups_of(request.standing, row)}
    found = []
    for number in range(1, MOST + 5):
        name = request.POST.get(f"name-{number}", "").strip()
        if not name:
            continue
        key = _number(request.POST.get(f"key-{number}", ""))
        members = tuple(one.pk for one in seats if request.POST.get(f"seat-{one.pk}") == str(number))
        leading = [one.pk for one in seats if one.pk in members and request.POST.get(f"leads-{one.pk}")]
        specialties = tuple(dict.fromkeys(request.POST.getlist(f"specialties-{number}")))
        leader = leading[0] if leading else None
        found.append(GroupPlan(name, specialties, members, leader, key if key in there else None))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
