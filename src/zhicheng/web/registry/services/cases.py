"""Writes on cases of violations, and on the entries in the integrity record that follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.consequences import RECORD, record_until
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.registry import refusals
from zhicheng.web.registry.case_process import CASE
from zhicheng.web.registry.case_process import RECORD as RECORD_PROCESS
from zhicheng.web.registry.models import Case, IntegrityRecord
from zhicheng.web.registry.roles import parties_to
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

OPEN: Final = ("reported", "examining")
ACTS: Final = ("take-up", "dismiss", "establish", "apply", "annul")
TOLD: Final = {
    "take-up": (
        "有关您申报的反映正在核实，您可以向评委会办公室说明情况",
        "A report about your application is being examined; you can state your view to the committee office",
    ),
    "establish": ("有关您申报的违规反映已核实", "A violation concerning your application was established"),
    "apply": ("对违规情形已作出处理，见申报页", "Consequences were applied; they are on your application's page"),
    "annul": ("对您的违规处理已撤销", "The sanction against you was annulled"),
}


@dataclass(frozen=True, slots=True)
class CaseText:
    """What is added to a case: offence, a piece of evidence, what the person said and when, whether it is serious."""

    offence: str = ""
    evidence: str = ""
    heard: str = ""
    heard_on: dt.date | None = None
    serious: bool = False


@transaction.atomic
def report_case(review: Review, application: Application, account: str, *, actor: Standing, now: dt.datetime) -> Case:
    """A violation reported about an applicant.

    Raises:
        ActRefused: ``no-right``, ``text-missing``, ``own-application``.
    """
    require(actor, "inspect", review)
    if application.round_id != review.round_id or application.state != "arrived":
        raise ActRefused(NO_RIGHT)
    if "applicant" in parties_to(application, actor):
        raise ActRefused(refusals.OWN_MATTER)
    if len(account.strip()) < 10:
        raise ActRefused(refusals.TEXT_SHORT)
    row = Case.objects.create(
        application=application, account=account.strip(), reported_by_id=actor.person, reported_at=now
    )
    write_entry("report-case", actor=actor, now=now, on=row)
    return row


@transaction.atomic
def write_case(row: Case, text: CaseText, *, actor: Standing, now: dt.datetime, version: int | None) -> Case:
    """More on a case that is not decided: evidence is added, the rest replaced.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``heard-ahead`` (a day that has not come).
    """
    fresh = locked(row, version)
    require(actor, "inspect", fresh)
    if fresh.state not in OPEN or not parties_to(fresh.application, actor) - {"applicant"}:
        raise ActRefused(NO_RIGHT)
    today = now.astimezone(CHINA).date()
    if text.heard_on is not None and text.heard_on > today:
        raise ActRefused(Refusal("heard-ahead", ("听取说明的日期不能晚于今天", "the day can't lie ahead")))
    fresh.offence, fresh.serious = text.offence, text.serious
    fresh.heard, fresh.heard_on = text.heard.strip(), text.heard_on
    if text.evidence.strip():
        fresh.evidence = [*fresh.evidence, {"text": text.evidence.strip()[:2000], "on": today.isoformat()}]
    fresh.version += 1
    fresh.save()
    write_entry("write-case", actor=actor, now=now, on=fresh, detail={"count": len(fresh.evidence)})
    return fresh


@transaction.atomic
def decide_case(
    row: Case, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = "",
    chosen: Sequence[str] = (), decision: str = "",
) -> Case:  # fmt: skip
    """Take a case up, dismiss it, establish the violation, apply its consequences, annul.

    ``apply`` wants exactly the document's consequences (``chosen``) and the number of the ``decision``; an entry in
    the integrity record is due then, where it is one of them.

    Raises:
        ActRefused: as the table, ``no-decision``. KeyError: no such act.
    """
    if act not in ACTS:
        raise KeyError(act)
    if act == "apply" and not decision.strip():
        raise ActRefused(Refusal("no-decision", ("请填写处理决定文号", "give the number of the decision")))

    def change(one: Case) -> None:
        if act == "apply":
            one.chosen, one.decision = sorted(chosen), decision.strip()[:120]
        elif act in ("dismiss", "establish", "annul"):
            one.finding = reason.strip()

    brought: Any = sorted(chosen) if act == "apply" else None
    done = perform(
        CASE, row, act, actor=actor, now=now, version=version, reason=reason, brought=brought, change=change,
    )  # fmt: skip
    if act == "apply" and RECORD in done.chosen:
        IntegrityRecord.objects.create(case=done)
    if act in TOLD:
        tell_applicant(done.application, "case", TOLD[act], now=now)
    return done


def move_record(
    row: IntegrityRecord, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> IntegrityRecord:
    """Enter it, record its expiry, or annul it after the case was.

    Raises:
        ActRefused: as the table: ``record-still-runs``, ``case-stands`` …
    """

    def change(one: IntegrityRecord) -> None:
        if act == "enter":
            one.entered_on = now.astimezone(CHINA).date()
            until = record_until(rules_of(one.case.application.round), one.entered_on)
            one.until = None if isinstance(until, Refusal) else until

    return perform(RECORD_PROCESS, row, act, actor=actor, now=now, version=version, reason=reason, change=change)
