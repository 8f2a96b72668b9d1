"""The predicate: which rows of an object a person may do an act on. Nothing else decides it.

Every page, API answer, search, count, export and file starts from ``visible``; ``may`` and ``require`` ask the
same question of one row. They can't disagree, for they are one query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.visibility.standing import Standing
from zhicheng.web.visibility.table import cells_for

Row = TypeVar("Row", bound=Model)
Relation = Callable[[Standing], Q]

NOTHING = Q(pk__in=())
OFFICES = frozenset({"committee-office", "supervisor", "intermediate-committee"})
"""The roles that decide about experts, too."""
EVERYTHING = ~NOTHING  # not an empty Q(), which vanishes when it is joined to another by "or"


@dataclass(frozen=True, slots=True)
class Scope:
    """How an object of the table is tied to its model: its stage field, and its relations to persons.

    ``many``: the relations go over rows that can be several, so that each object must be taken once.
    ``applicant``: the path to the account of the applicant it is about: in a matter of their own nobody is office,
    supervisor or expert. ``judged``: the path to the account of an expert about whom an office decides with it.
    """

    name: str
    stage: str
    relations: Mapping[str, Relation]
    many: bool = False
    applicant: str = ""
    judged: str = ""


_SCOPES: dict[type[Model], dict[str, Scope]] = {}


def register(model: type[Model], scope: Scope) -> None:
    """Tie an object of the table to a model (called by each app's ``visibility.py`` when it is loaded)."""
    _SCOPES.setdefault(model, {})[scope.name] = scope


def add_relation(model: type[Model], name: str, relation_name: str, relation: Relation) -> None:
    """Let a later part of the platform tie an object to persons in one more way (a reader by what was assigned).

    Raises:
        KeyError: the model has no such object.
    """
    scope = _SCOPES[model][name]
    _SCOPES[model][name] = replace(scope, relations={**scope.relations, relation_name: relation})


def registered() -> dict[str, tuple[type[Model], Scope]]:
    """Every object of the table that has a model."""
    return {name: (model, scope) for model, scopes in _SCOPES.items() for name, scope in scopes.items()}


def visible(standing: Standing, act: str, rows: QuerySet[Row], *, as_object: str = "") -> QuerySet[Row]:
    """The rows on which this person may do this act. ``as_object`` where a model stands for several objects."""
    scopes = _SCOPES[rows.model]
    scope = scopes[as_object] if as_object else next(iter(scopes.values()))
    conditions = []
    for cell in cells_for(scope.name, act):
        if cell.role != "visitor" and cell.role not in standing.roles:
            continue
        condition = scope.relations[cell.relation](standing)
        if cell.stages is not None:
            condition &= Q(**{f"{scope.stage}__in": cell.stages})
        conditions.append(_apart(scope, cell.role, standing, condition))
    found = rows.filter(reduce(or_, conditions) if conditions else NOTHING)
    return found.distinct() if scope.many else found


def _apart(scope: Scope, role: str, standing: Standing, condition: Q) -> Q:
    """The condition without the person's own matters, where the role is one in which others' are judged."""
    if standing.user_id is None or role in ("visitor", "applicant"):
        return condition
    if scope.applicant:
        condition &= ~Q(**{scope.applicant: standing.user_id})
    if scope.judged and role in OFFICES:
        condition &= ~Q(**{scope.judged: standing.user_id})
    return condition


def may(standing: Standing, act: str, row: Model, *, as_object: str = "") -> bool:
    """Whether this person may do this act on this row."""
    return visible(standing, act, type(row)._default_manager.filter(pk=row.pk), as_object=as_object).exists()


NO_RIGHT = Refusal(
    "no-right",
    (
        "您没有进行此操作的权限，或此事项当前不在您手中",
        "you have no right to do this, or the matter is not in your hands now",
    ),
    do=("请核对所用账号与角色，或联系管理员", "check which account and role you use, or ask the operator"),
)


def require(standing: Standing, act: str, row: Model, *, as_object: str = "") -> None:
    """Refuse the act (code ``no-right``) unless this person may do it on this row."""
    if not may(standing, act, row, as_object=as_object):
        raise ActRefused(NO_RIGHT)
