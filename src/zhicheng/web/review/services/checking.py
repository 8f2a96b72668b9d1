"""The committee office's finding on the eligibility of applications: one by one, or many that the rules found clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.truth import MET, NAMES
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.machine import machine_of
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.review.process import ARRIVED
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
_MET = NAMES[MET]


@transaction.atomic
def check_eligibility(
    application: Application,
    *,
    outcome: str,
    way_in: str,
    machine: Mapping[str, str],
    differences: Mapping[str, str],
    reason: str,
    actor: Standing,
    now: dt.datetime,
    seen: int | None,
) -> EligibilityCheck:
    """The office's finding on an application that arrived, while eligibility is being checked; the applicant is told
    where it is "not eligible", and where it is no longer.

    ``machine``: the clauses that bear on it as the page showed them (basic conditions, the way in); ``differences``:
    clause → why the office finds otherwise; ``seen``: the version of the finding on the page (0: none was there).

    Raises:
        ActRefused: ``no-right``, ``own-application``, ``stale-page``, ``not-arrived``, ``checking-over``,
            ``reason-missing`` (not eligible, or a difference without one), ``clause-unknown``, ``clause-not-met``
            (eligible, though by the rules or by the office a clause is not met, or is open and nobody has decided).
    """
    review = _locked_review(application)
    application = locked(application, None)
    require(actor, "check", application, as_object="eligible-application")
    before = EligibilityCheck.objects.select_for_update().filter(application=application).first()
    _refuse_person(application, actor)
    _refuse_moment(review, application, before, seen)
    _refuse_finding(outcome, machine, differences, reason)
    was = before.outcome if before else ""
    row = before or EligibilityCheck(application=application, version=0)
    row.outcome, row.way_in, row.machine, row.differences = outcome, way_in, dict(machine), dict(differences)
    row.reason, row.checked_by_id, row.checked_at = reason.strip(), actor.person, now
    row.version += 1
    row.save()
    detail = {"outcome": outcome, "differences": dict(differences), "reason": reason.strip()}
    write_entry("check-eligibility", actor=actor, now=now, on=application, role=OFFICE, detail=detail)
    if outcome == "not-eligible":
        tell_applicant(application, "not-eligible", _TOLD, now=now)
    elif was == "not-eligible":
        tell_applicant(application, "eligible", _TOLD_AFTER_ALL, now=now)
    return row


@transaction.atomic
def check_together(
    review: Review, applications: Sequence[Application], *, actor: Standing, now: dt.datetime
) -> tuple[EligibilityCheck, ...]:
    """Applications found eligible together: each unchecked yet, every clause met by the rules, or left by them to those
    who have attested it. All of them or none.

    Raises:
        ActRefused: ``no-right``, ``nothing-chosen``, ``not-clear`` (by name of each), or as :func:`check_eligibility`.
    """
    require(actor, "set-up", review)
    if not applications:
        raise ActRefused(_NOTHING_CHOSEN)
    machines = [(one, machine_of(one)) for one in applications]
    unclear = [_not_clear(one) for one, machine in machines if machine is None or not machine.clear]
    unclear += [_other_round(one) for one in applications if one.round_id != review.round_id]
    if unclear:
        raise ActRefused(unclear)
    return tuple(
        check_eligibility(
            application,
            outcome="eligible",
            way_in=machine.way,
            machine=machine.outcomes,
            differences=machine.attested,
            reason="",
            actor=actor,
            now=now,
            seen=0,
        )
        for application, machine in machines
        if machine is not None
    )


def _refuse_person(application: Application, actor: Standing) -> None:
    if application.applicant_id is not None and application.applicant_id == actor.user_id:
        raise ActRefused(_OWN)


def _locked_review(application: Application) -> Review | None:
    """The review, locked before its application: many found together must not wait for one another in a circle."""
    rows = Review.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(round=application.round_id).first()


def _refuse_moment(
    review: Review | None, application: Application, before: EligibilityCheck | None, seen: int | None
) -> None:
    found = []
    if application.state != ARRIVED:
        found.append(_NOT_ARRIVED)
    if review is None or review.state != "closed":
        found.append(_OVER)
    if seen is not None and seen != (before.version if before else 0):
        found.append(_STALE)
    if found:
        raise ActRefused(found)


def _refuse_finding(outcome: str, machine: Mapping[str, str], differences: Mapping[str, str], reason: str) -> None:
    found = []
    if outcome not in ("eligible", "not-eligible"):
        found.append(_NO_OUTCOME)
    if not reason.strip() and outcome == "not-eligible":
        found.append(_REASON)
    found += [_no_reason_for(clause) for clause, why in differences.items() if not why.strip()]
    found += [_clause_unknown(clause) for clause in differences if clause not in machine]
    if outcome == "eligible":  # a difference turns the machine's finding round; both together must be "met"
        found += [_clause_not_met(key) for key, said in machine.items() if (said == _MET) == (key in differences)]
    if found:
        raise ActRefused(found)


def _no_reason_for(clause: str) -> Refusal:
    return Refusal(
        "reason-missing", (f"{clause}：没有写明与机器结论不同的理由", f"{clause}: no reason for the difference")
    )


def _clause_unknown(clause: str) -> Refusal:
    return Refusal("clause-unknown", (f"机器结论中没有{clause}", f"the machine's verdict has no {clause}"))


def _clause_not_met(clause: str) -> Refusal:
    return Refusal(
        "clause-not-met",
        (f"{clause}没有认定为符合，不能审为合格", f"{clause} is not found met: the application can't be eligible"),
        clause,
        ("如认定符合，请写明依据；否则审为不合格", "if you find it met, write why; else find it not eligible"),
    )


def _not_clear(application: Application) -> Refusal:
    return Refusal(
        "not-clear",
        (f"{application.name}：有条款不符合或待定", f"{application.name}: some clause is not met or open"),
        do=("请逐份审查", "check it by itself"),
    )


def _other_round(application: Application) -> Refusal:
    return Refusal(
        "not-clear",
        (f"{application}：不在本年度", f"{application}: it is not of this round"),
    )


_TOLD = ("资格审查未通过，理由见申报页", "Your application was found not eligible; the reason is on its page")
_TOLD_AFTER_ALL = ("资格审查结论已改为合格", "The finding on your application has been changed: it is eligible")
_OWN = Refusal(
    "own-application",
    ("不能审查本人的申报", "nobody checks their own application"),
    do=("请由办公室其他人员审查", "let somebody else of the office do it"),
)
_NOTHING_CHOSEN = Refusal("nothing-chosen", ("没有勾选任何人", "nobody is chosen"))
_NOT_ARRIVED = Refusal("not-arrived", ("此申报没有报送到评委会办公室", "this application has not arrived here"))
_OVER = Refusal(
    "checking-over",
    ("资格审查尚未开始或已经完成", "the check of eligibility has not begun, or is over"),
    do=("如需改动，请先“重新资格审查”", "to change a finding, begin the check anew"),
)
_STALE = Refusal(
    "stale-page",
    ("此页打开后审查结论已有变动", "the finding has changed since the page was opened"),
    do=("请刷新页面，核对后再操作", "reload the page, look again, then act"),
)
_NO_OUTCOME = Refusal("outcome-missing", ("没有选择结论", "no outcome is chosen"))
_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
