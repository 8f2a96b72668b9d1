"""An application for which every act's conditions hold, to take one thing away from at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from zhicheng.policy.attachments import procedure_of
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.application_facts import ApplicationFacts, TierWindow
from zhicheng.procedure.application_states import AT_EMPLOYER, DRAFT, RETURNED_BY_EMPLOYER, WITHDRAWN
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, NoticeRule, Objection
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.tiers import Chain, RoundTier, tiers_of

TODAY = dt.date(2026, 6, 15)
POSTED = dt.date(2026, 6, 1)  # five working days end on 2026-06-08
CLOSED = dt.date(2026, 6, 9)
RULE = NoticeRule(5, "working-days", True, "方案四（三）2")
WINDOW = TierWindow(dt.date(2026, 5, 1), dt.date(2026, 7, 31), "通知二")
COUNTIES = (
    RoundTier("department", ("县市场监管局", "county bureau"), "通知三"),
    RoundTier("department", ("市市场监管局", "municipal bureau"), "通知三"),
)


def chain_of(track: str, *round_tiers: RoundTier) -> Chain:
    """The chain of a shipped track."""
    pack, _, level = track.partition("/")
    found = tiers_of(procedure_of(load_pack(pack), level), round_tiers)
    assert not isinstance(found, Refusal), found
    return found


IOT = chain_of("zj-iot-2026/senior-engineer")


def good_facts(**changes: Any) -> ApplicationFacts:
    """Facts with which every act that belongs to the state may be done, with ``changes``."""
    facts = ApplicationFacts(
        today=TODAY,
        chain=IOT,
        tier=2,
        windows=(WINDOW, WINDOW, WINDOW, WINDOW),
        round_open=True,
        demonstration=False,
        party=True,
        seen_version=3,
        version=3,
        policy_draft=False,
        way_chosen=True,
        commitment_given=True,
        missing_papers=(),
        experts_needed=0,
        experts_confirmed=0,
        items_unanswered=0,
        items_marked=1,
        records_unchecked=0,
        records_disputed=0,
        statement_given=True,
        competition_missing=(),
        notice=NoticeFacts(POSTED, (Objection("rejected"),), CLOSED),
        notice_rule=RULE,
        calendar=shipped_calendar(),
        reason_given=True,
        opinion_given=True,
        rostered=True,
        forms_missing=(),
    )
    return replace(facts, **changes)


def good_for(state: str, act: str, **changes: Any) -> ApplicationFacts:
    """Facts with which ``act`` may be done in ``state``: the notice as far as the act wants it, the tier to fit."""
    tier = 0 if state in (DRAFT, WITHDRAWN) else 1 if state in (AT_EMPLOYER, RETURNED_BY_EMPLOYER) else 2
    notice = {
        "post-notice": NoticeFacts(),
        "close-notice": NoticeFacts(POSTED, (Objection("withdrawn"),)),
        "settle-objection": NoticeFacts(POSTED, (Objection(),)),
    }.get(act, NoticeFacts(POSTED, (Objection("rejected"),), CLOSED))
    chain = chain_of("zj-iot-2026/senior-engineer", *COUNTIES) if act == "forward" else IOT
    return good_facts(**{"tier": tier, "notice": notice, "chain": chain, **changes})
