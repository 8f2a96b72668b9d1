"""The workshop's pages. They show rules and made-up dossiers only, and only to those who work on policies."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from zhicheng.dossier.files import dossier_yaml
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.report.phrases import Lang
from zhicheng.web.site.rate import limit_rate
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import language
from zhicheng.web.workshop import made
from zhicheng.workshop.diff_html import diff_body
from zhicheng.workshop.findings import SEVERITIES, Finding
from zhicheng.workshop.lint_text import headline, lines_of
from zhicheng.workshop.simulate_html import simulate_body

ROLES: Final = frozenset({"policy-officer", "operator"})
"""Who works on policies; everybody else reads them under /policies/."""
LOW, HIGH, MOST = 60, 90, 200
LOOKS: Final = {"error": "bad", "warning": "waiting", "notice": ""}


def may_work(request: PageRequest) -> None:
    """404 for everybody who has no work here."""
    if not request.standing.roles & ROLES:
        raise Http404


def _lang() -> Lang:
    return "en" if language() == "en" else "zh"


def _choices() -> dict[str, Any]:
    tracks = [
        (name, load_pack(pack).about(level)) for name in made.tracks() for pack, _, level in [name.partition("/")]
    ]
    scored = [
        (name, title)
        for name, title in tracks
        if load_pack(name.partition("/")[0]).track(name.partition("/")[2]).scoring
    ]
    packs = [(name, load_pack(name).title) for name in packs_in()]
    return {"tracks": tracks, "scored": scored, "packs": packs, "people": made.PEOPLE}


def _day(request: PageRequest) -> dt.date:
    """Dossiers are reckoned to the end of the year: the day rounds usually name."""
    return dt.date(request.moment.year, 12, 31)


@login_required
@require_safe
def start(request: PageRequest) -> HttpResponse:
    """What can be done here, each with its form."""
    may_work(request)
    return render(request, "workshop/start.html", {**_choices(), "low": LOW, "high": HIGH})


@login_required
@require_safe
@limit_rate("workshop", limit=120, seconds=3600, methods=("GET",))
def diff(request: PageRequest) -> HttpResponse:
    """Two tracks, rule by rule, with witnesses; with people, who gains and who loses."""
    may_work(request)
    known = made.tracks()
    before, after = _one_of(request, "a", known), _one_of(request, "b", known)
    people = _number(request, "people", 0, made.PEOPLE)
    report = made.comparison(before, after, people, _day(request))
    # made by our own code, which escapes every name
    body = mark_safe(diff_body(report, _lang()))
    return render(request, "workshop/diff.html", {**_choices(), "a": before, "b": after, "asked": people, "body": body})


@login_required
@require_safe
@limit_rate("workshop", limit=120, seconds=3600, methods=("GET",))
def lint_pack(request: PageRequest) -> HttpResponse:
    """What lint finds in a pack, each finding with its witnesses."""
    may_work(request)
    pack = load_pack(_one_of(request, "pack", packs_in()))
    found = made.findings(pack.id)
    side = 1 if _lang() == "en" else 0
    context = {
        **_choices(),
        "pack": pack,
        "headline": headline(found),
        "found": [_shown(one, side) for one in found],
    }
    return render(request, "workshop/lint.html", context)


def _shown(finding: Finding, side: int) -> dict[str, Any]:
    first, *rest = lines_of(finding, side)
    return {
        "sentence": first,
        "lines": rest,
        "severity": SEVERITIES[finding.severity],
        "look": LOOKS[finding.severity],
        "place": finding.place,
        "witnesses": [(one.say, dossier_yaml(one.dossier)) for one in finding.witnesses],
    }


@login_required
@require_safe
@limit_rate("workshop", limit=120, seconds=3600, methods=("GET",))
def simulate_marks(request: PageRequest) -> HttpResponse:
    """A made-up population at every pass mark of a range."""
    may_work(request)
    choices = _choices()
    track = _one_of(request, "track", [name for name, _ in choices["scored"]])
    people = _number(request, "people", 500, made.PEOPLE) or 200
    low, high = _whole(request, "low", LOW), _whole(request, "high", HIGH)
    low, high = min(low, high), min(max(low, high), min(low, high) + 100)
    at = min(max(_whole(request, "at", (low + high) // 2), low), high)
    found = made.simulation(track, people, low, high, at, _day(request))
    body = mark_safe(simulate_body(found, load_pack(track.partition("/")[0]), _lang()))
    context = {**choices, "track": track, "asked": people, "low": low, "high": high, "at": at, "body": body}
    return render(request, "workshop/simulate.html", context)


def _one_of(request: PageRequest, name: str, known: Any) -> str:
    """A choice of the form; what is no choice has no page."""
    given = request.GET.get(name, "")
    if given not in known:
        raise Http404(given)
    return given


def _number(request: PageRequest, name: str, usual: int, known: tuple[int, ...]) -> int:
    given = request.GET.get(name, str(usual))
    if given not in {str(one) for one in known}:
        raise Http404(given)
    return int(given)


def _whole(request: PageRequest, name: str, usual: int) -> int:
    """A whole number of points; whatever else was typed gives the usual one."""
    given = request.GET.get(name, "")
    return min(int(given), MOST) if given.isascii() and given.isdigit() and len(given) < 4 else usual
