"""The office's page of a round: its state and conditions, windows, templates, applications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhicheng.documents.registry import DOCUMENTS
from zhicheng.procedure.application_states import STATES
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.rounds.conditions import closing_conditions, opening_conditions, policy_refusals
from zhicheng.web.rounds.forms import ExtendForm
from zhicheng.web.rounds.models import Round, RoundTemplate
from zhicheng.web.rounds.numbers import number_rows
from zhicheng.web.rounds.options import shown_choices
from zhicheng.web.rounds.queries import applications_of, changes_of, counted_states, counts_of, rounds_for, windows_of
from zhicheng.web.rounds.services.running import close_round, extend_windows, open_round
from zhicheng.web.rounds.setting import options_for, procedure_for, tier_names
from zhicheng.web.rounds.views.new import say_beside
from zhicheng.web.rounds.views.public import facts_context
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.scope import may

APPLICATION_STATES = [(state.name, state.staff) for state in STATES]


def _read_at(application: Any) -> str:
    """Where an application is read; the page comes with the part of the platform above."""
    return reverse("application-read", args=[application.pk])


COLUMNS: tuple[Column[Any], ...] = (
    Column("serial", ("申报编号", "No."), lambda one: one.serial, sort="serial"),
    Column("name", ("姓名", "Name"), lambda one: one.name, sort="name", address=_read_at),
    Column("employer", ("工作单位", "Employer"), lambda one: one.employer_name, sort="employer_name"),
    Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, sort="specialty"),
    Column("state", ("状态", "State"), lambda one: dict(APPLICATION_STATES)[one.state], sort="state"),
    Column(
        "from",
        ("来源", "Came by"),
        lambda one: ("名册导入", "imported roster") if one.imported else ("平台申报", "here"),
    ),
)

ACTS = ("set-up", "open", "extend", "close", "replace-template", "import", "export")


@login_required
@require_safe
def office(request: PageRequest, code: str) -> HttpResponse:
    """Everything the office needs to run a round; the supervisor reads along."""
    round_ = get_object_or_404(rounds_for(request.standing, "inspect"), code=code)
    return render(request, "rounds/office.html", office_context(request, round_))


def office_context(request: PageRequest, round_: Round, **changed: Any) -> dict[str, Any]:
    """What the office's page shows; ``changed`` puts a form with errors in place of the fresh one."""
    today, counts = request.moment.date(), counts_of(request.standing, round_)
    closing = closing_conditions(round_, today, counts) if round_.state == "open" else ()
    return {
        **facts_context(round_, today),
        **listed(_arrived(request, round_), export=False),
        "counts": counted_states(counts),
        "total": sum(counts.values()),
        "opening": opening_conditions(round_, today) if round_.state == "draft" else (),
        "closing": closing,
        "needs_draft_reason": round_.state == "draft" and bool(policy_refusals(round_)),
        "in_hand": any(one.reasons for one in closing[1:]),
        "extend_form": ExtendForm(tiers=_tiers(round_)),
        "all_numbers": number_rows(round_.numbers, procedure_for(round_)),
        "choices": shown_choices(options_for(round_)),
        "templates": _templates(round_),
        "changes": changes_of(round_),
        "can": {act.replace("-", "_"): may(request.standing, act, round_) for act in ACTS},
        **changed,
    }


def _arrived(request: PageRequest, round_: Round) -> Listing[Any]:
    """The applications of the round that this person may see: those that have arrived."""
    return Listing(
        request,
        applications_of(request.standing, round_),
        COLUMNS,
        search=("serial", "name", "employer_name", "specialty"),
        state_field="state",
        states=APPLICATION_STATES,
        order="serial",
    )


def _tiers(round_: Round) -> dict[str, tuple[str, str]]:
    """The tiers that have a window, with their names."""
    names = tier_names(round_)
    return {one.tier: names[one.tier] for one in windows_of(round_) if one.tier in names}


def _templates(round_: Round) -> list[dict[str, Any]]:
    """Every document and format, with the round's own template where it has one."""
    own = {(row.document, row.format): row for row in RoundTemplate.objects.filter(round=round_).defer("content")}
    return [
        {
            "kind": kind,
            "format": format,
            "own": own.get((kind.key, format)),
            "ending": kind.template(format).rpartition(".")[2],
        }
        for kind in DOCUMENTS.values()
        for format in kind.formats
    ]


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """Open, extend or close."""
    round_ = get_object_or_404(rounds_for(request.standing, "inspect"), code=code)
    version, who, now = version_of(request.POST.get("version")), request.standing, request.moment
    reason = request.POST.get("reason", "").replace("\0", "")[:500]
    if name == "open":
        open_round(round_, actor=who, now=now, version=version, draft_reason=reason)
        messages.success(request, spoken("已开放", "the round is open"))
    elif name == "close":
        close_round(round_, actor=who, now=now, version=version, reason=reason)
        messages.success(request, spoken("已结束", "the round is closed"))
    else:
        form = ExtendForm(request.POST, tiers=_tiers(round_))
        if not form.is_valid():
            return render(request, "rounds/office.html", office_context(request, round_, extend_form=form), status=422)
        try:
            extend_windows(
                round_, form.closes(), reason=form.cleaned_data["reason"], actor=who, now=now, version=version
            )
        except ActRefused as error:
            if set(error.codes) & {"stale-page", "no-right"}:
                raise
            say_beside(form, error)
            return render(request, "rounds/office.html", office_context(request, round_, extend_form=form), status=409)
        messages.success(request, spoken("已延期", "extended"))
    return HttpResponseRedirect(f"/rounds/{code}/office/")
