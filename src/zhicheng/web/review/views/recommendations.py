"""The office's side of the intermediate committees: who has which application, handing over, exceptions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.points import exact, shown
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.models import Recommendation
from zhicheng.web.review.phrases import said
from zhicheng.web.review.queries import arrived, intermediate_committees, recommendations_for, to_hand_over
from zhicheng.web.review.recommending import STEP
from zhicheng.web.review.rules import table_of
from zhicheng.web.review.services import exempt_application, hand_over
from zhicheng.web.review.sheet import sheet_of
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import STALE, number_of, version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick
from zhicheng.web.visibility.scope import visible


def with_step(request: PageRequest, code: str, act: str = "inspect") -> OnPage:
    """A review whose document has an intermediate committee; for any other there is no such page."""
    page = on_page(request, code, act)
    if not page.rules.has(STEP):
        raise Http404
    return page


def states_of(page: OnPage) -> list[tuple[str, tuple[str, str]]]:
    """The states of a recommendation as staff calls them."""
    return [(state.name, state.staff) for state in table_of(page.rules, "recommendation").states]


def points_of(row: Recommendation) -> str:
    """The recognised points in short; empty where nothing is scored."""
    return shown(exact(row.recognised)) if row.recognised else ""


def columns(names: dict[str, tuple[str, str]], page: str) -> tuple[Column[Any], ...]:
    """Number, name, unit, way in, committee, points, state."""
    return (
        Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
        Column(
            "name",
            ("姓名", "Name"),
            lambda one: one.application.name,
            "application__name",
            lambda one: reverse(page, args=[one.application.round.code, one.application_id]),
        ),
        Column(
            "unit", ("工作单位", "Employer"), lambda one: one.application.employer_name, "application__employer_name"
        ),
        Column("way", ("申报方式", "Way in"), lambda one: one.application.way_in, "application__way_in"),
        Column("committee", ("中评委", "Committee"), lambda one: str(one.organisation or "—"), "organisation__name"),
        Column("points", ("核定分", "Points"), points_of, number=True),
        Column("state", ("状态", "State"), lambda one: names[one.state], "state"),
    )


@login_required
@require_safe
def recommendations(request: PageRequest, code: str) -> HttpResponse:
    """Who has which application, by state."""
    page = with_step(request, code)
    states = states_of(page)
    listing = Listing(
        request,
        recommendations_for(request.standing, page.review.round),
        columns(dict(states), "review-recommendation"),
        search=("application__name", "application__employer_name", "application__serial", "organisation__name"),
        state_field="state",
        states=states,
        order="application__serial",
    )
    if request.GET.get("export"):
        count = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="recommendations", count=count)
        return listing.export(pick(("中评委推荐", "recommendations")))
    left = to_hand_over(request.standing, page.review.round)
    return render(request, "review/recommendations.html", {**page.frame, **listed(listing), "left": left.count()})


@login_required
@require_safe
def recommendation(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """One application: with which committee it is, its points, or the exception."""
    page = with_step(request, code)
    application = get_object_or_404(arrived(request.standing, page.review.round), pk=pk)
    rows = Recommendation.objects.filter(application=application).select_related("organisation")
    row = visible(request.standing, "view", rows).first()
    context = {
        **page.frame,
        "application": application,
        "row": row,
        "state": dict(states_of(page))[row.state] if row else None,
        "sheet": sheet_of(application, row.points) if row and row.points else None,
        "can_exempt": page.runs and page.checking and (row is None or row.state == "received"),
    }
    return render(request, "review/recommendation.html", context)


@login_required
@require_POST
def exempt(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """Let an application go on without a committee's recommendation."""
    page = with_step(request, code)
    application = get_object_or_404(arrived(request.standing, page.review.round), pk=pk)
    exempt_application(
        page.review,
        application,
        reason=request.POST.get("reason", "")[:1000],
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
    )
    said(request, "exempt", application.name)
    return redirect("review-recommendation", code=code, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def handing_over(request: PageRequest, code: str) -> HttpResponse:
    """Choose applications and a committee (GET), look at the list (POST), hand over (POST with ``confirm``)."""
    page = with_step(request, code, "set-up")
    rows = to_hand_over(request.standing, page.review.round)
    committees = intermediate_committees(request.standing)
    context: dict[str, Any] = {**page.frame, "committees": committees}
    if request.method == "GET":
        return render(request, "review/hand_over.html", {**context, "rows": rows})
    chosen = list(rows.filter(pk__in=[number_of(pk) for pk in request.POST.getlist("application")]))
    number = request.POST.get("committee", "")
    committee = get_object_or_404(committees, pk=number_of(number))
    if not request.POST.get("confirm"):
        return render(request, "review/hand_over_confirm.html", {**context, "rows": chosen, "committee": committee})
    asked = {pk for pk in request.POST.getlist("application") if pk.isdecimal()}
    if len(asked) != len(chosen) or version_of(request.POST.get("version")) != page.review.version:
        raise ActRefused(STALE)
    made = hand_over(page.review, chosen, committee, actor=request.standing, now=request.moment)
    said(request, "handed", f"{committee} · {len(made)}")
    return redirect("review-recommendations", code=code)
