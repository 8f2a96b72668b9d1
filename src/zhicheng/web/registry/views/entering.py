"""Outcomes of a meeting held elsewhere, entered from its signed minutes, for imported applications."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.registry.outcomes import voted_on
from zhicheng.web.registry.queries import entered_of, imported_applications
from zhicheng.web.registry.services.entering import Entered, enter_outcomes
from zhicheng.web.registry.words import clause_keys, said
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

AT_ONCE = 400
BESIDE = frozenset({"source-missing", "points-wrong"})


@login_required
@require_http_methods(["GET", "POST"])
def entering(request: PageRequest, code: str) -> HttpResponse:
    """One line for each imported application: passed or not, the recognised score, clauses not met."""
    page = on_page(request, code)
    if not page.runs or voted_on(page.review):
        raise Http404
    rows = list(imported_applications(request.standing, page.review)[:AT_ONCE])
    context = {**page.frame, "lines": _lines(request, page, rows), "clauses": clause_keys(page.review.round)}
    if request.method == "GET":
        return render(request, "registry/entering.html", context)
    source = request.POST.get("source", "").replace("\0", "")
    chosen = [one for row in rows if (one := _entered(request, row, context["clauses"])) is not None]
    version = version_of(request.POST.get("version"))
    try:
        enter_outcomes(page.review, chosen, source, actor=request.standing, now=request.moment, version=version)
    except ActRefused as refused:
        if not set(refused.codes) <= BESIDE:
            raise
        told = {**context, "against": refused.refusals, "source": source}
        return render(request, "registry/entering.html", told, status=422)
    said(request, "enter")
    return redirect("review-results", code=code)


def _entered(request: PageRequest, row: Application, clauses: list[str]) -> Entered | None:
    outcome = request.POST.get(f"outcome-{row.pk}", "")
    if outcome not in ("passed", "not-passed"):
        return None
    given = request.POST.get(f"unmet-{row.pk}", "").replace("，", "、").replace(",", "、").split("、")
    unmet = tuple(key for one in given if (key := one.strip()) in clauses)
    return Entered(row, outcome == "passed", request.POST.get(f"score-{row.pk}", "").strip()[:20], unmet)


def _lines(request: PageRequest, page: OnPage, rows: list[Application]) -> list[dict[str, Any]]:
    there = entered_of(request.standing, page.review)
    post = request.POST if request.method == "POST" else None
    lines = []
    for row in rows:
        kept = there.get(row.pk)
        outcome = "" if kept is None else "passed" if kept.passed else "not-passed"
        score = "" if kept is None else kept.recognised.get("total", "")
        unmet = "" if kept is None else "、".join(kept.unmet)
        lines.append(
            {
                "row": row,
                "outcome": post.get(f"outcome-{row.pk}", "") if post else outcome,
                "score": post.get(f"score-{row.pk}", "") if post else score,
                "unmet": post.get(f"unmet-{row.pk}", "") if post else unmet,
            }
        )
    return lines
