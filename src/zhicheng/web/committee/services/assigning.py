"""Who reads which application: asked for, frozen, seeded by two persons, assigned; changed as little as can be.

The seed is in nobody's hands alone: after the task's fingerprint is on the ledger a supervisor and another person each
give 64 digits of their own, and neither sees the other's.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Final

from django.db import transaction

from zhicheng.procedure.canonical import sha256
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.models import Assignment, Committee, Reading, Seat
from zhicheng.web.committee.services.assignment_jobs import eligible, readers, seed_from, work_on_assignment
from zhicheng.web.committee.services.draw_plan import day_of
from zhicheng.web.experts.facts import application_code, conflict_facts
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.scope import may
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
SUPERVISOR: Final = "supervisor"
HALF: Final = re.compile(r"[0-9a-f]{64}")
RECUSED: Final = "回避 / recused"
OPEN_STAGES: Final = ("freezing", "frozen", "assigning")


@transaction.atomic
def ask_assignment(
    committee: Committee, *, matching: int, actor: Standing, now: dt.datetime, version: int | None = None
) -> Assignment:
    """Have the task frozen: for the first time, or changed after a recusal or a seat given up, keeping the rest.

    Whoever is recused for an application stops reading it at once. ``matching``: experts of the applicant's own
    specialty that each gets at least.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``assignment-open``, ``seats-unanswered``, ``nobody-to-assign``.
    """
    row = locked_for(actor, "change", committee, version)
    against = tuple(_against(row))
    if against:
        raise ActRefused(against)
    end_recused(row, now)
    last = Assignment.objects.filter(committee=row).order_by("-number").first()
    made = Assignment.objects.create(
        committee=row,
        number=last.number + 1 if last is not None else 1,
        task={"matching": max(0, matching)},
        made_at=now,
        made_by_id=actor.person,
    )
    work_on_assignment.enqueue(made.pk, made.version)
    detail = {"number": made.number, "applications": len(eligible(row)), "count": len(readers(row))}
    write_entry("ask-for-assignment", actor=actor, now=now, on=made, role=OFFICE, detail=detail)
    return made


@transaction.atomic
def give_half(assignment: Assignment, half: str, *, actor: Standing, now: dt.datetime) -> Assignment:
    """One person's half of the seed for a frozen task; with the second, of two persons one a supervisor, it is assigned.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``, ``half-not-usable``, ``half-given``, ``supervisor-needed``.
    """
    row = locked_for(actor, "give-half", assignment)
    text, role = "".join(half.split()).lower(), _role(assignment, actor)
    given = json.loads(row.halves) if row.halves else {}
    against = tuple(_against_half(row, text, given, actor, role))
    if against:
        raise ActRefused(against)
    given[str(actor.person)] = {"half": text, "role": role}
    row.halves = json.dumps(given)
    if len(given) == 2:
        seed = seed_from(row.digest, {user: one["half"] for user, one in given.items()})
        row.task, row.stage = {**row.task, "seed": seed}, "assigning"
    row.version += 1
    row.save()
    if row.stage == "assigning":
        work_on_assignment.enqueue(row.pk, row.version)
    detail = {"number": row.number, "count": len(given), "sha256": sha256(text.encode())}
    write_entry("give-half-of-seed", actor=actor, now=now, on=row, role=role, detail=detail)
    return row


@transaction.atomic
def drop_assignment(
    assignment: Assignment, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Assignment:
    """Give a task up that is not assigned yet; its fingerprint stays on the ledger.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-at-this-stage``, ``reason-missing``.
    """
    row = locked_for(actor, "make", assignment, version)
    if row.stage not in OPEN_STAGES:
        raise ActRefused(_NOT_NOW)
    if not reason.strip():
        raise ActRefused(_REASON)
    row.stage, row.halves = "dropped", ""
    row.version += 1
    row.save()
    detail = {"number": row.number, "digest": row.digest, "reason": reason.strip()}
    write_entry("drop-assignment", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


def end_recused(committee: Committee, now: dt.datetime) -> int:
    """End, at once, what somebody reads who is recused for it; how many there were."""
    rows = [one.pk for one in recused_readings(committee, now)]
    return Reading.objects.filter(pk__in=rows).update(ended_because=RECUSED)


def recused_readings(committee: Committee, now: dt.datetime) -> list[Reading]:
    """What is being read by somebody who is recused for it by the facts as they stand now."""
    facts = conflict_facts(committee.review.round, as_of=day_of(now))
    pairs = set(facts.recused)
    live = Reading.objects.filter(seat__committee=committee, ended_because="")
    rows = live.select_related("seat__expert", "application")
    return [one for one in rows if (one.seat.expert.code, application_code(one.application)) in pairs]


def _against(committee: Committee) -> list[Refusal]:
    found = []
    if Assignment.objects.filter(committee=committee, stage__in=OPEN_STAGES).exists():
        found.append(_OPEN)
    first = not Assignment.objects.filter(committee=committee, stage="assigned").exists()
    waiting = Seat.objects.filter(committee=committee, state="drawn").count()
    if first and waiting:
        found.append(_unanswered(waiting))
    if not readers(committee) or not eligible(committee):
        found.append(_NOBODY)
    return found


def _against_half(
    row: Assignment, half: str, given: dict[str, dict[str, str]], actor: Standing, role: str
) -> list[Refusal]:
    if row.stage != "frozen":
        return [_NOT_NOW]
    found = []
    if not HALF.fullmatch(half) or len(set(half)) < 4:
        found.append(_NO_HALF)
    if str(actor.person) in given:
        found.append(_GIVEN)
    if given and SUPERVISOR not in {role, *(one["role"] for one in given.values())}:
        found.append(_SUPERVISOR)
    return found


def _role(assignment: Assignment, actor: Standing) -> str:
    return OFFICE if may(actor, "make", assignment) else SUPERVISOR


def _unanswered(count: int) -> Refusal:
    return Refusal(
        "seats-unanswered",
        (f"还有 {count} 名委员未答复", f"{count} members have not answered yet"),
        do=("请待其答复后再分派", "assign when they have"),
    )


_OPEN = Refusal(
    "assignment-open",
    ("上一次分派尚未完成", "an assignment is under way"),
    do=("请先完成或放弃", "finish it or give it up"),
)
_NOBODY = Refusal(
    "nobody-to-assign",
    ("没有已接受的委员，或没有资格审查合格的申报人", "no member has accepted, or no applicant is eligible"),
    do=("请先完成席位确认和资格审查", "settle the seats and the check of eligibility first"),
)
_NOT_NOW = Refusal(
    "not-at-this-stage",
    ("分派不在这一步", "the assignment is not at this step"),
    do=("请刷新页面", "reload the page"),
)
_NO_HALF = Refusal(
    "half-not-usable",
    ("应为随机产生的 64 位十六进制数字", "64 random hexadecimal digits are wanted"),
    do=("请在自己的电脑上产生后粘贴", "make them on your own machine and paste them"),
)
_GIVEN = Refusal(
    "half-given",
    ("您已交出一半，另一半须由他人交出", "you have given one half; another person gives the other"),
    do=("请等另一人办理", "wait for the other person"),
)
_SUPERVISOR = Refusal(
    "supervisor-needed",
    ("两人中至少一人须为监督方", "one of the two must be a supervisor"),
    do=("请由监督方交出另一半", "let a supervisor give the other half"),
)
_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
