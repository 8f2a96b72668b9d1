"""Pages of the office: how far the groups are, whose sheets are awaited, the defences by day and place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.deliberation_states import DEFENCE as DEFENCE_FRAME
from zhicheng.procedure.review.deliberation_states import DELIBERATION as FRAME
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Group, Reading
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.forms import moment_in
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.phrases import GROUP_SCORE
from zhicheng.web.scoring.queries import awaited_readings, defences_of, progress_rows, review_or_404
from zhicheng.web.scoring.services.defences import NAMES, summon
from zhicheng.web.scoring.services.opening import open_deliberations, set_group_score
from zhicheng.web.scoring.services.reminding import remind_experts
from zhicheng.web.scoring.views.expert import state_of
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may, visible

DEFENCE_STATES = {one.name: one.staff for one in DEFENCE_FRAME.states}


@login_required
def scoring(request: PageRequest, code: str) -> HttpResponse:
    """How far the groups are; POST gives applications to groups, sets how scores are agreed on, or reminds."""
    review = review_or_404(request.standing, code)
    if request.method == "POST":
        return _done(request, review)
    rows = progress_rows(request.standing, review)
    listing = _progress(request, rows)
    if request.GET.get("export"):
        return _exported(request, listing, "评阅进度")
    context = {
        **listed(listing),
        "review": review,
        "groups": _groups(request, review, rows),
        "awaited": awaited_readings(request.standing, review).count(),
        "defences": defences_of(request.standing, review).exclude(state="held").count(),
        "methods": GROUP_SCORE.items(),
        "method": GROUP_SCORE[review.group_score],
        "may": may(request.standing, "set-up", review),
    }
    return render(request, "scoring/office.html", context)


def _progress(request: PageRequest, rows: QuerySet[Deliberation]) -> Listing[Deliberation]:
    return Listing(
        request,
        rows,
        _columns(request),
        search=("application__name", "application__serial", "application__specialty"),
        state_field="state",
        states=[(one.name, one.staff) for one in FRAME.states],
        order="application__serial",
    )


def _done(request: PageRequest, review: Review) -> HttpResponse:
    act, posted = request.POST.get("act", ""), request.POST
    asked: dict[str, Any] = {"actor": request.standing, "now": request.moment}
    if act == "open":
        done = open_deliberations(review, version=version_of(posted.get("version")), **asked)
        zh = f"交付 {done.count} 份，其中 {done.defences} 份须面试答辩"
        en = f"given to groups: {done.count}; a defence is due for {done.defences}"
        messages.success(request, spoken(zh, en))
        if done.without_group:
            names = "、".join(f"{one.serial} {one.name}" for one in done.without_group)
            messages.warning(request, spoken(f"未找到所属评议组：{names}", f"no group found for: {names}"))
    elif act == "remind":
        count = remind_experts(review, **asked)
        messages.success(request, spoken(f"已提醒 {count} 名专家", f"experts reminded: {count}"))
    else:
        limit = posted.get("difference_limit", "")
        version = version_of(posted.get("version"))
        set_group_score(review, method=posted.get("group_score", ""), limit=limit, version=version, **asked)
        messages.success(request, spoken("核分办法已保存", "How scores are agreed on is saved"))
    return redirect("scoring", code=review.round.code)


def _columns(request: PageRequest) -> list[Column[Deliberation]]:
    seen = visible(request.standing, "view", Deliberation.objects.all(), as_object="group-sheet")
    opinions = set(seen.values_list("pk", flat=True))

    def page(row: Deliberation) -> str:
        return reverse("group-opinion", args=[row.pk]) if row.pk in opinions else ""

    return [
        Column("serial", ("编号", "No."), lambda one: one.application.serial, "application__serial"),
        Column("name", ("姓名", "Name"), lambda one: one.application.name, "application__name", page),
        Column("specialty", ("专业", "Specialty"), lambda one: one.application.specialty, "application__specialty"),
        Column("group", ("评议组", "Group"), lambda one: one.group.name, "group__name"),
        Column("handed_in", ("已交评分表", "Sheets in"), lambda one: one.handed_in, "handed_in", number=True),
        Column("given", ("评阅专家", "Readers"), lambda one: one.given, "given", number=True),
        Column("agreed", ("核定分", "Score"), _agreed, "agreed_at"),
        Column("state", ("状态", "State"), state_of, "state"),
    ]


def _agreed(row: Deliberation) -> tuple[str, str]:
    """The score once the opinion is given; before, only whether it is agreed on."""
    if row.state != WAITING and row.recognised:
        total = str(row.recognised.get("total", "—"))
        return total, total
    return ("已议定", "agreed") if row.agreed_at else ("未议定", "not yet")


def _groups(request: PageRequest, review: Review, rows: QuerySet[Deliberation]) -> list[dict[str, Any]]:
    """Each group in numbers."""
    groups = visible(request.standing, "view", Group.objects.filter(committee__review=review)).order_by("pk")
    found = []
    every = list(rows)
    for group in groups:
        here = [one for one in every if one.group_id == group.pk]
        found.append(
            {
                "group": group,
                "applications": len(here),
                "given": sum(one.given for one in here),  # type: ignore[attr-defined]
                "handed_in": sum(one.handed_in for one in here),  # type: ignore[attr-defined]
                "agreed": sum(one.agreed_at is not None for one in here),
                "through": sum(one.state != WAITING for one in here),
            }
        )
    return found


@login_required
def awaited(request: PageRequest, code: str) -> HttpResponse:
    """Whose sheets are awaited, on which application."""
    review = review_or_404(request.standing, code)
    listing: Listing[Reading] = Listing(
        request,
        awaited_readings(request.standing, review),
        [
            Column("expert", ("专家", "Expert"), lambda one: one.seat.expert.name, "seat__expert__name"),
            Column("code", ("编号", "Code"), lambda one: one.seat.expert.code, "seat__expert__code"),
            Column("unit", ("单位", "Employer"), lambda one: one.seat.expert.employer_name),
            Column(
                "group", ("评议组", "Group"), lambda one: one.seat.group.name if one.seat.group else "", "seat__group"
            ),
            Column("serial", ("申报编号", "Application"), lambda one: one.application.serial, "application__serial"),
            Column("name", ("申报人", "Applicant"), lambda one: one.application.name, "application__name"),
        ],
        search=("seat__expert__name", "seat__expert__code", "application__name", "application__serial"),
        order="seat__expert__code",
    )
    if request.GET.get("export"):
        return _exported(request, listing, "待交评分表")
    return render(request, "scoring/awaited.html", {**listed(listing), "review": review})


def _exported(request: PageRequest, listing: Listing[Any], name: str) -> HttpResponse:
    with transaction.atomic():
        write_export(actor=request.standing, now=request.moment, what=name, count=listing.found().count())
        return listing.export(name)


@login_required
def defences(request: PageRequest, code: str) -> HttpResponse:
    """The defences by day and place, with the form that summons."""
    review = review_or_404(request.standing, code)
    return _schedule(request, review)


def _schedule(request: PageRequest, review: Review, **changed: Any) -> HttpResponse:
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in defences_of(request.standing, review):
        day = None if one.appointed_at is None else one.appointed_at.astimezone(CHINA).date()
        shown = {"row": one, "state": DEFENCE_STATES[one.state], "kind": NAMES[one.kind], "summons": _summons(one)}
        days.setdefault(day, []).append(shown)
    context = {
        "review": review,
        "days": sorted(days.items(), key=lambda pair: (pair[0] is not None, pair[0] or 0)),
        "kinds": NAMES.items(),
        "may": may(request.standing, "set-up", review),
        **changed,
    }
    return render(request, "scoring/defences.html", context, status=422 if changed else 200)


def _summons(row: Defence) -> bool:
    """Whether a time and place can be set now."""
    return row.state in ("due", "missed")


@login_required
@require_POST
def summons(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """Time and place of one defence."""
    review = review_or_404(request.standing, code)
    row = get_object_or_404(defences_of(request.standing, review), pk=pk)
    posted = request.POST
    try:
        summon(
            row,
            appointed_at=moment_in(posted, "appointed_at"),
            place=posted.get("place", ""),
            kind=posted.get("kind", ""),
            actor=request.standing,
            now=request.moment,
            version=version_of(posted.get("version")),
        )
    except ActRefused as refused:
        if {"no-right", "not-your-step"} & set(refused.codes):
            raise
        return _schedule(request, review, refusals=refused.refusals, wrong=pk)
    messages.success(request, spoken("已通知答辩", "Summoned"))
    return redirect("scoring-defences", code=code)
