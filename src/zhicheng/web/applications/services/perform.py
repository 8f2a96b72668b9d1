"""An act on an application: locked, judged by the table of states, carried out, on the ledger. All acts go through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zhicheng.procedure.application_states import ARRIVED, DRAFT, application_table, tier_after
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.state_table import Transition, refusals
from zhicheng.procedure.tiers import APPLICANT_TIER, EMPLOYER_TIER, Chain
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.facts import Brought, application_facts
from zhicheng.web.applications.in_hand import InHand
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.way import chain_of
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.standing import Standing


def perform(
    application: Application,
    act: str,
    *,
    actor: Standing,
    now: dt.datetime,
    brought: Brought,
    detail: Mapping[str, Any] | None = None,
) -> Application:
    """The application after a permitted act: its new state, tier and holder, its version one higher.

    Raises:
        ActRefused: the person may not see it (``no-right``), or every reason the table of states has.
    """
    row = lock(application, actor)
    carry_out(row, act, actor=actor, now=now, brought=brought, detail=detail)
    return row


def carry_out(
    row: Application,
    act: str,
    *,
    actor: Standing,
    now: dt.datetime,
    brought: Brought,
    detail: Mapping[str, Any] | None = None,
    hand: InHand | None = None,
) -> None:
    """:func:`perform` on a row that :func:`lock` gave in this transaction; ``hand``: what was read of it since."""
    chain = chain_of(row.round)
    table = application_table(chain)
    transition = table.row(row.state, act)
    role = role_for(row, transition, actor)
    facts = application_facts(row, actor=actor, role=role, now=now, brought=brought, hand=hand)
    against = refusals(table, row.state, role, act, facts)
    if against or transition is None:
        raise ActRefused(against)
    _move(row, transition, chain, now)
    write_entry(
        act, actor=actor, now=now, on=row, role=role, detail={"state": row.state, "tier": row.tier, **(detail or {})}
    )


def lock(application: Application, actor: Standing, act: str = "view") -> Application:
    """The application as it is now, locked for the transaction; refused (``no-right``) to who may not do it."""
    return locked_for(actor, act, application, beside=("employer", "applicant"))


def role_for(application: Application, transition: Transition | None, actor: Standing) -> str:
    """The role in which this person does an act: one the table names for it where they hold it, else one they have.

    A role they hold for another organisation still is their role; that the matter is not theirs the facts say.
    """
    wanted = transition.who if transition is not None else ()
    own = application.applicant_id is not None and application.applicant_id == actor.user_id
    held = [role for role in wanted if (role == "applicant" and own) or (role != "applicant" and role in actor.roles)]
    near = [role for role in held if role == "applicant" or actor.holds(role, application.holder_id)]
    if near or held:
        return (near or held)[0]
    return "applicant" if own else next(iter(sorted(actor.roles - {"applicant"})), "applicant")


def refusals_now(
    application: Application,
    act: str,
    *,
    actor: Standing,
    now: dt.datetime,
    brought: Brought | None = None,
    hand: InHand | None = None,
) -> tuple[Refusal, ...]:
    """Why an act could not be done now, for a page that shows what is still missing; empty when it could."""
    table = application_table(chain_of(application.round))
    role = role_for(application, table.row(application.state, act), actor)
    facts = application_facts(application, actor=actor, role=role, now=now, brought=brought or Brought(), hand=hand)
    return refusals(table, application.state, role, act, facts)


def _move(row: Application, transition: Transition, chain: Chain, now: dt.datetime) -> None:
    tier = tier_after(chain, row.tier, transition.act)
    moved = tier != row.tier
    if moved and row.holder_id is not None and row.tier > EMPLOYER_TIER:
        row.passed.add(row.holder_id)
    row.state, row.tier = transition.next_state, tier
    if moved or transition.act in ("submit", "reopen", "withdraw"):
        row.holder = _holder(row, chain)
    if transition.act == "submit":
        row.submitted_at = now
    if row.state == ARRIVED:
        row.passed.add(row.holder_id)  # type: ignore[arg-type]  # the last department handed it in
        row.holder, row.arrived_at = None, now
    row.version += 1
    row.save()


def _holder(row: Application, chain: Chain) -> Organisation | None:
    """The organisation of the tier the application now stands at: the employer, or the one so many steps above it."""
    if row.state == DRAFT or row.tier == APPLICANT_TIER:
        return None
    organisation = row.employer
    for _ in range(row.tier - EMPLOYER_TIER):
        organisation = organisation.above if organisation is not None else None
    if organisation is None:
        raise ActRefused(_no_department(chain, row.tier))
    return organisation


def _no_department(chain: Chain, tier: int) -> Refusal:
    name = chain.tier(tier).name
    return Refusal(
        "no-department",
        (f"尚未登记单位的上级“{name[0]}”", f"the {name[1]} above the employer is not registered"),
        do=("请联系运维人员补登上级单位", "ask the operator to register the organisation above"),
    )
