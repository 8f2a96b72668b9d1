"""The office's reviews: the list, the home of one, beginning it, moving it on. A supervisor reads along."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.web.review.acting import Offer, offers
from zhicheng.web.review.models import Review
from zhicheng.web.review.numbers import missing_numbers, open_steps
from zhicheng.web.review.parts import parts_beside, parts_of
from zhicheng.web.review.phrases import said
from zhicheng.web.review.process import REVIEW
from zhicheng.web.review.queries import counted, reviews_for, rounds_to_begin
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.review.services import begin_review, take_further
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.review.where import bar_of, where
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest


@login_required
@require_safe
def reviews(request: PageRequest) -> HttpResponse:
    """The reviews this person works on or watches, each with where it stands; closed rounds waiting to be begun."""
    shown = [_shown(request, review) for review in reviews_for(request.standing)]
    begin = [{"round": one, "title": pack_for(one).about(one.level)} for one in rounds_to_begin(request.standing)]
    working = request.standing.roles & {"committee-office", "supervisor"}
    beside = parts_beside(request.standing)
    context = {"reviews": shown, "begin": begin, "working": working, "beside": beside}
    return render(request, "review/reviews.html", context)


def _shown(request: PageRequest, review: Review) -> dict[str, Any]:
    rules = rules_of(review.round)
    found = offers(REVIEW, review, actor=request.standing, now=request.moment)
    return {
        "review": review,
        "title": pack_for(review.round).about(review.round.level),
        "where": where(review, rules, counted(request.standing, review.round)),
        "state": table_of(rules, "review").state(review.state).staff,
        "ready": [one.label for one in found if not one.against and not _needs_reason(review, rules, one)],
        "over": review.state == "archived",
    }


@login_required
@require_safe
def home(request: PageRequest, code: str) -> HttpResponse:
    """Where a review stands, what is next, and its parts."""
    page = on_page(request, code)
    context = {
        **page.frame,
        "where": where(page.review, page.rules, counted(request.standing, page.review.round)),
        "bar": bar_of(page.review, page.rules, request.moment.date()),
        "offers": _offers(request, page),
        "parts": parts_of(page.review.round, page.rules),
        "missing_numbers": missing_numbers(page.review.round, page.rules),
        "open_steps": open_steps(page.rules),
        "over": page.review.state == "archived",
    }
    return render(request, "review/home.html", context)


def _offers(request: PageRequest, page: OnPage) -> list[dict[str, Any]]:
    """The acts there are now, those that go forward first, each with what stands against it."""
    found = offers(REVIEW, page.review, actor=request.standing, now=request.moment)
    shown = [{"offer": one, "asks": _needs_reason(page.review, page.rules, one)} for one in found]
    return sorted(shown, key=lambda one: bool(one["asks"]))


def _needs_reason(review: Review, rules: Any, offer: Offer) -> bool:
    transition = table_of(rules, "review").row(review.state, offer.act)
    return transition is not None and "reason-given" in transition.conditions


@login_required
@require_POST
def begin(request: PageRequest, code: str) -> HttpResponse:
    """Begin the second half of a closed round."""
    round_ = get_object_or_404(rounds_to_begin(request.standing), code=code)
    version = version_of(request.POST.get("version"))
    begin_review(round_, actor=request.standing, now=request.moment, version=version)
    said(request, "begin")
    return redirect("review", code=code)


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Move a review by one act of its table."""
    page = on_page(request, code)
    take_further(
        page.review,
        name,
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
        reason=request.POST.get("reason", "")[:500],
    )
    said(request, "act")
    return redirect("review", code=code)
