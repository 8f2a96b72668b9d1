"""Many found eligible together: chosen from those the rules find clear, listed once more, then carried out."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.review.machine import Machine, machine_of
from zhicheng.web.review.phrases import said
from zhicheng.web.review.queries import unchecked
from zhicheng.web.review.services import check_together
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import STALE, number_of, version_of
from zhicheng.web.site.request import PageRequest

MOST = 100
"""So many are judged for one page; the rest come when these have a finding."""


@login_required
@require_http_methods(["GET", "POST"])
def together(request: PageRequest, code: str) -> HttpResponse:
    """Choose (GET), look at the list (POST), carry it out (POST with ``confirm``)."""
    page = on_page(request, code, "set-up")
    rows = unchecked(request.standing, page.review.round)
    if request.method == "POST":
        chosen = list(rows.filter(pk__in=[number_of(pk) for pk in request.POST.getlist("application")]))
        if request.POST.get("confirm"):
            return _done(request, page, chosen)
        clear, _ = _sorted(chosen)
        return render(request, "review/together_confirm.html", {**page.frame, "rows": clear})
    clear, other = _sorted(list(rows[:MOST]))
    left = max(rows.count() - MOST, 0)
    return render(request, "review/together.html", {**page.frame, "rows": clear, "other": other, "left": left})


def _done(request: PageRequest, page: OnPage, chosen: list[Application]) -> HttpResponse:
    if version_of(request.POST.get("version")) != page.review.version:
        raise ActRefused(STALE)
    asked = {pk for pk in request.POST.getlist("application") if pk.isdecimal()}
    if len(asked) != len(chosen):  # somebody else has checked one of them since
        raise ActRefused(STALE)
    done = check_together(page.review, chosen, actor=request.standing, now=request.moment)
    said(request, "together", str(len(done)))
    return redirect("review-eligibility", code=page.review.round.code)


def _sorted(
    rows: list[Application],
) -> tuple[list[tuple[Application, Machine]], list[tuple[Application, Machine | None]]]:
    """Those the rules find clear, and the others, each with what they find."""
    judged = [(row, machine_of(row)) for row in rows]
    clear = [(row, machine) for row, machine in judged if machine is not None and machine.clear]
    other = [(row, machine) for row, machine in judged if machine is None or not machine.clear]
    return clear, other
