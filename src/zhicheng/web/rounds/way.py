"""The way of applications in a round: its chain of tiers, their windows, how long the employer's notice runs."""

from __future__ import annotations

from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.notices import EMPLOYER_NOTICE, NoticeRule, RoundNumber, notice_rule
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.tiers import Chain
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import chain_for, procedure_for
from zhicheng.web.rounds.windows import tier_windows


def chain_of(round_: Round) -> Chain:
    """The chain of tiers of a round.

    Raises:
        ActRefused: document and round together don't set it (``tiers-not-set``, ``tiers-out-of-order``).
    """
    found = chain_for(round_)
    if isinstance(found, Refusal):
        raise ActRefused(found)
    return found


def windows_of(round_: Round) -> tuple[TierWindow, ...]:
    """The round's windows by tier number, the applicant's first."""
    return tier_windows(round_.windows.all())


def employer_notice_rule(round_: Round) -> NoticeRule | Refusal:
    """How long the notice in the unit runs, or why that is not known."""
    row = round_.numbers.get(EMPLOYER_NOTICE)
    own = {EMPLOYER_NOTICE: RoundNumber(int(row["value"]), row["unit"], row["source"])} if row else {}
    return notice_rule(procedure_for(round_), own, EMPLOYER_NOTICE)
