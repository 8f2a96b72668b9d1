"""The jobs of an assignment: fix the task before there is a seed, then assign; both reckon outside of any lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django_tasks import task

from zhicheng.procedure.assignment.assign import Assignment as Assigned
from zhicheng.procedure.assignment.assign import assign, freeze, freeze_again
from zhicheng.procedure.assignment.bundle import assignment_from, frozen_from, plain_task
from zhicheng.procedure.assignment.check import balance_of, check_assignment, sound
from zhicheng.procedure.assignment.task import Applicant, Expert, Frozen, Task
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.conflicts.freeze import FrozenConflicts, freeze_conflicts
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import current_moment
from zhicheng.web.committee.models import Assignment, Committee, Reading, Seat
from zhicheng.web.committee.services.draw_plan import day_of
from zhicheng.web.experts.facts import applicants_of, application_code, conflict_facts
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.recommending import admitted
from zhicheng.web.review.rules import rules_of

SEED_LABEL = "zhicheng-web/1 seed of an assignment"
AGAIN = "重新分派 / assigned anew"


@task()
def work_on_assignment(pk: int, version: int) -> None:
    """Freeze or assign, whichever the assignment waits for; ``version``: as it was when that was asked for."""
    row = Assignment.objects.select_related("committee__review__round").get(pk=pk)
    if row.version != version or row.stage not in ("freezing", "assigning"):
        return
    now = current_moment()
    try:
        if row.stage == "freezing":
            frozen, conflicts = frozen_task(row, now)
            _keep_frozen(row, frozen, conflicts, now)
        else:
            _keep_assigned(row, assign(frozen_of(row), row.task["seed"]), now)
    except ActRefused as refused:
        trouble = [_told(one) for one in refused.refusals]
        Assignment.objects.filter(pk=pk, version=version).update(stage="dropped", trouble=trouble)


def eligible(committee: Committee) -> dict[str, Application]:
    """Whom the experts read, by code: applications that arrived and were admitted to the review."""
    rows = applicants_of(committee.review.round).filter(pk__in=admitted(committee.review.round))
    return {application_code(one): one for one in rows}


def readers(committee: Committee) -> dict[str, Seat]:
    """Who reads, by the expert's code: the seats that are accepted."""
    rows = Seat.objects.filter(committee=committee, state="accepted").select_related("expert")
    return {one.expert.code: one for one in rows.order_by("pk")}


def conflicts_now(committee: Committee, now: dt.datetime) -> FrozenConflicts:
    """What all ties of those who read come to now, fixed.

    Raises:
        ActRefused: something is open, or somebody has not declared.
    """
    experts = [one.expert for one in readers(committee).values()]
    return freeze_conflicts(conflict_facts(committee.review.round, as_of=day_of(now), experts=experts))


def frozen_task(row: Assignment, now: dt.datetime) -> tuple[Frozen, FrozenConflicts]:
    """The task as it stands now, changed as little as can be where an assignment stands already.

    Raises:
        ActRefused: a number is not set, ties are open, or experts are lacking: who lacks how many, and why.
    """
    committee = row.committee
    opinions = rules_of(committee.review.round).number("group_size")
    if isinstance(opinions, Refusal):
        raise ActRefused(opinions)
    seats, applicants = readers(committee), eligible(committee)
    conflicts = conflicts_now(committee, now)
    given = Task(
        tuple(Expert(code, (seat.expert.specialty,)) for code, seat in seats.items()),
        tuple(Applicant(code, one.specialty) for code, one in applicants.items()),
        conflicts.recused_among(seats, applicants),
        opinions.whole,
        int(row.task.get("matching", 1)),
        opinions.clause,
        conflicts.digest,
    )
    before = standing_before(row)
    return (freeze(given) if before is None else freeze_again(assigned_of(before), given)), conflicts


def standing_before(row: Assignment) -> Assignment | None:
    """The assignment that this one changes."""
    earlier = Assignment.objects.filter(committee=row.committee, stage="assigned", number__lt=row.number)
    return earlier.order_by("-number").first()


def frozen_of(row: Assignment) -> Frozen:
    """The task of an assignment that is frozen."""
    return frozen_from({key: row.task[key] for key in ("format", "frozen")}, "")


def assigned_of(row: Assignment) -> Assigned:
    """An assignment that stands, as procedure/assignment holds it."""
    return assignment_from(row.bundle, "")


def seed_from(fingerprint: str, halves: Mapping[str, str]) -> str:
    """The seed of two halves for one frozen task; who gave which half first makes no difference."""
    return digest({"label": SEED_LABEL, "task": fingerprint, "halves": sorted(halves.values())})


def _told(one: Refusal) -> dict[str, Any]:
    return {"code": one.code, "text": list(one.text), "clause": one.clause, "do": list(one.do)}


@transaction.atomic
def _keep_frozen(row: Assignment, frozen: Frozen, conflicts: FrozenConflicts, now: dt.datetime) -> None:
    fresh = Assignment.objects.select_for_update(no_key=True).get(pk=row.pk)
    if fresh.version != row.version:
        return
    fresh.task = {**row.task, **plain_task(frozen)}
    fresh.digest, fresh.conflicts, fresh.stage = frozen.digest, conflicts.plain(), "frozen"
    fresh.version += 1
    fresh.save()
    detail = {"number": fresh.number, "digest": frozen.digest, "applications": len(frozen.task.applicants)}
    write_entry("freeze-assignment", actor=None, now=now, on=fresh, detail=detail)


@transaction.atomic
def _keep_assigned(row: Assignment, made: Assigned, now: dt.datetime) -> None:
    committee = Committee.objects.select_for_update(no_key=True).get(pk=row.committee_id)
    fresh = Assignment.objects.select_for_update(no_key=True).get(pk=row.pk)
    if fresh.version != row.version:
        return
    fresh.bundle, fresh.digest, fresh.stage = made.plain(), made.digest, "assigned"
    fresh.findings = findings_of(made, standing_before(row))
    fresh.version += 1
    fresh.save()
    ended, begun = _readings(fresh, committee, made)
    detail = {"number": fresh.number, "digest": made.digest, "seed": made.seed, "count": begun, "left": ended}
    write_entry("make-assignment", actor=None, now=now, on=fresh, detail=detail)


def findings_of(made: Assigned, before: Assignment | None) -> dict[str, Any]:
    """What a check finds, and how even the assignment is, as plain data."""
    found = check_assignment(made, None if before is None else assigned_of(before))
    even = balance_of(made)
    return {
        "sound": sound(found),
        "findings": [
            {"code": one.code, "holds": one.holds, "text": list(one.text), "places": list(one.places)} for one in found
        ],
        "fewest": even.fewest,
        "most": even.most,
        "matches": even.matches,
        "opinions": even.opinions,
    }


def _readings(row: Assignment, committee: Committee, made: Assigned) -> tuple[int, int]:
    """End what is not assigned any more, begin what is new, leave the rest alone; how many of each."""
    seats, applicants, wanted = readers(committee), eligible(committee), made.pairs()
    live = Reading.objects.filter(seat__committee=committee, ended_because="")
    here = {(one.seat.expert.code, application_code(one.application)): one for one in _with_codes(live)}
    gone = [one.pk for pair, one in here.items() if pair not in wanted]
    Reading.objects.filter(pk__in=gone).update(ended_because=AGAIN)
    new = sorted(wanted - here.keys())
    Reading.objects.bulk_create(
        Reading(assignment=row, seat=seats[expert], application=applicants[applicant])
        for expert, applicant in new
        if expert in seats and applicant in applicants
    )
    return len(gone), len(new)


def _with_codes(rows: Any) -> Any:
    return rows.select_related("seat__expert", "application")
