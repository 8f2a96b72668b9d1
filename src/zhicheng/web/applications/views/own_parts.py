"""The sections of one's own application that are filled in: employer, records, way in, claimed score, papers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict

from zhicheng.procedure.refusal import ActRefused
from zhicheng.report.view import price_text
from zhicheng.vocabulary.truth import NOT_MET
from zhicheng.web.applications.claims import claim_sheet, indicators, machine_claims, read_claims
from zhicheng.web.applications.completeness import experts_needed, verdict_on
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.own_reading import record_groups
from zhicheng.web.applications.paper_checklist import checklist
from zhicheng.web.applications.queries import employers_found, employers_to_choose
from zhicheng.web.applications.services.own_part import (
    EMPLOYER_UNFIT,
    choose_employer,
    choose_records,
    choose_way,
    claim_points,
    excuse_papers,
    specialties_in,
)
from zhicheng.web.applications.views.own_pages import by_htmx, part_page
from zhicheng.web.site.request import PageRequest


@login_required
def employer(request: PageRequest, pk: int) -> HttpResponse:
    """Where the person works, and the specialty."""

    def save(row: Application, version: int | None) -> Application:
        number = request.POST.get("employer", "")
        chosen = row.employer
        if number and number != str(row.employer_id or ""):
            found = employers_to_choose(request.standing, row.round).filter(pk=int(number) if number.isdecimal() else 0)
            chosen = found.first()
            if chosen is None:
                raise ActRefused(EMPLOYER_UNFIT)
        specialty = request.POST.get("specialty", row.specialty).strip()
        return choose_employer(row, chosen, specialty, actor=request.standing, version=version)

    def context(row: Application) -> dict[str, Any]:
        words = request.GET.get("q", "").strip()
        return {
            "words": words,
            "found": employers_found(request.standing, row.round, words),
            "specialties": specialties_in(row),
        }

    return part_page(request, pk, "own-employer", save, context)


@login_required
def records(request: PageRequest, pk: int) -> HttpResponse:
    """Which kept records go in."""

    def save(row: Application, version: int | None) -> Application:
        return choose_records(row, request.POST.getlist("record"), actor=request.standing, version=version)

    def context(row: Application) -> dict[str, Any]:
        groups = record_groups(row, request.standing)
        inside = sum(chosen for group in groups for _, _, chosen in group.records)
        return {"groups": groups, "inside": inside, "all": sum(len(group.records) for group in groups)}

    return part_page(request, pk, "own-records", save, context)


@login_required
def way(request: PageRequest, pk: int) -> HttpResponse:
    """The way in, with what each one costs; one that is not met needs a reason."""

    def save(row: Application, version: int | None) -> Application:
        chosen, why = request.POST.get("way", ""), request.POST.get("reason", "")
        return choose_way(row, chosen, why, actor=request.standing, version=version)

    def context(row: Application) -> dict[str, Any]:
        _, _, verdict = verdict_on(row)
        posted = request.method == "POST"
        chosen = request.POST.get("way", "") if posted else row.way_in
        says = {one.key: one.say for found in verdict.findings().values() for one in found}
        ways = [
            {
                "way": one,
                "say": says.get(one.clause.key, (one.clause.say,) * 2),
                "price": (price_text(one.price, "zh"), price_text(one.price, "en")),
            }
            for one in verdict.ways_in
        ]
        return {
            "ways": ways,
            "chosen": chosen,
            "unmet": any(one.clause.key == chosen and one.truth == NOT_MET for one in verdict.ways_in),
            "reason": request.POST.get("reason", "") if posted else row.extra.get("way_reason", ""),
            "experts": experts_needed(row, verdict),
        }

    return part_page(request, pk, "own-way", save, context)


@login_required
def score(request: PageRequest, pk: int) -> HttpResponse:
    """The claimed score beside the machine's, indicator by indicator."""

    def save(row: Application, version: int | None) -> Application:
        given = claims_given(request.POST)
        if request.POST.get("take") == "machine":
            given = machine_claims(verdict_on(row)[2].score_nodes())
        elif by_htmx(request):  # what is good is saved; what is wrong stays as it was, and is said on its line
            wrong = read_claims(verdict_on(row)[2].score_nodes(), given)[1]
            given = {**given, **{path: row.claimed.get(path, "") for path in wrong}}
        return claim_points(row, given, actor=request.standing, version=version)

    def context(row: Application) -> dict[str, Any]:
        setting, _, verdict = verdict_on(row)
        if verdict.scored is None:
            return {"sheet": None}
        typed = claims_given(request.POST) if request.method == "POST" else None
        errors = read_claims(verdict.score_nodes(), typed)[1] if typed is not None else {}
        labels = {one.path: setting.pack.english(one.label) for one in verdict.score_nodes() if one.depth <= 1}
        asked = len(indicators(verdict.score_nodes()))
        sheet = claim_sheet(verdict, row.claimed, setting.pass_mark, typed, errors)
        rows = [{"line": line, "label": (line.label, labels[line.path])} for line in sheet.lines]
        return {"sheet": sheet, "rows": rows, "asked": asked}

    return part_page(request, pk, "own-score", save, context)


def claims_given(posted: QueryDict) -> dict[str, str]:
    """The claims of a form: path → points as typed (fields ``claim:<path>``)."""
    return {name.removeprefix("claim:"): str(posted[name]) for name in posted if name.startswith("claim:")}


@login_required
def papers(request: PageRequest, pk: int) -> HttpResponse:
    """The papers asked for: there, missing, or said not to apply."""

    def save(row: Application, version: int | None) -> Application:
        return excuse_papers(row, excuses_given(request.POST), actor=request.standing, version=version)

    def context(row: Application) -> dict[str, Any]:
        records = checklist(row)
        return {"records": records, "missing": sum(one.missing for one in records)}

    return part_page(request, pk, "own-papers", save, context)


def excuses_given(posted: QueryDict) -> dict[str, dict[str, str]]:
    """Why papers don't apply: record key → paper → reason as typed (fields ``why:<key>:<paper>``)."""
    found: dict[str, dict[str, str]] = {}
    for name in posted:
        if name.startswith("why:"):
            key, _, paper = name.removeprefix("why:").rpartition(":")
            found.setdefault(key, {})[paper] = str(posted[name])
    return found
