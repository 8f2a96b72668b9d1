"""The experts of one round: asked, available, declared; and one expert in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.conflicts.explain import explain_pair
from zhicheng.procedure.conflicts.freeze import freezing_refusals
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.experts.facts import applicants_of, conflict_facts, experts_of
from zhicheng.web.experts.forms import AnswerForm, AskForm, NoteDeclarationForm, RecordedTieForm, beside
from zhicheng.web.experts.models import Availability, Declaration, Expert
from zhicheng.web.experts.queries import (
    applicants_for_office,
    pool_for,
    review_seen,
    round_counts,
    round_experts,
    rounds_with_experts,
    ties_seen,
)
from zhicheng.web.experts.services.availability import answer_availability, ask_availability, draw_begun
from zhicheng.web.experts.services.deciding import record_tie
from zhicheng.web.experts.services.declaring import note_declaration
from zhicheng.web.experts.views.ties import shown_tie
from zhicheng.web.experts.words import ANSWERS
from zhicheng.web.ledger.write import write_export
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may, visible

WEEK = dt.timedelta(days=7)


def round_of(request: PageRequest, code: str, *, working: bool = False) -> Round:
    """The round whose experts are looked at, or (``working``) worked on; for whoever may not, there is no such page."""
    return get_object_or_404(rounds_with_experts(request.standing, working=working), code=code)


def frame(request: PageRequest, round_: Round) -> dict[str, Any]:
    """What every page of a round's experts shows around its own content."""
    return {
        "round": round_,
        "review": review_seen(request.standing, round_),
        "runs": may(request.standing, "review", round_),
        "frozen": draw_begun(round_),
    }


def _answer(one: Any) -> tuple[str, str]:
    if one.asked_pk is None:
        return ANSWERS["none"]
    return ANSWERS[{True: "yes", False: "no", None: ""}[one.answered]]


def _columns(code: str) -> tuple[Column[Any], ...]:
    def page(one: Any) -> str:
        return f"/reviews/{code}/experts/{one.code}/"

    return (
        Column("code", ("编号", "Code"), lambda one: one.code, "code", page),
        Column("name", ("姓名", "Name"), lambda one: one.name, "name"),
        Column("unit", ("工作单位", "Employer"), lambda one: one.employer_name, "employer_name"),
        Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, "specialty"),
        Column("answer", ("能否参加", "Available"), _answer, "answered"),
        Column(
            "declared",
            ("回避申报", "Ties declared"),
            lambda one: one.declared_at.date().isoformat() if one.declared_at else ("未申报", "not yet"),
            "declared_at",
        ),
        Column("open", ("关系未认定", "Undecided ties"), lambda one: one.ties_open, "ties_open", number=True),
        Column("stands", ("认定回避", "Recusals"), lambda one: one.ties_standing, "ties_standing", number=True),
        Column("account", ("账号", "Account"), lambda one: ("已开通", "open") if one.user_id else ("未开通", "none")),
    )


@login_required
@require_safe
def experts(request: PageRequest, code: str) -> HttpResponse:
    """Who is available and who has declared their ties in a round; what is still open."""
    return _page(request, round_of(request, code))


def _page(request: PageRequest, round_: Round, status: int = 200, **forms: Any) -> HttpResponse:
    found = Listing(
        request,
        round_experts(request.standing, round_),
        _columns(round_.code),
        search=("name", "employer_name", "code", "specialty"),
        order="code",
    )
    if request.GET.get("export"):
        count = found.found().count()
        write_export(actor=request.standing, now=request.moment, what=f"round-experts:{round_.code}", count=count)
        return found.export("本轮专家")
    counts = round_counts(request.standing, round_, as_of=request.moment.date())
    context = {
        **frame(request, round_),
        **listed(found),
        "counts": counts,
        "against": freezing_refusals(counts.facts),
        "pool": pool_for(request.standing, round_),
        "ask_form": AskForm(initial={"until": request.moment.date() + WEEK}),
        **forms,
    }
    return render(request, "experts/round.html", context, status=status)


@login_required
@require_POST
def ask(request: PageRequest, code: str) -> HttpResponse:
    """Ask the experts who have not answered."""
    round_ = round_of(request, code, working=True)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            asked = ask_availability(
                round_,
                answer_until=form.cleaned_data["until"],
                actor=request.standing,
                now=request.moment,
                version=version_of(request.POST.get("version")),
            )
            messages.success(request, spoken(f"已询问 {len(asked)} 名专家", f"{len(asked)} experts asked"))
            return redirect("review-experts", code)
        except ActRefused as refused:
            beside(form, refused)
    return _page(request, round_, 422, ask_form=form)


@login_required
@require_safe
def expert(request: PageRequest, code: str, expert: str) -> HttpResponse:
    """One expert in a round: answer, declaration, ties and what they come to."""
    round_ = round_of(request, code)
    return _expert_page(request, round_, _expert(request, round_, expert))


def _expert(request: PageRequest, round_: Round, code: str) -> Expert:
    return get_object_or_404(round_experts(request.standing, round_), code=code)


def _expert_page(request: PageRequest, round_: Round, row: Expert, status: int = 200, **forms: Any) -> HttpResponse:
    answer = visible(request.standing, "view", Availability.objects.filter(expert=row, round=round_)).first()
    ties = ties_seen(request.standing, round_).filter(expert=row).order_by("pk")
    facts = conflict_facts(round_, as_of=request.moment.date(), experts=[row])
    bar = next(iter(facts.barred), None)
    context = {
        **frame(request, round_),
        "row": row,
        "answer": answer,
        "answer_words": _answer(row),
        "declaration": visible(request.standing, "view", Declaration.objects.filter(expert=row, round=round_)).first(),
        "ties": [shown_tie(one, facts) for one in ties],
        "barred": explain_pair(facts, row.code, facts.applicants[0])[1] if bar and facts.applicants else None,
        "recused": len(facts.recused),
        "applicants": applicants_of(round_).count(),
        "gone": not experts_of(round_).filter(pk=row.pk).exists(),
        "answer_form": AnswerForm(initial={"note": ""}),
        "paper_form": NoteDeclarationForm(prefix="paper"),
        "tie_form": RecordedTieForm(applicants=applicants_for_office(request.standing, round_), prefix="tie"),
        **forms,
    }
    return render(request, "experts/round_expert.html", context, status=status)


@login_required
@require_POST
def answer(request: PageRequest, code: str, expert: str) -> HttpResponse:
    """The office notes an answer from the telephone."""
    round_ = round_of(request, code, working=True)
    row = _expert(request, round_, expert)
    form = AnswerForm(request.POST)
    asked = visible(request.standing, "declare", Availability.objects.filter(expert=row, round=round_)).first()
    if asked is None:
        raise Http404
    if form.is_valid():
        try:
            answer_availability(
                asked,
                form.cleaned_data["available"] == "yes",
                note=form.cleaned_data["note"],
                actor=request.standing,
                now=request.moment,
                version=version_of(request.POST.get("version")),
            )
            messages.success(request, spoken("已登记", "Noted"))
            return redirect("review-expert", code, expert)
        except ActRefused as refused:
            beside(form, refused)
    return _expert_page(request, round_, row, 422, answer_form=form)


@login_required
@require_POST
def paper(request: PageRequest, code: str, expert: str) -> HttpResponse:
    """The office notes a declaration on paper."""
    round_ = round_of(request, code, working=True)
    row = _expert(request, round_, expert)
    form = NoteDeclarationForm(request.POST, prefix="paper")
    asked = visible(request.standing, "declare", Availability.objects.filter(expert=row, round=round_)).first()
    if asked is None:
        raise Http404
    if form.is_valid():
        try:
            note_declaration(asked, form.cleaned_data["known_from"], actor=request.standing, now=request.moment)
            messages.success(request, spoken("已登记", "Noted"))
            return redirect("review-expert", code, expert)
        except ActRefused as refused:
            beside(form, refused)
    return _expert_page(request, round_, row, 422, paper_form=form)


@login_required
@require_http_methods(["POST"])
def record(request: PageRequest, code: str, expert: str) -> HttpResponse:
    """The office records a tie."""
    round_ = round_of(request, code, working=True)
    row = _expert(request, round_, expert)
    form = RecordedTieForm(request.POST, applicants=applicants_for_office(request.standing, round_), prefix="tie")
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_tie(
                round_,
                row,
                form.facts(),
                known_from=said["known_from"],
                stated_by=said["stated_by"],
                actor=request.standing,
                now=request.moment,
            )
            messages.success(request, spoken("已登记", "Recorded"))
            return redirect("review-expert", code, expert)
        except ActRefused as refused:
            beside(form, refused)
    return _expert_page(request, round_, row, 422, tie_form=form)
