"""Claimed scores rechecked: the round by indicator, one applicant with the causes, all of it as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhicheng.report.phrases import Lang
from zhicheng.vocabulary.points import as_text
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.queries import arrived
from zhicheng.web.review.recheck import NO_STANDARD, NOT_HERE, Overview, handed_in, overview, rechecked, whole_round
from zhicheng.web.review.views.shared import on_page
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import EXCEL, Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, say
from zhicheng.workshop.recheck import name_of, score_of
from zhicheng.workshop.recheck_round import KINDS, sheets_of
from zhicheng.workshop.recheck_types import SORTS
from zhicheng.workshop.simulate_sheets import tables_workbook


def _columns(found: Overview) -> tuple[Column[Any], ...]:
    def total(row: Any, which: str) -> str:
        one = found.found.get(row.pk)
        if one is None:
            return "—"
        return as_text(one.claimed) if which == "claimed" else score_of(one.low, one.high)

    def differ(row: Any) -> Any:
        one = found.found.get(row.pk)
        return NOT_HERE if one is None else len(one.differences)

    def page_of(row: Any) -> str:
        return reverse("review-recheck-one", args=[row.round.code, row.pk])

    return (
        Column("serial", ("编号", "No."), lambda one: one.serial, "serial"),
        Column("name", ("姓名", "Name"), lambda one: one.name, "name", page_of),
        Column("unit", ("工作单位", "Employer"), lambda one: one.employer_name, "employer_name"),
        Column("claimed", ("自评总分", "Claimed in all"), lambda one: total(one, "claimed"), number=True),
        Column("score", ("规则核算", "By the rules"), lambda one: total(one, "score"), number=True),
        Column("differ", ("不同的指标", "Indicators that differ"), differ, number=True),
    )


@login_required
@require_safe
def recheck_round(request: PageRequest, code: str) -> HttpResponse:
    """The round's claims: how often each indicator differs, and every applicant; with causes as a workbook."""
    page = on_page(request, code)
    setting = setting_of(page.review.round)
    rows = arrived(request.standing, page.review.round)
    lang: Lang = "en" if language() == "en" else "zh"
    if request.GET.get("export") and setting.track().scoring is not None:
        whole = whole_round(setting, rows)
        write_export(actor=request.standing, now=request.moment, what="recheck", count=len(whole.rows))
        book = tables_workbook(sheets_of(whole, lang), lang)
        return attachment(book, EXCEL, say("自评分复核.xlsx", "claimed scores rechecked.xlsx"))
    found = overview(setting, rows)
    listing = Listing(request, rows, _columns(found), search=("name", "employer_name", "serial"), order="serial")
    indicators = [(path.replace("/", "／"), *counts) for path, *counts in found.indicators]
    context = {
        **page.frame,
        **listed(listing),
        "found": found,
        "judged": len(found.found),
        "indicators": indicators,
        "kinds": list(KINDS.values()),
        "none": NO_STANDARD if setting.track().scoring is None else None,
    }
    return render(request, "review/recheck.html", context)


@login_required
@require_safe
def recheck_one(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """One applicant's claims with the causes of every difference."""
    page = on_page(request, code)
    rows = arrived(request.standing, page.review.round)
    row = get_object_or_404(rows, pk=pk)
    setting = setting_of(page.review.round)
    what = handed_in(rows.filter(pk=row.pk)).get(row.pk)
    found = None if what is None else rechecked(setting, what, reasons=True)
    differences = [
        {
            "name": name_of(one),
            "claimed": as_text(one.claimed),
            "score": score_of(one.low, one.high),
            "kind": KINDS[one.kind],
            "cite": "、".join(one.cite),
            "causes": [(SORTS[cause.sort], cause.says, cause.full) for cause in one.causes],
        }
        for one in (found.differences if found else ())
    ]
    context = {
        **page.frame,
        "application": row,
        "found": found,
        "claimed": as_text(found.claimed) if found else "",
        "score": score_of(found.low, found.high) if found else "",
        "differences": differences,
        "not_here": NOT_HERE,
    }
    return render(request, "review/recheck_one.html", context)
