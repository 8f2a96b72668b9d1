"""How every act of the review is done: row locked, right, table of states, change, ledger. All its services come here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.building import ActFacts
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import StateTable, Transition, acts_of, refusals
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.standing import Standing

Row = TypeVar("Row", bound=Model)
Facts = TypeVar("Facts", bound=ActFacts)


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as somebody asks for it.

    ``seen``: the version on the page (``None``: not from a page); ``brought``: what the act brings along, by name.
    """

    act: str
    actor: Standing
    now: dt.datetime
    rules: ReviewRules
    seen: int | None = None
    reason: str = ""
    brought: Any = None


@dataclass(frozen=True)
class Process(Generic[Row, Facts]):
    """How rows of one model move through one table.

    ``roles``: in which of the table's roles a person stands to a row (a chair by the seat, an office by the round);
    whoever has none is no party. ``facts``: a row and an act as the table judges them; it takes the parts that every
    table has from ``common``.
    """

    table: str
    round_of: Callable[[Row], Round]
    roles: Callable[[Row, Standing], frozenset[str]]
    facts: Callable[[Row, Asked, Common], Facts]


@dataclass(frozen=True, slots=True)
class Common:
    """What every table asks, ready for ``**common.fields``."""

    fields: Mapping[str, Any]


@transaction.atomic
def perform(
    process: Process[Row, Facts],
    row: Row,
    act: str,
    *,
    actor: Standing,
    now: dt.datetime,
    version: int | None = None,
    reason: str = "",
    brought: Any = None,
    change: Callable[[Row], None] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Row:
    """The row after a permitted act: ``change`` applied, its new state, its version one higher, the act on the ledger.

    Raises:
        ActRefused: who asks may not see the row (``no-right``), the table is not there (``no-such-step``), or every
            reason the table has.
    """
    fresh = locked_for(actor, "view", row)
    rules = rules_of(process.round_of(fresh))
    table = table_of(rules, process.table)
    asked = Asked(act, actor, now, rules, version, reason.strip(), brought)
    role, against = judged(process, table, fresh, asked)
    transition = table.row(_state(fresh), act)
    if against or transition is None:
        raise ActRefused(against)
    _move(fresh, transition, change)
    said = {"state": transition.next_state, **({"reason": asked.reason} if asked.reason else {}), **(detail or {})}
    write_entry(f"{table.name}-{act}", actor=actor, now=now, on=fresh, role=role, detail=said)
    return fresh


def judged(
    process: Process[Row, Facts], table: StateTable[Any], row: Row, asked: Asked
) -> tuple[str, tuple[Refusal, ...]]:
    """The role in which somebody asks, and every reason against the act; none: it may be done."""
    own = process.roles(row, asked.actor)
    role = _role(table.row(_state(row), asked.act), own)
    version = int(row.version)  # type: ignore[attr-defined]
    common = Common(
        {
            "rules": asked.rules,
            "seen_version": version if asked.seen is None else asked.seen,
            "version": version,
            "party": bool(own),
            "reason_given": bool(asked.reason),
        }
    )
    return role, refusals(table, _state(row), role, asked.act, process.facts(row, asked, common))


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that a person has on a row now: its name, what it is called, its clause, what still stands against it."""

    act: str
    label: tuple[str, str]
    clause: str
    against: tuple[Refusal, ...]


def offers(
    process: Process[Row, Facts], row: Row, *, actor: Standing, now: dt.datetime, given: str = "", brought: Any = None
) -> tuple[Offer, ...]:
    """The acts of this person on this row, for a page. ``given``: a reason that a form would bring, so that its lack
    is not shown before anybody could write one."""
    rules = rules_of(process.round_of(row))
    table = table_of(rules, process.table)
    found = []
    for role in sorted(process.roles(row, actor)):
        for act in acts_of(table, _state(row), role):
            asked = Asked(act, actor, now, rules, None, given or "-", brought)
            transition = table.row(_state(row), act)
            clause = transition.clause if transition is not None else ""
            found.append(Offer(act, table.label(act), clause, judged(process, table, row, asked)[1]))
    return tuple({one.act: one for one in found}.values())


def state_name(table: StateTable[Any], row: Model, *, staff: bool = True) -> tuple[str, str]:
    """What the state of a row is called, to those at work or to the applicant."""
    state = table.state(_state(row))
    return state.staff if staff else state.applicant


def _role(transition: Transition | None, own: frozenset[str]) -> str:
    wanted = transition.who if transition is not None else ()
    return next((role for role in wanted if role in own), min(own, default="visitor"))


def _move(row: Model, transition: Transition, change: Callable[[Any], None] | None) -> None:
    if change is not None:
        change(row)
    row.state = transition.next_state  # type: ignore[attr-defined]
    row.version += 1  # type: ignore[attr-defined]
    row.save()


def _state(row: Model) -> str:
    return str(row.state)  # type: ignore[attr-defined]
