"""Notices as everybody reads them; raising an objection, following it by its receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import OUTCOMES, hiding_rule, may_object
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.notices.forms import ObjectionForm, ReceiptForm
from zhicheng.web.notices.kinds import kind_of, rule_of
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.queries import named_in, public_notices
from zhicheng.web.notices.services.objecting import (
    Sender,
    followed_by,
    notice_facts_of,
    receive_objection,
    withdraw_objection,
)
from zhicheng.web.notices.texts import text_of
from zhicheng.web.notices.views.lists import NOTICE_STATES, about, days_left, notice_columns, notice_state
from zhicheng.web.rounds.setting import options_for, procedure_for
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick


@require_safe
def notices(request: PageRequest) -> HttpResponse:
    """The notices that run and those that ended: unit, round, days, how many persons."""
    unit: Column[Notice] = Column(
        "unit", ("单位", "Unit"), lambda one: one.organisation.name, "organisation__name",
        lambda one: reverse("notice", args=[one.pk]),
    )  # fmt: skip
    listing = Listing(
        request,
        public_notices(),
        [unit, *notice_columns(request.moment.date())],
        search=("organisation__name", "round__title_zh", "round__title_en"),
        state_field="state",
        states=NOTICE_STATES[:2],
        order="-first_day",
    )
    return render(request, "notices/public_list.html", listed(listing, export=False))


@require_safe
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """A notice: who is named, from when to when, where to object. No number, no score, no telephone of anybody named."""
    row = get_object_or_404(public_notices(), pk=pk)
    context = {
        "notice": row,
        "text": text_of(row),
        "state": notice_state(row),
        "kind": kind_of(row),
        "left": days_left(row, request.moment.date()),
        "against": _against_objecting(request, row),
    }
    return render(request, "notices/public_notice.html", context)


def _against_objecting(request: PageRequest, row: Notice) -> tuple[Refusal, ...]:
    """Why nothing can be raised against a notice today."""
    rule = rule_of(row)
    if isinstance(rule, Refusal):
        return (rule,)
    return may_object(notice_facts_of(row), rule, shipped_calendar(), request.moment.date())


@require_http_methods(["GET", "POST"])
@never_cache
@limit_rate("objection", limit=6, seconds=3600)
def raise_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which anybody objects, with a name or without; the receipt is shown in the answer, once."""
    moment = request.moment  # type: ignore[attr-defined]
    row = get_object_or_404(public_notices(), pk=pk)
    against = _against_objecting(request, row)  # type: ignore[arg-type]
    if against:
        raise ActRefused(against)
    form = ObjectionForm(request.POST or None, people=named_in(row))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        application = row.applications.filter(pk=given["about"]).first() if given["about"] else None
        sender = Sender(given["name"], given["contact"], given["named"] == "no")
        _, receipt = receive_objection(row, application, given["text"], sender, now=moment)
        return render(request, "notices/received.html", {"notice": row, "receipt": receipt})
    rule = hiding_rule(procedure_for(row.round))
    context = {
        "notice": row,
        "form": form,
        "hidden": rule is not None or options_for(row.round).objector_hidden,
        "clause": "、".join(rule.cite) if rule is not None else "",
    }
    return render(request, "notices/object.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@limit_rate("receipt", limit=20, seconds=3600)
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of an objection, for who has its receipt; the receipt travels in the form, never in an address."""
    form = ReceiptForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["receipt"]
        if "withdraw" in request.POST:
            withdraw_objection(code, now=request.moment)  # type: ignore[attr-defined]
        found = followed_by(code)
        if found is None:
            form.add_error(
                "receipt", pick(("没有此回执编号，请核对大小写", "there is no such receipt; capital letters matter"))
            )
        else:
            context |= {"objection": found, "about": about(found), "state": OUTCOMES[found.state], "receipt": code}
    return render(request, "notices/receipt.html", context, status=422 if form.errors else 200)
