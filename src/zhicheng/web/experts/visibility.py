"""How the pool, its experts and their ties are tied to persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q

from zhicheng.web.applications.models import Application
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule
from zhicheng.web.visibility.scope import EVERYTHING, Relation, Scope, register
from zhicheng.web.visibility.standing import Standing


def _tied(office: str, user: str) -> Mapping[str, Relation]:
    """Relations by the paths to the committee office that keeps the pool, and to the expert's own account."""

    def by(path: str, value: Callable[[Standing], object]) -> Relation:
        return lambda one: Q(**{path: value(one)})

    return {
        "any": lambda _: EVERYTHING,
        "own-pool": by(f"{office}__in", lambda one: one.organisations("committee-office")),
        "own": lambda one: Q(**{user: one.user_id}) & Q(**{f"{user}__isnull": False}),
    }


_by_office: Mapping[str, Relation] = {
    "any": lambda _: EVERYTHING,
    "own-pool": lambda one: Q(office__in=one.organisations("committee-office")),
}
"""How a pool itself is tied to persons."""


def _by_round(office: str) -> Mapping[str, Relation]:
    """Relations by the path to the round's office."""
    return {
        "any": lambda _: EVERYTHING,
        "own-round": lambda one: Q(**{f"{office}__in": one.organisations("committee-office")}),
    }


def _own_declared(one: Standing) -> Q:
    """Ties that the expert declared; what others state of them the expert does not see."""
    return Q(expert__user=one.user_id, expert__user__isnull=False, source="declared")


def _asked(one: Standing) -> Q:
    """Applicants of a round for which the expert, still in the pool, has said to be available."""
    said = Availability.objects.filter(
        expert__user=one.user_id, expert__user__isnull=False, expert__left_on=None, available=True
    )
    return Q(round__in=said.values("round"))


register(Pool, Scope("pool", "state", _by_office))
register(Expert, Scope("expert", "listed_as", _tied("pool__office", "user")))
register(Availability, Scope("availability", "available", _tied("expert__pool__office", "expert__user")))
register(Declaration, Scope("declaration", "round", _tied("expert__pool__office", "expert__user")))
register(
    Tie,
    Scope(
        "tie",
        "state",
        {**_by_round("round__office"), "own-declared": _own_declared},
        applicant="application__applicant",
        judged="expert__user",
    ),
)
register(TieRule, Scope("tie-rule", "kind", _by_round("round__office")))
register(Application, Scope("applicant-name", "state", {"asked": _asked}))
