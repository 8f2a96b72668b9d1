"""Opinions that specialty groups gave elsewhere: from a list by applicant, or for all as one document says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from zhicheng.procedure.conflicts.tables import Field, Table, read_tables
from zhicheng.procedure.conflicts.template import workbook_for
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import DELIBERATED, DELIBERATING, REVIEWED, WAITING
from zhicheng.procedure.review.round_states import CHECKED, REVIEWING
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Group
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.elsewhere import OPINIONS, Source
from zhicheng.web.review.models import Review
from zhicheng.web.review.recommending import admitted
from zhicheng.web.review.services.elsewhere import note_elsewhere
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.services.opening import group_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
RECOMMENDS: Final[Mapping[str, tuple[str, str]]] = {
    "yes": ("推荐", "recommended"),
    "no": ("不推荐", "not recommended"),
}
GIVEN: Final = Table(
    "opinions",
    ("评议组意见", "Opinions"),
    (
        Field("number", ("申报编号", "Application no.")),
        Field("name", ("姓名", "Name"), required=True),
        Field("recommends", ("推荐意见", "Recommended"), "word", False, RECOMMENDS),
        Field("score", ("核定分", "Recognised score")),
        Field("opinion", ("评议意见", "Opinion")),
    ),
)
"""The columns of the list."""
LARGEST: Final = 1_000_000
BEGUN: Final = (REVIEWED, DELIBERATING, DELIBERATED)


@dataclass(frozen=True, slots=True)
class Given:
    """What a group gave on an application: whether it recommends (``None``: not said), its score (exact text), its words."""

    recommends: bool | None = None
    score: str = ""
    opinion: str = ""


def opinion_template(lang: str) -> bytes:
    """A list with its heads, to be filled in."""
    return workbook_for((GIVEN,), lang)


@transaction.atomic
def take_over_opinions(
    review: Review, source: Source, *, actor: Standing, now: dt.datetime, version: int | None,
    raw: bytes = b"", file: str = "",
) -> int:  # fmt: skip
    """Everybody admitted on whom no group here has begun goes before the committee with the opinion given elsewhere; how
    many. A list (``raw``) says what each got, and names them all; without one the document itself is referred to.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``source-missing``, ``day-ahead``, ``not-under-review``,
            ``no-groups``, ``nobody-left``.
        Refused: the list has errors, every one by row and column.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    groups = list(Group.objects.filter(committee__review=row).order_by("pk"))
    left = _left(row)
    _refuse(row, groups, left)
    given = _read(raw, file, left) if raw else {one.pk: Given() for one in left}
    note_elsewhere(row, OPINIONS, source, count=len(left), actor=actor, now=now)
    for one in left:
        _keep(one, group_of(one, groups) or groups[0], given[one.pk], source, now)
    detail = {"count": len(left), "applications": [one.pk for one in left], "source": source.document.strip()}
    write_entry("take-over-opinions", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return len(left)


def _left(review: Review) -> list[Application]:
    """Those admitted on whom no expert of a group here has begun a sheet."""
    rows = admitted(review.round).exclude(deliberation__state__in=BEGUN).exclude(deliberation__sheets__isnull=False)
    return list(rows.select_related("round").order_by("serial", "pk"))


def _keep(application: Application, group: Group, given: Given, source: Source, now: dt.datetime) -> None:
    row = Deliberation.objects.filter(application=application, state=WAITING).first()
    row = row or Deliberation(application=application, group=group, opened_at=now, version=0)
    row.state, row.recommends = REVIEWED, given.recommends
    row.opinion = given.opinion or f"见 {source.document.strip()}（{source.on.isoformat()}）"
    if given.score:
        row.recognised, row.agreed_at = {"total": given.score, "elsewhere": source.plain}, now
    row.version += 1
    row.save()


def _refuse(review: Review, groups: Sequence[Group], left: Sequence[Application]) -> None:
    against = []
    if review.state not in (CHECKED, REVIEWING):
        against.append(_NOT_UNDER_REVIEW)
    if not groups:
        against.append(_NO_GROUPS)
    if not left:
        against.append(_NOBODY)
    if against:
        raise ActRefused(against)


def _read(raw: bytes, file: str, left: Sequence[Application]) -> dict[int, Given]:
    """What a list says of each, by the application's key; it names everybody, and nobody else."""
    if len(raw) > LARGEST:
        raise Refused([Problem(file, "", ("文件过大", "the file is too large"))])
    rows = read_tables(raw, file, (GIVEN,))["opinions"]
    found: dict[int, Given] = {}
    problems: list[Problem] = []
    for row in rows:
        one = _one(row.values, left)
        if one is None:
            what = ("没有这名待评议的申报人，或有同名者", "nobody of that number and name waits, or several do")
            problems.append(Problem(file, f"{row.place}（姓名）", what, ("请核对编号和姓名", "check number and name")))
        elif one.pk in found:
            problems.append(Problem(file, f"{row.place}（姓名）", ("重复", "stands twice")))
        else:
            found[one.pk] = Given()
            problems.extend(_score_problems(file, row.place, row.values))
            if not problems:
                found[one.pk] = _given(row.values)
    problems += [_missing(file, one) for one in left if one.pk not in found]
    if problems:
        raise Refused(problems)
    return found


def _one(values: Mapping[str, Any], left: Sequence[Application]) -> Application | None:
    number = values.get("number", "")
    same = [one for one in left if one.name == values.get("name") and (not number or one.serial == number)]
    return same[0] if len(same) == 1 else None


def _score_problems(file: str, place: str, values: Mapping[str, Any]) -> Iterator[Problem]:
    said = values.get("score", "")
    try:
        good = not said or exact(said) >= 0
    except ValueError:
        good = False
    if not good:
        yield Problem(file, f"{place}（核定分）", (f"“{said}”不是分值", f"'{said}' is no number of points"))


def _given(values: Mapping[str, Any]) -> Given:
    recommends, score = values.get("recommends"), values.get("score", "")
    return Given(
        None if recommends is None else recommends == "yes",
        as_text(exact(score)) if score else "",
        str(values.get("opinion", "")),
    )


def _missing(file: str, one: Application) -> Problem:
    what = (f"名单缺少 {one.serial} {one.name}", f"the list lacks {one.serial} {one.name}")
    return Problem(file, "", what, ("请补上这一行", "add the row"))


_NOT_UNDER_REVIEW = Refusal(
    "not-under-review",
    ("资格审查尚未完成，或评审已经结束", "eligibility is not checked yet, or the review is over"),
    do=("请先完成资格审查", "finish the check of eligibility first"),
)
_NO_GROUPS = Refusal(
    "no-groups", ("还没有专业评议组", "there are no specialty groups yet"), do=("请先分组", "make the groups first")
)
_NOBODY = Refusal(
    "nobody-left", ("没有尚无意见的申报人", "nobody is left without an opinion, or a group here has begun")
)
