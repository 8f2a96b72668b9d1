"""The page of what a group agreed on, for those who may see it: office, supervisor, chair, members of the committee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.claims import indicators
from zhicheng.web.review.acting import offers
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.phrases import GROUP_SCORE
from zhicheng.web.scoring.process import DELIBERATION
from zhicheng.web.scoring.queries import answers_seen, sheets_of
from zhicheng.web.scoring.questions import questions_asked
from zhicheng.web.scoring.reckoning import Judged, judged
from zhicheng.web.scoring.services.comparing import return_opinion
from zhicheng.web.scoring.views.expert import state_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import visible


@login_required
def opinion(request: PageRequest, pk: int) -> HttpResponse:
    """Recognised score by indicator, decisions, clauses, opinion; POST returns the opinion to the group."""
    rows = Deliberation.objects.select_related("application__round", "group", "agreed_by__expert")
    row = get_object_or_404(visible(request.standing, "view", rows, as_object="group-sheet"), pk=pk)
    if request.method == "POST":
        reason, version = request.POST.get("reason", ""), version_of(request.POST.get("version"))
        try:
            return_opinion(row, reason=reason, actor=request.standing, now=request.moment, version=version)
        except ActRefused as refused:
            return render(request, "scoring/opinion.html", _shown(request, row, refusals=refused.refusals), status=422)
        messages.success(request, spoken("已退回评议组", "Returned to the group"))
        return redirect("expert-dossiers")
    return render(request, "scoring/opinion.html", _shown(request, row))


def _shown(request: PageRequest, row: Deliberation, **more: Any) -> dict[str, Any]:
    of, score = judged(row.application), row.recognised
    answers = answers_seen(request.standing, row)
    values = {key: one.value for key, one in answers.items()}
    asked = questions_asked(of.under({}), of.under(values), values)
    possible = offers(DELIBERATION, row, actor=request.standing, now=request.moment)
    return {
        "row": row,
        "state": state_of(row),
        "method": GROUP_SCORE.get(score.get("method", "")),
        "lines": _lines(row, of),
        "decided": [{"asked": one, "answer": answers[one.question.id]} for one in asked if one.question.id in answers],
        "unmet": score.get("unmet", []),
        "sheets": sheets_of(request.standing, row),
        "defence": getattr(row.application, "defence", None),
        "may_return": any(one.act == "return-opinion" for one in possible),
        **more,
    }


def _lines(row: Deliberation, of: Judged) -> list[dict[str, Any]]:
    """The recognised points by indicator beside the machine's, with the reason where the group settled them."""
    given = row.recognised.get("indicators", {})
    machine = row.recognised.get("machine", {}).get("indicators", {})
    return [
        {
            "label": (node.label, of.setting.pack.english(node.label)),
            "points": given[node.path],
            "machine": machine.get(node.path, ""),
            "changed": given[node.path] != machine.get(node.path),
            "reason": row.settlements.get(node.path, {}).get("reason", ""),
        }
        for node in indicators(of.under({}).score_nodes())
        if node.path in given
    ]
