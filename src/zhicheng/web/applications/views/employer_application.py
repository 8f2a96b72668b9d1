"""An application as its employer examines it: item by item, the statement, the decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.forms import ReasonForm
from zhicheng.web.accounts.services.unmasking import unmask_personal_number
from zhicheng.web.applications.checks import items_to_check, items_unchecked
from zhicheng.web.applications.facts import is_party
from zhicheng.web.applications.hours import hours_compared
from zhicheng.web.applications.models import Application, Check
from zhicheng.web.applications.phrases import CANNED, said
from zhicheng.web.applications.reading import ItemShown, Reading, reading_of
from zhicheng.web.applications.reasons import REASONS
from zhicheng.web.applications.services.batch_checking import agree_remaining
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.applications.services.deciding import recommend_application, refuse_application
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.applications.services.returning import return_items
from zhicheng.web.applications.views.employer import ROLES, in_view
from zhicheng.web.applications.views.lists import marked_from, title_applied_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.encrypted import masked
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may, visible

OUTCOMES = (
    ("agrees", ("与原件一致", "agrees")),
    ("differs", ("不一致", "differs")),
    ("missing", ("缺原件", "original missing")),
)
ACTS = {"recommend": recommend_application, "refuse": refuse_application}


@dataclass(frozen=True, slots=True)
class ItemToCheck:
    """An item with what this employer found on it; ``following``: the next item that is not checked yet."""

    item: ItemShown
    own: Check | None
    checkable: bool
    following: str


@login_required
def application(request: PageRequest, pk: int) -> HttpResponse:
    """The application item by item, with what the employer may do now and what is still in the way."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    reading = reading_of(row, request.standing, today=request.moment.date())
    items = _items(row, reading)
    context = {
        **_progress(request, row),
        "reading": reading,
        "items": items,
        "title": title_applied_for(row),
        "reasons": REASONS,
        "canned": CANNED,
        "opinions": row.opinions.select_related("organisation", "given_by").order_by("given_at"),
        "notices": visible(request.standing, "view", row.notices.all()).order_by("-posted_at"),
        "institution": row.employer is not None and row.employer.public_institution,
        "hours": hours_compared(row, reading.submission),
        "number": _masked_number(request, row),
        "may_unmask": may(request.standing, "unmask", row, as_object="person"),
        "reason_form": ReasonForm(prefix="unmask"),
    }
    return render(request, "employer/application.html", context)


def _items(row: Application, reading: Reading) -> list[ItemToCheck]:
    known = set(items_to_check(reading.submission))
    own = {item.key: _own_check(row, item) for item in reading.items}
    left = [item.key for item in reading.items if item.key in known and own[item.key] is None]
    places = {item.key: number for number, item in enumerate(reading.items)}
    return [
        ItemToCheck(
            item,
            own[item.key],
            item.key in known,
            next((key for key in left if places[key] > places[item.key]), left[0] if left else ""),
        )
        for item in reading.items
    ]


def _own_check(row: Application, item: ItemShown) -> Check | None:
    return next((one for one in item.checks if one.organisation_id == row.employer_id), None)


def in_hand(request: PageRequest, row: Application) -> bool:
    """Whether this person can work on the application now, for its employer."""
    return row.state == AT_EMPLOYER and any(is_party(row, request.standing, role) for role in ROLES)


def _progress(request: PageRequest, row: Application) -> dict[str, Any]:
    """How far the check is, and what still stands in the way of a recommendation."""
    at_hand = in_hand(request, row)
    submission = row.submissions.order_by("-number").first()
    total, left = len(items_to_check(submission)), len(items_unchecked(row))
    against: tuple[Refusal, ...] = ()
    if at_hand:
        against = refusals_now(row, "recommend", actor=request.standing, now=request.moment)
    return {
        "application": row,
        "submission": submission,
        "in_hand": at_hand,
        "total": total,
        "checked": total - left,
        "against": against,
        "outcomes": OUTCOMES,
    }


def _masked_number(request: PageRequest, row: Application) -> str:
    """First and last characters of the applicant's number, for who may see the person; else nothing."""
    if row.applicant is None or not may(request.standing, "view", row, as_object="person"):
        return ""
    return masked(row.applicant.personal_number)


def _seen(request: PageRequest) -> int:
    said_ = request.POST.get("submission", "")
    return int(said_) if said_.isdecimal() else -1


@login_required
@require_POST
def check(request: PageRequest, pk: int) -> HttpResponse:
    """Keep what was found on one item; by htmx only that item and the progress are shown anew."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    item, outcome, note = (request.POST.get(name, "") for name in ("item", "outcome", "note"))
    refused: tuple[Refusal, ...] = ()
    try:
        check_item(row, item, outcome, note, actor=request.standing, now=request.moment, seen=_seen(request))
    except ActRefused as error:
        if not request.headers.get("HX-Request"):
            raise
        refused = error.refusals
    if not request.headers.get("HX-Request"):
        said(request, "check")
        return redirect(f"/employer/applications/{pk}/#item-{item}")
    reading = reading_of(row, request.standing, today=request.moment.date())
    one = next((one for one in _items(row, reading) if one.item.key == item), None)
    if one is None:
        raise ActRefused(refused)
    typed = {"outcome": outcome, "note": note} if refused else None
    context = {**_progress(request, row), "one": one, "refused": refused, "typed": typed}
    return render(request, "employer/check_saved.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def agree_rest(request: PageRequest, pk: int) -> HttpResponse:
    """List what is left to check; confirmed, all of it is noted as agreeing."""
    row = get_object_or_404(in_view(request.standing, "check"), pk=pk)
    if request.method == "POST":
        items = request.POST.getlist("item")
        agree_remaining(row, items, seen=_seen(request), actor=request.standing, now=request.moment)
        said(request, "check")
        return redirect("employer-application", pk=pk)
    reading = reading_of(row, request.standing, today=request.moment.date())
    left = [one for one in _items(row, reading) if one.checkable and one.own is None]
    return render(request, "employer/agree_rest.html", {**_progress(request, row), "left": left})


@login_required
@require_POST
def conduct(request: PageRequest, pk: int) -> HttpResponse:
    """Keep the statement on conduct."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    sound = request.POST.get("sound") == "yes"
    state_conduct(row, request.POST.get("text", ""), sound, actor=request.standing, now=request.moment)
    said(request, "state-conduct")
    return redirect("employer-application", pk=pk)


@login_required
@require_POST
def decide(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Recommend, or not."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    version = version_of(request.POST.get("version"))
    ACTS[act](row, request.POST.get("text", ""), actor=request.standing, now=request.moment, version=version)
    said(request, act)
    return redirect("employer-application", pk=pk)


@login_required
@require_POST
def give_back(request: PageRequest, pk: int) -> HttpResponse:
    """Return the items marked."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    return_items(
        row,
        marked_from(request.POST),
        actor=request.standing,
        now=request.moment,
        version=version_of(request.POST.get("version")),
        correct_by=_day(request.POST.get("correct_by", "")),
    )
    said(request, "return-items")
    return redirect("employer-application", pk=pk)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_POST
@never_cache
@limit_rate("unmask", limit=20, seconds=3600)
def show_number(request: PageRequest, pk: int) -> HttpResponse:
    """The applicant's number in full, once, in the answer to this form; on the ledger with its reason."""
    row = get_object_or_404(in_view(request.standing), pk=pk)
    reason = request.POST.get("unmask-reason", "")
    try:
        number = unmask_personal_number(row, actor=request.standing, now=request.moment, reason=reason)
    except ActRefused as error:
        if not request.headers.get("HX-Request"):
            raise
        return render(request, "employer/refused_part.html", {"refused": error.refusals})
    template = "accounts/number_shown.html" if request.headers.get("HX-Request") else "accounts/number_page.html"
    return render(request, template, {"number": number, "back": f"/employer/applications/{pk}/"})
