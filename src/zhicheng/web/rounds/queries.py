"""Questions about rounds, each asked by somebody: nothing here goes past what they may see.

Applications and notices belong to rooms above this one: they are reached by the round's own relations only.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from zhicheng.procedure.application_states import STATES
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.rounds.models import Round, RoundTemplate, Window, WindowChange
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


def rounds_for(standing: Standing, act: str = "view") -> QuerySet[Round]:
    """The rounds on which this person may do an act, with their windows at hand."""
    rows = Round.objects.select_related("office").prefetch_related("windows")
    return visible(standing, act, rows).distinct()


def windows_of(round_: Round) -> list[Window]:
    """The windows of a round already found visible, the lowest tier first."""
    from zhicheng.web.rounds.windows import tier_number

    return sorted(round_.windows.all(), key=lambda one: tier_number(one.tier))


def changes_of(round_: Round) -> QuerySet[WindowChange]:
    """The extensions of a round's windows, the latest first."""
    return (
        WindowChange.objects.filter(window__round=round_)
        .select_related("window", "changed_by")
        .order_by("-changed_at", "-pk")
    )


def templates_of(round_: Round) -> dict[str, bytes]:
    """The templates by which a round replaces ours, by file name, as ``documents.render`` takes them."""
    from zhicheng.documents.registry import DOCUMENTS

    rows = RoundTemplate.objects.filter(round=round_)
    return {DOCUMENTS[row.document].template(row.format): bytes(row.content) for row in rows}


def applications_of(standing: Standing, round_: Round, act: str = "view") -> QuerySet[Any]:
    """The applications of a round on which this person may do an act."""
    return visible(standing, act, round_.applications.all()).distinct()


def counts_of(standing: Standing, round_: Round) -> dict[str, int]:
    """How many applications of a round are in each state, for those who may count them."""
    rows = applications_of(standing, round_, "count").order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk", distinct=True)))


def counted_states(counts: dict[str, int]) -> list[tuple[Pair, int]]:
    """Counts by state in the order of the table, those that are not empty."""
    return [(state.staff, counts[state.name]) for state in STATES if counts.get(state.name)]


def notices_of(standing: Standing, round_: Round) -> QuerySet[Any]:
    """The notices of a round that this person may see, the latest first."""
    rows = round_.notices.select_related("organisation")
    return visible(standing, "view", rows).distinct().order_by("-first_day", "-pk")


def offices_of(standing: Standing) -> QuerySet[Organisation]:
    """The committee offices for which this person may set up rounds."""
    mine = standing.organisations("committee-office")
    return Organisation.objects.filter(pk__in=mine, closed_at=None).order_by("name")


def departments() -> QuerySet[Organisation]:
    """The departments that can hold an imported application (public names, no personal data)."""
    return Organisation.objects.filter(kind="department", closed_at=None).order_by("name")


def organisations_by_name(names: set[str]) -> dict[str, Any]:
    """Organisations that bear one of these names and are not closed, by name."""
    return {one.name: one for one in Organisation.objects.filter(name__in=names, closed_at=None)}
