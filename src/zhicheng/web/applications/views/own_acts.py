"""The applicant's acts: promise, hand in, withdraw, take up again, answer what was returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.in_hand import promise_stands
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.own_reading import apply_duty, items_to_correct, obstacles, promise_alone_missing
from zhicheng.web.applications.phrases import said
from zhicheng.web.applications.queries import has_application
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.applications.services.returning import answer_item
from zhicheng.web.applications.services.submitting import (
    give_commitment,
    reopen_application,
    resubmit_application,
    submit_application,
    withdraw_application,
)
from zhicheng.web.applications.views.own_pages import frame, own_or_404
from zhicheng.web.records.queries import kept_records
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.request import PageRequest

HANDING_IN: Final = {"submit": submit_application, "resubmit": resubmit_application}
SERVICES: Final = {"withdraw": withdraw_application, "reopen": reopen_application}
MENDED_AT: Final = {"way_in": "own-way", "claimed": "own-score", "general": "own-papers"}
"""On which section of the application a returned item is mended that is no record."""
NOT_TICKED: Final = Refusal(
    "commitment-not-ticked",
    ("请先勾选承诺", "tick the promise first"),
    do=("阅读后勾选，再点“作出承诺”", "read it, tick the box, then promise"),
)


@login_required
def commitment(request: PageRequest, pk: int) -> HttpResponse:
    """The promise that everything is true, with the clause that asks for it."""
    row = own_or_404(request, pk)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        if request.POST.get("promise") == "yes":
            version = version_of(request.POST.get("version"))
            give_commitment(row, actor=request.standing, now=request.moment, version=version)
            said(request, "give-commitment")
            return redirect("own-application", pk=pk)
        refusals = (NOT_TICKED,)
    context = {**frame(row), "duty": apply_duty(row), "stands": promise_stands(row), "refusals": refusals}
    return render(request, "applications/own/commitment.html", context, status=422 if refusals else 200)


@login_required
def act(request: PageRequest, pk: int, name: str) -> HttpResponse:
    """A page that says what will happen, and does it when it is confirmed."""
    if name not in HANDING_IN and name not in SERVICES:
        raise Http404
    if request.method == "POST":
        if not has_application(request.standing, pk):
            raise Http404
        _carry_out(request, Application(pk=pk), name)  # which reads and locks the row itself
        said(request, name)
        return redirect("own-application", pk=pk)
    row = own_or_404(request, pk)
    against = _against(request, row, name)
    promise = name in HANDING_IN and promise_alone_missing(one for one, _ in against)
    context = {
        **frame(row),
        "act": name,
        "against": () if promise else against,
        "promise": promise,
        "handing_in": tuple(HANDING_IN),
    }
    return render(request, "applications/own/act.html", context)


def _carry_out(request: PageRequest, row: Application, name: str) -> None:
    """Do it; handing in takes the promise along where it was ticked on the same page."""
    version = version_of(request.POST.get("version"))
    if name in HANDING_IN:
        promise = request.POST.get("promise") == "yes"
        HANDING_IN[name](row, actor=request.standing, now=request.moment, version=version, promise=promise)
    else:
        SERVICES[name](row, actor=request.standing, now=request.moment, version=version)


def _against(request: PageRequest, row: Application, name: str) -> list[tuple[Refusal, str]]:
    """What stands in the way of an act now, each with the page where it is mended."""
    if name in ("submit", "resubmit") and row.state not in ("withdrawn",):
        found = [(one.refusal, one.page) for one in obstacles(row, request.standing, request.moment)]
        if found:
            return found
    return [(one, "") for one in refusals_now(row, name, actor=request.standing, now=request.moment)]


@login_required
def corrections(request: PageRequest, pk: int) -> HttpResponse:
    """What was returned, item by item, each with a field for the answer."""
    row = own_or_404(request, pk)
    items = items_to_correct(row)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        number = request.POST.get("item", "")
        chosen = next((one for one in items if str(one.pk) == number), None)
        if chosen is None:
            raise Http404
        try:
            answer_item(chosen, request.POST.get("answer", ""), actor=request.standing, now=request.moment)
        except ActRefused as refused:
            if refused.codes != ("answer-empty",):
                raise
            refusals = refused.refusals
        else:
            said(request, "change")
            return redirect("own-corrections", pk=pk)
    wrong = request.POST.get("item", "") if refusals else ""
    names, records = items_of(row), {one.key: one.pk for one in kept_records(request.standing)}
    context = {
        **frame(row),
        "items": [
            {
                "item": one,
                "name": names.get(one.item, (one.item, one.item)),
                "address": _mended_at(row, one.item, records),
                "wrong": wrong == str(one.pk),
            }
            for one in items
        ],
        "open": sum(one.answered_at is None for one in items),
        "in_the_way": obstacles(row, request.standing, request.moment),
        "refusals": refusals,
    }
    return render(request, "applications/own/corrections.html", context, status=422 if refusals else 200)


def _mended_at(row: Application, key: str, records: Mapping[str, int]) -> str:
    """The page on which a returned item is mended: a section of the application, a record kept, the person's facts."""
    if key in records:
        return reverse("record", args=[records[key]])
    if key == "applicant":
        return reverse("facts")
    return reverse(MENDED_AT.get(key, "own-records"), args=[row.pk])
