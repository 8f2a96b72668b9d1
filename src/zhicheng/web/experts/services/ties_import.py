"""Ties, declarations, decisions and rules of a round from a ties file, with every error by row; all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from zhicheng.procedure.conflicts.tables import read_tables
from zhicheng.procedure.conflicts.template import workbook_for
from zhicheng.procedure.conflicts.ties import Decision, Stated
from zhicheng.procedure.conflicts.ties import Tie as StatedTie
from zhicheng.procedure.conflicts.ties_file import TABLES, read_ties
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.experts.facts import applicants_of, application_code, conflict_facts, day_of, experts_of
from zhicheng.web.experts.models import Declaration, Expert, Tie, TieRule
from zhicheng.web.experts.services.deciding import apply_decision
from zhicheng.web.experts.services.declaring import TieFacts, same_ties, store_tie
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TiesPlan:
    """What an import would record; ``new`` the ties that are not there yet."""

    stated: Stated
    experts: dict[str, Expert]
    applicants: dict[str, Application]
    new: tuple[StatedTie, ...]


def ties_template(lang: str) -> bytes:
    """An empty ties file."""
    return workbook_for(TABLES, lang)


def plan_ties(round_: Round, raw: bytes, file: str, *, actor: Standing, now: dt.datetime) -> TiesPlan:
    """What an import of this file would record; nothing is changed. Experts by code, applicants by serial.

    Raises:
        ActRefused: ``no-right``.
        Refused: every error, by row and column.
    """
    require(actor, "review", round_)
    if len(raw) > LARGEST:
        raise Refused([Problem(file, "", ("文件过大", "the file is too large"), ("请分成几份", "split it"))])
    stated = read_ties(raw, file)
    experts = {one.code: one for one in experts_of(round_)}
    applicants = {application_code(one): one for one in applicants_of(round_)}
    problems = list(_unknown(raw, file, experts, applicants, day_of(now)))
    if problems:
        raise Refused(problems)
    new = tuple(one for one in dict.fromkeys(stated.ties) if not _known(round_, one, experts, applicants))
    return TiesPlan(stated, experts, applicants, new)


@transaction.atomic
def import_ties(round_: Round, raw: bytes, file: str, *, actor: Standing, now: dt.datetime) -> TiesPlan:
    """Record everything that a ties file states. The same file again records nothing new.

    Raises:
        ActRefused: ``no-right``.
        Refused: as :func:`plan_ties`, and a decision on nothing, against the clause, or two that contradict.
    """
    round_ = locked(round_, None)
    plan = plan_ties(round_, raw, file, actor=actor, now=now)
    digest = hashlib.sha256(raw).hexdigest()
    for tie in plan.new:
        facts = _facts(tie, plan.applicants)
        store_tie(round_, plan.experts[tie.expert], facts, "recorded", tie.stated_by, tie.source, actor=actor, now=now)
    declared = _declarations(round_, plan, actor)
    _rules(round_, plan, digest, actor, now)
    decided = 0
    for decision in sorted(plan.stated.decisions, key=lambda one: one.on):
        decided += _decide(round_, decision, plan, (file, digest), actor, now)
    try:
        conflict_facts(round_, as_of=day_of(now), experts=plan.experts.values())
    except ActRefused as refused:
        raise Refused([Problem(file, "", one.text, one.do) for one in refused.refusals]) from refused
    counts = {
        "count": len(plan.new), "rows": len(plan.stated.ties), "code": round_.code, "sha256": digest,
        "declared": declared, "decided": decided,
    }  # fmt: skip
    write_entry("import-ties", actor=actor, now=now, on=round_, role=OFFICE, detail=counts)
    return plan


def _unknown(
    raw: bytes, file: str, experts: dict[str, Expert], applicants: dict[str, Application], today: dt.date
) -> Iterator[Problem]:
    """Rows that name somebody who is on no list, or a day to come."""
    for rows in read_tables(raw, file, TABLES).values():
        for row in rows:
            expert, applicant = row.values.get("expert"), row.values.get("applicant")
            if expert is not None and expert not in experts:
                what = (f"本轮专家库没有编号 {expert}", f"the pool of this round has no expert {expert}")
                yield Problem(file, f"{row.place}（专家编号）", what, ("请核对专家编号", "check the code"))
            if applicant is not None and applicant not in applicants:
                what = (f"本轮没有申报人 {applicant}", f"this round has no applicant {applicant}")
                yield Problem(
                    file, f"{row.place}（申报人编号）", what, ("请填写申报编号", "give the application's number")
                )
            if row.values.get("on") is not None and row.values["on"] > today:
                yield Problem(file, f"{row.place}（日期）", ("日期在今天之后", "the day is after today"))


def _facts(tie: StatedTie, applicants: dict[str, Application]) -> TieFacts:
    return TieFacts(applicants[tie.applicant], tie.kind, tie.relation, tie.start, tie.end, tie.note)


def _known(round_: Round, tie: StatedTie, experts: dict[str, Expert], applicants: dict[str, Application]) -> bool:
    same = same_ties(round_, experts[tie.expert], _facts(tie, applicants))
    return same.filter(stated_by=tie.stated_by, known_from=tie.source, note=tie.note).exists()


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), CHINA)


def _declarations(round_: Round, plan: TiesPlan, actor: Standing) -> int:
    """Declarations on paper, and how many are new; one that the expert made later, here or elsewhere, stays."""
    new = 0
    for one in plan.stated.declarations:
        moment = _moment(one.on)
        there = Declaration.objects.filter(round=round_, expert=plan.experts[one.expert]).first()
        if there is None or there.declared_at < moment:
            Declaration.objects.update_or_create(
                round=round_,
                expert=plan.experts[one.expert],
                defaults={"declared_at": moment, "source": one.source[:200], "declared_by_id": actor.person},
            )
            new += 1
    return new


def _rules(round_: Round, plan: TiesPlan, digest: str, actor: Standing, now: dt.datetime) -> None:
    for one in plan.stated.rules:
        values = {"outcome": one.outcome, "years": one.years, "source": one.source}
        if TieRule.objects.filter(round=round_, kind=one.kind, **values).exists():
            continue
        TieRule.objects.update_or_create(
            round=round_, kind=one.kind, defaults={**values, "set_at": _moment(one.on), "set_by_id": actor.person}
        )
        detail = {"code": round_.code, "kind": one.kind, "sha256": digest, **values}
        write_entry("set-tie-rule", actor=actor, now=now, on=round_, role=OFFICE, detail=detail)


def _decide(
    round_: Round, decision: Decision, plan: TiesPlan, source: tuple[str, str], actor: Standing, now: dt.datetime
) -> bool:
    """One decision of the file (name, digest), on the ledger as if it had been made here; whether it changed anything."""
    file, digest = source
    expert, application = plan.experts[decision.expert], plan.applicants[decision.applicant]
    if actor.person in (expert.user_id, application.applicant_id):
        what = (f"{decision.expert}–{decision.applicant} 涉及您本人", f"{decision.expert}–{decision.applicant} is you")
        raise Refused([Problem(file, "", what, ("请由其他人员导入", "let somebody else import it"))])
    rows = Tie.objects.filter(round=round_, expert=expert, application=application, kind=decision.kind)
    if not rows.exists():
        what = (
            f"{decision.expert}–{decision.applicant} 没有登记该关系，不能认定",
            f"{decision.expert}–{decision.applicant}: no such tie is recorded to decide on",
        )
        raise Refused([Problem(file, "", what, ("请先登记该关系", "record the tie first"))])
    changed = [
        one
        for one in rows.select_for_update(no_key=True)
        if one.decided_at is None or day_of(one.decided_at) < decision.on
    ]
    for one in changed:
        apply_decision(one, decision.outcome, decision.reason, actor=actor, now=_moment(decision.on))
    if changed:
        detail = {
            "expert": expert.code, "kind": decision.kind, "outcome": decision.outcome, "reason": decision.reason,
            "sha256": digest, "until": decision.on.isoformat(),
        }  # fmt: skip
        write_entry("decide-tie", actor=actor, now=now, on=changed[0], role=OFFICE, detail=detail)
    return bool(changed)
