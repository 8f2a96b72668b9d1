"""An expert's own pages: what waits, the answer and the declaration for a round, the own data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.experts.forms import AnswerForm, TieForm, beside
from zhicheng.web.experts.models import Availability, Declaration, Tie
from zhicheng.web.experts.queries import applicants_for_expert, own_answers, own_experts
from zhicheng.web.experts.service_record import service_of
from zhicheng.web.experts.services.availability import answer_availability, draw_begun
from zhicheng.web.experts.services.declaring import declare_all, declare_tie, review_begun
from zhicheng.web.experts.tasks import tasks_for
from zhicheng.web.experts.views.ties import kind_words, whom
from zhicheng.web.experts.words import LISTED_AS, TIE_STATES, TITLES, answer_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import visible

_WORD = {True: "yes", False: "no", None: ""}


@login_required
@require_safe
def home(request: PageRequest) -> HttpResponse:
    """What waits for an expert, the rounds they were asked for, their data and record of service."""
    own = list(own_experts(request.standing))
    if not own and "expert" not in request.standing.roles:
        raise Http404
    today = request.moment.date()
    context = {
        "tasks": tasks_for(request.standing, request.moment),
        "own": [(one, TITLES[one.title], LISTED_AS[one.listed_as]) for one in own],
        "answers": [(one, answer_of(one.available)) for one in own_answers(request.standing)],
        "served": [(one, service_of(request.standing, one, as_of=today)) for one in own],
    }
    return render(request, "experts/home.html", context)


def _asked(request: PageRequest, code: str) -> Availability:
    row = own_answers(request.standing).filter(round__code=code, expert__user=request.user).first()
    if row is None:
        raise Http404
    return row


@login_required
@require_safe
def one_round(request: PageRequest, code: str) -> HttpResponse:
    """A round, to one of its experts: answer, ties, declaration."""
    return _page(request, _asked(request, code))


def _page(request: PageRequest, row: Availability, status: int = 200, **forms: Any) -> HttpResponse:
    own = Tie.objects.filter(round=row.round, expert=row.expert).select_related("application")
    ties = visible(request.standing, "view", own).order_by("pk")
    declared = Declaration.objects.filter(round=row.round, expert=row.expert)
    people = applicants_for_expert(request.standing, row.round)
    context = {
        "row": row,
        "round": row.round,
        "begun": review_begun(row.round),
        "frozen": draw_begun(row.round),
        "gone": row.expert.left_on is not None,
        "answer": answer_of(row.available),
        "people": people,
        "ties": [(one, kind_words(one), whom(one, number=False), TIE_STATES[one.state]) for one in ties],
        "declaration": visible(request.standing, "view", declared).first(),
        "answer_form": AnswerForm(initial={"available": _WORD[row.available]}),
        "tie_form": TieForm(applicants=people),
        **forms,
    }
    return render(request, "experts/own_round.html", context, status=status)


@login_required
@require_POST
def answer(request: PageRequest, code: str) -> HttpResponse:
    """Say whether one is available."""
    row = _asked(request, code)
    form = AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        answer_availability(
            row,
            said["available"] == "yes",
            note=said["note"],
            actor=request.standing,
            now=request.moment,
            version=version_of(request.POST.get("version")),
        )
        messages.success(request, spoken("已答复，谢谢", "Thank you for your answer"))
        return redirect("expert-round", code)
    return _page(request, row, 422, answer_form=form)


@login_required
@require_POST
def tie(request: PageRequest, code: str) -> HttpResponse:
    """Declare a tie."""
    row = _asked(request, code)
    form = TieForm(request.POST, applicants=applicants_for_expert(request.standing, row.round))
    if form.is_valid():
        try:
            declare_tie(row, form.facts(), actor=request.standing, now=request.moment)
            messages.success(request, spoken("已申报这一关系", "The tie is declared"))
            return redirect("expert-round", code)
        except ActRefused as refused:
            beside(form, refused)
    return _page(request, row, 422, tie_form=form)


@login_required
@require_POST
def declare(request: PageRequest, code: str) -> HttpResponse:
    """Declare that these are all one's ties, or that there are none."""
    row = _asked(request, code)
    if not request.POST.get("all"):
        messages.warning(request, spoken("请勾选确认后再提交", "Tick the box to confirm"))
        return redirect("expert-round", code)
    declare_all(row, actor=request.standing, now=request.moment)
    messages.success(request, spoken("回避申报已提交", "Your declaration is made"))
    return redirect("expert-round", code)
