"""The notice before the review: posted by the office, its objections settled, closed when its days have run."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.notices import OUTCOMES
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.committee.committee_queries import notice_objections, review_notices
from zhicheng.web.committee.committee_words import said
from zhicheng.web.committee.plan_process import acted_on
from zhicheng.web.committee.services.notice import (
    against_closing,
    close_review_notice,
    notice_rule_of,
    post_review_notice,
    void_review_notice,
)
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.queries import objections_seen, senders_seen
from zhicheng.web.notices.services.objecting import settle_objection
from zhicheng.web.notices.texts import text_of, unit_of
from zhicheng.web.notices.views.lists import about, days_left, notice_state
from zhicheng.web.review.queries import counted
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may


@login_required
@require_safe
def notice(request: PageRequest, code: str) -> HttpResponse:
    """The notice that counts, with its objections; those made void before it."""
    page = on_page(request, code)
    rows = review_notices(request.standing, page.review.round)
    row = rows.exclude(state="void").first()
    rule = notice_rule_of(page.review.round)
    context = {
        **page.frame,
        "notice": row,
        "voided": [(one, one.closing_note) for one in rows.filter(state="void")],
        "counts": counted(request.standing, page.review.round),
        "rule": None if isinstance(rule, Refusal) else rule,
        "unit": unit_of(rule),
        "refused": rule if isinstance(rule, Refusal) else None,
        **(_shown(request, page, row) if row is not None else {}),
    }
    return render(request, "committee/notice.html", context)


def _shown(request: PageRequest, page: OnPage, row: Notice) -> dict[str, Any]:
    return {
        "text": text_of(row),
        "state": notice_state(row),
        "left": days_left(row, request.moment.date()),
        "against": against_closing(row, request.moment) if row.state == "posted" else (),
        "objections": [
            {"row": one, "about": about(one), "state": OUTCOMES[one.state], "acted_on": acted_on(one)}
            for one in notice_objections(request.standing, row)
        ],
        "may_close": page.runs and row.state == "posted" and may(request.standing, "close", row),
        "may_void": page.runs and may(request.standing, "void", row),
    }


@login_required
@require_POST
def post(request: PageRequest, code: str) -> HttpResponse:
    """Post it, from today."""
    page = on_page(request, code)
    contact = f"{request.POST.get('contact', '').strip()} {request.POST.get('phone', '').strip()}".strip()
    version = version_of(request.POST.get("version"))
    post_review_notice(page.review, contact, actor=request.standing, now=request.moment, version=version)
    said(request, "post-notice")
    return redirect("review-notice", code=code)


@login_required
@require_POST
def act(request: PageRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Close it, or make it void."""
    page = on_page(request, code)
    row = get_object_or_404(review_notices(request.standing, page.review.round), pk=pk)
    version, note = version_of(request.POST.get("version")), request.POST.get("note", "")
    if name == "close":
        close_review_notice(row, note, actor=request.standing, now=request.moment, version=version)
    elif name == "void":
        void_review_notice(row, note, actor=request.standing, now=request.moment, version=version)
    else:
        raise Http404
    said(request, f"{name}-notice")
    return redirect("review-notice", code=code)


@login_required
@require_safe
def objection(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """An objection to the notice: what it says, what came of it; the office settles it here."""
    page = on_page(request, code)
    mine = objections_seen(request.standing).filter(notice__in=review_notices(request.standing, page.review.round))
    row = get_object_or_404(mine, pk=pk)
    context = {
        **page.frame,
        "objection": row,
        "about": about(row),
        "state": OUTCOMES[row.state],
        "sender": senders_seen(request.standing, mine.filter(pk=pk)).get(row.pk),
        "may_settle": page.runs and row.state == "open" and may(request.standing, "settle", row),
        "acted_on": acted_on(row),
    }
    return render(request, "committee/objection.html", context)


@login_required
@require_POST
def settle(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """What the investigation came to."""
    page = on_page(request, code)
    mine = objections_seen(request.standing, "settle")
    row = get_object_or_404(mine.filter(notice__in=review_notices(request.standing, page.review.round)), pk=pk)
    outcome, finding = request.POST.get("outcome", ""), request.POST.get("finding", "")
    version = version_of(request.POST.get("version"))
    settle_objection(row, outcome, finding, actor=request.standing, now=request.moment, version=version)
    said(request, "settle")
    return redirect("review-notice", code=code)
