"""The items of an application that can be checked, returned and compared, each with its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.records.shown import name_of

Pair = tuple[str, str]

FIXED: Mapping[str, Pair] = {
    "applicant": ("基本信息", "personal data"),
    "way_in": ("申报方式", "way in"),
    "claimed": ("自评分", "claimed score"),
    "general": ("总体材料", "general papers"),
}
"""Items that are no record."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction changed in one item: ``added``, ``removed`` or ``changed``, with the facts before and after."""

    item: str
    name: Pair
    kind: str
    facts: tuple[tuple[str, Any, Any], ...]


def items_of(application: Application) -> dict[str, Pair]:
    """Every item of the latest submission, by key, with a name for people."""
    submission = application.submissions.order_by("-number").first()
    records = {} if submission is None else {one["id"]: record_title(one) for one in submission.dossier["records"]}
    return {**FIXED, **records}


def record_title(record: Mapping[str, Any]) -> Pair:
    """A record's name for people: its own, after the name of its kind; else the kind with its year or day."""
    zh, en = kind_title(record["kind"])
    name = record.get("name")
    return (f"{zh}：{name}", f"{en}: {name}") if name else name_of(record["kind"], record)


def differences(before: Submission, after: Submission) -> list[Difference]:
    """What changed from one submission to a later one, item by item."""
    found = _records(before, after)
    facts = _facts(before.dossier.get("applicant", {}), after.dossier.get("applicant", {}))
    if facts:
        found.append(Difference("applicant", FIXED["applicant"], "changed", facts))
    if before.way_in != after.way_in:
        found.append(Difference("way_in", FIXED["way_in"], "changed", (("way_in", before.way_in, after.way_in),)))
    claimed = _facts(before.claimed, after.claimed)
    if claimed:
        found.append(Difference("claimed", FIXED["claimed"], "changed", claimed))
    return found


def _records(before: Submission, after: Submission) -> list[Difference]:
    old = {one["id"]: one for one in before.dossier["records"]}
    new = {one["id"]: one for one in after.dossier["records"]}
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            found.append(Difference(key, record_title(old[key]), "removed", ()))
        elif key not in old:
            found.append(Difference(key, record_title(new[key]), "added", ()))
        else:
            facts = (*_facts(old[key], new[key]), *_files(key, before, after))
            if facts:
                found.append(Difference(key, record_title(new[key]), "changed", facts))
    if _files("general", before, after):
        found.append(Difference("general", FIXED["general"], "changed", _files("general", before, after)))
    return found


def _facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    keys = [*old, *(key for key in new if key not in old)]
    return tuple(
        (key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key) and key != "evidence"
    )


def _files(key: str, before: Submission, after: Submission) -> tuple[tuple[str, Any, Any], ...]:
    old = sorted(f"{paper} {name}" for paper, digest, name in before.papers.get(key, []))
    new = sorted(f"{paper} {name}" for paper, digest, name in after.papers.get(key, []))
    same = sorted(d for _, d, _ in before.papers.get(key, [])) == sorted(d for _, d, _ in after.papers.get(key, []))
    names = [[name for _, _, name in one.papers.get(key, [])] for one in (before, after)]
    return () if same and old == new else (("papers", names[0], names[1]),)
