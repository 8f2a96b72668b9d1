"""Who reads which application: asked for, seeded, assigned; loads, recusals, the list by code with names, files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.conflicts.words import BASES, KINDS
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.committee_queries import committee_of
from zhicheng.web.committee.draw_queries import assignments_of, assignments_seen, readings_of, seats_by_code
from zhicheng.web.committee.draw_words import Hash, refusals_of
from zhicheng.web.committee.models import Assignment, Committee, Reading, Seat
from zhicheng.web.committee.services.assigning import ask_assignment, drop_assignment, give_half, recused_readings
from zhicheng.web.experts.facts import application_code
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.views.shared import on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may

STAGES: Final = {
    "freezing": (("正在固定名单", "being frozen"), "waiting"),
    "frozen": (("名单已固定，待种子", "frozen, waiting for the seed"), "now"),
    "assigning": (("正在分派", "being assigned"), "waiting"),
    "assigned": (("已分派", "assigned"), "good"),
    "dropped": (("未完成", "came to nothing"), "bad"),
}
_COLUMNS: Final[Sequence[Column[Reading]]] = (
    Column("serial", ("申报编号", "Application"), lambda one: application_code(one.application), "application__serial"),
    Column("applicant", ("申报人", "Applicant"), lambda one: one.application.name, "application__name"),
    Column("specialty", ("专业", "Specialty"), lambda one: one.application.specialty, "application__specialty"),
    Column("code", ("专家编号", "Expert no."), lambda one: one.seat.expert.code, "seat__expert__code"),
    Column("expert", ("专家", "Expert"), lambda one: one.seat.expert.name, "seat__expert__name"),
    Column("own", ("专家专业", "Expert's specialty"), lambda one: one.seat.expert.specialty, "seat__expert__specialty"),
)
_SEARCH: Final = ("application__serial", "application__name", "seat__expert__code", "seat__expert__name")


@login_required
@require_safe
def assignment(request: PageRequest, code: str) -> HttpResponse:
    """The assignment of a review: where it stands, loads, recusals, who reads whom; ``?export`` gives the list."""
    page = on_page(request, code)
    committee = committee_of(request.standing, page.review)
    if committee is None:
        return render(request, "committee/assignment.html", {**page.frame, "committee": None})
    listing = Listing(
        request, readings_of(request.standing, committee), _COLUMNS, search=_SEARCH, order="application__serial"
    )
    if request.GET.get("export"):
        count = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="assignment", count=count)
        return listing.export("评阅分派")
    rows = assignments_of(request.standing, committee)
    context = {**page.frame, "committee": committee, "earlier": rows[1:], **listed(listing)}
    context |= _figures(request, committee)
    if rows:
        context |= _shown(request, rows[0])
    open_ = bool(rows) and rows[0].stage in ("freezing", "frozen", "assigning")
    context["may_ask"] = page.runs and not open_
    return render(request, "committee/assignment.html", context)


def _shown(request: PageRequest, row: Assignment) -> dict[str, Any]:
    """The latest assignment: its stage, its fingerprint, what it waits for, what a check found."""
    given = json.loads(row.halves) if row.halves else {}
    limits = row.task.get("frozen", {}).get("limits", {})
    return {
        "row": row,
        "stage": STAGES[row.stage],
        "at_work": row.stage in ("freezing", "assigning"),
        "fingerprint": [Hash(("名单指纹", "fingerprint of the task"), row.digest)] if row.stage == "frozen" else [],
        "trouble": refusals_of(row.trouble),
        "given": len(given),
        "may_give": row.stage == "frozen"
        and may(request.standing, "give-half", row)
        and str(request.standing.user_id) not in given,
        "opinions": row.task.get("frozen", {}).get("opinions"),
        "limits": limits,
        "findings": row.findings,
        "changes": len(row.bundle.get("frozen", {}).get("earlier") or ()) > 0,
    }


def _figures(request: PageRequest, committee: Committee) -> dict[str, Any]:
    """How much each member reads now, who is recused for whom, what must be taken back."""
    loads = Counter(readings_of(request.standing, committee).values_list("seat__expert__code", flat=True))
    seats = seats_by_code(request.standing, committee)
    serving = [one for one in seats.values() if one.state == "accepted"]
    most = max(loads.values(), default=0)
    standing = next((one for one in assignments_of(request.standing, committee) if one.stage == "assigned"), None)
    return {
        "loads": [
            {"seat": seat, "count": loads[seat.expert.code], "width": 200 * loads[seat.expert.code] // max(1, most)}
            for seat in sorted(serving, key=lambda one: (-loads[one.expert.code], one.expert.code))
        ],
        "recused": _recused(standing, seats) if standing else [],
        **(_to_take_back(request, committee) if standing else {}),
        "standing": standing,
    }


def _to_take_back(request: PageRequest, committee: Committee) -> dict[str, Any]:
    """What is being read in spite of a recusal; where the ties themselves are not in order, why."""
    try:
        return {"to_take_back": recused_readings(committee, request.moment)}
    except ActRefused as refused:
        return {"ties_wrong": refused.refusals}


def _recused(row: Assignment, seats: dict[str, Seat]) -> list[dict[str, Any]]:
    """The pairs that the assignment left out, each with the kinds of ties and what they rest on."""
    task = row.task["frozen"]
    here = {(expert, applicant) for expert, applicant in task["recused"]}
    return [
        {
            "expert": one["expert"],
            "seat": seats.get(one["expert"]),
            "applicant": one["applicant"],
            "because": [(KINDS[why["kind"]], BASES[why["basis"]]) for why in one["because"]],
        }
        for one in row.conflicts["recused"]
        if (one["expert"], one["applicant"]) in here
    ]


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """One act on the assignment: ask for one, give half of the seed, give it up."""
    page = on_page(request, code)
    committee = committee_of(request.standing, page.review)
    if committee is None:
        raise Http404
    actor, now, given = request.standing, request.moment, request.POST
    if name == "ask":
        text = given.get("matching", "1")
        matching = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
        ask_assignment(committee, matching=matching, actor=actor, now=now)
        messages.success(request, spoken("正在固定名单", "The task is being frozen"))
        return redirect("review-assignment", code=code)
    row = next(iter(assignments_of(actor, committee)), None)
    if row is None or name not in ("half", "drop"):
        raise Http404
    if name == "half":
        give_half(row, given.get("half", ""), actor=actor, now=now)
    else:
        version = version_of(given.get("version"))
        drop_assignment(row, reason=given.get("reason", ""), actor=actor, now=now, version=version)
    return redirect("review-assignment", code=code)


@login_required
@require_safe
def file(request: PageRequest, pk: int, what: str) -> HttpResponse:
    """The bundle, the frozen task or the conflict facts of an assignment, to be checked on one's own machine."""
    row = get_object_or_404(assignments_seen(request.standing, "download"), pk=pk)
    parts = {
        "bundle": row.bundle,
        "task": {key: row.task[key] for key in ("format", "frozen")} if "frozen" in row.task else {},
        "conflicts": row.conflicts,
    }
    if not parts.get(what):
        raise Http404
    stem = f"{row.committee.review.round.code}-assignment-{row.number}"
    name = stem if what == "bundle" else f"{stem}-{what}"
    text = json.dumps(parts[what], ensure_ascii=False, indent=1) + "\n"
    return attachment(text.encode(), "application/json", f"{name}.json")
