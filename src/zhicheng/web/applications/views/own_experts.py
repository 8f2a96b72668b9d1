"""Asking experts to recommend: who was asked, who has answered, a new one and its link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.completeness import experts_needed, verdict_on
from zhicheng.web.applications.forms import ExpertForm
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.queries import experts_asked
from zhicheng.web.applications.services.recommending_experts import (
    AskedExpert,
    ask_expert,
    experts_clause,
    link_open,
    still_needed,
    take_expert_back,
)
from zhicheng.web.applications.views.own_pages import NOT_BESIDE, frame, own_or_404
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@never_cache
@login_required
def experts(request: PageRequest, pk: int) -> HttpResponse:
    """The experts of the application; asking one shows its link, once."""
    row = own_or_404(request, pk)
    form = ExpertForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        asked = AskedExpert(**form.cleaned_data)
        version = version_of(request.POST.get("version"))
        try:
            made, token = ask_expert(row, asked, actor=request.standing, now=request.moment, version=version)
        except ActRefused as refused:
            if NOT_BESIDE & set(refused.codes):
                raise
            refusals = refused.refusals
        else:
            link = request.build_absolute_uri(reverse("recommend", args=[token]))
            return render(request, "applications/own/expert_asked.html", {**frame(row), "expert": made, "link": link})
    return _page(request, row, form, refusals)


def _page(request: PageRequest, row: Application, form: ExpertForm, refusals: tuple[Refusal, ...]) -> HttpResponse:
    _, _, verdict = verdict_on(row)
    context = {
        **frame(row),
        "form": form,
        "refusals": refusals,
        "experts": experts_asked(request.standing, row),
        "needed": experts_needed(row, verdict),
        "still": still_needed(row),
        "clause": experts_clause(row),
        "open": link_open(row, request.moment.date()),
    }
    return render(request, "applications/own/experts.html", context, status=422 if refusals or form.errors else 200)


@login_required
@require_POST
def take_back(request: PageRequest, pk: int, expert: int) -> HttpResponse:
    """A question taken back that was not answered yet."""
    row = own_or_404(request, pk)
    asked = get_object_or_404(experts_asked(request.standing, row), pk=expert)
    version = version_of(request.POST.get("version"))
    take_expert_back(asked, actor=request.standing, now=request.moment, version=version)
    messages.success(request, spoken("已撤回邀请，原链接失效", "Taken back; the link no longer works"))
    return redirect("own-experts", pk=pk)
