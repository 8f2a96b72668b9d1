"""Pages of a group's leader: the group, one application's sheets side by side, its defence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.web.review.acting import offers
from zhicheng.web.scoring.forms import by_prefix, new_mark, page_of, plain_text, recommends_in, settlements_in
from zhicheng.web.scoring.models import HANDED_IN, Deliberation, Sheet
from zhicheng.web.scoring.phrases import FINDINGS, GROUP_SCORE, OPINIONS, with_sentences
from zhicheng.web.scoring.process import DELIBERATION, tainted_sheets
from zhicheng.web.scoring.queries import (
    answers_seen,
    counts_of,
    groups_led,
    led_in,
    led_or_404,
    seats_to_examine,
    sheets_of,
)
from zhicheng.web.scoring.questions import questions_asked
from zhicheng.web.scoring.reckoning import TOTAL, GroupLine, GroupSheet, group_answers, judged
from zhicheng.web.scoring.services.comparing import (
    agree_score,
    begin_comparison,
    compared,
    decide_question,
    give_opinion,
    keep_group_sheet,
    may_compare,
    review_of,
    take_out_sheet,
)
from zhicheng.web.scoring.services.defences import NAMES, call_to_defence, hold, miss
from zhicheng.web.scoring.views.expert import state_of
from zhicheng.web.site.acts import STALE, number_of, version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken

Pair = tuple[str, str]
SAID: dict[str, Pair] = {
    "save": ("已保存", "Saved"),
    "agree": ("核定分已议定", "The score is agreed"),
    "give": ("评议意见已提交评委会", "The opinion is handed to the committee"),
    "decide": ("认定已登记", "The decision is recorded"),
    "take-out": ("评分表已剔除", "The sheet is taken out"),
}
YES_OR_NO: dict[Any, Pair] = {True: ("是", "yes"), False: ("否", "no")}


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the group's sheet with its label, and what the leader has typed."""

    line: GroupLine
    label: Pair
    above: Pair
    points: str
    reason: str


@login_required
def groups(request: PageRequest) -> HttpResponse:
    """The groups this person leads; straight to the one where there is only one."""
    found = list(groups_led(request.standing))
    if len(found) == 1:
        return redirect("expert-group", pk=found[0].pk)
    return render(request, "scoring/groups.html", {"groups": found})


@login_required
def group(request: PageRequest, pk: int) -> HttpResponse:
    """A group's applications with what is handed in; POST lays the complete ones side by side."""
    row = get_object_or_404(groups_led(request.standing), pk=pk)
    if request.method == "POST":
        count = begin_comparison(row, actor=request.standing, now=request.moment)
        messages.success(request, spoken(f"{count} 份申报可以合议", f"applications to look at: {count}"))
        return redirect("expert-group", pk=pk)
    shown = [_application_shown(one) for one in led_in(request.standing, row)]
    context = {
        "group": row,
        "rows": shown,
        "ready": sum(one["ready"] for one in shown),
        "settled": sum(one["row"].state != WAITING for one in shown),
    }
    return render(request, "scoring/group.html", context)


def _application_shown(row: Deliberation) -> dict[str, Any]:
    return {
        "row": row,
        **counts_of(row),
        "ready": row.state == WAITING and row.compared_at is None and may_compare(row),
        "state": state_of(row),
        "tainted": len(tainted_sheets(row)),
    }


@login_required
def deliberation(request: PageRequest, pk: int) -> HttpResponse:
    """One application's sheets side by side, once they are; POST keeps, decides, agrees, hands on."""
    row = led_or_404(request.standing, pk)
    if row.compared_at is None:
        return render(request, "scoring/not_compared.html", {"row": row, **_application_shown(row)})
    if request.method == "POST":
        return _done(request, row)
    return _page(request, row)


def _done(request: PageRequest, row: Deliberation) -> HttpResponse:
    """Keep what is written, then do what the button asks for."""
    act, _, about = request.POST.get("act", "save").partition(":")
    later: dict[str, Callable[[Deliberation], object]] = {
        "agree": lambda kept: agree_score(kept, actor=request.standing, now=request.moment, version=kept.version),
        "give": lambda kept: give_opinion(kept, actor=request.standing, now=request.moment, version=kept.version),
        "decide": lambda kept: _decide(request, kept, about),
        "take-out": lambda kept: _take_out(request, kept, about),
    }
    try:
        kept = _keep(request, row)
        if act in later:
            later[act](kept)
    except ActRefused as refused:
        status = 409 if STALE.code in refused.codes else 422
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "scoring/group_saved.html", {"refusals": refused.refusals})
        return _page(request, led_or_404(request.standing, row.pk), refused.refusals, status=status)
    if request.htmx:  # type: ignore[attr-defined]
        longer = kept.opinion != plain_text(request.POST)
        context = {**_shown(request, kept), "longer": longer}
        return render(request, "scoring/group_saved.html", context)
    messages.success(request, spoken(*SAID.get(act, SAID["save"])))
    return redirect("group-sheet", pk=row.pk)


def _keep(request: PageRequest, row: Deliberation) -> Deliberation:
    posted = request.POST
    phrases = posted.getlist("phrase")
    return keep_group_sheet(
        row,
        settlements_in(posted),
        opinion=with_sentences(posted.get("opinion", ""), phrases, row.phrases, OPINIONS),
        recommends=recommends_in(posted),
        phrases=phrases,
        actor=request.standing,
        now=request.moment,
        page=page_of(posted, live=bool(request.htmx)),  # type: ignore[attr-defined]
    )


def _decide(request: PageRequest, row: Deliberation, question: str) -> None:
    answers, reasons = by_prefix(request.POST, "answer"), by_prefix(request.POST, "why")
    decide_question(
        row,
        question,
        answers.get(question, ""),
        reason=reasons.get(question, ""),
        actor=request.standing,
        now=request.moment,
        version=row.version,
    )


def _take_out(request: PageRequest, row: Deliberation, number: str) -> None:
    sheet = next((one for one in sheets_of(request.standing, row) if str(one.pk) == number), None)
    if sheet is None:
        raise Http404
    reason = by_prefix(request.POST, "out").get(number, "")
    take_out_sheet(sheet, reason=reason, actor=request.standing, now=request.moment)


def _shown(request: PageRequest, row: Deliberation, typed: bool = False) -> dict[str, Any]:
    """The lines, sums and marks of the group's sheet; ``typed``: with what the form says instead of what is kept."""
    review = review_of(row)
    of = judged(row.application)
    sheet = compared(row, of, review)
    written = settlements_in(request.POST) if typed else row.settlements
    return {
        "row": row,
        "review": review,
        "method": GROUP_SCORE[review.group_score],
        "compared": sheet,
        "lines": _lines(sheet, of.setting.pack.english, written),
        "total_reason": written.get(TOTAL, {}).get("reason", ""),
        "mark": of.setting.pass_mark,
    }


def _lines(sheet: GroupSheet, english: Callable[[str], str], written: dict[str, dict[str, str]]) -> list[LineShown]:
    labels = {node.path: node.label for node in sheet.verdict.score_nodes()}
    return [
        LineShown(
            one,
            (one.node.label, english(one.node.label)),
            _above(one.node.path, labels, english),
            written.get(one.node.path, {}).get("points", ""),
            written.get(one.node.path, {}).get("reason", ""),
        )
        for one in sheet.lines
    ]


def _above(path: str, labels: dict[str, str], english: Callable[[str], str]) -> Pair:
    label = labels.get(path.rpartition("/")[0], "")
    return label, english(label) if label else ""


def _page(
    request: PageRequest, row: Deliberation, refusals: tuple[Refusal, ...] = (), *, status: int = 200
) -> HttpResponse:
    typed = bool(refusals) and request.method == "POST"
    stored = group_answers(row.application)
    of = judged(row.application)
    tainted = {one.pk for one in tainted_sheets(row)}
    sheets = sheets_of(request.standing, row)
    context = {
        **_shown(request, row, typed),
        "refusals": refusals,
        "page_mark": new_mark(),
        "state": state_of(row),
        "editable": row.state == WAITING,
        "sheets": [{"sheet": one, "tainted": one.pk in tainted} for one in sheets],
        "counting": [one for one in sheets if one.state == HANDED_IN and one.pk not in tainted],
        "asked": [
            {"item": one, "votes": _votes(one.question.id, sheets)}
            for one in questions_asked(of.under({}), of.under(stored), stored)
        ],
        "answers": answers_seen(request.standing, row),
        "phrases": OPINIONS.items(),
        "offers": offers(DELIBERATION, row, actor=request.standing, now=request.moment),
        **_defence_shown(request, row),
        "opinion": request.POST.get("opinion", "") if typed else row.opinion,
    }
    return render(request, "scoring/group_sheet.html", context, status=status)


def _defence_shown(request: PageRequest, row: Deliberation) -> dict[str, Any]:
    found = getattr(row.application, "defence", None)
    return {
        "defence": found,
        "kind": NAMES.get(found.kind) if found is not None else None,
        "examiners": seats_to_examine(request.standing, row),
        "findings": FINDINGS.items(),
    }


def _votes(question: str, sheets: list[Sheet]) -> list[tuple[str, Pair]]:
    """What each expert has answered on the own sheet."""
    found = [(one.seat.expert.name, one.answers[question]) for one in sheets if question in one.answers]
    return [(name, YES_OR_NO.get(value, (str(value), str(value)))) for name, value in found]


@login_required
@require_POST
def defence(request: PageRequest, pk: int) -> HttpResponse:
    """Order a defence, record what was found, or that nobody came."""
    row = led_or_404(request.standing, pk)
    act, posted = request.POST.get("act", ""), request.POST
    asked: dict[str, Any] = {"actor": request.standing, "now": request.moment}
    if act == "call":
        call_to_defence(row, reason=posted.get("reason", ""), **asked)
    else:
        found = get_object_or_404(type(row.application.defence), application=row.application)
        asked["version"] = version_of(posted.get("version"))
        if act == "miss":
            miss(found, reason=posted.get("reason", ""), **asked)
        else:
            numbers = [number_of(one) for one in posted.getlist("examiner")]
            phrases = posted.getlist("phrase")
            hold(
                found,
                examiners=list(seats_to_examine(request.standing, row).filter(pk__in=numbers)),
                outcome=posted.get("outcome", ""),
                findings=with_sentences(posted.get("findings", ""), phrases, (), FINDINGS),
                phrases=phrases,
                **asked,
            )
    messages.success(request, spoken("已登记", "Recorded"))
    return redirect("group-sheet", pk=pk)
