"""Many experts at once from an Excel list, with a report of every error by row; all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from zhicheng.procedure.conflicts.tables import Field, Row, Table, read_tables
from zhicheng.procedure.conflicts.template import workbook_for
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.experts import qualified
from zhicheng.procedure.review.pool_states import IN_FORCE
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import plain
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.experts.process import newest_round, qualification
from zhicheng.web.experts.services.enlisting import ExpertFacts, add_expert, entry_refusals, new_expert
from zhicheng.web.experts.words import LISTED_AS, TITLES, YES_NO
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
EXPERTS: Final = Table(
    "experts",
    ("专家", "Experts"),
    (
        Field("name", ("姓名", "Name"), required=True),
        Field("employer_name", ("工作单位", "Employer"), required=True),
        Field("region", ("地区", "Region"), required=True),
        Field("specialty", ("专业", "Specialty"), required=True),
        Field("title", ("职称级别", "Title"), "word", True, TITLES),
        Field("title_since", ("取得时间", "Title since"), "day", True),
        Field("outstanding", ("专业技术突出", "Outstanding"), "word", False, YES_NO),
        Field("listed_as", ("入库身份", "Listed as"), "word", False, LISTED_AS),
        Field("contact", ("联系方式", "Contact")),
    ),
)
"""The columns of the list."""
LONGEST: Final = {"name": 80, "employer_name": 120, "region": 60, "specialty": 80, "contact": 120}
LARGEST: Final = 1_000_000
MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class ListedExpert:
    """A row of the list: where it stands, what it says."""

    place: str
    facts: ExpertFacts


def expert_template(lang: str) -> bytes:
    """An empty list with its heads, to be filled in."""
    return workbook_for((EXPERTS,), lang)


def plan_experts(pool: Pool, raw: bytes, file: str, *, actor: Standing, now: dt.datetime) -> list[ListedExpert]:
    """The experts that an import of this list would enter; nothing is changed.

    Into a pool in force only who is qualified by its rules. Raises:
        ActRefused: ``no-right``.
        Refused: every error, by row and column.
    """
    require(actor, "import", pool)
    if len(raw) > LARGEST:
        raise Refused([Problem(file, "", ("文件过大", "the file is too large"), ("请分成几份", "split it"))])
    rows = read_tables(raw, file, (EXPERTS,))["experts"]
    problems = [fault for row in rows for fault in _long(file, row)]
    if not problems:
        listed = [ListedExpert(row.place, _facts(row)) for row in rows]
        problems = list(_faults(pool, listed, file, now))
    if not rows or len(rows) > MOST:
        what = (
            ("表中没有专家", "the list holds nobody")
            if not rows
            else (f"一次最多 {MOST} 人", f"at most {MOST} at once")
        )
        problems.append(Problem(file, "", what))
    if problems:
        raise Refused(problems)
    return listed


@transaction.atomic
def import_experts(
    pool: Pool, raw: bytes, file: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> list[Expert]:
    """Enter every expert of a list, or none; each with an entry of their own, and one for the import.

    Raises:
        ActRefused: ``no-right``, ``stale-page``.
        Refused: as :func:`plan_experts`.
    """
    fresh = locked(pool, version)
    listed = plan_experts(fresh, raw, file, actor=actor, now=now)
    made = [add_expert(fresh, one.facts, actor=actor, now=now) for one in listed]
    write_entry("import-experts", actor=actor, now=now, on=fresh, role=OFFICE, detail={"count": len(made)})
    return made


def _facts(row: Row) -> ExpertFacts:
    values = dict(row.values)
    values["outstanding"] = values.get("outstanding") == "yes"
    return ExpertFacts(**values)


def _long(file: str, row: Row) -> Iterator[Problem]:
    for key, most in LONGEST.items():
        if len(str(row.values.get(key, ""))) > most:
            head = next(one.head for one in EXPERTS.fields if one.name == key)
            yield Problem(file, f"{row.place}（{head[0]}）", (f"超过 {most} 字", f"longer than {most} characters"))


def _faults(pool: Pool, listed: list[ListedExpert], file: str, now: dt.datetime) -> Iterator[Problem]:
    """What is wrong with rows that can be read: twice in the list, in the pool already, not qualified."""
    rules = _rules(pool)
    seen: dict[tuple[str, str], str] = {}
    for one in listed:
        key = (plain(one.facts.name).casefold(), plain(one.facts.employer_name).casefold())
        if key in seen:
            what = (f"与 {seen[key]} 为同一人", f"the same person as in {seen[key]}")
            yield Problem(file, f"{one.place}（姓名）", what, ("请删除重复的一行", "delete one of the rows"))
        seen.setdefault(key, one.place)
        for refusal in entry_refusals(pool, one.facts, None, now):
            yield _as_problem(file, one.place, refusal)
        if rules is not None and not _qualified(rules, pool, one.facts, now):
            what = ("职称年限不符合入库条件", "the title does not qualify for the pool")
            clause = rules.clause("expert_title_years")
            yield Problem(file, f"{one.place}（取得时间）", what, (f"依据：{clause}", f"by {clause}"))


def _rules(pool: Pool) -> ReviewRules | None:
    """The rules that a pool in force asks of everybody who joins."""
    found = newest_round(pool) if pool.state == IN_FORCE else None
    return rules_of(found) if found is not None else None


def _qualified(rules: ReviewRules, pool: Pool, facts: ExpertFacts, now: dt.datetime) -> bool:
    one = new_expert(pool, facts, now)
    return qualified(rules, qualification(one), one.joined_on)


def _as_problem(file: str, place: str, refusal: Refusal) -> Problem:
    column = "（取得时间）" if refusal.code == "title-in-future" else "（姓名）"
    return Problem(file, f"{place}{column}", refusal.text, refusal.do)
