"""One track in depth: the answer, what to fill in next, the reasons, the score, the papers; advice when asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from zhicheng.policy.pack import Pack
from zhicheng.report.html import (
    answer_part,
    html_report,
    missing_part,
    next_part,
    readings_part,
    score_part,
    section_part,
)
from zhicheng.report.phrases import Lang
from zhicheng.report.view import View, view_of
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.web.dossier_forms.ask_order import next_questions
from zhicheng.web.public.selfcheck.carried import Carried, carried_by
from zhicheng.web.public.selfcheck.fragments import MOST_ASKED, asked_part, quick_view
from zhicheng.web.public.selfcheck.kinds import kinds_part
from zhicheng.web.public.selfcheck.overview import Told
from zhicheng.web.public.selfcheck.pages import check_page, open_to_all, page_language
from zhicheng.web.public.selfcheck.papers import facts_of_applicant, groups_of
from zhicheng.web.public.selfcheck.tracks import not_binding
from zhicheng.web.public.selfcheck.under import round_choices, setting_for, track_named
from zhicheng.web.public.selfcheck.what_if import answers_text, assumed
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest

SECTIONS = (("routes", "routes_note"), ("landmarks", "landmarks_note"), ("review", "review_note"), ("basic", ""))


@open_to_all("depth", 240)
def depth(request: PageRequest, pack: str, level: str) -> HttpResponse:
    """The page of a track; for htmx only the verdict."""
    chosen = track_named(f"{pack}/{level}")
    return depth_page(request, carried_by(request), chosen, Told())


@open_to_all("advice", 40)
def more(request: PageRequest, pack: str, level: str) -> HttpResponse:
    """Advice and other readings; without scripts the whole page with them."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/check/{pack}/{level}/")
    chosen = track_named(f"{pack}/{level}")
    carried = carried_by(request)
    if not request.htmx:  # type: ignore[attr-defined]
        return depth_page(request, carried, chosen, Told(), with_advice=True)
    setting = setting_for(*chosen, carried, request.standing, request.moment.date())
    return HttpResponse(_advice(view_of(setting, carried.dossier, judge(setting, carried.dossier), page_language())))


@open_to_all("report", 20)
def report(request: PageRequest, pack: str, level: str) -> HttpResponse:
    """The report as one HTML file."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/check/{pack}/{level}/")
    carried = carried_by(request)
    setting = setting_for(*track_named(f"{pack}/{level}"), carried, request.standing, request.moment.date())
    lang = page_language()
    page = html_report(view_of(setting, carried.dossier, judge(setting, carried.dossier), lang))
    return attachment(page.encode(), "text/html; charset=utf-8", f"{pack}-{level}-{setting.dates.as_of}.html")


def depth_page(
    request: PageRequest, carried: Carried, chosen: tuple[Pack, str], told: Told, *, with_advice: bool = False
) -> HttpResponse:
    """The page of a track with a dossier."""
    pack, level = chosen
    carried = replace(carried, at=f"{pack.id}/{level}")
    setting = setting_for(pack, level, carried, request.standing, request.moment.date())
    region = _region(setting, carried, page_language(), with_advice=with_advice)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(region)
    context = {
        "told": told,
        "pack": pack,
        "track": carried.at,
        "title": pack.about(level),
        "mark": not_binding(pack, setting.dates.as_of),
        "day": setting.dates.as_of,
        "rounds": round_choices(request.standing, pack, level),
        "region": region,
        "kinds": kinds_part(page_language(), carried.at),
        "groups": groups_of(carried.dossier),
        "facts": facts_of_applicant(carried.dossier.applicant),
        "count": len(carried.dossier.records),
    }
    return check_page(request, "selfcheck/depth.html", carried, context, shown=("as_of", "round", "answers"))


def _region(setting: Setting, carried: Carried, lang: Lang, *, with_advice: bool) -> SafeString:
    """Everything that changes with the dossier, the day, the round or an assumption."""
    dossier, verdict = carried.dossier, judge(setting, carried.dossier)
    quick = quick_view(setting, dossier, verdict, lang)
    view = replace(quick, findings=verdict.findings(), missing=materials(setting.pack, verdict))
    context: dict[str, Any] = {
        "head": mark_safe(answer_part(view)),
        "asked": mark_safe(asked_part(next_questions(setting, dossier, verdict, most=MOST_ASKED), lang, press=True)),
        "reasons": mark_safe("".join(section_part(view, name, note) for name, note in SECTIONS)),
        "score": mark_safe(score_part(view)),
        "missing": mark_safe(missing_part(view)),
        "questions": assumed(view.questions, _without(setting, carried, verdict).questions(), carried.answers),
        "assumptions": len(carried.answers),
        "answers": answers_text(carried.answers),
        "setting": setting,
        "track": carried.at,
        "advice": _advice(view_of(setting, dossier, verdict, lang)) if with_advice else "",
    }
    return mark_safe(render_to_string("selfcheck/verdict.html", context))


def _without(setting: Setting, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict without any assumption: what it leaves open is what can be assumed."""
    if not carried.answers:
        return verdict
    return judge(replace(setting, answers={}), carried.dossier)


def _advice(view: View) -> SafeString:
    return mark_safe(f'<div class="next">{next_part(view)}{readings_part(view)}</div>')
