"""The result of a review, for its office and its supervisors: prepared, posted, its objections, filed, published."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.notices import OUTCOMES as OBJECTION_OUTCOMES
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_export
from zhicheng.web.notices.models import Objection
from zhicheng.web.notices.queries import senders_seen
from zhicheng.web.notices.texts import unit_of
from zhicheng.web.notices.views.lists import about, days_left
from zhicheng.web.registry.documents import result_document, roster_of_passed
from zhicheng.web.registry.models import Decision, Remedy, Result
from zhicheng.web.registry.outcomes import before_the_committee, outcomes_of, voted_on
from zhicheng.web.registry.queries import decisions_of, result_notices, result_objections, result_of
from zhicheng.web.registry.refusals import OWN_MATTER
from zhicheng.web.registry.result_process import RESULT, minutes_signed, result_rule
from zhicheng.web.registry.services.entering import remedy_objection
from zhicheng.web.registry.services.results import (
    close_result_notice,
    file_result,
    post_result,
    prepare_result,
    publish_result,
    reopen_result,
    settle_result_objection,
    take_down_result,
)
from zhicheng.web.registry.words import MARKS, OUTCOMES, RESULT_STATES, outcome_of, said
from zhicheng.web.review.acting import offers
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

ACTS: Final = ("post", "take-down", "close-notice", "file", "publish", "reopen")
COLUMNS: tuple[Column[Decision], ...] = (
    Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
    Column("name", ("姓名", "Name"), lambda one: one.application.name, "application__name"),
    Column("outcome", ("结论", "Outcome"), outcome_of, "passed"),
    Column("unit", ("工作单位", "Employer"), lambda one: one.application.employer_name, "application__employer_name"),
    Column("specialty", ("专业", "Specialty"), lambda one: one.application.specialty, "application__specialty"),
    Column("score", ("认定分", "Recognised score"), lambda one: one.recognised.get("total", "—"), number=True),
    Column("unmet", ("未满足条款", "Clauses not met"), lambda one: "、".join(one.unmet)),
)
STATES: Final = (("True", OUTCOMES[True]), ("False", OUTCOMES[False]))


@login_required
@require_safe
def results(request: PageRequest, code: str) -> HttpResponse:
    """Where the result stands, what can be done, its objections, and each decision; the list as a workbook."""
    page = on_page(request, code)
    row = result_of(request.standing, page.review)
    if row is None:
        return render(request, "registry/result_none.html", {**page.frame, **_before(page)})
    listing = Listing(
        request,
        decisions_of(request.standing, page.review),
        COLUMNS,
        search=("application__name", "application__serial", "application__employer_name"),
        state_field="passed",
        states=STATES,
        order="application__serial",
    )
    if request.GET.get("export"):
        write_export(actor=request.standing, now=request.moment, what="decisions", count=listing.found().count())
        return listing.export("评审结论")
    return render(request, "registry/result.html", {**_context(request, page, row), **listed(listing)})


def _before(page: OnPage) -> dict[str, Any]:
    due, decided = before_the_committee(page.review).count(), len(outcomes_of(page.review))
    return {"due": due, "decided": decided, "left": due - decided, "by_hand": not voted_on(page.review)}


def _context(request: PageRequest, page: OnPage, row: Result) -> dict[str, Any]:
    rule = result_rule(page.review.round)
    offered = offers(RESULT, row, actor=request.standing, now=request.moment, brought="-")
    decisions = decisions_of(request.standing, page.review)
    return {
        **page.frame,
        "result": row,
        "state": dict(RESULT_STATES)[row.state],
        "mark": MARKS[row.state],
        "filed_here": page.rules.has("file-result"),
        "passed": decisions.filter(passed=True, taken_off_at=None).count(),
        "total": decisions.count(),
        "offers": {one.act.replace("-", "_"): one for one in offered},
        "rule": None if isinstance(rule, Refusal) else rule,
        "unit": unit_of(rule),
        "refused": rule if isinstance(rule, Refusal) else None,
        "signed": minutes_signed(page.review),
        "left": days_left(row.notice, request.moment.date()) if row.notice is not None else None,
        "voided": result_notices(request.standing, page.review.round).filter(state="void"),
        "objections": [_objection(one) for one in result_objections(request.standing, row)],
        "by_hand": not voted_on(page.review),
        "publisher": _publishers(page),
    }


def _publishers(page: OnPage) -> str:
    return page.rules.steps["publish"].clause if page.rules.has("publish") else ""


def _objection(row: Objection) -> dict[str, Any]:
    remedy = Remedy.objects.filter(objection=row).first()
    return {"row": row, "about": about(row), "state": OBJECTION_OUTCOMES[row.state], "remedy": remedy}


@login_required
@require_POST
def prepare(request: PageRequest, code: str) -> HttpResponse:
    """Prepare it from what was decided, or anew."""
    page = on_page(request, code)
    prepare_result(
        page.review, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version"))
    )
    said(request, "prepare")
    return redirect("review-results", code=code)


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Post it, take it down, close the notice, file it, publish it."""
    page = on_page(request, code)
    row = result_of(request.standing, page.review)
    if row is None or name not in ACTS:
        raise Http404
    who, now, version = request.standing, request.moment, version_of(request.POST.get("version"))
    text = request.POST.get("text", "").replace("\0", "").strip()
    if name == "post":
        contact = f"{text} {request.POST.get('phone', '').strip()}".strip()
        post_result(row, contact, actor=who, now=now, version=version)
    elif name == "take-down":
        take_down_result(row, reason=text, actor=who, now=now, version=version)
    elif name == "close-notice":
        close_result_notice(row, text, actor=who, now=now, version=version)
    elif name == "reopen":
        reopen_result(row, reason=text, actor=who, now=now, version=version)
    elif name == "file":
        file_result(row, text, actor=who, now=now, version=version)
    else:
        publish_result(row, text, actor=who, now=now, version=version)
    said(request, name)
    return redirect("review-results", code=code)


def _one(request: PageRequest, page: OnPage, pk: int) -> tuple[Result, Objection]:
    row = result_of(request.standing, page.review)
    if row is None:
        raise Http404
    return row, get_object_or_404(result_objections(request.standing, row), pk=pk)


@login_required
@require_safe
def objection(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """An objection to the result: what it says, what came of it, what was done."""
    page = on_page(request, code)
    result, row = _one(request, page, pk)
    acts = {one.act for one in offers(RESULT, result, actor=request.standing, now=request.moment)}
    decision = decisions_of(request.standing, page.review).filter(application=row.application_id).first()
    context = {
        **page.frame,
        **_objection(row),
        "objection": row,
        "result": result,
        "decision": decision,
        "sender": senders_seen(request.standing, result_objections(request.standing, result)).get(row.pk),
        "may_settle": row.state == "open" and "settle-objection" in acts and may(request.standing, "settle", row),
        "may_remedy": page.runs and row.state == "upheld" and not Remedy.objects.filter(objection=row).exists(),
    }
    return render(request, "registry/objection.html", context)


@login_required
@require_POST
def settle(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """What the investigation came to."""
    result, row = _one(request, on_page(request, code), pk)
    outcome, finding = request.POST.get("outcome", ""), request.POST.get("finding", "").replace("\0", "")
    version = version_of(request.POST.get("version"))
    settle_result_objection(result, row, outcome, finding, actor=request.standing, now=request.moment, version=version)
    said(request, "settle")
    return redirect("review-result-objection", code=code, pk=pk)


@login_required
@require_POST
def remedy(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """What was done about one that was upheld."""
    result, row = _one(request, on_page(request, code), pk)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "").replace("\0", "")
    version = version_of(request.POST.get("version"))
    remedy_objection(result, row, kind, text, actor=request.standing, now=request.moment, version=version)
    said(request, "remedy")
    return redirect("review-results", code=code)


def _refuse_own(request: PageRequest, page: OnPage) -> None:
    """The official list names everybody: who does not see the own decision can't make it."""
    if Decision.objects.filter(result__review=page.review, application__applicant=request.standing.person).exists():
        raise ActRefused(OWN_MATTER)


@login_required
@require_safe
def document(request: PageRequest, code: str, format: str) -> HttpResponse:
    """The document that publishes the result, as PDF or Word; a draft until it is published."""
    page = on_page(request, code)
    row = result_of(request.standing, page.review)
    if row is None:
        raise Http404
    _refuse_own(request, page)
    passed = decisions_of(request.standing, page.review, "export").filter(passed=True, taken_off_at=None)
    write_export(actor=request.standing, now=request.moment, what="result-document", count=passed.count())
    return download_of(result_document(row, passed, format, now=request.moment))


@login_required
@require_safe
def roster(request: PageRequest, code: str, format: str) -> HttpResponse:
    """Who passed, in the province's columns, by number."""
    page = on_page(request, code)
    if result_of(request.standing, page.review) is None:
        raise Http404
    _refuse_own(request, page)
    passed = decisions_of(request.standing, page.review, "export").filter(passed=True, taken_off_at=None)
    write_export(actor=request.standing, now=request.moment, what="passed-roster", count=passed.count())
    return download_of(roster_of_passed(page.review.round, passed, format, now=request.moment))
