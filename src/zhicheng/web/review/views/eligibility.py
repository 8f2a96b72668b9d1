"""Eligibility: the list of applications that arrived, and each one with the machine's verdict beside the finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.reading import reading_of
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.checking import clauses_shown, outside_evidence
from zhicheng.web.review.machine import Machine, machine_of
from zhicheng.web.review.phrases import FINDINGS, GROUNDS, OUTCOMES, REASONS, said
from zhicheng.web.review.queries import UNCHECKED, arrived, unchecked
from zhicheng.web.review.services import check_eligibility
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick
from zhicheng.web.visibility.scope import may

NAMES = dict(FINDINGS)
NOT_BESIDE = frozenset({"stale-page", "no-right", "checking-over", "not-arrived", "own-application"})


def _page_of(row: Any) -> str:
    return reverse("review-eligibility-one", args=[row.round.code, row.pk])


def _machine(row: Any) -> tuple[str, str]:
    return OUTCOMES.get(row.machine or "", ("—", "—"))


COLUMNS: tuple[Column[Any], ...] = (
    Column("serial", ("编号", "No."), lambda one: one.serial, "serial"),
    Column("name", ("姓名", "Name"), lambda one: one.name, "name", _page_of),
    Column("unit", ("工作单位", "Employer"), lambda one: one.employer_name, "employer_name"),
    Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, "specialty"),
    Column("way", ("申报方式", "Way in"), lambda one: one.way_in, "way_in"),
    Column("machine", ("规则判定", "By the rules"), _machine, "machine"),
    Column("finding", ("审查结论", "Finding"), lambda one: NAMES[one.finding], "finding"),
)


def _check(row: Any) -> Any:
    return getattr(row, "eligibility", None)


EXPORTED: tuple[Column[Any], ...] = (
    *COLUMNS,
    Column("under", ("审定申报方式", "Found under"), lambda one: _check(one).way_in if _check(one) else ""),
    Column(
        "differences",
        ("与机器结论不同的条款", "Found otherwise than by the rules"),
        lambda one: "；".join(f"{key}：{why}" for key, why in _check(one).differences.items()) if _check(one) else "",
    ),
    Column("reason", ("理由", "Reason"), lambda one: _check(one).reason if _check(one) else ""),
    Column("by", ("审查人", "Checked by"), lambda one: str(_check(one).checked_by) if _check(one) else ""),
    Column(
        "at", ("审查日期", "Checked on"), lambda one: _check(one).checked_at.date().isoformat() if _check(one) else ""
    ),
)
"""What the workbook of all findings holds beside the list."""


@login_required
@require_safe
def eligibility(request: PageRequest, code: str) -> HttpResponse:
    """The applications that arrived, counted by finding; all findings as a workbook."""
    page = on_page(request, code)
    taking = bool(request.GET.get("export"))
    listing = Listing(
        request,
        arrived(request.standing, page.review.round),
        EXPORTED if taking else COLUMNS,
        search=("name", "employer_name", "serial", "specialty"),
        state_field="finding",
        states=FINDINGS,
        order="serial",
    )
    if taking:
        count = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="eligibility", count=count)
        return listing.export(pick(("资格审查", "eligibility")))
    counts = {one["key"]: one["count"] for one in listing.counts()}
    first = _next_unchecked(request, page, None)
    context = {**page.frame, **listed(listing), "left": counts.get(UNCHECKED, 0), "first": first}
    return render(request, "review/eligibility.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """One application: the rules' findings clause by clause beside the office's, and the finding itself."""
    page = on_page(request, code)
    row = get_object_or_404(arrived(request.standing, page.review.round), pk=pk)
    if request.method == "POST":
        return _found(request, page, row)
    return _one(request, page, row)


def _one(request: PageRequest, page: OnPage, row: Application, **changed: Any) -> HttpResponse:
    check = _check(row)
    posted: Mapping[str, str] | None = request.POST.dict() if request.method == "POST" else None
    typed = posted or {}
    way = typed.get("way", request.GET.get("way", check.way_in if check else ""))
    machine = machine_of(row, way)
    reading = reading_of(row, request.standing, today=request.moment.date())
    checks = may(request.standing, "check", row, as_object="eligible-application")
    context = {
        **page.frame,
        "application": row,
        "check": check,
        "machine": machine,
        "clauses": clauses_shown(machine, check, reading.items, posted),
        "evidence": outside_evidence(machine, reading.items),
        "reading": reading,
        "opinions": row.opinions.select_related("organisation", "given_by").order_by("given_at"),
        "can_check": checks and page.checking,
        "outcome": typed.get("outcome", check.outcome if check else _usual(machine)),
        "reason": typed.get("reason", check.reason if check else ""),
        "canned": REASONS,
        "grounds": GROUNDS,
        "following": _next_unchecked(request, page, row),
        **changed,
    }
    return render(request, "review/eligibility_one.html", context, status=422 if changed.get("refusals") else 200)


def _usual(machine: Machine | None) -> str:
    """The outcome chosen beforehand: only where the rules leave nothing to decide."""
    return "eligible" if machine is not None and machine.clear else ""


def _found(request: PageRequest, page: OnPage, row: Application) -> HttpResponse:
    """The finding as posted, on what the rules find now under the way chosen."""
    way, outcome = request.POST.get("way", ""), request.POST.get("outcome", "")
    machine = machine_of(row, way)
    reason = "；".join(one for one in (request.POST.get("canned", ""), request.POST.get("reason", "").strip()) if one)
    try:
        check_eligibility(
            row,
            outcome=outcome,
            way_in=machine.way if machine else row.way_in,
            machine=machine.outcomes if machine else {},
            differences=_differences(request.POST, machine),
            reason=reason[:1000],
            actor=request.standing,
            now=request.moment,
            seen=version_of(request.POST.get("version")),
        )
    except ActRefused as error:
        if NOT_BESIDE & set(error.codes):
            raise
        return _one(request, page, row, refusals=error.refusals)
    said(request, outcome, row.name)
    following = _next_unchecked(request, page, row) if request.POST.get("then") == "next" else None
    return redirect("review-eligibility-one", code=page.review.round.code, pk=following.pk if following else row.pk)


def _differences(posted: QueryDict, machine: Machine | None) -> dict[str, str]:
    """Clause → why the office finds otherwise (fields ``why:<clause>``); what is left empty agrees with the rules."""
    keys = machine.outcomes if machine else {}
    return {key: why for key in keys if (why := posted.get(f"why:{key}", "").strip()[:500])}


def _next_unchecked(request: PageRequest, page: OnPage, row: Application | None) -> Application | None:
    """The next application nobody has checked, after this one or from the beginning."""
    left = unchecked(request.standing, page.review.round)
    if row is not None:
        left = left.exclude(pk=row.pk)
        return left.filter(serial__gte=row.serial).first() or left.first()
    return left.first()
