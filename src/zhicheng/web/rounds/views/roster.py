"""The roster of a round: its export in the province's columns, and the start from an imported one."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.documents.render import render as render_document
from zhicheng.procedure.application_states import ARRIVED, AT_DEPARTMENT
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.tiers import DEPARTMENT
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.forms import RosterForm
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.queries import departments, rounds_for, templates_of
from zhicheng.web.rounds.roster_rows import roster_of
from zhicheng.web.rounds.services.roster import LARGEST, NoticeRun, RosterFile, import_roster, plan_import
from zhicheng.web.rounds.setting import chain_for
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import pick, spoken


@login_required
@require_safe
def export(request: PageRequest, code: str) -> HttpResponse:
    """The applications this person may export, as the roster of the province's columns."""
    round_ = get_object_or_404(rounds_for(request.standing, "export"), code=code)
    roster = roster_of(request.standing, round_, request.moment.date())
    made = render_document(
        "recommendation-roster", roster, "xlsx", issued_at=request.moment, templates=templates_of(round_)
    )
    with transaction.atomic():
        detail = {"list": "recommendation-roster", "rows": len(roster.rows)}
        write_entry(
            "export", actor=request.standing, now=request.moment, on=round_, role="committee-office", detail=detail
        )
    return download_of(made)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: PageRequest, code: str) -> HttpResponse:
    """A roster handed in: what would be created, every error; then, confirmed, all of it or nothing."""
    round_ = get_object_or_404(rounds_for(request.standing, "import"), code=code)
    starts = starts_of(round_)
    form = RosterForm(starts=starts, initial={"start": starts[-1][0] if starts else ""})
    context: dict[str, Any] = {"round": round_, "form": form, "departments": departments()}
    if request.method == "GET":
        return render(request, "rounds/import.html", context)
    if request.POST.get("confirm"):
        return _confirmed(request, round_)
    form = context["form"] = RosterForm(request.POST, request.FILES, starts=starts)
    if not form.is_valid():
        return render(request, "rounds/import.html", context, status=422)
    file = RosterFile(form.cleaned_data["file"].name, form.cleaned_data["file"].read(LARGEST + 1))
    state, _, tier = form.cleaned_data["start"].partition(":")
    notice = notice_run(form.cleaned_data["first_day"], form.cleaned_data["closed_on"])
    try:
        plan = plan_import(round_, file, state=state, tier=int(tier), actor=request.standing, notice=notice)
    except Refused as error:
        return render(request, "rounds/import.html", {**context, "problems": error.problems}, status=422)
    packed = base64.b64encode(file.content).decode()
    start = form.cleaned_data["start"]
    chosen = {
        "notice": notice,
        "plan": plan,
        "file": file,
        "packed": packed,
        "start": start,
        "start_name": dict(starts)[start],
    }
    return render(request, "rounds/import.html", {**context, **chosen})


def _confirmed(request: PageRequest, round_: Round) -> HttpResponse:
    state, _, tier = request.POST.get("start", "").partition(":")
    try:
        content = base64.b64decode(request.POST.get("packed", ""), validate=True)
    except binascii.Error:
        content = b""
    file = RosterFile(request.POST.get("name", "")[:120] or "roster.xlsx", content)
    plan = import_roster(
        round_, file, state=state, tier=int(tier) if tier.isdecimal() else 0, actor=request.standing, now=request.moment,
        version=version_of(request.POST.get("version")),
        notice=notice_run(_day(request.POST.get("first_day")), _day(request.POST.get("closed_on"))),
    )  # fmt: skip
    if plan.already:
        messages.warning(
            request,
            spoken("这份名册已经导入过，未重复创建", "this roster was imported before; nothing was created again"),
        )
    else:
        zh, en = f"已导入 {len(plan.rows)} 人", f"{len(plan.rows)} persons imported"
        messages.success(request, pick((zh, en)))
    return HttpResponseRedirect(f"/rounds/{round_.code}/office/#applications")


def _day(posted: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(posted or "")
    except ValueError:
        return None


def notice_run(first_day: dt.date | None, closed_on: dt.date | None) -> NoticeRun | None:
    """The notice that ran in the units before; none where a day is missing."""
    return None if first_day is None or closed_on is None else NoticeRun(first_day, closed_on)


def starts_of(round_: Round) -> list[tuple[str, str]]:
    """Where imported applications can start: each tier of departments, and the committee's door."""
    chain = chain_for(round_)
    if isinstance(chain, Refusal):
        return []
    tiers = [one for one in chain.tiers if one.kind == DEPARTMENT]
    found = [
        (f"{AT_DEPARTMENT}:{one.index}", pick((f"由{one.name[0]}审核", f"with the {one.name[1]}"))) for one in tiers
    ]
    return [*found, (f"{ARRIVED}:0", pick(("已报送评委会", "arrived at the committee")))]
