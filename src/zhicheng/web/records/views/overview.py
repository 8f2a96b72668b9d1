"""What I keep: the records by kind, and the menu by which one is added."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from zhicheng.dossier.schema import kind_title
from zhicheng.web.dossier_forms.kinds_menu import GROUPS, menu
from zhicheng.web.records.models import Record
from zhicheng.web.records.queries import found_records, kept_records, own_profile
from zhicheng.web.records.rounds_in_view import rounds_in_view, that_decide
from zhicheng.web.records.shown import Pair, name_of
from zhicheng.web.site.request import PageRequest

LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the list, with its name."""

    row: Record
    name: Pair


@dataclass(frozen=True, slots=True)
class KindShown:
    """The records of one kind: its word, name, and lines."""

    kind: str
    title: Pair
    lines: tuple[Line, ...]


def by_kind(rows: list[Record]) -> tuple[KindShown, ...]:
    """Records by kind, the kinds in the order of the menu."""
    order = [kind for _, _, kinds in GROUPS for kind in kinds]
    return tuple(
        KindShown(kind, kind_title(kind), tuple(Line(row, name_of(kind, row.data)) for row in rows if row.kind == kind))
        for kind in order
        if any(row.kind == kind for row in rows)
    )


@login_required
def overview(request: PageRequest) -> HttpResponse:
    """Everything I keep, grouped by kind; ``?q=`` searches, ``?kind=`` narrows to one kind."""
    kept = list(kept_records(request.standing))
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = found_records(kept, query)
    kinds = by_kind(found)
    chosen = request.GET.get("kind", "")
    rounds = rounds_in_view(request.standing)
    context = {
        "kinds": kinds,
        "shown": [one for one in kinds if one.kind == chosen] or kinds,
        "chosen": chosen if any(one.kind == chosen for one in kinds) else "",
        "query": query,
        "kept": len(kept),
        "found": len(found),
        "profile": own_profile(request.standing),
        "rounds": that_decide(rounds),
    }
    return render(request, "records/overview.html", context)


@login_required
def kinds(request: PageRequest) -> HttpResponse:
    """The kinds of record to choose from, each with how it matters in my rounds."""
    rounds = that_decide(rounds_in_view(request.standing))
    groups = menu(*(one.setting for one in rounds))
    return render(request, "records/kinds.html", {"groups": groups, "rounds": rounds})
