"""Acts on a review as a whole: begin it, say who does a step the document leaves open, set numbers, take it further."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.rules import BEFORE_THE_DOOR, RoundStep, review_rules
from zhicheng.procedure.roles import ROLES
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.review.process import REVIEW
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import NAMES, number_refusals
from zhicheng.web.rounds.setting import pack_for, procedure_for
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
CHECKING = "closed"
"""The state of a review while eligibility is checked: numbers set before can still be corrected."""


@transaction.atomic
def begin_review(round_: Round, *, actor: Standing, now: dt.datetime, version: int | None = None) -> Review:
    """The second half of a closed round; the one there is, if it has begun.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``round-not-closed``.
    """
    fresh = locked(round_, version)
    require(actor, "review", fresh)
    if fresh.state != "closed":
        raise ActRefused(_NOT_CLOSED)
    review, new = Review.objects.get_or_create(round=fresh, defaults={"begun_at": now})
    if new:
        write_entry("begin-review", actor=actor, now=now, on=review, role=OFFICE, detail={"code": fresh.code})
    return review


@transaction.atomic
def set_steps(
    review: Review,
    steps: Sequence[Mapping[str, Any]],
    *,
    recused_counted: bool,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Review:
    """Say who does the steps that the document gives to nobody ({step, who, source}), and how recusals count.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``step-invalid``: no such step or role, no source.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    row.steps = [_step(one) for one in steps]
    try:
        review_rules(
            pack_for(row.round),
            row.round.level,
            round_steps=[RoundStep(one["step"], tuple(one["who"]), one["source"]) for one in row.steps],
        )
    except ValueError as error:
        raise ActRefused(_step_invalid(str(error))) from error
    row.recused_counted = recused_counted
    row.version += 1
    row.save()
    write_entry("set-review-steps", actor=actor, now=now, on=row, role=OFFICE, detail={"steps": row.steps})
    return row


@transaction.atomic
def set_numbers(
    review: Review,
    numbers: Mapping[str, Mapping[str, str]],
    *,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Review:
    """Numbers of the review that the document leaves to the round: by name ``value`` (text, exact), ``unit``,
    ``source``, for the majority ``base``. Those not named stay as they are.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``number-too-late`` (it matters before the committee's door),
            ``number-in-use`` (set before, and eligibility is checked), or as ``rounds.numbers.number_refusals``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    round_ = locked(row.round, None)
    found = [_too_late(name) for name in numbers if name in BEFORE_THE_DOOR]
    if row.state != CHECKING:
        found += [_in_use(name) for name, body in numbers.items() if round_.numbers.get(name, body) != body]
    found += number_refusals(numbers, procedure_for(round_))
    if found:
        raise ActRefused(found)
    round_.numbers = {**round_.numbers, **{name: dict(body) for name, body in numbers.items()}}
    round_.version += 1
    round_.save()
    _refuse_wrong(round_, numbers)
    row.version += 1
    row.save()
    write_entry("set-review-numbers", actor=actor, now=now, on=row, role=OFFICE, detail={"numbers": dict(numbers)})
    return row


def take_further(
    review: Review, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Review:
    """Move a review by one act of its table (finish the check, begin the review, … archive)."""
    return perform(REVIEW, review, act, actor=actor, now=now, version=version, reason=reason)


def _refuse_wrong(round_: Round, numbers: Mapping[str, Any]) -> None:
    """Whatever the rules of the review themselves can't use: a share above one, a majority without its base."""
    wrong = rules_of(round_).wrong
    found = [wrong[name] for name in numbers if name in wrong]
    if found:
        raise ActRefused(found)


def _step(given: Mapping[str, Any]) -> dict[str, Any]:
    step, who, source = str(given.get("step", "")), list(given.get("who", ())), str(given.get("source", "")).strip()
    if not step or not source or not who or not set(who) <= set(ROLES):
        raise ActRefused(_step_invalid(step))
    return {"step": step, "who": who, "source": source[:200]}


def _step_invalid(name: str) -> Refusal:
    return Refusal(
        "step-invalid",
        (f"环节“{name}”填写不完整", f"the step '{name}' is not complete"),
        do=("请写明环节、由谁办理和依据", "name the step, who does it and the source"),
    )


def _too_late(name: str) -> Refusal:
    _, zh, en = NAMES[name]
    return Refusal(
        "number-too-late",
        (
            f"{zh}关系到申报阶段，截止后不能再设定",
            f"the {en} matter before the round closes; it is too late to set them",
        ),
    )


def _in_use(name: str) -> Refusal:
    _, zh, en = NAMES.get(name, ("", name, name))
    return Refusal(
        "number-in-use",
        (f"{zh}已设定，资格审查已完成，不能再改", f"the {en} are set, and the check of eligibility is finished"),
        do=("如确有误，请先“重新资格审查”", "to correct it, begin the check of eligibility anew"),
    )


_NOT_CLOSED = Refusal(
    "round-not-closed",
    ("申报尚未截止", "the round is not closed yet"),
    do=("请先结束本年度申报", "close the round first"),
)
