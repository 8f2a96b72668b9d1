"""Which title can I go for: my papers on one side, every track on the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.safestring import mark_safe

from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Problem
from zhicheng.web.dossier_forms.ask_order import next_in_all
from zhicheng.web.public.selfcheck.carried import Carried, carried_by
from zhicheng.web.public.selfcheck.fragments import MOST_ASKED, asked_part, tracks_part
from zhicheng.web.public.selfcheck.kinds import kinds_part
from zhicheng.web.public.selfcheck.pages import check_page, open_to_all, page_language
from zhicheng.web.public.selfcheck.papers import facts_of_applicant, groups_of
from zhicheng.web.public.selfcheck.tracks import every_answer
from zhicheng.web.public.selfcheck.under import track_named
from zhicheng.web.site.request import PageRequest


@dataclass(frozen=True)
class Told:
    """What a page says first: what was done, or why not; a record taken out can be put back."""

    text: Pair = ("", "")
    problems: tuple[Problem, ...] = ()
    removed: str = ""
    saved: bool = False
    """Whether the dossier is in a file of the visitor's, so that nothing is lost when the tab closes."""


@open_to_all("page", 240)
def overview(request: PageRequest) -> HttpResponse:
    """The overview of all tracks; ``?track=`` leads to the page of one."""
    wanted = request.GET.get("track", "")
    if wanted and request.method != "POST":
        pack, level = track_named(wanted)
        return HttpResponseRedirect(f"/check/{pack.id}/{level}/")
    return overview_page(request, carried_by(request), Told())


def overview_page(request: PageRequest, carried: Carried, told: Told) -> HttpResponse:
    """The overview with a dossier."""
    lang, dossier = page_language(), carried.dossier
    day = carried.as_of or request.moment.date()
    answers = every_answer(dossier, day)
    judged = [(one.setting, one.verdict, None) for one in answers]
    context = {
        "told": told,
        "day": day,
        "groups": groups_of(dossier),
        "facts": facts_of_applicant(dossier.applicant),
        "count": len(dossier.records),
        "kinds": kinds_part(lang),
        "tracks": mark_safe(tracks_part(answers, lang)),  # made of escaped parts
        "asked": mark_safe(asked_part(next_in_all(judged, dossier, MOST_ASKED), lang, press=True)),  # the same
    }
    return check_page(request, "selfcheck/overview.html", replace(carried, at=""), context, shown=("as_of",))
