"""A public institution's posts and its competition, for one application; the form made from them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.documents import office
from zhicheng.documents.render import render as render_document
from zhicheng.web.applications.employer_forms import NUMBERS, PostForm, StepForm, post_initial
from zhicheng.web.applications.facts import COMPETITION_STEPS, competition_missing
from zhicheng.web.applications.models import Application, PostInformation
from zhicheng.web.applications.services.checking import record_competition_step, record_post
from zhicheng.web.applications.views.employer import in_view
from zhicheng.web.applications.views.employer_application import in_hand
from zhicheng.web.applications.views.lists import title_applied_for
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
@require_http_methods(["GET", "POST"])
def posts(request: PageRequest, pk: int) -> HttpResponse:
    """The posts as stated, and the steps of the competition; POST keeps the posts."""
    row = get_object_or_404(in_view(request.standing).filter(employer__public_institution=True), pk=pk)
    kept = _kept(row)
    form = PostForm(request.POST or None, initial=post_initial(kept.data if kept else {}))
    if request.method == "POST" and form.is_valid():
        record_post(row, form.data_to_keep(), actor=request.standing, now=request.moment)
        messages.success(request, spoken("岗位信息已保存", "The posts are saved"))
        return redirect("employer-posts", pk=pk)
    return _page(request, row, form, StepForm(auto_id="step_%s"), 422 if form.errors else 200)


@login_required
@require_POST
def step(request: PageRequest, pk: int) -> HttpResponse:
    """Keep a step of the competition."""
    row = get_object_or_404(in_view(request.standing).filter(employer__public_institution=True), pk=pk)
    form = StepForm(request.POST, auto_id="step_%s")
    if not form.is_valid():
        kept = _kept(row)
        return _page(request, row, PostForm(initial=post_initial(kept.data if kept else {})), form, 422)
    said = form.cleaned_data
    record_competition_step(
        row, said["step"], said["held_on"], said["note"], actor=request.standing, now=request.moment
    )
    messages.success(request, spoken("步骤已登记", "The step is recorded"))
    return redirect("employer-posts", pk=pk)


def _page(request: PageRequest, row: Application, form: PostForm, step_form: StepForm, status: int) -> HttpResponse:
    context = {
        "application": row,
        "in_hand": in_hand(request, row),
        "form": form,
        "step_form": step_form,
        "numbers": NUMBERS,
        "kept": _kept(row),
        "steps": [(COMPETITION_STEPS[one.step], one) for one in row.competition_steps.order_by("held_on", "pk")],
        "missing": competition_missing(row),
    }
    return render(request, "employer/posts.html", context, status=status)


def _kept(row: Application) -> PostInformation | None:
    return PostInformation.objects.filter(application=row).first()


@login_required
@require_safe
def document(request: PageRequest, pk: int, format: str) -> HttpResponse:
    """The post information form, filled with what is kept."""
    row = get_object_or_404(in_view(request.standing, "download").filter(post_information__isnull=False), pk=pk)
    templates = templates_of(row.round)
    made = render_document(
        "post-information", post_document(row), format, issued_at=request.moment, templates=templates
    )
    return download_of(made)


def post_document(row: Application) -> office.PostInformation:
    """What the post information form says of an application."""
    data = row.post_information.data
    lines = [office.PostLine(**post) for post in data["posts"]]
    held = [
        office.CompetitionStep(COMPETITION_STEPS[one.step][0], one.held_on, one.held_on, one.note or None)
        for one in row.competition_steps.order_by("held_on", "pk")
    ]
    person = office.PostApplicant(row.name, data["post"], title_applied_for(row)[0], result=data.get("result") or None)
    above = row.employer.above if row.employer else None
    return office.PostInformation(
        row.employer_name,
        row.round.title_zh,
        above.name if above else None,
        dt.date.fromisoformat(data["as_of"]),
        tuple(lines),
        tuple(held),
        (person,),
        data.get("note") or None,
    )
