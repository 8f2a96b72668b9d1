"""The statistics of a review: pictures, each with its table; all of it as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.phrases import FINDINGS
from zhicheng.web.review.pictures import MOST, bars, histogram
from zhicheng.web.review.queries import arrived
from zhicheng.web.review.statistics import column_name, figures_of, spread_of, tables_of
from zhicheng.web.review.statistics_file import workbook_of
from zhicheng.web.review.views.shared import on_page
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.listing import EXCEL
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language, say


@login_required
@require_safe
def statistics(request: PageRequest, code: str) -> HttpResponse:
    """Who applies, counted; how the scores are spread."""
    page = on_page(request, code)
    figures = figures_of(arrived(request.standing, page.review.round))
    tables = tables_of(figures)
    spread = spread_of(figures, setting_of(page.review.round).pass_mark)
    lang = language()
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what="review-statistics", count=len(figures))
        return attachment(workbook_of(tables, spread, lang), EXCEL, say("评审统计.xlsx", "review statistics.xlsx"))
    context = {
        **page.frame,
        "count": len(figures),
        "findings": FINDINGS,
        "most": MOST,
        # drawn by our own code, which escapes every name
        "tables": [(table, mark_safe(bars(table, lang))) for table in tables],
        "spread": spread,
        "histogram": mark_safe(histogram(spread, lang)) if spread else "",
        "columns": [(column_name(start, end), count) for start, end, count in spread.columns] if spread else (),
    }
    return render(request, "review/statistics.html", context)
