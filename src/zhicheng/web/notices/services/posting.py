"""The employer's notice: post it here or record it from elsewhere, close it when its days have run, void it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from zhicheng.evidence.store import Stored
from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, NoticeRule, Objection, notice_end, objection_refusals
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.perform import perform
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Notice
from zhicheng.web.papers.models import Blob
from zhicheng.web.papers.tasks import make_pictures
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.rounds.way import employer_notice_rule
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require, visible
from zhicheng.web.visibility.standing import Standing

EMPLOYER_NOTICE = "employer-notice"


@transaction.atomic
def post_notice(
    round_: Round,
    organisation: Organisation,
    applications: Sequence[Application],
    *,
    actor: Standing,
    now: dt.datetime,
    contact: str,
    elsewhere: str = "",
    first_day: dt.date | None = None,
    picture: Blob | None = None,
) -> Notice:
    """A notice that names these applications, from today; or one that hangs ``elsewhere`` since ``first_day``.

    Raises:
        ActRefused: ``nobody-named``, ``contact-missing``, ``first-day-ahead``, ``first-day-before-submission``,
            ``elsewhere-not-allowed``, or what the table of states has against the act for one of them.
    """
    rule = employer_notice_rule(round_)
    if isinstance(rule, Refusal):
        raise ActRefused(rule)
    day = first_day if elsewhere and first_day is not None else now.date()
    _refuse_form(round_, applications, contact, elsewhere, day, now.date())
    chosen = Application.objects.filter(
        pk__in=[one.pk for one in applications], employer=organisation, round=round_
    ).order_by("pk")
    rows = [
        perform(one, "post-notice", actor=actor, now=now, brought=Brought())
        for one in visible(actor, "check", chosen)  # in one order, so that two who post at once wait for one another
    ]
    if len(rows) != len({one.pk for one in applications}):
        raise ActRefused(_NOBODY)
    _refuse_day(rows, day)
    notice = _new(round_, organisation, rule, day, now)
    notice.elsewhere, notice.contact, notice.picture = elsewhere.strip(), contact.strip(), picture
    notice.posted_by_id = actor.person
    notice.save()
    notice.applications.set(rows)
    write_entry(
        "post-notice",
        actor=actor,
        now=now,
        on=notice,
        detail={"applications": [row.pk for row in rows], "elsewhere": bool(elsewhere)},
    )
    for row in rows:
        text = (
            f"单位公示自 {notice.first_day} 至 {notice.last_day}",
            f"Your employer's notice runs from {notice.first_day} to {notice.last_day}",
        )
        tell_applicant(row, "notice-posted", text, now=now)
    return notice


def _new(round_: Round, organisation: Organisation, rule: NoticeRule, day: dt.date, now: dt.datetime) -> Notice:
    end = notice_end(rule, day, shipped_calendar())
    return Notice(
        kind=EMPLOYER_NOTICE,
        round=round_,
        organisation=organisation,
        first_day=day,
        days=rule.days,
        last_day=end.last_day,
        provisional=end.provisional,
        calendar_version=end.calendar_version,
        clause=rule.clause,
        posted_at=now,
    )


def _refuse_day(applications: Sequence[Application], day: dt.date) -> None:
    """A notice shows what was handed in: it can't have begun before."""
    handed_in = [one.submitted_at.astimezone(CHINA).date() for one in applications if one.submitted_at is not None]
    if handed_in and day < max(handed_in):
        text = (
            f"公示首日不能早于申报提交之日（{max(handed_in)}）",
            f"the first day can't be before the application was handed in ({max(handed_in)})",
        )
        do = ("请核对公示首日，或另行公示", "check the first day, or post another notice")
        raise ActRefused(Refusal("first-day-before-submission", text, do=do))


def _refuse_form(
    round_: Round, applications: Sequence[Application], contact: str, elsewhere: str, day: dt.date, today: dt.date
) -> None:
    against = []
    if not applications:
        against.append(_NOBODY)
    if not contact.strip():
        against.append(
            Refusal(
                "contact-missing",
                ("请填写受理异议的联系人和电话", "say who receives objections, with a telephone number"),
            )
        )
    if day > today:
        against.append(Refusal("first-day-ahead", ("公示首日不能晚于今天", "the first day can't lie ahead")))
    if elsewhere and not options_for(round_).notice_elsewhere:
        against.append(
            Refusal("elsewhere-not-allowed", ("本年度要求在本平台公示", "this round wants notices on this platform"))
        )
    if against:
        raise ActRefused(against)


_NOBODY = Refusal(
    "nobody-named",
    ("没有选定要公示的申报，或其中有的不在贵单位", "no application is chosen, or one of them is not yours"),
    do=("请重新勾选", "choose again"),
)


@transaction.atomic
def keep_picture(stored: Stored, *, now: dt.datetime) -> Blob:
    """A stored file (a photograph or scan of a notice that hangs elsewhere) taken down; its pages are pictured later."""
    blob, _ = Blob.objects.get_or_create(
        digest=stored.sha256, defaults={"size": stored.size, "kind": stored.kind.value, "stored_at": now}
    )
    if blob.pictures == "waiting":
        make_pictures.enqueue(blob.digest)  # a row of this transaction: never a file without its job
    return blob


@transaction.atomic
def close_notice(notice: Notice, note: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Notice:
    """Close a notice whose days have run and whose objections are settled; only then can anybody be recommended."""
    row = locked(notice, version)
    require(actor, "close", row)
    if row.state != "posted":
        raise ActRefused(Refusal("notice-already-closed", ("公示已结束或已作废", "the notice is closed or void")))
    against = objection_refusals(_with_objections(row), row.clause)
    if against:
        raise ActRefused(against)
    named = list(row.applications.filter(state=AT_EMPLOYER).order_by("pk"))
    if not named:
        raise ActRefused(
            Refusal(
                "nobody-waiting",
                ("公示中的申报均不在本单位手中", "none of those named is in your hands now"),
                do=("无人可办结时请作废此公示", "with nobody left to close it for, make the notice void"),
            )
        )
    for application in named:
        perform(application, "close-notice", actor=actor, now=now, brought=Brought())
    row.state, row.closed_at, row.closed_by_id, row.closing_note = "closed", now, actor.person, note.strip()[:500]
    row.version += 1
    row.save()
    write_entry("close-notice", actor=actor, now=now, on=row)
    return row


def _with_objections(notice: Notice) -> NoticeFacts:
    """The notice with every objection to it, whomever of those named it concerns."""
    return NoticeFacts(notice.first_day, tuple(Objection(one.state) for one in notice.objections.all()))


@transaction.atomic
def void_notice(notice: Notice, reason: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Notice:
    """Take a notice back that was posted with an error; its days don't count, a new one is needed.

    What an objection brought to light stays decided: once there was one, a notice is void only when all are settled
    and nobody it names waits here any more.
    """
    row = locked(notice, version)
    require(actor, "void", row)
    if row.state != "posted":
        raise ActRefused(Refusal("notice-already-closed", ("公示已结束或已作废", "the notice is closed or void")))
    if not reason.strip():
        raise ActRefused(Refusal("reason-missing", ("请写明作废原因", "say why it is void")))
    if objection_refusals(_with_objections(row), row.clause) or (
        row.objections.exists() and row.applications.filter(state=AT_EMPLOYER).exists()
    ):
        text = ("公示期间已收到异议，不能作废", "an objection was received: the notice can't be made void")
        raise ActRefused(Refusal("objection-received", text, do=("请先处理异议", "settle it first")))
    row.state, row.closed_at, row.closed_by_id, row.closing_note = "void", now, actor.person, reason.strip()[:500]
    row.version += 1
    row.save()
    write_entry("void-notice", actor=actor, now=now, on=row)
    return row
