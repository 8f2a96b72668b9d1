"""Writes on what an applicant keeps: facts, records, a whole dossier taken over from a file.

These are drafts, not acts: nothing here goes on the ledger. What is handed in is frozen by the application.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from zhicheng.dossier.model import Dossier, dossier_from, record_from
from zhicheng.dossier.plain import stored_dossier
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.records.importing import coming_records, merged_facts
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.site.acts import STALE, locked_for
from zhicheng.web.visibility.standing import Standing

MOST_RECORDS = 500


@transaction.atomic
def keep_facts(facts: Mapping[str, Any], *, actor: Standing, now: dt.datetime, version: int | None) -> Profile:
    """The person's facts as stated now; checked by the dossier's own rules.

    Raises:
        Refused: a fact is wrong.  ActRefused: ``stale-page``.
    """
    plain = stored_dossier(dossier_from({"applicant": dict(facts)})).get("applicant", {})
    row = _locked_profile(actor)
    if version is not None and row.version != version:
        raise ActRefused(STALE)
    row.facts, row.updated_at = plain, now
    row.version += 1
    row.save()
    return row


def _locked_profile(actor: Standing) -> Profile:
    """The person's facts, made where there are none, locked until the transaction ends."""
    Profile.objects.get_or_create(user_id=actor.person)
    return Profile.objects.select_for_update(no_key=True).get(user_id=actor.person)


@transaction.atomic
def keep_record(
    data: Mapping[str, Any],
    *,
    actor: Standing,
    now: dt.datetime,
    record: Record | None = None,
    version: int | None = None,
) -> Record:
    """A record kept, new or in the place of ``record``; ``data`` as in a dossier file (``kind``, facts; ``id`` optional).

    A new record sent twice (same id, same facts) is kept once.

    Raises:
        Refused: a fact is wrong.  ActRefused: ``no-right``, ``stale-page``, ``too-many-records``.
    """
    given = {key: value for key, value in data.items() if key != "evidence"}
    if record is not None:
        row = locked_for(actor, "change", record, version)
        given["id"] = row.key
    else:
        _locked_profile(actor)  # two windows that add at once do so one after the other
        sent_twice = _same(given, actor)
        if sent_twice is not None:
            return sent_twice
        row = _new(given, actor, now)
    checked = _checked(given)
    row.kind, row.data, row.updated_at = checked.pop("kind"), checked, now
    row.version += 1
    row.save()
    return row


def next_key(kind: str, taken: Collection[str]) -> str:
    """A key for a new record of a kind that none of these is: ``patent-3``."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{kind}-{number}") not in taken)


def _same(given: Mapping[str, Any], actor: Standing) -> Record | None:
    """The kept record with this very id and these very facts, if there is one."""
    row = Record.objects.filter(owner_id=actor.person, key=str(given.get("id") or ""), removed_at=None).first()
    if row is None or row.kind != given.get("kind"):
        return None
    checked = _checked(given)
    return row if {**row.data, "kind": row.kind} == checked else None


def _new(given: dict[str, Any], actor: Standing, now: dt.datetime) -> Record:
    """A row for a new record: its key the one given where it is free, else the next number of its kind."""
    taken = set(Record.objects.filter(owner_id=actor.person, removed_at=None).values_list("key", flat=True))
    if len(taken) >= MOST_RECORDS:
        text = (f"材料最多保存 {MOST_RECORDS} 条", f"at most {MOST_RECORDS} records are kept")
        raise ActRefused(Refusal("too-many-records", text, do=("请先删除不用的材料", "remove some you don't need")))
    key = str(given.get("id") or "")
    if not key or key in taken:
        key = next_key(str(given.get("kind", "record")), taken)
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
    """A record put away with its files; applications it was handed in with keep what they have."""
    row = locked_for(actor, "change", record, version)
    row.papers.filter(removed_at=None).update(removed_at=now)
    row.removed_at, row.updated_at = now, now
    row.version += 1
    row.save()


@transaction.atomic
def take_over_dossier(dossier: Dossier, *, actor: Standing, now: dt.datetime) -> int:
    """Facts and records of a file added to what is kept; records that are there already (same kind and facts) stay once.

    Facts the file doesn't state stay as they are. The number of records added.
    """
    plain = stored_dossier(dossier)
    facts = merged_facts(_locked_profile(actor).facts, plain.get("applicant", {}))
    keep_facts(facts, actor=actor, now=now, version=None)
    kept = list(Record.objects.filter(owner_id=actor.person, removed_at=None))
    new = [record for record, there in coming_records(plain, kept) if not there]
    for record in new:
        keep_record(record, actor=actor, now=now)
    return len(new)
