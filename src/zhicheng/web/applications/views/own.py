"""The applicant's own applications: the list, the page of one, what it went through."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhicheng.report.view import answer, subline
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.applications.completeness import experts_needed, missing_papers
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.later import news_of
from zhicheng.web.applications.own_reading import (
    changes_between_submissions,
    handing_in,
    history,
    items_to_correct,
    next_step,
    obstacles,
    parts,
    promise_alone_missing,
    state_name,
)
from zhicheng.web.applications.queries import own_applications, rounds_to_begin
from zhicheng.web.applications.reading import bar_of
from zhicheng.web.applications.services.submitting import begin_application
from zhicheng.web.applications.views.lists import title_applied_for
from zhicheng.web.applications.views.own_pages import frame, own_or_404
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.rounds.windows import countdown, is_open
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible

Pair = tuple[str, str]
NO_WINDOW: Pair = ("申报时间尚未公布", "the window is not set yet")


@login_required
def applications(request: PageRequest) -> HttpResponse:
    """My applications, and the rounds I can apply in."""
    rows = own_applications(request.standing).order_by("-created_at")
    mine = [
        {
            "row": row,
            "title": title_applied_for(row),
            "state": state_name(row),
            "next": next_step(row, obstacles(row, request.standing, request.moment)),
            "bar": bar_of(row, request.moment.date()),
        }
        for row in rows
    ]
    open_rounds = [_round_shown(request, round_) for round_ in rounds_to_begin(request.standing)]
    return render(request, "applications/own/list.html", {"mine": mine, "rounds": open_rounds})


def _round_shown(request: PageRequest, round_: Round) -> dict[str, object]:
    """A round with its title, and whether its applicants' window is open today."""
    window = next((one for one in round_.windows.all() if one.tier == "applicant"), None)
    today = request.moment.date()
    return {
        "round": round_,
        "title": pack_for(round_).about(round_.level),
        "countdown": NO_WINDOW if window is None else countdown(window, today),
        "window": window,
        "open": window is not None and is_open(window, today),
    }


@login_required
@require_POST
def begin(request: PageRequest) -> HttpResponse:
    """A new draft in a round."""
    number = request.POST.get("round", "")
    round_ = get_object_or_404(rounds_to_begin(request.standing), pk=int(number) if number.isdecimal() else 0)
    made = begin_application(round_, actor=request.standing, now=request.moment)
    return redirect("own-application", pk=made.pk)


@login_required
def application(request: PageRequest, pk: int) -> HttpResponse:
    """One application: where it stands, what is next, its sections."""
    row = own_or_404(request, pk)
    hand = in_hand(row)
    in_the_way = obstacles(row, request.standing, request.moment, hand)
    verdict = hand.verdict
    found = (answer(verdict, "zh"), answer(verdict, "en"))
    context = {
        **frame(row),
        "bar": bar_of(row, request.moment.date()),
        "in_the_way": in_the_way,
        "next": next_step(row, in_the_way),
        "act": handing_in(row),
        "promise": promise_alone_missing(one.refusal for one in in_the_way),
        "parts": parts(
            row,
            in_the_way,
            experts=experts_needed(row, verdict),
            answer=found,
            missing=len(missing_papers(row, hand)) if handing_in(row) else 0,
            hand=hand,
        ),
        "answer": found,
        "subline": (subline(verdict, "zh"), subline(verdict, "en")),
        "outcome": NAMES[verdict.can_apply],
        "returned": items_to_correct(row),
        "news": news_of(row, request.standing),
        "window": next((one for one in row.round.windows.all() if one.tier == "applicant"), None),
    }
    if context["window"] is not None:
        context["countdown"] = countdown(context["window"], request.moment.date())
    return render(request, "applications/own/application.html", context)


@login_required
def tracking(request: PageRequest, pk: int) -> HttpResponse:
    """What the application went through: acts, opinions, notices, returns, what each correction changed."""
    row = own_or_404(request, pk)
    context = {
        **frame(row),
        "bar": bar_of(row, request.moment.date()),
        "history": history(row, request.standing),
        "opinions": row.opinions.select_related("organisation").order_by("given_at"),
        "notices": visible(request.standing, "view", row.notices.all()).order_by("-first_day"),
        "returns": visible(request.standing, "view", row.returns.select_related("organisation"))
        .prefetch_related("items")
        .order_by("-returned_at"),
        "submissions": row.submissions.order_by("number"),
        "changed": changes_between_submissions(row),
    }
    return render(request, "applications/own/tracking.html", context)
