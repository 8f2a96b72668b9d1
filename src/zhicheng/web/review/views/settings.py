"""What a round says of its review: who does the steps the document leaves open, recusals, numbers with their source."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.rules import STEPS
from zhicheng.procedure.roles import ROLES
from zhicheng.web.review.numbers import BASE_NAMES, UNITS, WHO, numbers_asked, step_rows
from zhicheng.web.review.phrases import said
from zhicheng.web.review.services import set_numbers, set_steps
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.rounds.numbers import NAMES
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

NOT_BESIDE = frozenset({"stale-page", "no-right"})


@login_required
@require_safe
def settings(request: PageRequest, code: str) -> HttpResponse:
    """Steps, recusals, numbers."""
    return _page(request, on_page(request, code))


def _page(request: PageRequest, page: OnPage, **changed: Any) -> HttpResponse:
    own = {one["step"]: one for one in page.review.steps}
    context = {
        **page.frame,
        "steps": step_rows(page.rules, own),
        "numbers": numbers_asked(page.review.round, page.rules),
        "who": [(role, ROLES[role]) for role in WHO],
        "units": UNITS,
        "bases": BASE_NAMES.items(),
        "typed": {},
        **changed,
    }
    return render(request, "review/settings.html", context, status=422 if changed.get("refusals") else 200)


@login_required
@require_POST
def steps(request: PageRequest, code: str) -> HttpResponse:
    """Who does the steps the document gives to nobody, and whether recusals count."""
    page = on_page(request, code)
    given = [
        {"step": name, "who": [who], "source": request.POST.get(f"source:{name}", "")}
        for name in STEPS
        if (who := request.POST.get(f"who:{name}", ""))
    ]
    try:
        set_steps(
            page.review,
            given,
            recused_counted=request.POST.get("recused") != "no",
            actor=request.standing,
            now=request.moment,
            version=version_of(request.POST.get("version")),
        )
    except ActRefused as error:
        if NOT_BESIDE & set(error.codes):
            raise
        return _page(request, page, refusals=error.refusals, refused="steps", typed=_typed(request.POST))
    said(request, "steps")
    return redirect("review-settings", code=code)


@login_required
@require_POST
def numbers(request: PageRequest, code: str) -> HttpResponse:
    """The numbers filled in, each with its source."""
    page = on_page(request, code)
    try:
        set_numbers(
            page.review,
            _numbers(request.POST),
            actor=request.standing,
            now=request.moment,
            version=version_of(request.POST.get("version")),
        )
    except ActRefused as error:
        if NOT_BESIDE & set(error.codes):
            raise
        return _page(request, page, refusals=error.refusals, refused="numbers", typed=_typed(request.POST))
    said(request, "numbers")
    return redirect("review-settings", code=code)


def _numbers(posted: QueryDict) -> dict[str, dict[str, str]]:
    found = {}
    for name, (unit, _, _) in NAMES.items():
        value = posted.get(f"value:{name}", "").strip()
        if value:
            base = posted.get(f"base:{name}", "")
            body = {
                "value": value,
                "unit": posted.get(f"unit:{name}") or unit,
                "source": posted.get(f"source:{name}", ""),
            }
            found[name] = {**body, **({"base": base} if base else {})}
    return found


def _typed(posted: QueryDict) -> dict[str, str]:
    """What was typed, so that nothing is asked twice."""
    return {key: str(posted[key]) for key in posted if ":" in key}
