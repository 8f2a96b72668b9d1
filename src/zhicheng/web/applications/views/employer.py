"""The employer's queue: what waits, how long still, who is on the list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.procedure.tiers import EMPLOYER_TIER
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.accounts.waiting import waiting_for
from zhicheng.web.applications.checks import with_progress
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.applications.views.lists import application_columns, state_choices
from zhicheng.web.ledger.write import write_export
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.windows import countdown, tier_key
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

ROLES = ("employer", "personnel-agency")


def own_units(standing: Standing) -> QuerySet[Organisation]:
    """The employers and agencies this person acts for."""
    own = Organisation.objects.filter(pk__in=standing.organisations(*ROLES))
    return visible(standing, "view", own).order_by("name")


def in_view(standing: Standing, act: str = "view") -> QuerySet[Application]:
    """The applications of this person's units that they may see, or do ``act`` on."""
    rows = Application.objects.select_related("round", "employer", "holder")
    return visible(standing, act, rows.filter(employer__in=standing.organisations(*ROLES)))


@dataclass(frozen=True, slots=True)
class WindowShown:
    """How long the employer's window of a round is still open."""

    round: Round
    closes: dt.date
    left: tuple[str, str]
    over: bool


@login_required
def queue(request: PageRequest) -> HttpResponse:
    """Everything handed in to the person's units, what waits for them, and until when."""
    columns = [
        *application_columns("employer-application"),
        Column("checked", ("已核对", "Checked"), _progress, "left", number=True),
    ]
    listing = Listing(
        request,
        with_progress(in_view(request.standing)),
        columns,
        search=("name", "serial", "specialty"),
        state_field="state",
        states=state_choices(),
        order="-submitted_at",
    )
    if request.GET.get("export"):
        number = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="employer-applications", count=number)
        return listing.export("申报一览")
    waiting = with_progress(in_view(request.standing, "check").filter(state=AT_EMPLOYER))
    context = {
        **listed(listing),
        "units": own_units(request.standing),
        "to_check": waiting.filter(left__gt=0).count(),
        "ready": ready_to_recommend(request.standing, request.moment),
        **_waiting(request.standing, request.moment),
        "windows": _windows(request.standing, waiting, request.moment.date()),
    }
    return render(request, "employer/queue.html", context)


def _progress(application: Application) -> str:
    return f"{application.checked}/{application.to_check}"  # type: ignore[attr-defined]


def _waiting(standing: Standing, now: dt.datetime) -> dict[str, int]:
    """How many notices and objections wait, as the page after signing in counts them."""
    counts = {one.key: one.count for one in waiting_for(standing, now)}
    return {"notices_run": counts.get("notices-run", 0), "objections": counts.get("objections", 0)}


def ready_to_recommend(standing: Standing, now: dt.datetime) -> list[Application]:
    """The applications in hand against whose recommendation nothing stands any more."""
    rows = with_progress(in_view(standing, "check").filter(state=AT_EMPLOYER)).filter(left=0, statement__isnull=False)
    return [one for one in rows.order_by("pk") if not refusals_now(one, "recommend", actor=standing, now=now)]


def _windows(standing: Standing, waiting: QuerySet[Application], today: dt.date) -> list[WindowShown]:
    """The employer's windows of the rounds in which something is in hand, the one that closes first before."""
    theirs = Round.objects.filter(pk__in=waiting.order_by().values("round"))
    rounds = visible(standing, "view", theirs).prefetch_related("windows")
    found = [
        WindowShown(one, window.closes, countdown(window, today), today > window.closes)
        for one in rounds
        for window in one.windows.all()
        if window.tier == tier_key(EMPLOYER_TIER)
    ]
    return sorted(found, key=lambda one: (one.closes, one.round.pk))
