"""For every table facts with which every act of it may be done, to take one thing away from at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.review.building import ActFacts
from zhicheng.procedure.review.certificate_states import CertificateFacts
from zhicheng.procedure.review.committee_states import CommitteeFacts
from zhicheng.procedure.review.deliberation_states import DefenceFacts, DeliberationFacts
from zhicheng.procedure.review.experts import Expert
from zhicheng.procedure.review.meeting_states import MeetingFacts
from zhicheng.procedure.review.plan_states import PlanFacts
from zhicheng.procedure.review.pool_states import PoolFacts
from zhicheng.procedure.review.recommendation_states import RecommendationFacts
from zhicheng.procedure.review.reexamination_states import ReexaminationFacts
from zhicheng.procedure.review.result_states import ResultFacts
from zhicheng.procedure.review.round_states import ReviewFacts
from zhicheng.procedure.review.rules import ReviewRules, RoundSetting, review_rules
from zhicheng.procedure.review.sanction_states import IntegrityFacts, SanctionFacts
from zhicheng.procedure.review.seat_states import SeatFacts
from zhicheng.procedure.review.vote_facts import Count, VoteFacts

QTI_SENIOR, QTI_PROFESSORATE = "zj-qti-2023/senior-engineer", "zj-qti-2023/professorate-senior-engineer"
IOT, ROBOT = "zj-iot-2026/senior-engineer", "zj-robot-2026/senior-engineer"
IIOT, IM = "zj-iiot-2026/senior-engineer", "zj-im-2026/senior-engineer"
NINGBO, WENZHOU = "ningbo-qti-2024/engineer", "wenzhou-iit-2026/engineer"
PLANNED = (QTI_SENIOR, QTI_PROFESSORATE, IOT, ROBOT, IIOT, IM)
"""The tracks whose document has a plan of the whole review."""
STATED = (*PLANNED, NINGBO, WENZHOU)


def setting(value: int | str, unit: str, base: str | None = None) -> RoundSetting:
    return RoundSetting(Fraction(value), unit, "年度通知第三条", base)


OF_THE_ROUND: dict[str, Mapping[str, RoundSetting]] = {
    QTI_SENIOR: {"pre_review_notice_days": setting(5, "working-days")},
    QTI_PROFESSORATE: {"pre_review_notice_days": setting(5, "working-days")},
    **{
        track: {
            "pre_review_notice_days": setting(5, "working-days"),
            "report_days": setting(7, "working-days"),
        }
        for track in (IOT, ROBOT, IIOT, IM)
    },
}
"""What a round must set so that everything can go on, as each document leaves it open."""


@cache
def bare(track: str, **choices: str) -> ReviewRules:
    """The rules of a track without anything that a round sets."""
    pack, _, level = track.partition("/")
    return review_rules(load_pack(pack), level, choices=choices)


@cache
def rules_of(track: str) -> ReviewRules:
    """The rules of a track with the round's settings."""
    return with_settings(track, OF_THE_ROUND.get(track, {}))


def with_settings(track: str, settings: Mapping[str, RoundSetting], **more: Any) -> ReviewRules:
    """The rules of a track with these settings."""
    pack, _, level = track.partition("/")
    return review_rules(load_pack(pack), level, settings=settings, **more)


def experts(count: int, **changes: Any) -> tuple[Expert, ...]:
    """So many experts with a full senior title of long standing."""
    one = Expert("E000", "professorate", dt.date(2015, 1, 1))
    return tuple(replace(one, code=f"E{number:03}", **changes) for number in range(count))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def seats(rules: ReviewRules) -> int:
    """A lawful number of seats: the least, which is odd in every document at hand."""
    number = rules.stated("committee_size")
    return number.whole if number is not None else 11


BEFORE = NoticeFacts(day("05-18"), (Objection("rejected"),), day("05-26"))
"""Posted on a Monday; its five working days end on Monday 25 May."""
AFTER = NoticeFacts(day("07-01"), (Objection("upheld", remedied=True),), day("07-09"))
"""Posted on a Wednesday; its five working days end on Wednesday 8 July."""


def common(rules: ReviewRules) -> dict[str, Any]:
    return {"rules": rules, "seen_version": 1, "version": 1, "party": True, "reason_given": True}


def plan_facts(rules: ReviewRules) -> PlanFacts:
    """Reported on 1 June for a meeting on 26 June: 17 working days between, 19 June being off."""
    return PlanFacts(
        **common(rules),
        today=day("06-01"),
        calendar=shipped_calendar(),
        unchecked=0,
        notice=BEFORE,
        committee_formed=True,
        procedure_attached=True,
        meeting_day=day("06-26"),
        approvals=2,
        approved_before=False,
    )


def pool_facts(rules: ReviewRules) -> PoolFacts:
    return PoolFacts(
        **common(rules),
        today=day("03-02"),
        experts=experts(60),
        candidate=experts(1)[0],
        chairs_listed=2,
        deputies_listed=4,
        members_before=60,
        renewed=20,
    )


def committee_facts(rules: ReviewRules) -> CommitteeFacts:
    size = seats(rules)
    return CommitteeFacts(
        **common(rules),
        today=day("05-11"),
        pool_in_force=True,
        pool_size=60,
        pool_adjusted_on=dt.date(2024, 1, 10),
        drawn=experts(size),
        draw_recorded=True,
        frozen_before_seed=True,
        specialties=3,
        accepted=size,
        open=0,
        replacement_recorded=True,
        chairs=1,
        chairs_from_pool=True,
        groups=(3, 4, 4),
        published=True,
        pending=0,
    )


def seat_facts(rules: ReviewRules) -> SeatFacts:
    return SeatFacts(
        **common(rules),
        today=day("05-20"),
        conflicts_declared=True,
        total_conflict=False,
        answer_until=day("05-19"),
        replacement_recorded=True,
    )


def meeting_facts(rules: ReviewRules) -> MeetingFacts:
    size = seats(rules)
    return MeetingFacts(
        **common(rules),
        today=day("06-26"),
        calendar=shipped_calendar(),
        plan_approved=True,
        planned_day=day("06-26"),
        reported_on=day("06-01"),
        committee_formed=True,
        committee_as_approved=True,
        members=size,
        present=size,
        chair_present=True,
        applicants=30,
        undecided=0,
        votes_open=0,
        minutes_missing=(),
        sealed=True,
        key_destroyed=True,
    )


def defence_facts(rules: ReviewRules) -> DefenceFacts:
    return DefenceFacts(**common(rules), appointed=True, examiners=3, outcome_written=True)


def deliberation_facts(rules: ReviewRules) -> DeliberationFacts:
    size = seats(rules)
    return DeliberationFacts(
        **common(rules),
        opinions=3,
        tainted=0,
        score_agreed=True,
        defence_open=False,
        meeting_open=True,
        members=size,
        present=size - 1,
        recused_in_room=0,
        presence_recorded=True,
        voted=False,
    )


def vote_facts(rules: ReviewRules) -> VoteFacts:
    """Everybody is present but one, who is recused and has left; all others vote yes."""
    size = seats(rules)
    return VoteFacts(
        **common(rules),
        meeting_open=True,
        handler_recused=False,
        deliberated=True,
        secret=True,
        ready=True,
        earlier_voided=True,
        members=size,
        present=size - 1,
        recused=1,
        recused_present=0,
        ballots=size - 1,
        voter_present=True,
        voter_deliberated=True,
        voter_recused=False,
        in_person=True,
        has_voted=False,
        unconfirmed=0,
        parted=True,
        counts=(Count(size - 1, 0), Count(size - 1, 0)),
        has_counted=False,
        scanned=True,
        stated=True,
        supervisor_agrees=True,
        ordered=True,
    )


def result_facts(rules: ReviewRules) -> ResultFacts:
    return ResultFacts(
        **common(rules),
        today=day("07-10"),
        calendar=shipped_calendar(),
        notice=AFTER,
        minutes_signed=True,
        document_ready=True,
        reexaminations_open=0,
        outcome_changed=False,
        decided_anew=True,
    )


def reexamination_facts(rules: ReviewRules) -> ReexaminationFacts:
    return ReexaminationFacts(
        **common(rules),
        today=day("07-06"),
        calendar=shipped_calendar(),
        posted_on=day("07-01"),
        asked_on=day("07-06"),
        independent=True,
        fault_found=True,
        finding_written=True,
    )


def certificate_facts(rules: ReviewRules) -> CertificateFacts:
    return CertificateFacts(
        **common(rules),
        published=True,
        passed=True,
        contested=False,
        printable=True,
        successor_ready=True,
        established=True,
        annulled=True,
    )


def sanction_facts(rules: ReviewRules) -> SanctionFacts:
    """False material of somebody who holds a title already, not serious."""
    kinds = {"integrity-record", "revocation"}
    return SanctionFacts(
        **common(rules),
        offence="forged-papers" if rules.track == WENZHOU else "false-material",
        evidence=2,
        heard=True,
        serious=False,
        title_given=True,
        chosen=frozenset(kinds | ({"criticised"} if rules.track.startswith("zj-qti") else set())),
    )


def integrity_facts(rules: ReviewRules) -> IntegrityFacts:
    return IntegrityFacts(
        **common(rules), today=day("07-10"), established=True, annulled=True, entered_on=dt.date(2023, 7, 10)
    )


def recommendation_facts(rules: ReviewRules) -> RecommendationFacts:
    return RecommendationFacts(
        **common(rules), by_score=True, recognised=Fraction(181, 2), pass_mark=Fraction(90), opinion_written=True
    )


def review_facts(rules: ReviewRules) -> ReviewFacts:
    return ReviewFacts(
        **common(rules),
        unchecked=0,
        unrecommended=0,
        plan_approved=True,
        committee_formed=True,
        meeting_state="archived",
        result_state="published",
        certificates_due=0,
        pending=0,
    )


MAKERS: Mapping[str, Any] = {
    "recommendation": recommendation_facts,
    "review": review_facts,
    "pool": pool_facts,
    "committee": committee_facts,
    "seat": seat_facts,
    "plan": plan_facts,
    "meeting": meeting_facts,
    "deliberation": deliberation_facts,
    "vote": vote_facts,
    "result": result_facts,
    "reexamination": reexamination_facts,
    "certificate": certificate_facts,
    "defence": defence_facts,
    "sanction": sanction_facts,
    "integrity-record": integrity_facts,
}

AS_THE_ACT_WANTS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("committee", "replace-seats"): {"open": 1},
    ("seat", "recuse"): {"total_conflict": True},
    ("result", "close-notice"): {"notice": replace(AFTER, closed_on=None)},
    ("result", "settle-objection"): {"notice": NoticeFacts(day("07-01"), (Objection(),))},
    ("reexamination", "decline-late"): {"asked_on": day("07-30")},
}
"""Where an act is about something open, late or wrong, the facts have it."""


def facts_for(track: str, table: str, act: str, **changes: Any) -> ActFacts:
    """Facts with which ``act`` may be done on ``table`` of a track, with ``changes``."""
    rules = rules_of(track)
    if act == "decline-late" and "rules" not in changes:
        settings = {**OF_THE_ROUND[track], "reexamination_days": setting(10, "working-days")}
        rules = with_settings(track, settings)
    found: ActFacts = MAKERS[table](rules)
    return replace(found, **{**AS_THE_ACT_WANTS.get((table, act), {}), **changes})
