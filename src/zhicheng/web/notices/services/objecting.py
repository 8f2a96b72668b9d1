"""Objections: received from anybody or on paper, settled by who posted the notice, withdrawn by who raised them."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import UPHELD, WITHDRAWN, NoticeFacts, hiding_rule, may_object
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.perform import perform
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.kinds import EMPLOYER_NOTICE, rule_of
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.rounds.setting import options_for, procedure_for
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

SETTLED = ("upheld", "rejected")
OUT_OF_HAND = ("draft", "withdrawn", "not-recommended", "not-endorsed")
"""States in which an objection moves nothing any more; it is still looked into and settled."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who raises an objection; an anonymous one gives neither name nor contact."""

    name: str = ""
    contact: str = ""
    anonymous: bool = False


@transaction.atomic
def receive_objection(
    notice: Notice,
    application: Application | None,
    text: str,
    sender: Sender,
    *,
    now: dt.datetime,
    received_by: Standing | None = None,
) -> tuple[Objection, str]:
    """An objection while the notice runs, with the receipt by which its sender can follow it (shown once).

    ``received_by``: who of the unit took it down, where it came by letter or telephone.

    Raises:
        ActRefused: ``notice-not-begun``, ``notice-over``, ``objection-empty``, ``sender-missing``, ``not-named``.
    """
    row = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if received_by is not None:
        require(received_by, "post", row)
    _refuse(row, application, text, sender, now)
    receipt = secrets.token_urlsafe(12)
    hidden = hiding_rule(procedure_for(row.round)) is not None or options_for(row.round).objector_hidden
    objection = Objection.objects.create(
        notice=row,
        application=application,
        anonymous=sender.anonymous,
        sender_name="" if sender.anonymous else sender.name.strip(),
        sender_contact="" if sender.anonymous else sender.contact.strip(),
        sender_hidden=hidden,
        receipt_digest=digest_of(receipt),
        text=text.strip(),
        received_at=now,
        received_by_id=received_by.person if received_by is not None else None,
    )
    write_entry("receive-objection", actor=received_by, now=now, on=objection, detail={"notice": row.pk})
    return objection, receipt


def digest_of(receipt: str) -> str:
    """By what a receipt is known; the receipt itself is nowhere kept."""
    return hashlib.sha256(receipt.strip().encode()).hexdigest()


def notice_facts_of(notice: Notice) -> NoticeFacts:
    """A notice as the rules take it."""
    closed = notice.closed_at.astimezone(CHINA).date() if notice.closed_at else None
    return NoticeFacts(notice.first_day, (), closed)


def _refuse(notice: Notice, application: Application | None, text: str, sender: Sender, now: dt.datetime) -> None:
    rule = rule_of(notice)
    if isinstance(rule, Refusal):
        raise ActRefused(rule)
    against = list(may_object(notice_facts_of(notice), rule, shipped_calendar(), now.date()))
    if len(text.strip()) < 10:
        against.append(
            Refusal(
                "objection-empty", ("请写明异议内容（至少10个字）", "say what you object to (10 characters or more)")
            )
        )
    if not sender.anonymous and not (sender.name.strip() and sender.contact.strip()):
        against.append(
            Refusal(
                "sender-missing",
                ("实名异议请填写姓名和联系方式，或选择匿名", "give name and contact, or object anonymously"),
            )
        )
    if application is not None and not notice.applications.filter(pk=application.pk).exists():
        against.append(Refusal("not-named", ("该申报不在此公示中", "that application is not in this notice")))
    if against:
        raise ActRefused(against)


@transaction.atomic
def settle_objection(
    objection: Objection, outcome: str, finding: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Objection:
    """What the investigation came to: upheld or rejected, with the finding; it then no longer holds anything up.

    An upheld one stands in the way of a recommendation until the application was corrected and handed in again.

    Raises:
        ActRefused: ``unknown-outcome``, ``already-settled``, ``reason-missing``, or the table of states.
    """
    row = locked(objection, version)
    _refuse_own(row, actor)
    require(actor, "settle", row)
    if outcome not in SETTLED:
        raise ActRefused(Refusal("unknown-outcome", ("请选择成立或不成立", "choose upheld or rejected")))
    if row.state != "open":
        raise ActRefused(Refusal("already-settled", ("此异议已处理", "this objection is settled")))
    if not finding.strip():
        raise ActRefused(Refusal("reason-missing", ("请写明核查情况和结论", "write down what was found")))
    for application in _concerned(row):
        _settle_for(application, row, outcome, finding, actor, now)
    row.state, row.finding, row.settled_by_id, row.settled_at = outcome, finding.strip(), actor.person, now
    row.version += 1
    row.save()
    write_entry("settle-objection", actor=actor, now=now, on=row, detail={"outcome": outcome})
    return row


def _settle_for(
    application: Application, row: Objection, outcome: str, finding: str, actor: Standing, now: dt.datetime
) -> None:
    """An application that an objection is about: at the unit its own table has its say; who arrived is told."""
    own = row.notice.kind == EMPLOYER_NOTICE
    if own:
        perform(application, "settle-objection", actor=actor, now=now, brought=Brought(reason=finding))
    if outcome != UPHELD:
        return
    who = ("单位", "your employer") if own else ("评委会办公室", "the committee office")
    text = (
        f"公示期间收到的异议经核实成立，{who[0]}将与您联系",
        f"An objection to your application was upheld; {who[1]} will contact you",
    )
    tell_applicant(application, "objection-upheld", text, now=now)


def _refuse_own(objection: Objection, actor: Standing) -> None:
    """Nobody settles an objection to an application of their own."""
    own = objection.notice.applications.filter(applicant=actor.user_id)
    if objection.application_id is not None:
        own = own.filter(pk=objection.application_id)
    if own.exists():
        text = ("异议涉及您本人的申报，须由单位其他人员处理", "the objection concerns your own application")
        do = ("请由单位另行指定人员处理", "somebody else of the unit has to settle it")
        raise ActRefused(Refusal("own-application", text, do=do))


def _concerned(objection: Objection) -> list[Application]:
    """The applications an objection is about: the one it names, or every one of the notice that is still at hand."""
    rows = objection.notice.applications.exclude(state__in=OUT_OF_HAND).order_by("pk")
    return list(rows if objection.application is None else rows.filter(pk=objection.application.pk))


def followed_by(receipt: str) -> Objection | None:
    """The objection of a receipt, for who has it; ``None``: there is none. Who raised it is not read."""
    rows = Objection.objects.select_related("notice__organisation", "notice__round", "application")
    return rows.defer("sender_name", "sender_contact").filter(receipt_digest=digest_of(receipt)).first()


@transaction.atomic
def withdraw_objection(receipt: str, *, now: dt.datetime) -> Objection:
    """The sender takes an open objection back, by its receipt."""
    row = (
        Objection.objects.select_for_update(no_key=True, of=("self",)).filter(receipt_digest=digest_of(receipt)).first()
    )
    if row is None:
        raise ActRefused(Refusal("no-receipt", ("没有此回执编号", "there is no such receipt")))
    if row.state != "open":
        raise ActRefused(Refusal("already-settled", ("此异议已处理", "this objection is settled")))
    row.state, row.settled_at = WITHDRAWN, now
    row.version += 1
    row.save()
    write_entry("withdraw-objection", actor=None, now=now, on=row)
    return row
