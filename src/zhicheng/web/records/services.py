"""Writes on what an applicant keeps: facts, records, a whole dossier taken over from a file.

These are drafts, not acts: nothing here goes on the ledger. What is handed in is frozen by the application.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhicheng.dossier.model import Dossier, dossier_from, record_from
from zhicheng.dossier.plain import stored_dossier
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.site.acts import STALE, locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

MOST_RECORDS = 500


@transaction.atomic
def keep_facts(facts: Mapping[str, Any], *, actor: Standing, now: dt.datetime, version: int | None) -> Profile:
    """The person's facts as stated now; checked by the dossier's own rules.

    Raises:
        Refused: a fact is wrong.  ActRefused: ``stale-page``.
    """
    plain = stored_dossier(dossier_from({"applicant": dict(facts)})).get("applicant", {})
    Profile.objects.get_or_create(user_id=actor.person)
    row = Profile.objects.select_for_update(no_key=True).get(user_id=actor.person)
    if version is not None and row.version != version:
        raise ActRefused(STALE)
    row.facts, row.updated_at = plain, now
    row.version += 1
    row.save()
    return row


@transaction.atomic
def keep_record(
    data: Mapping[str, Any], *, actor: Standing, now: dt.datetime, record: Record | None = None, version: int | None = None
) -> Record:
    """A record kept, new or in the place of ``record``; ``data`` as in a dossier file (``kind``, facts; ``id`` optional).

    Raises:
        Refused: a fact is wrong.  ActRefused: ``no-right``, ``stale-page``, ``too-many-records``.
    """
    given = {key: value for key, value in data.items() if key != "evidence"}
    if record is not None:
        row = locked(record, version)
        require(actor, "change", row)
        given["id"] = row.key
    else:
        row = _new(given, actor, now)
    checked = _checked(given)
    row.kind, row.data, row.updated_at = checked.pop("kind"), checked, now
    row.version += 1
    row.save()
    return row


def _new(given: dict[str, Any], actor: Standing, now: dt.datetime) -> Record:
    """A row for a new record: its key the one given where it is free, else the next number of its kind."""
    taken = set(Record.objects.filter(owner_id=actor.person, removed_at=None).values_list("key", flat=True))
    if len(taken) >= MOST_RECORDS:
        text = (f"材料最多保存 {MOST_RECORDS} 条", f"at most {MOST_RECORDS} records are kept")
        raise ActRefused(Refusal("too-many-records", text, do=("请先删除不用的材料", "remove some you don't need")))
    key = str(given.get("id") or "")
    if not key or key in taken:
        kind = str(given.get("kind", "record"))
        key = next(name for number in range(1, MOST_RECORDS + 2) if (name := f"{kind}-{number}") not in taken)
    given["id"] = key
    return Record(owner_id=actor.person, key=key, created_at=now, version=0)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The record's facts in plain JSON, without its id and its papers."""
    problems: list[Problem] = []
    found = record_from(dict(given), "", str(given.get("id", "")), problems)
    if found is None or problems:
        raise Refused(problems)
    plain = stored_dossier(Dossier.model_construct(records=(found,)))["records"][0]
    return {key: value for key, value in plain.items() if key not in ("id", "evidence")}


@transaction.atomic
def remove_record(record: Record, *, actor: Standing, now: dt.datetime, version: int | None) -> None:
    """A record put away; applications it was handed in with keep what they have."""
    row = locked(record, version)
    require(actor, "change", row)
    row.removed_at, row.updated_at = now, now
    row.version += 1
    row.save()


@transaction.atomic
def take_over_dossier(dossier: Dossier, *, actor: Standing, now: dt.datetime) -> int:
    """Facts and records of a file added to what is kept; records that are there already (same kind and facts) stay once.

    The number of records added.
    """
    plain = stored_dossier(dossier)
    keep_facts(plain.get("applicant", {}), actor=actor, now=now, version=None)
    kept = [(row.kind, row.data) for row in Record.objects.filter(owner_id=actor.person, removed_at=None)]
    added = 0
    for record in plain.get("records", []):
        facts = {key: value for key, value in record.items() if key not in ("id", "kind", "evidence")}
        if (record["kind"], facts) not in kept:
            keep_record(record, actor=actor, now=now)
            added += 1
    return added
