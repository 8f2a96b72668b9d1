"""Pages of an expert: what is assigned, and one dossier with the own sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import DELIBERATION as FRAME
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.web.scoring.dossier_page import dossier_page
from zhicheng.web.scoring.forms import by_prefix, new_mark, page_of, plain_text, recommends_in
from zhicheng.web.scoring.models import DRAFT, Deliberation, Sheet
from zhicheng.web.scoring.phrases import OPINIONS, with_sentences
from zhicheng.web.scoring.queries import assigned_or_404, assigned_to, left_to_read, own_sheet, own_sheets, sheets_of
from zhicheng.web.scoring.questions import questions_asked, read_answer
from zhicheng.web.scoring.reckoning import group_answers, judged, read_lines
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet, missing_on
from zhicheng.web.site.acts import STALE
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken

Pair = tuple[str, str]
STATES: dict[str, tuple[str, Pair]] = {
    "": ("waiting", ("未开始", "not begun")),
    DRAFT: ("now", ("填写中", "being written")),
    "handed-in": ("good", ("已提交", "handed in")),
    "taken-out": ("bad", ("已剔除", "taken out")),
}
"""How the own sheet stands: the class of its mark, its words."""


def state_of(row: Deliberation) -> Pair:
    """What the state of a deliberation is called to those at work."""
    return next(one.staff for one in FRAME.states if one.name == row.state)


@login_required
def dossiers(request: PageRequest) -> HttpResponse:
    """What is assigned to this expert, with what is left to do."""
    own = own_sheets(request.standing)
    rows: list[dict[str, Any]] = [
        {
            "row": one,
            "sheet": (sheet := own.get(one.pk)),
            "mark": STATES["" if sheet is None else sheet.state],
            "state": state_of(one),
        }
        for one in assigned_to(request.standing)
    ]
    rows.sort(key=lambda one: one["sheet"] is not None and one["sheet"].state != DRAFT)  # what is left comes first
    return render(request, "scoring/dossiers.html", {"rows": rows, "left": left_to_read(request.standing).count()})


@login_required
def dossier(request: PageRequest, pk: int) -> HttpResponse:
    """One dossier with the own sheet; POST keeps what was typed, or hands it in."""
    row = assigned_or_404(request.standing, pk)
    if request.method == "POST":
        return _kept(request, row)
    return _page(request, row)


def _page(request: PageRequest, row: Deliberation, *, status: int = 200, **changed: Any) -> HttpResponse:
    sheet = own_sheet(request.standing, row)
    form = {name: changed.pop(name) for name in ("typed", "errors") if name in changed}
    page = dossier_page(row, sheet, request.standing, today=request.moment.date(), **form)
    editable = row.state == WAITING and (sheet is None or sheet.state == DRAFT)
    others = [one for one in sheets_of(request.standing, row) if sheet is None or one.pk != sheet.pk]
    context = {
        "row": row,
        "page": page,
        "sheet": sheet,
        "version": 0 if sheet is None else sheet.version,
        "page_mark": new_mark(),
        "mark": STATES["" if sheet is None else sheet.state],
        "state": state_of(row),
        "editable": editable,
        "missing": missing_on(sheet) if editable else (),
        "phrases": OPINIONS.items(),
        "others": others,
        **changed,
    }
    return render(request, "scoring/dossier.html", context, status=status)


def _kept(request: PageRequest, row: Deliberation) -> HttpResponse:
    """Keep what is good, say what is wrong; then hand in where that was asked for and nothing is wrong."""
    sheet = own_sheet(request.standing, row)
    written, errors, typed = _written(request, row, sheet)
    live = bool(request.htmx)  # type: ignore[attr-defined]
    page = page_of(request.POST, live=live)
    asked = request.POST.get("act") == "hand-in"
    try:
        kept = keep_sheet(row, written, actor=request.standing, now=request.moment, page=page)
        if asked and not errors:
            hand_in_sheet(row, actor=request.standing, now=request.moment, seen=kept.version)
    except ActRefused as refused:
        stale = STALE.code in refused.codes
        return _unsaved(request, row, refused.refusals, typed, errors, status=409 if stale else 422)
    if live:
        return _saved(request, row, kept, written.opinion != plain_text(request.POST), errors)
    if errors:
        return _page(request, row, status=422, typed=typed, errors=errors)
    said = ("评分表已提交", "The sheet is handed in") if asked else ("已保存", "Saved")
    messages.success(request, spoken(*said))
    return redirect("expert-dossiers" if asked else "expert-dossier", *([] if asked else [row.pk]))


def _written(
    request: PageRequest, row: Deliberation, sheet: Sheet | None
) -> tuple[Written, dict[str, Pair], dict[str, dict[str, str]]]:
    """What the form says that can be kept; what is wrong, by indicator or question; the wrong lines as typed."""
    posted, of, decided = request.POST, judged(row.application), group_answers(row.application)
    plain = of.under(decided)
    answers, errors = by_prefix(posted, "answer"), {}
    good = {}
    before = {} if sheet is None else sheet.answers
    for one in questions_asked(plain, of.under({**before, **decided}), {}):
        value, wrong = read_answer(one, answers.get(one.question.id, ""))
        if wrong is not None:
            errors[one.question.id] = wrong
        elif value is not None:
            good[one.question.id] = value
    points, reasons = by_prefix(posted, "points"), by_prefix(posted, "reason")
    verdict = of.under({**good, **decided})
    lines, wrong_lines = read_lines(verdict.score_nodes(), points, reasons)
    kept = {} if sheet is None else sheet.lines
    lines |= {path: dict(kept[path]) for path in wrong_lines if path in kept}
    typed = {path: {"points": points.get(path, ""), "reason": reasons.get(path, "")} for path in wrong_lines}
    chosen, had = posted.getlist("phrase"), [] if sheet is None else sheet.phrases
    opinion = with_sentences(posted.get("opinion", ""), chosen, had, OPINIONS)
    as_typed = {id_: answers[id_] for id_ in good}
    written = Written(lines, as_typed, opinion, recommends_in(posted), chosen)
    return written, {**errors, **wrong_lines}, typed


def _saved(
    request: PageRequest, row: Deliberation, sheet: Sheet, longer: bool, errors: dict[str, Pair]
) -> HttpResponse:
    page = dossier_page(row, sheet, request.standing, today=request.moment.date(), errors=errors)
    context = {
        "row": row,
        "page": page,
        "sheet": sheet,
        "version": sheet.version,
        "longer": longer,
        "wrong": len(errors),
        "missing": missing_on(sheet),
        "editable": True,
    }
    return render(request, "scoring/saved.html", context)


def _unsaved(
    request: PageRequest,
    row: Deliberation,
    refusals: tuple[Refusal, ...],
    typed: dict[str, dict[str, str]],
    errors: dict[str, Pair],
    *,
    status: int,
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "scoring/saved.html", {"refusals": refusals})
    return _page(request, row, status=status, refusals=refusals, typed=typed, errors=errors)
