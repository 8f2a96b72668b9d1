"""The list of a committee that was drawn elsewhere: its columns, read and compared with the pool."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.conflicts.tables import Field, Table, read_tables
from zhicheng.procedure.conflicts.template import workbook_for
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import plain
from zhicheng.web.committee.committee_facts import CHAIRS
from zhicheng.web.committee.committee_words import ROLES
from zhicheng.web.experts.models import Expert
from zhicheng.web.experts.services.enlisting import ExpertFacts
from zhicheng.web.experts.words import TITLES, YES_NO

MEMBERS: Final = Table(
    "members",
    ("评委名单", "Members"),
    (
        Field("name", ("姓名", "Name"), required=True),
        Field("employer_name", ("工作单位", "Employer"), required=True),
        Field("region", ("地区", "Region"), required=True),
        Field("specialty", ("专业", "Specialty"), required=True),
        Field("title", ("职称级别", "Title"), "word", True, TITLES),
        Field("title_since", ("取得时间", "Title since"), "day", True),
        Field("outstanding", ("专业技术突出", "Outstanding"), "word", False, YES_NO),
        Field("role", ("职务", "Role"), "word", False, ROLES),
        Field("group", ("评议组", "Group")),
    ),
)
"""The columns of the list: those of the pool, with role and group in place of the contact."""
LONGEST: Final = {"name": 80, "employer_name": 120, "region": 60, "specialty": 80, "group": 80}
LARGEST: Final = 1_000_000
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: where it stands, the person, as what and in which group they sit, who they are in the pool."""

    place: str
    facts: ExpertFacts
    role: str
    group: str
    known: Expert | None = None


def member_template(lang: str) -> bytes:
    """An empty list with its heads, to be filled in."""
    return workbook_for((MEMBERS,), lang)


def read_members(raw: bytes, file: str, pool: Iterable[Expert], today: dt.date) -> list[Listed]:
    """The members that a list names, each with the expert of the ``pool`` they are, if they are in it already.

    Raises:
        Refused: every error, by row and column.
    """
    if len(raw) > LARGEST:
        raise Refused([Problem(file, "", ("文件过大", "the file is too large"))])
    rows = read_tables(raw, file, (MEMBERS,))["members"]
    known = {_key(one.name, one.employer_name): one for one in pool}
    listed = [_listed(row.place, row.values, known) for row in rows]
    problems = [*_long(file, listed), *_faults(file, listed, today)]
    if not 0 < len(rows) <= MOST:
        problems.append(Problem(file, "", (f"名单应为 1 至 {MOST} 人", f"a list names 1 to {MOST} persons")))
    if problems:
        raise Refused(problems)
    return listed


def _key(name: str, unit: str) -> tuple[str, str]:
    return plain(name).casefold(), plain(unit).casefold()


def _listed(place: str, values: Mapping[str, object], known: Mapping[tuple[str, str], Expert]) -> Listed:
    said = dict(values)
    role, group = str(said.pop("role", "member")), str(said.pop("group", ""))
    outstanding = said.pop("outstanding", "no") == "yes"
    facts = ExpertFacts(**said, outstanding=outstanding, listed_as=role)  # type: ignore[arg-type]
    return Listed(place, facts, role, group, known.get(_key(facts.name, facts.employer_name)))


def _long(file: str, listed: Sequence[Listed]) -> Iterator[Problem]:
    heads = {one.name: one.head[0] for one in MEMBERS.fields}
    for one in listed:
        for key, most in LONGEST.items():
            if len(one.group if key == "group" else str(getattr(one.facts, key))) > most:
                what = (f"超过 {most} 字", f"longer than {most} characters")
                yield Problem(file, f"{one.place}（{heads[key]}）", what)


def _faults(file: str, listed: Sequence[Listed], today: dt.date) -> Iterator[Problem]:
    """What is wrong with rows that can be read: twice in the list, a title to come, a chair whom the pool does not list."""
    seen: dict[tuple[str, str], str] = {}
    for one in listed:
        key = _key(one.facts.name, one.facts.employer_name)
        if key in seen:
            what = (f"与 {seen[key]} 为同一人", f"the same person as in {seen[key]}")
            yield Problem(file, f"{one.place}（姓名）", what, ("请删除重复的一行", "delete one of the rows"))
        seen.setdefault(key, one.place)
        if one.facts.title_since > today:
            what = ("职称取得时间在今天之后", "the title is dated after today")
            yield Problem(file, f"{one.place}（取得时间）", what)
        if one.known is not None and one.role in CHAIRS and one.known.listed_as not in CHAIRS:
            what = ("专家库未将其列为主任委员、副主任委员人选", "the pool does not list them for chair or deputy")
            yield Problem(file, f"{one.place}（职务）", what, ("请先在专家库中改正", "correct it in the pool first"))
