"""The plan of a review: the office writes and reports it, the supervisor looks at what it rests on and approves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.documents.render import render as render_document
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.committee.committee_queries import approvals_of, plan_of
from zhicheng.web.committee.committee_words import MARKS, plan_state, said
from zhicheng.web.committee.models import Plan
from zhicheng.web.committee.plan_checks import checks_of
from zhicheng.web.committee.plan_document import as_report
from zhicheng.web.committee.plan_forms import PlanForm
from zhicheng.web.committee.plan_parts import FIGURES, PARTS, figures_of
from zhicheng.web.committee.plan_process import PLAN
from zhicheng.web.committee.services.plan import (
    approve_plan,
    begin_plan,
    change_plan,
    may_be_written,
    report_plan,
    return_plan,
    withdraw_plan,
    write_plan,
)
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.site.acts import number_of, version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.request import PageRequest

ASKING: Final = {"withdraw": withdraw_plan, "change": change_plan, "return": return_plan}
"""Acts that want a reason."""


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: PageRequest, code: str) -> HttpResponse:
    """The plan as it stands: its state, what is missing, its figures, its text; the office writes it here."""
    page = on_page(request, code)
    if not page.rules.has("report-plan"):
        return render(request, "committee/plan_none.html", page.frame)
    row = plan_of(request.standing, page.review)
    if row is None:
        return render(request, "committee/plan_begin.html", page.frame)
    form = PlanForm(request.POST or None, plan=row) if page.runs and may_be_written(row) else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            version = version_of(request.POST.get("version"))
            write_plan(row, form.text(), actor=request.standing, now=request.moment, version=version)
            said(request, "write")
            return redirect("review-plan", code=code)
    status = 422 if form is not None and form.errors else 200
    return render(request, "committee/plan.html", _context(request, page, row, form), status=status)


def _context(request: PageRequest, page: OnPage, row: Plan, form: PlanForm | None) -> dict[str, Any]:
    checks = checks_of(row, page.rules, actor=request.standing, now=request.moment)
    approvals = approvals_of(request.standing, row)
    offered = offers(PLAN, row, actor=request.standing, now=request.moment)
    return {
        **page.frame,
        "plan": row,
        "state": plan_state(row),
        "mark": MARKS[row.state],
        "form": form,
        "checks": checks,
        "missing": sum(not one.holds for one in checks),
        "figures": row.content.get(FIGURES) if row.reported_on else figures_of(row.review.round),
        "parts": [(name, row.content[key]) for key, name in PARTS if row.content.get(key)],
        "approvals": approvals,
        "given": sum(not one.void for one in approvals),
        "needed": _needed(page.rules),
        "offers": {one.act: one for one in offered},
        "departments": _departments(request),
    }


def _needed(rules: ReviewRules) -> dict[str, Any]:
    found = rules.number("plan_approvals")
    if isinstance(found, Refusal):
        return {"refusal": found}
    return {"count": found.whole, "clause": found.clause}


def _departments(request: PageRequest) -> list[Organisation]:
    """The departments for which this supervisor can approve."""
    own = request.standing.organisations("supervisor")
    return list(Organisation.objects.filter(pk__in=own).order_by("pk"))


@login_required
@require_POST
def begin(request: PageRequest, code: str) -> HttpResponse:
    """Begin to write the plan."""
    page = on_page(request, code)
    begin_plan(page.review, actor=request.standing, now=request.moment)
    said(request, "begin-plan")
    return redirect("review-plan", code=code)


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Report, take back, approve, return, or open an approved plan for changes."""
    page = on_page(request, code)
    row = plan_of(request.standing, page.review)
    if row is None:
        raise Http404
    _act(request, row, name)
    said(request, name)
    return redirect("review-plan", code=code)


def _act(request: PageRequest, row: Plan, name: str) -> None:
    version = version_of(request.POST.get("version"))
    if name == "approve":
        chosen = request.POST.get("organisation", "")
        organisation = number_of(chosen) or None
        approve_plan(row, actor=request.standing, now=request.moment, version=version, organisation=organisation)
    elif name == "report":
        report_plan(row, actor=request.standing, now=request.moment, version=version)
    elif name in ASKING:
        change: Callable[..., Plan] = ASKING[name]
        reason = request.POST.get("reason", "")[:500]
        change(row, reason=reason, actor=request.standing, now=request.moment, version=version)
    else:
        raise Http404


@login_required
@require_safe
def document(request: PageRequest, code: str, format: str) -> HttpResponse:
    """The plan as the report that goes to the departments, as PDF or Word."""
    page = on_page(request, code)
    row = plan_of(request.standing, page.review)
    if row is None:
        raise Http404
    report = as_report(row, page.rules, approvals_of(request.standing, row))
    templates = templates_of(row.review.round)
    made = render_document("plan-report", report, format, issued_at=request.moment, templates=templates)
    return download_of(made)
