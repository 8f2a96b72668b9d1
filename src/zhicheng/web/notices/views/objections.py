"""Objections as who settles them and who oversees them reads them; their senders are kept apart."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.notices import OUTCOMES, hiding_rule
from zhicheng.web.applications.phrases import said
from zhicheng.web.ledger.write import write_export
from zhicheng.web.notices.models import Objection
from zhicheng.web.notices.queries import objections_seen, senders_seen
from zhicheng.web.notices.services.objecting import settle_objection
from zhicheng.web.notices.services.unmasking import unmask_objector
from zhicheng.web.notices.views.lists import OBJECTION_STATES, about, objection_columns
from zhicheng.web.rounds.setting import procedure_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

EMPLOYER, OVERSIGHT = "employer", "oversight"
PAGES = {EMPLOYER: "employer-objection", OVERSIGHT: "objection"}
LISTS = {EMPLOYER: "employer-objections", OVERSIGHT: "objections"}


@login_required
@require_safe
def objections(request: PageRequest, side: str) -> HttpResponse:
    """The objections this person settles (``employer``) or oversees."""
    rows = objections_seen(request.standing, "settle" if side == EMPLOYER else "view")
    if side == OVERSIGHT and "supervisor" not in request.standing.roles:
        raise Http404
    number: Column[Objection] = Column(
        "number", ("编号", "No."), lambda one: str(one.pk), "pk", lambda one: reverse(PAGES[side], args=[one.pk])
    )
    listing = Listing(
        request,
        rows,
        [number, *objection_columns()],
        search=("text", "application__name", "notice__organisation__name"),
        state_field="state",
        states=OBJECTION_STATES,
        order="-received_at",
    )
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what=LISTS[side], count=listing.found().count())
        return listing.export("异议一览")
    return render(request, "notices/objections.html", {**listed(listing), "side": side})


@login_required
@require_safe
def objection(request: PageRequest, pk: int, side: str) -> HttpResponse:
    """An objection: what it says, whom it concerns, how it was settled."""
    rows = objections_seen(request.standing, "settle" if side == EMPLOYER else "view")
    row = get_object_or_404(rows, pk=pk)
    return render(request, "notices/objection.html", _context(request, row, side))


def _context(request: PageRequest, row: Objection, side: str) -> dict[str, Any]:
    rule = hiding_rule(procedure_for(row.notice.round))
    only = objections_seen(request.standing).filter(pk=row.pk)
    return {
        "objection": row,
        "side": side,
        "about": about(row),
        "state": OUTCOMES[row.state],
        "sender": senders_seen(request.standing, only).get(row.pk),
        "hidden_by": "、".join(rule.cite) if rule is not None else "",
        "may_settle": side == EMPLOYER and row.state == "open",
        "may_unmask": may(request.standing, "unmask", row, as_object="objector") and not row.anonymous,
        "list_address": reverse(LISTS[side]),
    }


@login_required
@require_POST
def settle(request: PageRequest, pk: int) -> HttpResponse:
    """What the investigation came to."""
    row = get_object_or_404(objections_seen(request.standing, "settle"), pk=pk)
    settle_objection(
        row,
        request.POST.get("outcome", ""),
        request.POST.get("finding", ""),
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
    )
    said(request, "settle-objection")
    return redirect("employer-objection", pk=pk)


@login_required
@require_POST
@never_cache
@limit_rate("unmask-objector", limit=20, seconds=3600)
def show_sender(request: PageRequest, pk: int) -> HttpResponse:
    """Who raised an objection, for a supervisor: once, in the answer to this form, with an entry on the ledger."""
    row = get_object_or_404(objections_seen(request.standing), pk=pk)
    reason = request.POST.get("reason", "")
    sender = unmask_objector(row, actor=request.standing, now=request.moment, reason=reason)
    return render(request, "notices/sender.html", {"objection": row, "sender": sender})
