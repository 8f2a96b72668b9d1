"""What everybody sees of rounds: the list, the page of one, its forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.rounds_states import STATES
from zhicheng.procedure.step_bar import step_bar
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.rounds.blank_forms import blank_form, forms_shown
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import NumberRow, number_rows
from zhicheng.web.rounds.queries import changes_of, notices_of, offices_of, rounds_for, windows_of
from zhicheng.web.rounds.setting import (
    chain_for,
    notice_of,
    options_for,
    pack_for,
    procedure_for,
    setting_of,
    tier_names,
)
from zhicheng.web.rounds.timeline import timeline
from zhicheng.web.rounds.windows import countdown, is_open, phase, tier_number, tier_windows
from zhicheng.web.site.downloads import download_of
from zhicheng.web.site.listed import listed
from zhicheng.web.site.listing import Column, Listing
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import may

Pair = tuple[str, str]
STATE_NAMES = [(state.name, state.staff) for state in STATES]
STATE_LOOK = {"draft": "waiting", "open": "now", "closed": ""}
DATE_NAMES: dict[str, Pair] = {
    "as_of": ("计算截止日", "Reckoned to"),
    "tenure": ("任职年限", "Years in the title"),
    "achievements": ("业绩成果", "Achievements"),
    "assessments": ("年度考核", "Annual assessments"),
    "ce_years": ("继续教育", "Continuing education"),
    "insurance": ("社会保险", "Social insurance"),
    "work_years": ("工作年限", "Years of work"),
    "submission": ("提交材料", "Handing in"),
}


def track_title(round_: Round) -> Pair:
    """What the track is called; its key where the pack is no longer there."""
    try:
        return load_pack(round_.pack).about(round_.level)
    except (Refused, KeyError):
        return round_.track, round_.track


def now_open(round_: Round, today: dt.date) -> Pair:
    """Which tiers may act on this day, each with how long still."""
    if round_.state != "open":
        return dict(STATE_NAMES)[round_.state]
    names = tier_names(round_)
    found = [
        (names.get(one.tier, (one.tier, one.tier)), countdown(one, today))
        for one in windows_of(round_)
        if is_open(one, today)
    ]
    if not found:
        return "现在没有办理中的环节", "no tier is at work now"
    return "；".join(f"{name[0]}：{left[0]}" for name, left in found), "; ".join(
        f"{name[1]}: {left[1]}" for name, left in found
    )


def headline(round_: Round, today: dt.date) -> Pair:
    """What matters most to a visitor: whether one can apply now, and how long still."""
    window = next((one for one in windows_of(round_) if one.tier == "applicant"), None)
    if round_.state != "open" or window is None:
        return "", ""
    left = countdown(window, today)
    return f"个人申报{left[0]}", f"applications: {left[1]}"


def columns(today: dt.date) -> tuple[Column[Round], ...]:
    """The columns of the list, on a day."""
    return (
        Column(
            "title",
            ("年度评审", "Round"),
            lambda one: one.title,
            sort="title_zh",
            address=lambda one: f"/rounds/{one.code}/",
        ),
        Column("year", ("年度", "Year"), lambda one: one.year, sort="year", number=True),
        Column("track", ("专业和级别", "Track"), track_title, sort="pack"),
        Column("office", ("评委会办公室", "Committee office"), lambda one: one.office.name, sort="office__name"),
        Column("state", ("状态", "State"), lambda one: dict(STATE_NAMES)[one.state], sort="state"),
        Column("now", ("现在", "Now"), lambda one: headline(one, today)),
    )


@require_safe
def rounds(request: PageRequest) -> HttpResponse:
    """The rounds this person may see: open and closed ones, and the drafts of their own office."""
    listing = Listing(
        request,
        rounds_for(request.standing),
        columns(request.moment.date()),
        search=("code", "title_zh", "title_en", "pack", "office__name"),
        state_field="state",
        states=STATE_NAMES,
        order="-year",
    )
    if request.GET.get("export"):
        return listing.export("rounds")
    return render(
        request, "rounds/rounds.html", {**listed(listing), "may_set_up": offices_of(request.standing).exists()}
    )


@require_safe
def round_page(request: PageRequest, code: str) -> HttpResponse:
    """The public page of a round."""
    round_ = get_object_or_404(rounds_for(request.standing), code=code)
    today = request.moment.date()
    context = {
        **facts_context(round_, today),
        "forms": forms_shown(round_),
        "notices": notices_of(request.standing, round_)[:20],
        "changes": changes_of(round_),
        "may_inspect": may(request.standing, "inspect", round_),
        "may_apply": may(request.standing, "apply", round_)
        and any(one.tier == "applicant" and is_open(one, today) for one in windows_of(round_)),
    }
    return render(request, "rounds/round.html", context)


def facts_context(round_: Round, today: dt.date) -> dict[str, Any]:
    """What both the public page and the office's say of a round."""
    names, windows = tier_names(round_), windows_of(round_)
    named = [(names.get(one.tier, (one.tier, one.tier)), one) for one in windows]
    setting, notice = setting_of(round_), notice_of(round_)
    numbers = number_rows(round_.numbers, procedure_for(round_))
    return {
        "round": round_,
        "look": STATE_LOOK[round_.state],
        "state_name": dict(STATE_NAMES)[round_.state],
        "track_title": track_title(round_),
        "pack": pack_for(round_),
        "notice": notice,
        "now_open": now_open(round_, today),
        "headline": headline(round_, today),
        "steps": steps_of(round_, today),
        "timeline": timeline(named, today),
        "windows": [(name, one, phase(one, today), countdown(one, today)) for name, one in named],
        "numbers": [row for row in numbers if row.shown and row.key != "pass_mark"],
        "pass_mark": None if setting.pass_mark is None else as_text(setting.pass_mark),
        "pass_mark_source": _mark_source(round_, notice.title, numbers),
        "dates": [(DATE_NAMES[key], day) for key, day in notice.dates(round_.track).items()],
        "options": options_for(round_),
    }


def _mark_source(round_: Round, title: Pair, numbers: tuple[NumberRow, ...]) -> Pair:
    own = next(row for row in numbers if row.key == "pass_mark")
    return (own.source, own.source) if round_.numbers.get("pass_mark") else title


def steps_of(round_: Round, today: dt.date) -> list[dict[str, Any]]:
    """The steps of the round in order, the tiers by where today lies to their windows."""
    chain, windows = chain_for(round_), {tier_number(one.tier): one for one in round_.windows.all()}
    if isinstance(chain, Refusal):
        return []
    bar = step_bar(procedure_for(round_), chain, "draft", 0, tier_windows(round_.windows.all()), today)
    found = []
    for step in bar.steps:
        window = windows.get(step.tier) if step.tier is not None else None
        now = "ahead" if window is None else phase(window, today)
        found.append({"name": step.name, "state": now, "window": window, "clause": step.clause})
    return found


@require_safe
def round_form(request: PageRequest, code: str, document: str, format: str) -> HttpResponse:
    """A form of the round, empty, to download."""
    round_ = get_object_or_404(rounds_for(request.standing), code=code)
    made = blank_form(round_, document, format, request.moment)
    if made is None:
        raise Http404
    return download_of(made)
