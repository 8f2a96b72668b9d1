"""The employer's notices: post one, look at it, close it, make it void, take down an objection that came on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.documents.render import render as render_document
from zhicheng.evidence.serving import picture_headers
from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.phrases import said
from zhicheng.web.applications.services.perform import refusals_now
from zhicheng.web.ledger.write import write_export
from zhicheng.web.notices.forms import ELSEWHERE, NoticeForm, ObjectionForm
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.queries import employer_notices, named_in, objections_seen, to_be_posted
from zhicheng.web.notices.services.objecting import Sender, receive_objection
from zhicheng.web.notices.services.posting import close_notice, keep_picture, post_notice, void_notice
from zhicheng.web.notices.texts import NoticeText, as_document, rule_for, text_before, text_of
from zhicheng.web.notices.views.lists import NOTICE_STATES, days_left, notice_columns, notice_state
from zhicheng.web.papers.models import Picture
from zhicheng.web.papers.services import store_file
from zhicheng.web.papers.tasks import picture_path
from zhicheng.web.rounds.queries import templates_of
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may, visible


@login_required
def notices(request: PageRequest) -> HttpResponse:
    """The unit's notices, with days left; the applications that still want one."""
    today = request.moment.date()
    first: Column[Notice] = Column(
        "unit", ("单位", "Unit"), lambda one: one.organisation.name, "organisation__name",
        lambda one: reverse("employer-notice", args=[one.pk]),
    )  # fmt: skip
    waiting: Column[Notice] = Column("objections", ("异议待处理", "Objections open"), _open_objections, number=True)
    listing = Listing(
        request,
        employer_notices(request.standing),
        [first, *notice_columns(today), waiting],
        search=("organisation__name", "round__title_zh", "round__title_en"),
        state_field="state",
        states=NOTICE_STATES,
        order="-posted_at",
    )
    if request.GET.get("export"):
        number = listing.found().count()
        write_export(actor=request.standing, now=request.moment, what="employer-notices", count=number)
        return listing.export("公示一览")
    context = {**listed(listing), "groups": _groups(to_be_posted(request.standing))}
    return render(request, "notices/employer_list.html", context)


def _open_objections(row: Notice) -> str:
    return str(row.objections_open)  # type: ignore[attr-defined]


def _groups(rows: Sequence[Application]) -> list[list[Application]]:
    """By round and unit: a notice names those of one unit in one round."""
    found: dict[tuple[int, int | None], list[Application]] = {}
    for row in rows:
        found.setdefault((row.round_id, row.employer_id), []).append(row)
    return list(found.values())


def _group_asked_for(request: PageRequest) -> list[Application]:
    """The applications of the round and unit that the address names, or the only ones there are."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    for group in (groups := _groups(to_be_posted(request.standing))):
        round_id, unit_id = str(group[0].round_id), str(group[0].employer_id)
        if asked.get("round", round_id) == round_id and asked.get("unit", unit_id) == unit_id:
            return group
    return groups[0] if groups and "round" not in asked else []


@login_required
@require_http_methods(["GET", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Choose whom to name and where; then look at the text; then post it."""
    group = _group_asked_for(request)
    if not group:
        return render(request, "notices/new.html", {"group": []})
    today = request.moment.date()
    options = options_for(group[0].round)
    form = NoticeForm(request.POST or None, options=options, today=today)
    posted = request.POST.getlist("application")
    ticked = {int(pk) for pk in posted if pk.isdecimal()}
    rows = [one for one in group if one.pk in ticked]
    if request.method == "GET":
        asked = request.GET.get("application", "")
        ticked = {int(asked)} if asked.isdecimal() else {one.pk for one in group}
    context: dict[str, Any] = {"group": group, "form": form, "ticked": ticked, "rule": rule_for(group[0].round)}
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        return render(request, "notices/new.html", context, status=422 if form.errors else 200)
    if not rows or len(rows) != len(posted):  # somebody was posted or left since: look again
        return render(request, "notices/new.html", {**context, "nobody": True}, status=422)
    if "post" not in request.POST:
        return render(request, "notices/preview.html", {**context, **_preview(form, rows, today), "rows": rows})
    return _post(request, form, rows)


def _preview(form: NoticeForm, rows: list[Application], today: dt.date) -> dict[str, Any]:
    away = form.cleaned_data["where"] == ELSEWHERE
    first = form.cleaned_data["first_day"] if away else today
    return {"text": _text(form, rows, first), "elsewhere": form.cleaned_data["elsewhere"], "away": away}


def _text(form: NoticeForm, rows: list[Application], first: dt.date) -> NoticeText:
    unit = rows[0].employer
    assert unit is not None  # whoever waits at a unit has one
    return text_before(rows[0].round, unit, rows, first, form.contact_line)


def _post(request: PageRequest, form: NoticeForm, rows: list[Application]) -> HttpResponse:
    unit = rows[0].employer
    assert unit is not None
    given = request.FILES.get("picture")
    picture = keep_picture(store_file(given.file), now=request.moment) if given is not None and given.file else None
    notice = post_notice(
        rows[0].round,
        unit,
        rows,
        actor=request.standing,
        now=request.moment,
        contact=form.contact_line,
        elsewhere=form.cleaned_data["elsewhere"],
        first_day=form.cleaned_data["first_day"],
        picture=picture,
    )
    said(request, "post-notice")
    return redirect("employer-notice", pk=notice.pk)


@login_required
@require_POST
def draft(request: PageRequest, format: str) -> HttpResponse:
    """The notice as a document before it is posted, to hang it elsewhere."""
    group = _group_asked_for(request)
    rows = [one for one in group if str(one.pk) in request.POST.getlist("application")]
    if not rows:
        return render(request, "notices/new.html", {"group": []}, status=422)
    today = request.moment.date()
    form = NoticeForm(request.POST, options=options_for(rows[0].round), today=today)
    if not form.is_valid():
        return render(request, "notices/new.html", {"group": []}, status=422)
    return _document(request, _text(form, rows, form.cleaned_data["first_day"] or today), format)


def _document(request: PageRequest, text: NoticeText, format: str) -> HttpResponse:
    templates = templates_of(text.round)
    return download_of(
        render_document("employer-notice", as_document(text), format, issued_at=request.moment, templates=templates)
    )


@login_required
@require_safe
def document(request: PageRequest, pk: int, format: str) -> HttpResponse:
    """A posted notice as a document."""
    return _document(request, text_of(get_object_or_404(employer_notices(request.standing), pk=pk)), format)


@login_required
@require_safe
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """A notice of the unit: its text, its objections, what is in the way of closing it."""
    row = get_object_or_404(employer_notices(request.standing), pk=pk)
    context = {
        "notice": row,
        "text": text_of(row),
        "state": notice_state(row),
        "left": days_left(row, request.moment.date()),
        "objections": objections_seen(request.standing).filter(notice=row).order_by("received_at"),
        "against": against_closing(request, row) if row.state == "posted" else [],
        "pages": range(1, row.picture.pages + 1) if row.picture else [],
    }
    return render(request, "notices/employer_notice.html", context)


def against_closing(request: PageRequest, row: Notice) -> list[Refusal]:
    """Everything that stands in the way of closing a notice, each reason once."""
    named = row.applications.filter(state=AT_EMPLOYER).select_related("round", "employer").order_by("pk")
    found = [
        one
        for application in visible(request.standing, "check", named)
        for one in refusals_now(application, "close-notice", actor=request.standing, now=request.moment)
    ]
    return list({(one.code, one.text): one for one in found}.values())


@login_required
@require_POST
def close(request: PageRequest, pk: int) -> HttpResponse:
    """Close a notice whose days have run."""
    row = get_object_or_404(employer_notices(request.standing), pk=pk)
    version = version_of(request.POST.get("version"))
    close_notice(row, request.POST.get("note", ""), actor=request.standing, now=request.moment, version=version)
    said(request, "close-notice")
    return redirect("employer-notice", pk=pk)


@login_required
@require_POST
def void(request: PageRequest, pk: int) -> HttpResponse:
    """Take a notice back that was posted with an error."""
    row = get_object_or_404(employer_notices(request.standing), pk=pk)
    version = version_of(request.POST.get("version"))
    void_notice(row, request.POST.get("reason", ""), actor=request.standing, now=request.moment, version=version)
    said(request, "void-notice")
    return redirect("employer-notice", pk=pk)


@login_required
@require_safe
def picture(request: PageRequest, pk: int, page: int) -> HttpResponseBase:
    """A page of the scan of a notice that hangs elsewhere."""
    row = get_object_or_404(visible(request.standing, "picture", Notice.objects.all()), pk=pk)
    one = get_object_or_404(Picture, blob_id=row.picture_id, page=page)
    return FileResponse(picture_path(one.digest).open("rb"), headers=picture_headers(one.media_type))


@login_required
@require_http_methods(["GET", "POST"])
def paper_objection(request: PageRequest, pk: int) -> HttpResponse:
    """Take down an objection that came by letter, telephone or in person."""
    row = get_object_or_404(employer_notices(request.standing, "post"), pk=pk)
    people = named_in(row)
    form = ObjectionForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        application = row.applications.filter(pk=given["about"]).first() if given["about"] else None
        sender = Sender(given["name"], given["contact"], given["named"] == "no")
        receive_objection(row, application, given["text"], sender, now=request.moment, received_by=request.standing)
        messages.success(request, spoken("异议已登记", "The objection is taken down"))
        return redirect("employer-notice", pk=pk)
    context = {"notice": row, "form": form, "may_post": may(request.standing, "post", row)}
    return render(request, "notices/paper_objection.html", context, status=422 if form.errors else 200)
