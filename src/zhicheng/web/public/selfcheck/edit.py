"""Filling in: the form of the applicant or of a record, the verdict beside it while it is typed, saving, removing."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.safestring import mark_safe

from zhicheng.dossier.json_text import parse_json
from zhicheng.dossier.plain import plain_facts
from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.report.view import answer, score_text
from zhicheng.verdict.setting import judge
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.dossier_forms.state import record_called, with_record, without_record
from zhicheng.web.public.selfcheck.carried import Carried, carried_by
from zhicheng.web.public.selfcheck.depth import depth_page
from zhicheng.web.public.selfcheck.editing import Opened, opened
from zhicheng.web.public.selfcheck.fragments import live_fragment, live_view, tracks_part
from zhicheng.web.public.selfcheck.overview import Told, overview_page
from zhicheng.web.public.selfcheck.pages import check_page, open_to_all, page_language
from zhicheng.web.public.selfcheck.papers import line_of
from zhicheng.web.public.selfcheck.tracks import every_answer
from zhicheng.web.public.selfcheck.under import setting_for, track_named
from zhicheng.web.site.request import PageRequest

HOME = "/check/"
NO_ERRORS = '<ul id="live-errors" hidden hx-swap-oob="true"></ul>'


@open_to_all("page", 240)
def edit(request: PageRequest) -> HttpResponse:
    """Open a form; with ``act=save`` put what it says into the dossier and go back."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    chosen = _chosen(carried)
    name, act = request.POST.get("open", ""), request.POST.get("act", "")
    data = request.POST if act in ("save", "another") else None
    one = opened(name, carried.dossier, page_language(), data, chosen)
    filled = _filled(carried, one) if data is not None else None
    if filled is None:
        return _form_page(request, carried, one, chosen)
    if act == "another" and name.startswith("new:"):
        again = opened(name, filled.dossier, page_language(), None, chosen)
        return _form_page(
            request, filled, again, chosen, Told(("已保存，可再填一条", "Saved; here is room for another"))
        )
    return back(request, filled, Told(("已保存到本页的材料", "Saved into the dossier of this page")))


@open_to_all("live", 240)
def live(request: PageRequest) -> HttpResponse:
    """The verdict on the dossier with what the open form says now; errors where it says something wrong."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    chosen, lang = _chosen(carried), page_language()
    one = opened(request.POST.get("open", ""), carried.dossier, lang, request.POST, chosen)
    filled = _filled(carried, one)
    if filled is None:
        return _errors(one)
    return HttpResponse(_beside(request, filled, chosen, lang, out_of_band=True) + NO_ERRORS)


@open_to_all("page", 240)
def remove(request: PageRequest) -> HttpResponse:
    """Take a record out; the page offers to put it back."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    record = record_called(carried.dossier, request.POST.get("id", ""))
    line = line_of(record)
    told = Told(
        (f"已移除“{line.name[0]}”", f"'{line.name[1]}' was taken out"),
        removed=json.dumps(plain_facts(record), ensure_ascii=False, separators=(",", ":"), default=str),
    )
    return back(request, replace(carried, dossier=without_record(carried.dossier, line.id)), told)


@open_to_all("page", 240)
def restore(request: PageRequest) -> HttpResponse:
    """Put back the record that was taken out."""
    if request.method != "POST":
        return HttpResponseRedirect(HOME)
    carried = carried_by(request)
    tree = parse_json(request.POST.get("removed", "")[:100_000].encode("utf-8", "replace"), "")
    dossier = with_record(carried.dossier, tree if isinstance(tree, dict) else {})
    return back(request, replace(carried, dossier=dossier), Told(("已恢复", "Put back")))


def back(request: PageRequest, carried: Carried, told: Told) -> HttpResponse:
    """The page that the visitor came from."""
    chosen = _chosen(carried)
    return overview_page(request, carried, told) if chosen is None else depth_page(request, carried, chosen, told)


def _filled(carried: Carried, one: Opened) -> Carried | None:
    """What is carried with what the form says; ``None`` where the form now shows errors."""
    if not one.form.is_valid():
        return None
    try:
        return replace(carried, dossier=one.filled_in(carried.dossier))
    except Refused as refused:
        for problem in refused.problems:
            one.form.add_error(None, pick(problem.what, page_language()))
        return None


def _chosen(carried: Carried) -> tuple[Pack, str] | None:
    return track_named(carried.at) if carried.at else None


def _form_page(
    request: PageRequest, carried: Carried, one: Opened, chosen: tuple[Pack, str] | None, told: Told | None = None
) -> HttpResponse:
    lang = page_language()
    context = {
        "told": told or Told(),
        "form": one.form,
        "open": one.name,
        "id": one.id,
        "live": mark_safe(_beside(request, carried, chosen, lang)),  # made of escaped parts
        "title": chosen[0].about(chosen[1]) if chosen else None,
    }
    return check_page(request, "selfcheck/edit.html", carried, context)


def _beside(
    request: PageRequest, carried: Carried, chosen: tuple[Pack, str] | None, lang: Lang, *, out_of_band: bool = False
) -> str:
    """The verdict beside a form: of the chosen track, else of all in short; and its one line below the form."""
    today = request.moment.date()
    if chosen is None:
        answers = every_answer(carried.dossier, carried.as_of or today)
        line = f"{answers[0].heading(lang)}：" if lang == "zh" else f"{answers[0].heading(lang)}: "
        line += answers[0].sentence(lang)
        return tracks_part(answers, lang, press=False) + (_line(line) if out_of_band else "")
    setting = setting_for(*chosen, carried, request.standing, today)
    verdict = judge(setting, carried.dossier)
    body = live_fragment(live_view(setting, carried.dossier, verdict, lang))
    line = answer(verdict, lang)
    if verdict.scored is not None:
        score = score_text(verdict.low, verdict.high)
        line += f" · {score} 分" if lang == "zh" else f" · {score} points"
    return body + (_line(line) if out_of_band else "")


def _line(text: str) -> str:
    """The answer in one line, which stays in view on a phone and is read out to those who listen to the page."""
    return f'<p id="answer-line" class="check__line" role="status" hx-swap-oob="true">{escape(text)}</p>'


def _errors(one: Opened) -> HttpResponse:
    """What is wrong, field by field, for the page's script to put beside each; the last verdict stays."""
    lines = []
    for name, errors in one.form.errors.items():
        place = "" if name not in one.form.fields else one.form[name].auto_id
        text = " ".join(str(error) for error in errors)
        lines.append(f'<li data-field="{escape(str(place))}">{escape(text)}</li>')
    response = HttpResponse(f'<ul id="live-errors" hidden>{"".join(lines)}</ul>')
    response.headers["HX-Retarget"] = "#live-errors"
    response.headers["HX-Reswap"] = "outerHTML"
    return response
