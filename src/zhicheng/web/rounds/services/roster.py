"""Starting a round from an imported roster: applications that were recommended elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from zhicheng.documents.lists import placed_roster
from zhicheng.documents.office import RosterRow
from zhicheng.documents.words import LEVELS
from zhicheng.procedure.application_states import ARRIVED, AT_DEPARTMENT
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, days_refusals
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.tiers import DEPARTMENT, Chain
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.queries import organisations_by_name, templates_of
from zhicheng.web.rounds.roster_rows import LEVEL_WORDS
from zhicheng.web.rounds.services.common import refuse
from zhicheng.web.rounds.setting import chain_for
from zhicheng.web.rounds.way import employer_notice_rule
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

ROLE = "committee-office"
STATES: Final = (AT_DEPARTMENT, ARRIVED)
"""Where imported applications can start: with a department, or at the committee's door."""
LARGEST: Final = 1_000_000
"""No roster is larger than this, in bytes."""
EMPLOYERS: Final = ("employer", "personnel-agency")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster as handed in: what the file is called, and its bytes."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes: by this the same file is known again."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class NoticeRun:
    """The employers' notices as they ran before the import: the first day, the day they were closed."""

    first_day: dt.date
    closed_on: dt.date


@dataclass(frozen=True, slots=True)
class PlannedApplication:
    """What would be created for one row: where it stands on the sheet, what it says, who is concerned."""

    place: str
    row: RosterRow
    employer: Organisation | None
    holder: Organisation | None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. ``already``: so many applications came from this very file before."""

    rows: tuple[PlannedApplication, ...]
    state: str
    tier: int
    already: int

    @property
    def new(self) -> tuple[PlannedApplication, ...]:
        """What would be created: nothing when the file was imported before."""
        return () if self.already else self.rows


def plan_import(
    round_: Round, file: RosterFile, *, state: str, tier: int, actor: Standing, notice: NoticeRun | None = None
) -> ImportPlan:
    """What an import of this roster would create; nothing is changed. ``tier`` is the department's, from 2.

    ``notice``: the notice in the units, which must have run before a department goes on with it.

    Raises:
        ActRefused: ``no-right``, ``round-not-open``, ``no-such-tier``, ``state-not-allowed``, ``file-too-large``,
            ``notice-not-stated``, ``notice-days-not-run``.
        Refused: the roster has errors: every one, by row and column.
    """
    require(actor, "import", round_)
    refuse((*_refusals(round_, file, state, tier), *_notice_refusals(round_, state, notice)))
    already = round_.applications.filter(extra__import__file=file.digest).count()
    placed = placed_roster(file.content, file.name, templates_of(round_).get("recommendation-roster.xlsx"))
    chain = chain_for(round_)
    at = tier if state == AT_DEPARTMENT else (chain.last if isinstance(chain, Chain) else 0)
    known = organisations_by_name({name for _, row in placed for name in (row.unit, row.department or "") if name})
    rows = tuple(_planned(place, row, known, state) for place, row in placed)
    if not already:
        problems = _problems(round_, rows, file.name, state)
        if problems:
            raise Refused(problems)
    return ImportPlan(rows, state, at, already)


@transaction.atomic
def import_roster(
    round_: Round,
    file: RosterFile,
    *,
    state: str,
    tier: int,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
    notice: NoticeRun | None = None,
) -> ImportPlan:
    """Create an application for each row of a roster, all of them or none; the same file again creates nothing.

    Raises:
        ActRefused: ``stale-page``, and as :func:`plan_import`.
        Refused: as :func:`plan_import`.
    """
    round_ = locked(round_, version)
    plan = plan_import(round_, file, state=state, tier=tier, actor=actor, notice=notice)
    if plan.already:
        return plan
    round_.applications.bulk_create([_application(round_, one, plan, file, notice, now) for one in plan.rows])
    round_.version += 1
    round_.save(update_fields=["version"])
    detail = {"code": round_.code, "file": file.digest, "rows": len(plan.rows), "state": state, "tier": plan.tier}
    write_entry("import-roster", actor=actor, now=now, on=round_, role=ROLE, detail=detail)
    return plan


def _notice_refusals(round_: Round, state: str, notice: NoticeRun | None) -> tuple[Refusal, ...]:
    """Why a roster can't start at a department: its notice is not stated, or its days had not run when it was closed."""
    if state != AT_DEPARTMENT:
        return ()
    if notice is None:
        text = ("尚未填写单位公示的起止日期", "the days of the notice in the units are not stated")
        return (
            Refusal(
                "notice-not-stated",
                text,
                do=("请填写首日和登记结束日", "state the first day and the day it was closed"),
            ),
        )
    rule = employer_notice_rule(round_)
    if isinstance(rule, Refusal):
        return (rule,)
    return days_refusals(NoticeFacts(notice.first_day), rule, shipped_calendar(), notice.closed_on)


def _refusals(round_: Round, file: RosterFile, state: str, tier: int) -> tuple[Refusal, ...]:
    chain = chain_for(round_)
    if isinstance(chain, Refusal):
        return (chain,)
    found = []
    if round_.state != "open":
        do = ("请先开放年度", "open the round first")
        found.append(Refusal("round-not-open", ("年度未开放或已结束", "the round is not open"), do=do))
    if state not in STATES:
        found.append(
            Refusal(
                "state-not-allowed",
                ("名册只能导入到主管部门或评委会", "a roster starts at a department or at the committee"),
            )
        )
    departments = [one.index for one in chain.tiers if one.kind == DEPARTMENT]
    if state == AT_DEPARTMENT and tier not in departments:
        found.append(Refusal("no-such-tier", ("本年度没有这一级主管部门", "the round has no such tier of departments")))
    if len(file.content) > LARGEST:
        text = (f"名册超过 {LARGEST // 1_000_000} MB", f"the roster is larger than {LARGEST // 1_000_000} MB")
        found.append(Refusal("file-too-large", text, do=("请分成几份", "split it")))
    return tuple(found)


def _planned(place: str, row: RosterRow, known: dict[str, Organisation], state: str) -> PlannedApplication:
    employer, department = known.get(row.unit), known.get(row.department or "")
    return PlannedApplication(
        place,
        row,
        employer if employer is not None and employer.kind in EMPLOYERS else None,
        department if state == AT_DEPARTMENT and department is not None and department.kind == DEPARTMENT else None,
    )


def _problems(round_: Round, rows: Sequence[PlannedApplication], file: str, state: str) -> list[Problem]:
    """What is wrong with rows that can be read: another level, a department not known, somebody there already."""
    there = round_.applications.exclude(state="withdrawn")
    everywhere = round_.applications.model._default_manager
    numbers = {one.row.number for one in rows if one.row.number}
    serials = set(everywhere.filter(serial__in=numbers).values_list("serial", flat=True))
    named = there.filter(name__in={one.row.name for one in rows}).values_list("name", "employer_name", "serial")
    people = {(name, unit): serial for name, unit, serial in named}
    found: list[Problem] = []
    seen: dict[str, str] = {}
    for one in rows:
        found.extend(_row_problems(round_, one, file, state))
        found.extend(_doubles(one, file, serials, people, seen))
    return found


def _row_problems(round_: Round, one: PlannedApplication, file: str, state: str) -> list[Problem]:
    found, level = [], LEVEL_WORDS[round_.level]
    if one.row.level != level:
        (zh, en), (row_zh, row_en) = LEVELS[level], LEVELS[one.row.level]
        what = (f"本年度评审{zh}，此行为{row_zh}", f"this round is for {en}, the row says {row_en}")
        do = ("请核对级别，或导入相应年度", "check it, or import into the other round")
        found.append(Problem(file, f"{one.place}（级别）", what, do))
    if state == AT_DEPARTMENT and one.holder is None:
        name = one.row.department
        what = ("必须填写：导入后由谁办理", "must be filled in: who has it in hand")
        if name:
            what = (f"本系统没有主管部门“{name}”", f"there is no department '{name}' here")
        do = ("请填写已登记的主管部门全称", "give the full name of a department registered here")
        found.append(Problem(file, f"{one.place}（推荐单位）", what, do))
    return found


def _doubles(
    one: PlannedApplication, file: str, serials: set[str], people: dict[tuple[str, str], str], seen: dict[str, str]
) -> list[Problem]:
    number, found, at = one.row.number, [], f"{one.place}（申报编号）"
    if number and number in serials:
        what = (f"编号 {number} 已在本系统中", f"the number {number} is here already")
        found.append(Problem(file, at, what, ("请核对是否已导入", "check whether it was imported before")))
    if number and number in seen:
        what = (f"编号与 {seen[number]} 重复", f"the number stands at {seen[number]} too")
        found.append(Problem(file, at, what, ("请核对编号", "check the numbers")))
    if number:
        seen.setdefault(number, one.place)
    serial = people.get((one.row.name, one.row.unit))
    if serial is not None and (not number or not serial):
        name, unit = one.row.name, one.row.unit
        what = (f"{unit} 的 {name} 已在本年度中", f"{name} of {unit} is in this round already")
        do = ("如为同名的另一人，请填写申报编号", "if it is another person of that name, give the number")
        found.append(Problem(file, f"{one.place}（姓名）", what, do))
    return found


def _application(
    round_: Round,
    one: PlannedApplication,
    plan: ImportPlan,
    file: RosterFile,
    notice: NoticeRun | None,
    now: dt.datetime,
) -> Any:
    ran = {"first_day": notice.first_day.isoformat(), "closed_on": notice.closed_on.isoformat()} if notice else {}
    return round_.applications.model(
        round=round_,
        applicant=None,
        name=one.row.name,
        employer=one.employer,
        employer_name=one.row.unit,
        holder=one.holder,
        tier=plan.tier,
        state=plan.state,
        serial=one.row.number or "",
        specialty=one.row.specialty,
        way_in="",
        extra={"roster": _kept(one.row), "import": {"file": file.digest, "place": one.place}, "notice": ran},
        created_at=now,
        arrived_at=now if plan.state == ARRIVED else None,
        imported=True,
    )


def _kept(row: RosterRow) -> dict[str, Any]:
    """What the province's columns say beyond the application's own fields."""
    kept = {
        "sex": row.sex,
        "title_applied": row.title_applied,
        "level": row.level,
        "way_in": row.way_in,
        "education": row.education,
        "present_title": row.present_title,
        "present_title_on": row.present_title_on.isoformat() if row.present_title_on else None,
        "department": row.department,
        "note": row.note,
    }
    return {key: value for key, value in kept.items() if value}
