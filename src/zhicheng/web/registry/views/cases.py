"""Cases of violations and the integrity record, for the office and the supervisor."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.consequences import NAMES as CONSEQUENCES
from zhicheng.procedure.review.consequences import due, offences
from zhicheng.web.ledger.write import write_export
from zhicheng.web.registry.case_process import CASE, RECORD, title_given
from zhicheng.web.registry.forms import CaseForm
from zhicheng.web.registry.models import Case
from zhicheng.web.registry.queries import arrived_in, cases_of, record_of_case
from zhicheng.web.registry.services.cases import ACTS, CaseText, decide_case, move_record, report_case, write_case
from zhicheng.web.registry.words import CASE_STATES, MARKS, RECORD_STATES, said
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import number_of, version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest

NAMES: Final = dict(CASE_STATES)
RECORDS: Final = dict(RECORD_STATES)
RECORD_ACTS: Final = ("enter", "expire", "annul")
OPEN: Final = ("reported", "examining")


def _page_of(row: Case) -> str:
    return reverse("review-case", args=[row.application.round.code, row.pk])


COLUMNS: tuple[Column[Case], ...] = (
    Column("number", ("案件", "Case"), lambda one: str(one.pk), "pk", _page_of),
    Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
    Column("name", ("姓名", "Name"), lambda one: one.application.name, "application__name"),
    Column("reported", ("登记日期", "Reported"), lambda one: one.reported_at.date().isoformat(), "reported_at"),
    Column("state", ("状态", "State"), lambda one: NAMES[one.state], "state"),
)


@login_required
@require_http_methods(["GET", "POST"])
def cases(request: PageRequest, code: str) -> HttpResponse:
    """The cases in a review; another one is reported here."""
    page = on_page(request, code)
    people = arrived_in(request.standing, page.review)
    if request.method == "POST":
        chosen = request.POST.get("application", "")
        subject = get_object_or_404(people, pk=number_of(chosen))
        account = request.POST.get("account", "").replace("\0", "")
        made = report_case(page.review, subject, account, actor=request.standing, now=request.moment)
        said(request, "case")
        return redirect("review-case", code=code, pk=made.pk)
    listing = Listing(
        request,
        cases_of(request.standing, page.review),
        COLUMNS,
        search=("application__name", "application__serial"),
        state_field="state",
        states=CASE_STATES,
        order="-reported_at",
    )
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what="cases", count=listing.found().count())
        return listing.export("违规案件")
    return render(request, "registry/cases.html", {**page.frame, **listed(listing), "people": people})


@login_required
@require_http_methods(["GET", "POST"])
def case(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """A case: what was reported, its evidence, what the person said, what the document orders."""
    page = on_page(request, code)
    row = get_object_or_404(cases_of(request.standing, page.review), pk=pk)
    form = _form(request, page, row) if row.state in OPEN else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            version = version_of(request.POST.get("version"))
            write_case(row, CaseText(**form.cleaned_data), actor=request.standing, now=request.moment, version=version)
            said(request, "write-case")
            return redirect("review-case", code=code, pk=pk)
    status = 422 if form is not None and form.errors else 200
    return render(request, "registry/case.html", _context(request, page, row, form), status=status)


def _form(request: PageRequest, page: OnPage, row: Case) -> CaseForm:
    named = offence_names(page)
    kept = {"offence": row.offence, "serious": row.serious, "heard": row.heard, "heard_on": row.heard_on}
    return CaseForm(request.POST or None, offences=list(named.items()), initial=kept)


def offence_names(page: OnPage) -> dict[str, tuple[str, str]]:
    """The violations of applicants that the document names, in its words."""
    said_of = {one.offence: one.say for one in page.rules.consequences}
    return {name: said_of[name] for name in offences(page.rules)}


def _context(request: PageRequest, page: OnPage, row: Case, form: CaseForm | None) -> dict[str, Any]:
    found = due(page.rules, row.offence, serious=row.serious, title_given=title_given(row)) if row.offence else ()
    consequences = () if isinstance(found, Refusal) else found
    record = record_of_case(request.standing, row)
    brought = [one.kind for one in consequences]
    offered = offers(CASE, row, actor=request.standing, now=request.moment, brought=brought)
    moves = offers(RECORD, record, actor=request.standing, now=request.moment) if record is not None else ()
    return {
        **page.frame,
        "row": row,
        "state": NAMES[row.state],
        "mark": MARKS[row.state],
        "form": form,
        "offence": offence_names(page).get(row.offence),
        "consequences": [(one, CONSEQUENCES[one.kind]) for one in consequences],
        "unclear": found if isinstance(found, Refusal) else None,
        "chosen": [CONSEQUENCES[one] for one in row.chosen],
        "offers": {one.act: one for one in offered},
        "record": record,
        "record_state": RECORDS[record.state] if record is not None else None,
        "moves": {one.act: one for one in moves},
        "supervises": request.standing.holds("supervisor"),
    }


@login_required
@require_POST
def act(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Take it up, dismiss it, establish it, apply its consequences, annul it."""
    page = on_page(request, code)
    row = get_object_or_404(cases_of(request.standing, page.review), pk=pk)
    if name not in ACTS:
        raise Http404
    decide_case(
        row, name, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version")),
        reason=request.POST.get("text", "").replace("\0", ""), chosen=request.POST.getlist("chosen"),
        decision=request.POST.get("decision", "").replace("\0", ""),
    )  # fmt: skip
    said(request, name)
    return redirect("review-case", code=code, pk=pk)


@login_required
@require_POST
def record(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Enter it in the integrity record, record its expiry, annul it."""
    page = on_page(request, code)
    row = get_object_or_404(cases_of(request.standing, page.review), pk=pk)
    found = record_of_case(request.standing, row)
    if found is None or name not in RECORD_ACTS:
        raise Http404
    version, text = version_of(request.POST.get("version")), request.POST.get("text", "").replace("\0", "")
    move_record(found, name, actor=request.standing, now=request.moment, version=version, reason=text)
    said(request, name)
    return redirect("review-case", code=code, pk=pk)
