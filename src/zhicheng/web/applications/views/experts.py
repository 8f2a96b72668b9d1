"""The page of a recommending expert: reached by a link, without an account, answered once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import kind_title
from zhicheng.web.applications.document_parts import CAREER, records_of
from zhicheng.web.applications.forms import RecommendationForm
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.services.recommending_experts import answer_as_expert, expert_of, experts_clause
from zhicheng.web.applications.views.lists import title_applied_for
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Achievements:
    """The achievements of one kind as an expert sees them: their names and days, no file, no number of any paper."""

    name: Pair
    entries: tuple[tuple[str, str], ...]


def achievements_of(dossier: Dossier) -> tuple[Achievements, ...]:
    """What an expert reads of a dossier: achievements by kind, in the dossier's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for record in records_of(dossier):
        if record.kind not in CAREER:
            day = record.date.isoformat() if record.date is not None else ""
            groups.setdefault(record.kind, []).append((record.name or kind_title(record.kind)[0], day))
    return tuple(Achievements(kind_title(kind), tuple(entries)) for kind, entries in groups.items())


@never_cache
@limit_rate("recommend", limit=60, seconds=600, methods=("GET", "POST"))
@require_http_methods(["GET", "POST"])
def recommend(request: PageRequest, token: str) -> HttpResponse:
    """Who asks, for what, on which achievements; an opinion and yes or no."""
    expert = expert_of(token, now=request.moment)
    form = RecommendationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data
        done = answer_as_expert(token, answer["opinion"], answer["recommends"] == "yes", now=request.moment)
        return render(request, "applications/recommended.html", {"expert": done})
    row = expert.application
    context = {
        "expert": expert,
        "application": row,
        "title_applied": title_applied_for(row),
        "achievements": achievements_of(in_hand(row).dossier),
        "clause": experts_clause(row),
        "form": form,
    }
    return render(request, "applications/recommend.html", context, status=422 if form.errors else 200)
