"""Many applicants at once by Excel: hours stated by the employer, recommendations."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.documents.office import ContinuingEducationSheet
from zhicheng.documents.render import render as render_document
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.accounts.forms import UploadForm
from zhicheng.web.applications.services.hours_import import employers_rows, import_hours
from zhicheng.web.applications.services.opinions_import import import_opinions, opinions_sheet
from zhicheng.web.applications.views.employer import own_units
from zhicheng.web.ledger.write import write_export
from zhicheng.web.site.downloads import attachment, download_of
from zhicheng.web.site.listing import EXCEL
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick

Pair = tuple[str, str]


def _hours(request: PageRequest, raw: bytes, name: str) -> Pair:
    taken = import_hours(raw, name, actor=request.standing, now=request.moment)
    people = len(taken.applications)
    return (
        f"已导入 {people} 份申报的学时，共 {taken.rows} 行",
        f"Hours for {people} application(s) taken over, {taken.rows} row(s)",
    )


def _opinions(request: PageRequest, raw: bytes, name: str) -> Pair:
    number = import_opinions(raw, name, actor=request.standing, now=request.moment)
    return f"已办理 {number} 份申报", f"{number} application(s) decided"


SHEETS: dict[str, Callable[[PageRequest, bytes, str], Pair]] = {"hours": _hours, "opinions": _opinions}


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: PageRequest) -> HttpResponse:
    """Both sheets; a sheet with errors is reported whole and nothing of it is taken."""
    get_object_or_404(own_units(request.standing)[:1])
    forms = {name: UploadForm(prefix=name) for name in SHEETS}
    context = {"forms": forms, "waiting": employers_rows(request.standing).count()}
    which = request.POST.get("sheet", "")
    if request.method == "GET" or which not in SHEETS:
        return render(request, "employer/import.html", context)
    form = forms[which] = UploadForm(request.POST, request.FILES, prefix=which)
    if not form.is_valid():
        return render(request, "employer/import.html", context, status=422)
    file = form.cleaned_data["file"]
    try:
        done = SHEETS[which](request, file.read(), file.name)
    except Refused as refused:
        context |= {"problems": refused.problems, "which": which}
        return render(request, "employer/import.html", context, status=422)
    messages.success(request, pick(done))
    return redirect("employer-import")


@login_required
@require_safe
def blank_sheet(request: PageRequest, sheet: str) -> HttpResponse:
    """A sheet to fill in: the hours empty, the opinions with those who wait at the unit."""
    unit = own_units(request.standing).first()
    if unit is None or sheet == "hours":
        data = ContinuingEducationSheet("", unit.name if unit else "")
        return download_of(render_document("continuing-education-sheet", data, "xlsx", issued_at=request.moment))
    number = employers_rows(request.standing).count()
    write_export(actor=request.standing, now=request.moment, what="employer-opinions", count=number)
    return attachment(opinions_sheet(request.standing), EXCEL, "opinions.xlsx")
