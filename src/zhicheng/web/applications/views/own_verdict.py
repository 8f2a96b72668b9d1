"""What the rules find on one's own application: the verdict at once, advice and other readings when asked for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from zhicheng.report.gains import best_gains
from zhicheng.report.pictures import opening_picture, score_picture
from zhicheng.report.view import View, answer, price_text, subline
from zhicheng.verdict.advise import Advice, advise
from zhicheng.verdict.compare import compare_readings
from zhicheng.verdict.findings import Finding
from zhicheng.verdict.materials import materials
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.applications.completeness import excused, verdict_on
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.views.own_pages import by_htmx, frame, own_or_404
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language

NOTHING = Advice((), (), ())


def quick_view(application: Application) -> View:
    """The verdict with its reasons, without what takes longer (advice, other readings)."""
    setting, dossier, verdict = verdict_on(application)
    lang = "en" if language() == "en" else "zh"
    missing = materials(setting.pack, verdict, excused(application))
    found, asked = verdict.findings(), verdict.questions()
    return View(setting, dossier, verdict, lang, found, asked, verdict.score_nodes(), NOTHING, (), missing)  # type: ignore[arg-type]


@login_required
def verdict(request: PageRequest, pk: int) -> HttpResponse:
    """The answer, the reasons clause by clause, the score, what is left to people, what is missing."""
    row = own_or_404(request, pk)
    view = quick_view(row)
    prices = {one.clause.key: price_text(one.price, view.lang) for one in view.verdict.ways_in}
    context = {
        **frame(row),
        "view": view,
        "answer": answer(view.verdict, view.lang),
        "subline": subline(view.verdict, view.lang),
        "outcome": NAMES[view.verdict.can_apply],
        "sections": [
            {"name": name, "found": [(one, prices.get(one.key, "")) for one in _ordered(view, name)]}
            for name in ("routes", "landmarks", "basic", "review")
            if view.findings[name]
        ],
        # drawn by our own code from the pack's labels, which it escapes
        "picture": mark_safe(score_picture(view)) if view.verdict.scored is not None else "",
        "nodes": [node for node in view.nodes if node.raw or node.high],
    }
    return render(request, "applications/own/verdict.html", context)


def _ordered(view: View, name: str) -> list[Finding]:
    found = view.findings[name]
    return sorted(found, key=lambda one: -one.truth) if name in ("routes", "landmarks") else list(found)


@login_required
def advice(request: PageRequest, pk: int) -> HttpResponse:
    """What would open a way in or add points, and what another reading of the text would change; some 50 ms."""
    row = own_or_404(request, pk)
    view = quick_view(row)
    found = advise(view.setting, view.dossier, view.verdict)
    full = View(
        view.setting, view.dossier, view.verdict, view.lang, view.findings, view.questions, view.nodes, found, (), ()
    )
    context = {
        **frame(row),
        "view": full,
        "openings": found.openings,
        "opening_picture": mark_safe(opening_picture(full)),
        "additions": found.additions,
        "gains": best_gains(found),
        "flips": [flip for flip in compare_readings(view.setting, view.dossier, view.verdict) if flip.changes],
    }
    piece = "applications/own/advice_piece.html" if by_htmx(request) else "applications/own/advice.html"
    return render(request, piece, context)
