"""Re-examinations, for the office that examines and the supervisor who can order a new vote."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.web.ledger.write import write_export
from zhicheng.web.registry.case_process import REEXAMINATION, had_a_part
from zhicheng.web.registry.models import Reexamination
from zhicheng.web.registry.queries import reexaminations_of
from zhicheng.web.registry.repeats import repeats_due
from zhicheng.web.registry.roles import parties_to
from zhicheng.web.registry.services.reexaminations import (
    TOLD,
    decide_reexamination,
    recorded_vote,
    set_aside_outcome,
    write_finding,
)
from zhicheng.web.registry.words import MARKS, REEXAMINATION_STATES, outcome_of, said
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest

NAMES: Final = dict(REEXAMINATION_STATES)


def _page_of(row: Reexamination) -> str:
    return reverse("review-reexamination", args=[row.decision.application.round.code, row.pk])


COLUMNS: tuple[Column[Reexamination], ...] = (
    Column("serial", ("编号", "No."), lambda one: one.decision.application.serial, "decision__application__serial"),
    Column(
        "name", ("姓名", "Name"), lambda one: one.decision.application.name, "decision__application__name", _page_of
    ),
    Column("asked", ("申请日期", "Asked on"), lambda one: one.asked_on.isoformat(), "asked_on"),
    Column("outcome", ("原结论", "Decided"), lambda one: outcome_of(one.decision)),
    Column("state", ("状态", "State"), lambda one: NAMES[one.state], "state"),
)


@login_required
@require_safe
def requests(request: PageRequest, code: str) -> HttpResponse:
    """The requests in a review."""
    page = on_page(request, code)
    listing = Listing(
        request,
        reexaminations_of(request.standing, page.review),
        COLUMNS,
        search=("decision__application__name", "decision__application__serial"),
        state_field="state",
        states=REEXAMINATION_STATES,
        order="asked_on",
    )
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what="reexaminations", count=listing.found().count())
        return listing.export("复查申请")
    return render(request, "registry/reexaminations.html", {**page.frame, **listed(listing)})


@login_required
@require_safe
def one(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """A request: what the applicant says, what was decided, what was found."""
    page = on_page(request, code)
    row = get_object_or_404(reexaminations_of(request.standing, page.review), pk=pk)
    offered = offers(REEXAMINATION, row, actor=request.standing, now=request.moment)
    context: dict[str, Any] = {
        **page.frame,
        "row": row,
        "state": NAMES[row.state],
        "mark": MARKS[row.state],
        "outcome": outcome_of(row.decision),
        "offers": {one.act: one for one in offered},
        "may_write": row.state == "examining" and not had_a_part(row, request.standing),
        "had_a_part": had_a_part(row, request.standing),
        "due": repeats_due().filter(pk=row.pk).exists(),
        "to_set_aside": recorded_vote(row) if row.state == "repeat-ordered" else None,
        "sets_aside": "supervisor" in parties_to(row.decision.application, request.standing),
    }
    return render(request, "registry/reexamination.html", context)


@login_required
@require_POST
def act(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Take it up, decline it, write what was found, let the result stand, order a new vote."""
    page = on_page(request, code)
    row = get_object_or_404(reexaminations_of(request.standing, page.review), pk=pk)
    version, text = version_of(request.POST.get("version")), request.POST.get("text", "").replace("\0", "")
    if name == "set-aside":
        set_aside_outcome(row, reason=text, actor=request.standing, now=request.moment, version=version)
    elif name == "finding":
        fault = request.POST.get("fault") == "yes"
        write_finding(row, text, fault=fault, actor=request.standing, now=request.moment, version=version)
    elif name in TOLD:
        decide_reexamination(row, name, actor=request.standing, now=request.moment, version=version, reason=text)
    else:
        raise Http404
    said(request, name)
    return redirect("review-reexamination", code=code, pk=pk)
