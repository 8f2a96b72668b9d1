"""The second half's tables of states: every row is where its entries on the ledger lead, act by act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from django.db import models

from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.review.committee_states import DRAWN
from zhicheng.procedure.review.deliberation_states import REVIEWED
from zhicheng.procedure.state_table import StateTable
from zhicheng.web.committee.committee_facts import COMMITTEE
from zhicheng.web.committee.models import Committee, Plan, Seat
from zhicheng.web.committee.plan_process import PLAN
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.experts.models import Pool
from zhicheng.web.experts.process import POOL
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.process import MEETING, VOTE
from zhicheng.web.registry.case_process import CASE, RECORD, REEXAMINATION
from zhicheng.web.registry.certificate_process import CERTIFICATE
from zhicheng.web.registry.models import Case, Certificate, IntegrityRecord, Reexamination, Result
from zhicheng.web.registry.result_process import RESULT
from zhicheng.web.review.acting import Process
from zhicheng.web.review.elsewhere import DRAW, OPINIONS, done_elsewhere
from zhicheng.web.review.models import Recommendation, Review
from zhicheng.web.review.process import REVIEW
from zhicheng.web.review.recommending import RECOMMENDATION
from zhicheng.web.review.rules import rules_of, tables_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.process import DEFENCE, DELIBERATION

Found = Iterator[tuple[str, Pair]]

MOVED: Final[tuple[tuple[type[models.Model], Process[Any, Any]], ...]] = (
    (Review, REVIEW),
    (Recommendation, RECOMMENDATION),
    (Pool, POOL),
    (Plan, PLAN),
    (Committee, COMMITTEE),
    (Seat, SEAT),
    (Deliberation, DELIBERATION),
    (Defence, DEFENCE),
    (Meeting, MEETING),
    (Vote, VOTE),
    (Result, RESULT),
    (Reexamination, REEXAMINATION),
    (Certificate, CERTIFICATE),
    (Case, CASE),
    (IntegrityRecord, RECORD),
)
"""What moves through a table, and by which."""
ELSEWHERE: Final[dict[type[models.Model], tuple[str, str]]] = {
    Committee: (DRAW, DRAWN),
    Deliberation: (OPINIONS, REVIEWED),
}
"""What a step that was done elsewhere sets at once: the step, the state."""


@invariant("state-replayed")
def states_follow_from_entries(_: Look) -> Found:
    """Every row's state is the one to which its acts on the ledger lead, each permitted where it was done."""
    tables = _Tables()
    for model, process in MOVED:
        acts = _acts(model, process.table)
        for row in model._default_manager.order_by("pk").iterator():
            table = tables.of(process, row)
            if table is not None:
                yield from _replayed(row, table, acts.get(str(row.pk), []), _jump(row))


def _replayed(row: Any, table: StateTable[Any], acts: list[str], jump: str) -> Found:
    jumps = {jump} if jump else set()
    here = {table.start} | jumps
    known = set(table.acts())
    for act in (one for one in acts if one in known):
        after = {found.next_state for one in here if (found := table.row(one, act)) is not None}
        if not after:
            yield row_name(row), (f"账册所记的“{act}”当时不可办理", f"its entry '{act}' was not to be done then")
            return
        here = after | jumps
    if row.state not in here:
        yield row_name(row), ("状态与账册记录不符", "its state is not the one its entries lead to")


@invariant("version-counts-entries")
def versions_reach_entries(_: Look) -> Found:
    """A row that was moved so many times has a version no lower."""
    for model, process in MOVED:
        acts = _acts(model, process.table)
        rows: Iterator[Any] = model._default_manager.order_by("pk").iterator()
        for row in rows:
            if row.version < len(acts.get(str(row.pk), [])):
                yield row_name(row), ("版本号小于账册记录数", "its version is below the number of its entries")


def _acts(model: type[models.Model], table: str) -> dict[str, list[str]]:
    """The acts of a table on the ledger, in order, by the row's key."""
    rows = Entry.objects.filter(object_type=model._meta.model_name, act__startswith=f"{table}-").order_by("pk")
    found: dict[str, list[str]] = defaultdict(list)
    for key, act in rows.values_list("object_id", "act").iterator():
        found[key].append(act.removeprefix(f"{table}-"))
    return found


def _jump(row: models.Model) -> str:
    """The state in which a step done elsewhere may have put the row; empty: none."""
    step, state = ELSEWHERE.get(type(row), ("", ""))
    if isinstance(row, Committee):
        return state if done_elsewhere(row.review, step) is not None else ""
    if isinstance(row, Deliberation):
        return state if done_elsewhere(row.group.committee.review, step) is not None else ""
    return ""


class _Tables:
    """The tables of each round, read once."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def of(self, process: Process[Any, Any], row: models.Model) -> StateTable[Any] | None:
        """The table by which a row moves; ``None``: its round's document has none, or is not at hand."""
        try:
            round_: Round = process.round_of(row)
            if round_.pk not in self._known:
                self._known[round_.pk] = tables_of(rules_of(round_))
        except ActRefused:
            return None
        found: StateTable[Any] | None = self._known[round_.pk].get(process.table)
        return found
