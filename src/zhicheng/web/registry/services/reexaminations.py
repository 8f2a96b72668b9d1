"""Writes on re-examinations: asked for by the applicant, taken up or declined, found on, ended."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.reexamination_states import EXAMINING, REPEAT_ORDERED
from zhicheng.procedure.review.vote_states import RECORDED
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import Vote
from zhicheng.web.meetings.services.voting import set_aside_vote
from zhicheng.web.registry import refusals
from zhicheng.web.registry.case_process import REEXAMINATION, had_a_part
from zhicheng.web.registry.models import Certificate, Decision, Reexamination
from zhicheng.web.registry.result_process import OPEN_REQUESTS
from zhicheng.web.registry.roles import parties_to
from zhicheng.web.review.acting import perform
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

TOLD: Final = {
    "take-up": ("您的复查申请已受理", "Your request for a re-examination was taken up"),
    "decline": ("您的复查申请不予受理，理由见申报页", "Your request was not taken up; the reason is on the page"),
    "decline-late": ("您的复查申请已过期限，不予受理", "Your request came too late and was not taken up"),
    "uphold-result": ("复查结束，维持原评审结果", "The re-examination is over: the result stands"),
    "order-repeat": ("复查结束，将重新表决", "The re-examination is over: a new vote follows"),
}
"""What the applicant is told."""


@transaction.atomic
def ask_reexamination(decision: Decision, text: str, *, actor: Standing, now: dt.datetime) -> Reexamination:
    """A request of the applicant that the own decision be looked at again.

    Raises:
        ActRefused: ``no-right`` (another's, or nothing posted), ``asked-already``, ``text-missing``, or as the table:
            ``request-too-late`` …
    """
    fresh = locked(decision, None)
    require(actor, "view", fresh)
    if "applicant" not in parties_to(fresh.application, actor):
        raise ActRefused(NO_RIGHT)
    if len(text.strip()) < 10:
        raise ActRefused(refusals.TEXT_SHORT)
    if fresh.reexaminations.filter(state__in=OPEN_REQUESTS).exists():
        raise ActRefused(refusals.ASKED)
    row = Reexamination.objects.create(decision=fresh, text=text.strip()[:5000], asked_on=now.astimezone(CHINA).date())
    return perform(REEXAMINATION, row, "ask", actor=actor, now=now, reason="—")


def withdraw_reexamination(
    row: Reexamination, *, actor: Standing, now: dt.datetime, version: int | None
) -> Reexamination:
    """The applicant takes the request back.

    Raises:
        ActRefused: as the table.
    """
    return perform(
        REEXAMINATION, row, "withdraw", actor=actor, now=now, version=version, change=lambda one: _ended(one, now)
    )


@transaction.atomic
def write_finding(
    row: Reexamination, finding: str, *, fault: bool, actor: Standing, now: dt.datetime, version: int | None
) -> Reexamination:
    """What was found, and whether the procedure was at fault, while it is examined.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``text-missing``, ``examiner-not-independent``.
    """
    fresh = locked(row, version)
    require(actor, "inspect", fresh)
    if fresh.state != EXAMINING or "applicant" in parties_to(fresh.decision.application, actor):
        raise ActRefused(NO_RIGHT)
    if had_a_part(fresh, actor):
        raise ActRefused(refusals.NOT_INDEPENDENT)
    if len(finding.strip()) < 10:
        raise ActRefused(refusals.TEXT_SHORT)
    fresh.finding, fresh.fault = finding.strip(), fault
    fresh.version += 1
    fresh.save()
    write_entry("write-reexamination", actor=actor, now=now, on=fresh, detail={"fault": fault})
    return fresh


@transaction.atomic
def decide_reexamination(
    row: Reexamination, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Reexamination:
    """Take it up, decline it, let the result stand, or order a new vote.

    Raises:
        ActRefused: as the table. KeyError: no such act.
    """
    told = TOLD[act]

    def change(one: Reexamination) -> None:
        one.answer = reason.strip()[:500]
        if act != "take-up":
            _ended(one, now)

    done = perform(REEXAMINATION, row, act, actor=actor, now=now, version=version, reason=reason, change=change)
    tell_applicant(done.decision.application, "reexamination", told, now=now)
    return done


@transaction.atomic
def set_aside_outcome(
    row: Reexamination, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Vote:
    """The outcome of the vote that a re-examination orders anew set aside by the supervisor; the applicant can be put on
    the agenda of another meeting then. The vote set aside.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``no-vote-to-set-aside``, ``certificate-issued``, or as the vote's
            table: ``not-ordered``, ``reason-missing`` …
    """
    fresh = locked(row, version)
    require(actor, "inspect", fresh)
    application = fresh.decision.application
    if fresh.state != REPEAT_ORDERED or "supervisor" not in parties_to(application, actor):
        raise ActRefused(NO_RIGHT)
    vote = recorded_vote(fresh)
    if vote is None:
        raise ActRefused(refusals.NO_VOTE)
    if Certificate.objects.filter(application=application, state="issued").exists():
        raise ActRefused(refusals.CERTIFIED)
    done = set_aside_vote(vote, reason=reason, actor=actor, now=now)
    fresh.version += 1
    fresh.save()
    return done


def recorded_vote(row: Reexamination) -> Vote | None:
    """The recorded vote that a request which ended with a new vote ordered is about; none once it is set aside."""
    since = row.ended_at
    votes = Vote.objects.filter(application=row.decision.application_id, state=RECORDED)
    return votes.filter(opened_at__lt=since).first() if since is not None else None


def _ended(row: Reexamination, now: dt.datetime) -> None:
    row.ended_at = now
