"""My facts: what is true of me as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.schema import schema_of_model
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.dossier_forms.facts_form import FactsOfApplicantForm
from zhicheng.web.records.forms import form_of_facts
from zhicheng.web.records.models import Profile
from zhicheng.web.records.queries import own_profile
from zhicheng.web.records.services import keep_facts
from zhicheng.web.records.shown import FactDifference, value_shown
from zhicheng.web.records.views.autosave import left_unsaved, saved, stale
from zhicheng.web.site.acts import STALE, version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken


@login_required
@require_http_methods(["GET", "POST"])
def facts(request: PageRequest) -> HttpResponse:
    """The form of my facts; POST keeps what was typed."""
    profile = own_profile(request.standing)
    if request.method == "GET":
        return _page(request, profile, form_of_facts(profile, request.standing, None), profile.version)
    form = form_of_facts(profile, request.standing, request.POST)
    version = version_of(request.POST.get("version"))
    if not form.is_valid():
        return left_unsaved(request, form) if request.htmx else _page(request, profile, form, version, status=422)  # type: ignore[attr-defined]
    try:
        profile = keep_facts(form.cleaned_facts(), actor=request.standing, now=request.moment, version=version)
    except ActRefused as refused:
        if STALE.code not in refused.codes:
            raise
        return stale(request) if request.htmx else _both(request, form)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return saved(request, profile)
    messages.success(request, spoken("已保存", "Saved"))
    return HttpResponseRedirect(reverse("facts"))


def _page(
    request: PageRequest, profile: Profile, form: FactsOfApplicantForm, version: int | None, *, status: int = 200
) -> HttpResponse:
    return render(request, "records/facts.html", {"row": profile, "form": form, "version": version}, status=status)


def _both(request: PageRequest, form: FactsOfApplicantForm) -> HttpResponse:
    """Changed in another window: what was typed stays in the form, and stands beside what is kept."""
    fresh = own_profile(request.standing)
    kept = form_of_facts(fresh, request.standing, None).before
    typed = form.applicant.__dict__ if form.applicant else {}
    context = {
        "row": fresh,
        "form": form,
        "version": fresh.version,
        "changes": tuple(
            FactDifference(
                (fact.zh, fact.en), value_shown(kept.get(name), None, name), value_shown(typed[name], None, name)
            )
            for name, fact in schema_of_model(Applicant).items()
            if name in typed and typed[name] != kept.get(name, fact.default)
        ),
        "refusal": STALE,
    }
    return render(request, "records/facts.html", context, status=409)
