"""The intermediate committee's own pages: its queue, and an application to score and recommend or not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.recommendation_states import FRAME
from zhicheng.web.applications.claims import read_claims
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.reading import reading_of
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.acting import offers
from zhicheng.web.review.models import Recommendation
from zhicheng.web.review.phrases import said
from zhicheng.web.review.queries import with_committees
from zhicheng.web.review.recommending import RECOMMENDATION, Scored, by_score
from zhicheng.web.review.services import decide_recommendation, score_recommendation
from zhicheng.web.review.sheet import prefilled, sheet_of
from zhicheng.web.review.views.recommendations import points_of
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick
from zhicheng.web.visibility.scope import visible

STATES = [(state.name, state.staff) for state in FRAME.states]
NAMES = dict(STATES)
NOT_BESIDE = frozenset({"stale-page", "page-stale", "no-right", "own-application", "already-done"})
WRITTEN = Scored({}, Fraction(0), "-")
"""A score as a form would bring it, so that its lack is not shown before anybody could write one."""

COLUMNS: tuple[Column[Any], ...] = (
    Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
    Column(
        "name",
        ("姓名", "Name"),
        lambda one: one.application.name,
        "application__name",
        lambda one: reverse("intermediate-one", args=[one.pk]),
    ),
    Column("unit", ("工作单位", "Employer"), lambda one: one.application.employer_name, "application__employer_name"),
    Column("round", ("年度评审", "Round"), lambda one: one.application.round.title, "application__round__year"),
    Column("way", ("申报方式", "Way in"), lambda one: one.application.way_in, "application__way_in"),
    Column("points", ("核定分", "Points"), points_of, number=True),
    Column("state", ("状态", "State"), lambda one: NAMES[one.state], "state"),
    Column("handed", ("收到日期", "Received"), lambda one: one.handed_at.date().isoformat(), "handed_at"),
)


@login_required
@require_safe
def queue(request: PageRequest) -> HttpResponse:
    """What lies with the person's committees."""
    listing = Listing(
        request,
        with_committees(request.standing),
        COLUMNS,
        search=("application__name", "application__employer_name", "application__serial"),
        state_field="state",
        states=STATES,
        order="application__serial",
    )
    if request.GET.get("export"):
        count = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="intermediate-committee", count=count)
        return listing.export(pick(("中评委评审", "intermediate committee")))
    counts = {one["key"]: one["count"] for one in listing.counts()}
    context = {**listed(listing), "received": counts.get("received", 0), "scored": counts.get("scored", 0)}
    return render(request, "review/intermediate.html", context)


@login_required
@require_safe
def one(request: PageRequest, pk: int) -> HttpResponse:
    """One application as the committee examines it, with the sheet and what it can do now."""
    return _one(request, _row(request, pk))


def _row(request: PageRequest, pk: int) -> Recommendation:
    return get_object_or_404(with_committees(request.standing), pk=pk)


def _application(request: PageRequest, row: Recommendation) -> Application:
    rows = Application.objects.select_related("round", "employer")
    return get_object_or_404(visible(request.standing, "view", rows).distinct(), pk=row.application_id)


def _one(request: PageRequest, row: Recommendation, **changed: Any) -> HttpResponse:
    application = _application(request, row)
    found = offers(RECOMMENDATION, row, actor=request.standing, now=request.moment, brought=WRITTEN)
    typed, errors = changed.pop("typed", None), changed.pop("errors", None)
    start = row.points if row.state != "received" else prefilled(application)
    context = {
        "row": row,
        "application": application,
        "round": application.round,
        "state": NAMES[row.state],
        "offers": {one.act.replace("-", "_"): one for one in found},
        "sheet": sheet_of(application, start, typed, errors),
        "by_score": by_score(application),
        "pass_mark": setting_of(application.round).pass_mark,
        "opinion": request.POST.get("opinion", row.opinion),
        "reading": reading_of(application, request.standing, today=request.moment.date()),
        "opinions": application.opinions.select_related("organisation", "given_by").order_by("given_at"),
        **changed,
    }
    return render(request, "review/intermediate_one.html", context, status=422 if changed.get("refusals") else 200)


@login_required
@require_POST
def score(request: PageRequest, pk: int) -> HttpResponse:
    """The committee's points and opinion."""
    row = _row(request, pk)
    given = points_given(request.POST)
    try:
        score_recommendation(
            row,
            given,
            request.POST.get("opinion", "")[:2000],
            actor=request.standing,
            now=request.moment,
            version=version_of(request.POST.get("version")),
        )
    except ActRefused as error:
        if NOT_BESIDE & set(error.codes):
            raise
        errors = read_claims(in_hand(_application(request, row)).verdict.score_nodes(), given)[1]
        return _one(request, row, typed=given, errors=errors, refusals=error.refusals)
    said(request, "score")
    return redirect("intermediate-one", pk=pk)


@login_required
@require_POST
def decide(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Recommend, decline, or take the points back."""
    decide_recommendation(
        _row(request, pk),
        act,
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
        reason=request.POST.get("reason", "")[:1000],
    )
    said(request, act)
    return redirect("intermediate-one", pk=pk)


def points_given(posted: QueryDict) -> dict[str, str]:
    """The points of a form: path → as typed (fields ``points:<path>``)."""
    return {name.removeprefix("points:"): str(posted[name]) for name in posted if name.startswith("points:")}
