"""The defence: who must, when and where, what the examiners found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.phrases import FINDINGS, chosen
from zhicheng.web.scoring.process import DEFENCE, roles_at
from zhicheng.web.scoring.recusal import is_barred
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

KINDS = ("interview", "on-site")
NAMES = {"interview": ("面试答辩", "defence"), "on-site": ("实地考察", "visit on site")}
LONGEST = 4000


@transaction.atomic
def call_to_defence(row: Deliberation, *, reason: str, actor: Standing, now: dt.datetime) -> Defence:
    """A defence that the document leaves to the group, or the office, ordered with its reason.

    Raises:
        ActRefused: ``no-right``, ``no-such-step``, ``reason-missing``, ``group-is-through``, ``already-done``.
    """
    fresh = locked(row, None)
    require(actor, "view", fresh)
    role = next(iter(sorted(roles_at(fresh, actor) & {"group-leader", "committee-office"})), "")
    if not role:
        raise ActRefused(NO_RIGHT)
    table_of(rules_of(fresh.application.round), "defence")
    if fresh.state != WAITING:
        raise ActRefused(_THROUGH)
    if not reason.strip():
        raise ActRefused(_NO_REASON)
    if Defence.objects.filter(application=fresh.application).exists():
        raise ActRefused(_THERE)
    made = Defence.objects.create(application=fresh.application, because=reason.strip()[:300])
    write_entry("call-to-defence", actor=actor, now=now, on=made, role=role, detail={"reason": reason.strip()})
    return made


def summon(
    defence: Defence,
    *,
    appointed_at: dt.datetime | None,
    place: str,
    kind: str,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Defence:
    """Time and place set and told to the applicant; again after an absence.

    Raises:
        ActRefused: every reason of the table, ``in-the-past``, ``kind-unknown``.
    """
    if appointed_at is not None and appointed_at <= now:
        raise ActRefused(_PAST)
    if kind not in KINDS:
        raise ActRefused(_NO_KIND)

    def change(row: Defence) -> None:
        row.appointed_at, row.place, row.kind, row.missed_because = appointed_at, place.strip()[:200], kind, ""

    with transaction.atomic():
        brought = {"appointed_at": appointed_at, "place": place}
        done = perform(
            DEFENCE, defence, "summon", actor=actor, now=now, version=version, brought=brought, change=change
        )
        _tell(done, now)
    return done


def hold(
    defence: Defence,
    *,
    examiners: Sequence[Seat],
    outcome: str,
    findings: str,
    phrases: Sequence[str] = (),
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Defence:
    """Who examined, the outcome, what they found.

    Raises:
        ActRefused: every reason of the table; ``examiner-unfit``: somebody of another group, or recused.
    """
    for seat in examiners:
        here = defence.application.deliberation.group_id
        if seat.group_id != here or seat.state != "accepted" or is_barred(seat, defence.application):
            raise ActRefused(_UNFIT)

    def change(row: Defence) -> None:
        row.outcome, row.findings = outcome, findings.strip()[:LONGEST]
        row.phrases = chosen(list(phrases), FINDINGS)
        row.examiners.set(examiners)

    brought = {"examiners": list(examiners), "outcome": outcome, "findings": findings}
    detail = {"held": outcome, "findings": findings.strip()}
    return perform(
        DEFENCE, defence, "hold", actor=actor, now=now, version=version, brought=brought, change=change, detail=detail
    )


def miss(defence: Defence, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Defence:
    """The applicant did not come.

    Raises:
        ActRefused: every reason of the table.
    """

    def change(row: Defence) -> None:
        row.missed_because = reason.strip()[:300]

    return perform(DEFENCE, defence, "miss", actor=actor, now=now, version=version, reason=reason, change=change)


def _tell(defence: Defence, now: dt.datetime) -> None:
    if defence.appointed_at is None:
        return
    at = defence.appointed_at.astimezone(CHINA)
    zh, en = NAMES[defence.kind]
    text = (
        f"请于 {at:%Y-%m-%d %H:%M} 到{defence.place}参加{zh}",
        f"You are asked to the {en}: {at:%Y-%m-%d %H:%M}, {defence.place}",
    )
    tell_applicant(defence.application, "defence", text, now=now)


_NO_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
_THERE = Refusal("already-done", ("已经列入答辩", "a defence is due already"), do=("请刷新页面", "reload the page"))
_THROUGH = Refusal("group-is-through", ("评议组已提出意见", "the group has given its opinion"))
_PAST = Refusal("in-the-past", ("答辩时间已过", "that time is over"), do=("请另定时间", "choose another time"))
_NO_KIND = Refusal("kind-unknown", ("没有选择面试答辩或实地考察", "interview or visit on site: nothing is chosen"))
_UNFIT = Refusal(
    "examiner-unfit",
    ("所选专家不在本组或应回避", "an examiner is of another group, or recused"),
    do=("请改选本组专家", "choose experts of this group"),
)
