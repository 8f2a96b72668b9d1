"""Sanctions that a document orders to be posted: posted by a supervisor under a clause, taken down again with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from zhicheng.policy.attachments import Consequence
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Sanction
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import procedure_for
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

ROLE = "supervisor"
LONGEST_NUMBER = 15
"""A run of so many digits is a personal number, not a date or a file number."""


@dataclass(frozen=True, slots=True)
class SanctionText:
    """What is posted: whom it concerns, of which unit, what was decided, until when it stays."""

    subject: str
    subject_unit: str
    zh: str
    en: str = ""
    until: dt.date | None = None


def consequences_of(round_: Round) -> tuple[Consequence, ...]:
    """What the document of a round says follows from a violation: only under one of these anything is posted."""
    procedure = procedure_for(round_)
    return () if procedure is None else procedure.consequences


@transaction.atomic
def post_sanction(round_: Round, offence: str, said: SanctionText, *, actor: Standing, now: dt.datetime) -> Sanction:
    """A sanction on the public page, with the clause of the round's document that it follows from.

    Raises:
        ActRefused: ``no-right``, ``no-consequence``, ``subject-missing``, ``text-missing``, ``personal-number``,
            ``until-passed``.
    """
    if ROLE not in actor.roles:
        raise ActRefused(NO_RIGHT)
    found = next((one for one in consequences_of(round_) if one.offence == offence), None)
    against = _faults(said, now.date())
    if found is None:
        text = ("本评价文件没有这一处理依据", "the document has no such consequence")
        against.append(Refusal("no-consequence", text, do=("请从列表中选择", "choose one of the list")))
    if found is None or against:
        raise ActRefused(against)
    sanction = Sanction.objects.create(
        round=round_,
        subject=said.subject.strip(),
        subject_unit=said.subject_unit.strip(),
        text_zh=said.zh.strip(),
        text_en=said.en.strip(),
        clause="、".join(found.cite),
        posted_on=now.date(),
        until=said.until,
        posted_by_id=actor.person,
    )
    detail = {"clause": sanction.clause, "offence": offence}
    write_entry("post-sanction", actor=actor, now=now, on=sanction, role=ROLE, detail=detail)
    return sanction


def _faults(said: SanctionText, today: dt.date) -> list[Refusal]:
    found = []
    if not said.subject.strip():
        found.append(Refusal("subject-missing", ("请填写处理对象", "say whom it concerns")))
    if len(said.zh.strip()) < 10:
        found.append(
            Refusal("text-missing", ("请写明处理决定（至少10个字）", "write the decision (10 characters or more)"))
        )
    if any(_has_number(text) for text in (said.subject, said.subject_unit, said.zh, said.en)):
        text = ("公示内容不得包含证件号码", "a personal number must not be posted")
        found.append(Refusal("personal-number", text, do=("请删除号码", "delete the number")))
    if said.until is not None and said.until < today:
        found.append(Refusal("until-passed", ("截止日期不能早于今天", "the last day can't lie behind")))
    return found


def _has_number(text: str) -> bool:
    run = 0
    for one in text:
        run = run + 1 if one.isdecimal() else 0
        if run >= LONGEST_NUMBER:
            return True
    return False


@transaction.atomic
def void_sanction(
    sanction: Sanction, reason: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Sanction:
    """Take a posted sanction down; the reason goes onto the ledger.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``already-void``, ``reason-missing``.
    """
    row = locked(sanction, version)
    require(actor, "void", row)
    if row.state != "posted":
        raise ActRefused(Refusal("already-void", ("此公示已撤销", "it was taken down already")))
    if not reason.strip():
        raise ActRefused(Refusal("reason-missing", ("请写明撤销理由", "say why it is taken down")))
    row.state = "void"
    row.version += 1
    row.save()
    write_entry("void-sanction", actor=actor, now=now, on=row, role=ROLE, detail={"reason": reason.strip()[:500]})
    return row
