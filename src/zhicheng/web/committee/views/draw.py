"""The draw as the office holds it and the supervisor watches: a ceremony in steps, its plan, its acts, its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.procedure.draw.bundle import Bundle, public_view
from zhicheng.procedure.draw.files import write_bundle, write_plain
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.committee_queries import committee_of
from zhicheng.web.committee.draw_forms import DrawPlanForm
from zhicheng.web.committee.draw_queries import draws_of, draws_seen, experts_named, seats_by_code
from zhicheng.web.committee.draw_words import (
    MODES,
    STAGES,
    chances_shown,
    hashes_of,
    missing_from,
    refusals_of,
    rounds_shown,
    steps_of,
    to_do,
)
from zhicheng.web.committee.models import Committee, Draw
from zhicheng.web.committee.services.draw_jobs import bundle_of, names_of
from zhicheng.web.committee.services.draw_plan import named_for
from zhicheng.web.committee.services.draw_revealing import enter_balls, give_value
from zhicheng.web.committee.services.drawing import (
    ask_again,
    ask_first_round,
    ask_next_round,
    draw_members,
    prepare_draw,
    seat_members,
    set_draw_plan,
    sources_lacking,
    unseated,
    void_round,
)
from zhicheng.web.ledger.write import write_export
from zhicheng.web.review.views.shared import OnPage, on_page
from zhicheng.web.site.acts import version_of
from zhicheng.web.site.downloads import attachment
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import sentence, spoken
from zhicheng.web.visibility.scope import may

JSON: Final = "application/json"


@login_required
@require_safe
def draw(request: PageRequest, code: str) -> HttpResponse:
    """The draw of a review's committee: what is done, who must do what now, hashes, chances, members, earlier draws."""
    page = on_page(request, code)
    committee = committee_of(request.standing, page.review)
    draws = draws_of(request.standing, committee)
    context = {**page.frame, "committee": committee, "draws": draws[1:], "draw": draws[0] if draws else None}
    if draws:
        context |= shown(request, draws[0])
    if committee is not None and page.runs:
        context["may_prepare"] = committee.state in ("forming", "drawn") and (
            not draws or (draws[0].stage == "void" and bool(draws[0].bundle))
        )
        context["named"] = [] if draws else list(named_for(committee))
    return render(request, "committee/draw.html", context)


def shown(request: PageRequest, row: Draw) -> dict[str, Any]:
    """Everything a page of office or supervisor shows of one draw."""
    bundle = bundle_of(row) if row.bundle else None
    waiting = unseated(row) if row.stage == "drawn" else ()
    open_ = row.stage in ("stated", "revealed") or (row.stage == "drawn" and bool(waiting))
    found: dict[str, Any] = {
        "bundle": bundle,
        "stage": STAGES[row.stage],
        "steps": steps_of(row, seated=not waiting),
        "now_do": to_do(row, bundle, unseated=len(waiting)),
        "at_work": row.job in ("preview", "state"),
        "checking": row.job == "check",
        "trouble": refusals_of(row.trouble),
        "unseated": len(waiting),
        "may_enter": may(request.standing, "enter", row),
        "may_void": open_ and may(request.standing, "void", row),
        **_planned(row),
    }
    return found if bundle is None or not bundle.rounds else {**found, **_stated(request, row, bundle)}


def _planned(row: Draw) -> dict[str, Any]:
    """The plan with its chances, and what keeps it from being frozen."""
    return {
        "preview": row.preview,
        "preview_mode": MODES.get(row.preview.get("mode", "")),
        "members_planned": sum(one["count"] for one in row.plan["seats"]),
        "lacking": sources_lacking(row) if row.stage == "committing" else None,
    }


def _stated(request: PageRequest, row: Draw, bundle: Bundle) -> dict[str, Any]:
    """Hashes, rounds, chances, members and findings of a draw with a round."""
    last = len(bundle.rounds) - 1
    rounds = rounds_shown(bundle)
    return {
        "hashes": hashes_of(bundle),
        "rounds": rounds,
        "last": rounds[last],
        "missing": missing_from(bundle),
        "mode": MODES[bundle.rounds[last].statement.mode],
        "chances": chances_shown(bundle, last),
        "members": _members(request, row, bundle),
        "findings": row.findings if row.findings.get("head") == bundle.head else {},
        "void_stands": row.stage == "void" and bundle.standing is None,
        "first_entry": bool(row.entered),
    }


def _members(request: PageRequest, row: Draw, bundle: Bundle) -> list[dict[str, Any]]:
    """The committee that stands, with names, for office and supervisor."""
    standing = bundle.standing
    if standing is None or standing.outcome is None:
        return []
    ids = {one.code: one.id for one in names_of(row).experts}
    seat_of = {line.code: line.seat for line in bundle.frozen.pool}
    groups = {code: group.name for group in standing.outcome.groups for code in group.members}
    codes = standing.outcome.committee
    experts = experts_named(request.standing, [ids[code] for code in codes], row.committee)
    seats = seats_by_code(request.standing, row.committee)
    kept = set(standing.statement.keep)
    rows = [
        {
            "code": code,
            "expert": experts.get(ids[code]),
            "id": ids[code],
            "seat": seat_of[code],
            "group": groups.get(code, ""),
            "kept": code in kept,
            "seated": seats.get(ids[code]),
        }
        for code in codes
    ]
    return sorted(rows, key=lambda one: (one["seat"], one["id"]))


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: PageRequest, code: str) -> HttpResponse:
    """The plan of the draw, by the office: seats, groups, caps, sources of chance; saving looks at the chances anew."""
    page, row = _of_office(request, code)
    if row.stage != "committing":
        raise Http404
    form = DrawPlanForm(request.POST or None, plan=row.plan)
    if request.method == "POST" and form.is_valid():
        version = version_of(request.POST.get("version"))
        set_draw_plan(row, form.plan, actor=request.standing, now=request.moment, version=version)
        messages.success(
            request, spoken("方案已保存，正在试算机会", "The plan is saved; its chances are being reckoned")
        )
        return redirect("review-draw", code=code)
    named = list(named_for(row.committee))
    context = {**page.frame, "draw": row, "form": form, "named": named}
    return render(request, "committee/draw_plan.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: PageRequest, code: str, name: str) -> HttpResponse:
    """One act of the office on the draw."""
    if name == "prepare":
        page = on_page(request, code)
        committee = committee_of(request.standing, page.review)
        if committee is None:
            raise Http404
        prepare_draw(committee, actor=request.standing, now=request.moment)
        return redirect("review-draw", code=code)
    _, row = _of_office(request, code)
    done = _ACTS.get(name)
    if done is None:
        raise Http404
    done(request, row)
    return redirect("review-draw", code=code)


def _state(request: PageRequest, row: Draw) -> None:
    ask_first_round(row, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version")))


def _next(request: PageRequest, row: Draw) -> None:
    version = version_of(request.POST.get("version"))
    ask_next_round(row, actor=request.standing, now=request.moment, version=version, sources=row.plan["sources"])


def _again(request: PageRequest, row: Draw) -> None:
    ask_again(row, actor=request.standing, now=request.moment)


def _members_drawn(request: PageRequest, row: Draw) -> None:
    """Draw, then give seats; where seats are refused the draw stands all the same, and the page says why."""
    drawn = draw_members(
        row, actor=request.standing, now=request.moment, version=version_of(request.POST.get("version"))
    )
    _seats(request, drawn)


def _seats(request: PageRequest, row: Draw) -> None:
    try:
        seat_members(row, actor=request.standing, now=request.moment)
    except ActRefused as refused:
        for one in refused.refusals:
            messages.error(request, sentence(one))


_ACTS: Final[dict[str, Callable[[PageRequest, Draw], None]]] = {
    "state": _state,
    "next": _next,
    "again": _again,
    "members": _members_drawn,
    "seats": _seats,
}


@login_required
@require_POST
def share(request: PageRequest, pk: int, name: str) -> HttpResponse:
    """What office and supervisor both may: enter balls, give a source's value, void the round."""
    row = get_object_or_404(draws_seen(request.standing, "enter"), pk=pk)
    actor, now, given = request.standing, request.moment, request.POST
    if name == "balls":
        found = enter_balls(row, given.get("digits", ""), actor=actor, now=now)
        if isinstance(found, Refusal):
            messages.error(request, sentence(found))
    elif name == "value":
        give_value(row, given.get("source", ""), given.get("value", ""), actor=actor, now=now)
    elif name == "void":
        void_round(row, reason=given.get("reason", ""), actor=actor, now=now, version=version_of(given.get("version")))
    else:
        raise Http404
    return redirect(_home(request, row))


def _home(request: PageRequest, row: Draw) -> str:
    if may(request.standing, "commit", row):
        return reverse("supervisor-draw", args=[row.pk])
    return reverse("review-draw", args=[row.committee.review.round.code])


@login_required
@require_safe
def file(request: PageRequest, pk: int, what: str) -> HttpResponse:
    """The whole bundle, its public view, the file of names or the conflict facts, for office and supervisor."""
    row = get_object_or_404(draws_seen(request.standing, "download").exclude(bundle={}), pk=pk)
    bundle, stem = bundle_of(row), f"{row.committee.review.round.code}-{row.serial}"
    if what == "bundle":
        return attachment(write_bundle(bundle).encode(), JSON, f"{stem}-draw.json")
    if what == "public":
        return attachment(write_bundle(public_view(bundle)).encode(), JSON, f"{stem}-draw-public.json")
    if what == "conflicts":
        text = json.dumps(row.conflicts, ensure_ascii=False, indent=1)
        return attachment(text.encode(), JSON, f"{stem}-conflicts.json")
    if what == "names":
        names = names_of(row)
        write_export(actor=request.standing, now=request.moment, what="draw-names", count=len(names.experts))
        return attachment((write_plain(names.plain()) + "\n").encode(), JSON, f"{stem}-names.json")
    raise Http404


def _of_office(request: PageRequest, code: str) -> tuple[OnPage, Draw]:
    """The page and the latest draw, for the round's own office."""
    page = on_page(request, code)
    committee: Committee | None = committee_of(request.standing, page.review)
    draws = draws_of(request.standing, committee)
    if not draws or not may(request.standing, "run", draws[0]):
        raise Http404
    return page, draws[0]
