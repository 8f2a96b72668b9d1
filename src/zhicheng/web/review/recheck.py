"""The claimed scores of a round against the rules: what each applicant claimed when handing in, recomputed.

Rechecked is what was handed in, which never changes; so what was found for it once is kept, for as long as the round's
setting stays the same.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from zhicheng.dossier.model import dossier_from
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.applications.models import Application, Submission
from zhicheng.workshop.recheck import recheck
from zhicheng.workshop.recheck_round import RoundRecheck, Row
from zhicheng.workshop.recheck_types import Rechecked

Pair = tuple[str, str]
NOT_HERE: Final[Pair] = ("未在平台提交材料", "no dossier was handed in here")
NO_STANDARD: Final[Pair] = ("没有量化赋分标准", "there is no scoring standard")
MOST_KEPT: Final = 20_000

_KEPT: OrderedDict[tuple[int, int, bool], tuple[Setting, Rechecked]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in last for an application: its number there, the dossier, the claims."""

    pk: int
    dossier: Mapping[str, Any]
    claimed: Mapping[str, str]


def handed_in(rows: QuerySet[Application]) -> dict[int, HandedIn]:
    """What was handed in last, by application, for rows already made visible; in one query."""
    wanted = Submission.objects.filter(application__in=rows.order_by().values("pk"))
    last = wanted.order_by("application_id", "-number").distinct("application_id")
    return {one.application_id: HandedIn(one.pk, one.dossier, one.claimed) for one in last}


def rechecked(setting: Setting, what: HandedIn, *, reasons: bool) -> Rechecked | None:
    """The recheck of one dossier; ``None`` where it can no longer be read or nothing is scored. ``reasons``: with causes."""
    key = (what.pk, id(setting), reasons)
    kept = _KEPT.get(key)
    if kept is not None and kept[0] is setting:
        return kept[1]
    try:
        dossier = dossier_from(dict(what.dossier))
    except Refused:
        return None
    if setting.track().scoring is None:
        return None
    found = recheck(setting, dossier, what.claimed or dossier.claimed, reasons=reasons)
    _KEPT[key] = (setting, found)
    if len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)
    return found


@dataclass(frozen=True)
class Overview:
    """A round rechecked without causes: per application what was found, and how often each indicator differs.

    ``indicators``: label, how many claim too much, too little, how many are open; most first.
    """

    found: Mapping[int, Rechecked]
    missing: int
    indicators: tuple[tuple[str, int, int, int], ...]

    @property
    def different(self) -> int:
        """How many applicants have some difference."""
        return sum(bool(one.differences) for one in self.found.values())


def overview(setting: Setting, rows: QuerySet[Application]) -> Overview:
    """Every application of the rows (already made visible) rechecked, causes left out."""
    given = handed_in(rows)
    found: dict[int, Rechecked] = {}
    for pk, what in given.items():
        one = rechecked(setting, what, reasons=False)
        if one is not None:
            found[pk] = one
    counts: dict[str, Counter[str]] = {}
    for one in found.values():
        for difference in one.differences:
            counts.setdefault(difference.path, Counter())[difference.kind] += 1
    lines = [(path, kinds["above"], kinds["below"], kinds["open"]) for path, kinds in counts.items()]
    lines.sort(key=lambda line: (-sum(line[1:]), line[0]))
    return Overview(found, rows.count() - len(found), tuple(lines))


def whole_round(setting: Setting, rows: QuerySet[Application]) -> RoundRecheck:
    """Every application of the rows (already made visible) with causes, for the workbook."""
    given = handed_in(rows)
    people: list[Row] = []
    refused: list[tuple[str, Pair]] = []
    for row in rows.order_by("serial", "pk"):
        what = given.get(row.pk)
        found = None if what is None else rechecked(setting, what, reasons=True)
        if found is None:
            refused.append((row.serial, NOT_HERE))
        else:
            people.append(Row(row.serial, row.name, found))
    return RoundRecheck(setting.track_name, tuple(people), tuple(refused))
