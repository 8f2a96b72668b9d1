"""The ledger: every act that left a moment in a row left an entry of the same moment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.db import models

from zhicheng.web.accounts.models import Grant
from zhicheng.web.applications.models import Application, Batch, Opinion, Return, Statement, Submission
from zhicheng.web.committee.models import Approval, Seat
from zhicheng.web.experts.models import Availability, Declaration
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import Meeting, Presence, Signature, Vote
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.registry.models import Case, Certificate, EnteredOutcome, Reexamination, Remedy, StatusList
from zhicheng.web.review.models import EligibilityCheck, Recommendation
from zhicheng.web.rounds.models import Round, WindowChange
from zhicheng.web.scoring.models import Deliberation, Sheet

Found = Iterator[tuple[str, Pair]]
Named = set[tuple[str, str]]

MOMENTS: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (Application, "submitted_at"),
    (Application, "arrived_at"),
    (Submission, "submitted_at"),
    (Return, "returned_at"),
    (Return, "resolved_at"),
    (Statement, "stated_at"),
    (Opinion, "given_at"),
    (Batch, "forwarded_at"),
    (Notice, "posted_at"),
    (Notice, "closed_at"),
    (Objection, "received_at"),
    (Objection, "settled_at"),
    (Round, "opened_at"),
    (Round, "closed_at"),
    (WindowChange, "changed_at"),
    (Grant, "granted_at"),
    (Grant, "ended_at"),
    (EligibilityCheck, "checked_at"),
    (Recommendation, "handed_at"),
    (Recommendation, "decided_at"),
    (Declaration, "declared_at"),
    (Availability, "declared_at"),
    (Approval, "approved_at"),
    (Seat, "answered_at"),
    (Sheet, "handed_in_at"),
    (Deliberation, "agreed_at"),
    (Meeting, "opened_at"),
    (Meeting, "closed_at"),
    (Presence, "came_at"),
    (Presence, "left_at"),
    (Vote, "opened_at"),
    (Signature, "at"),
    (Remedy, "at"),
    (EnteredOutcome, "entered_at"),
    (Certificate, "issued_at"),
    (StatusList, "signed_at"),
    (Reexamination, "ended_at"),
    (Case, "reported_at"),
)
"""The acts, by the moment that each leaves in a row."""


@invariant("ledger-complete")
def acts_are_entered(_: Look) -> Found:
    """Each such moment has an entry: on the row, or on what the row belongs to (application, round, organisation …)."""
    for model, moment in MOMENTS:
        rows = model._default_manager.filter(**{f"{moment}__isnull": False})
        if model is Application:
            rows = rows.filter(imported=False)
        if model is Grant:
            rows = rows.exclude(granted_by=None)  # the first operator is made by the installation itself
        for row in rows.iterator():
            if not _entered(row, getattr(row, moment)):
                yield row_name(row), (f"{moment} 没有对应的账册记录", f"the ledger has no entry for its {moment}")


def _entered(row: models.Model, at: dt.datetime) -> bool:
    named = _named(row)
    return any(one in named for one in Entry.objects.filter(at=at).values_list("object_type", "object_id"))


def _named(row: models.Model) -> Named:
    """The row and what it belongs to, up to two steps away, as the ledger names them."""
    found: Named = {(row._meta.model_name or "", str(row.pk))}
    for field in row._meta.concrete_fields:
        related, key = field.related_model, getattr(row, field.attname)
        if isinstance(related, type) and key is not None:
            found.add((related._meta.model_name or "", str(key)))
    for many in row._meta.many_to_many:
        name = many.related_model._meta.model_name or ""
        found |= {(name, str(key)) for key in getattr(row, many.name).values_list("pk", flat=True)}
    if isinstance(row, WindowChange):
        found.add(("round", str(row.window.round_id)))
    if isinstance(row, Notice):
        found |= {("result", str(key)) for key in row.results.values_list("pk", flat=True)}
    return found


@invariant("ledger-objects")
def entries_name_rows(_: Look) -> Found:
    """An entry names an object that is there (objects of the review are never deleted)."""
    kept = {model._meta.model_name: model for model, _ in MOMENTS}
    named: dict[str, set[str]] = defaultdict(set)
    for kind, key in Entry.objects.filter(object_type__in=kept).values_list("object_type", "object_id").distinct():
        named[kind].add(key)
    for kind, keys in sorted(named.items()):
        there = {str(key) for key in kept[kind]._default_manager.filter(pk__in=keys).values_list("pk", flat=True)}
        for key in sorted(keys - there):
            yield f"{kind} {key}", ("账册所记的对象不存在", "the ledger names it, but it is not there")


@invariant("ledger-guarded")
def guards_are_there(_: Look) -> Found:
    """The guards in the database that keep entries and submissions from being changed are there and switched on."""
    import pgtrigger

    for model, trigger in pgtrigger.registered():
        status = trigger.get_installation_status(model)
        if status[0] != "INSTALLED" or status[1] is False:
            yield (
                f"{model._meta.db_table}: {trigger.name}",
                ("数据库的防改触发器缺失或停用", "the guard in the database is missing or off"),
            )
