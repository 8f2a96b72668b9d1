"""An applicant's own result: the decision, the recognised score, clauses not met, a re-examination, the certificate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.consequences import NAMES as CONSEQUENCES
from zhicheng.web.registry.case_process import REEXAMINATION
from zhicheng.web.registry.models import Certificate, Decision, Reexamination
from zhicheng.web.registry.queries import (
    own_applications,
    own_cases,
    own_certificates,
    own_decision,
    own_requests,
)
from zhicheng.web.registry.result_process import OPEN_REQUESTS
from zhicheng.web.registry.services.reexaminations import ask_reexamination, withdraw_reexamination
from zhicheng.web.registry.views.certificates import certificate_file
from zhicheng.web.registry.words import (
    CASE_SAID,
    CERTIFICATE_SAID,
    MARKS,
    REEXAMINATION_SAID,
    clause_texts,
    indicator_lines,
    outcome_of,
    said,
)
from zhicheng.web.review.acting import offers
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible


@login_required
@never_cache
@require_safe
def result(request: PageRequest, pk: int) -> HttpResponse:
    """What was decided on the own application; nothing of anybody else, and no counts."""
    application = get_object_or_404(own_applications(request.standing), pk=pk)
    decision = own_decision(request.standing, application)
    if decision is None:
        raise Http404
    round_ = application.round
    context: dict[str, Any] = {
        "application": application,
        "decision": decision,
        "outcome": outcome_of(decision),
        "total": decision.recognised.get("total", ""),
        "lines": indicator_lines(round_, decision.recognised.get("indicators", {})),
        "unmet": clause_texts(round_, decision.unmet),
        "notice": decision.result.notice,
        "published": decision.result.state == "published",
        "result": decision.result,
        "certificates": [
            (one, CERTIFICATE_SAID[one.state], MARKS[one.state])
            for one in own_certificates(request.standing, application)
        ],
        "requests": [
            (one, REEXAMINATION_SAID[one.state], MARKS[one.state], _withdrawing(request, one))
            for one in own_requests(request.standing, application)
        ],
        "cases": [
            (one, CASE_SAID[one.state], [CONSEQUENCES[kind] for kind in one.chosen])
            for one in own_cases(request.standing, application)
        ],
        **_asking(request, decision),
    }
    return render(request, "registry/own_result.html", context)


def _withdrawing(request: PageRequest, row: Reexamination) -> bool:
    return any(one.act == "withdraw" for one in offers(REEXAMINATION, row, actor=request.standing, now=request.moment))


def _asking(request: PageRequest, decision: Decision) -> dict[str, Any]:
    """Whether a re-examination can be asked for, until when, and why not."""
    rule = rules_of(decision.application.round).notice("reexamination_days")
    running = any(one.state in OPEN_REQUESTS for one in own_requests(request.standing, decision.application))
    trial = Reexamination(decision=decision, asked_on=request.moment.date(), text="-")
    offered = offers(REEXAMINATION, trial, actor=request.standing, now=request.moment)
    return {
        "days": None if isinstance(rule, Refusal) else rule,
        "running": running,
        "against": [why for one in offered if one.act == "ask" for why in one.against],
    }


@limit_rate("ask-reexamination", limit=10, seconds=3600)
@login_required
@require_POST
def ask(request: PageRequest, pk: int) -> HttpResponse:
    """Ask for a re-examination."""
    application = get_object_or_404(own_applications(request.standing), pk=pk)
    decision = own_decision(request.standing, application)
    if decision is None:
        raise Http404
    text = request.POST.get("text", "").replace("\0", "")
    ask_reexamination(decision, text, actor=request.standing, now=request.moment)
    said(request, "ask")
    return redirect("own-result", pk=pk)


@login_required
@require_POST
def withdraw(request: PageRequest, pk: int, request_pk: int) -> HttpResponse:
    """Take a request back."""
    application = get_object_or_404(own_applications(request.standing), pk=pk)
    row = next((one for one in own_requests(request.standing, application) if one.pk == request_pk), None)
    if row is None:
        raise Http404
    version = version_of(request.POST.get("version"))
    withdraw_reexamination(row, actor=request.standing, now=request.moment, version=version)
    said(request, "withdraw")
    return redirect("own-result", pk=pk)


@login_required
@never_cache
@require_safe
def certificate(request: PageRequest, pk: int, certificate_pk: int) -> HttpResponse:
    """The file of the own certificate that is in force."""
    rows = Certificate.objects.filter(application=pk, application__applicant=request.standing.user_id)
    own = visible(request.standing, "download", rows.select_related("pdf"))
    return certificate_file(get_object_or_404(own, pk=certificate_pk))
