"""Parts that several official papers share: career and achievements of a dossier, opinions and notice of an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from zhicheng.documents.data import (
    Achievement,
    AchievementGroup,
    Appointment,
    Education,
    Experience,
    NoticeResult,
    Opinion,
    YearGrade,
    YearHours,
)
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import kind_title
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.labels import word_label
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA

CAREER: Final = frozenset(
    {"degree", "appointment", "work", "assessment", "continuing-education", "social-insurance", "recommendation"}
)
"""Kinds of records that have their own places on the forms, or none: they are no achievements."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CATEGORIES: Final = {
    "professional": "professional",
    "industry-public": "industry_public",
    "general-public": "general_public",
}


def numbered(dossier: Dossier) -> dict[str, str]:
    """The number of every record on the forms: a letter for its kind in the schema's order, then a running number."""
    kinds = [kind for kind in KINDS if of_kind(dossier, kind)]
    numbers = {}
    for place, kind in enumerate(kinds):
        letter = LETTERS[place] if place < len(LETTERS) else f"{LETTERS[place // 26 - 1]}{LETTERS[place % 26]}"
        for count, record in enumerate(of_kind(dossier, kind), 1):
            numbers[record.id] = f"{letter}{count:02}"
    return numbers


def of_kind(dossier: Dossier, kind: str) -> list[Any]:
    """The records of a kind; typed loosely, for each kind has facts of its own."""
    return [record for record in records_of(dossier) if record.kind == kind]


def records_of(dossier: Dossier) -> list[Any]:
    """All records, typed as loosely."""
    return list(dossier.records)


def _word(value: object, kind: str, fact: str) -> str | None:
    return None if value in (None, "") else word_label(value, kind, fact)[0]


def education(dossier: Dossier) -> tuple[Education, ...]:
    """Degrees and diplomas, the latest first. The school is the record's name: the dossier has no field of its own."""
    rows = sorted(of_kind(dossier, "degree"), key=lambda one: one.date or dt.date.min, reverse=True)
    return tuple(
        Education(
            one.name or "", one.subject, _word(one.level, "degree", "level"), full_time=one.full_time, end=one.date
        )
        for one in rows
    )


def experience(dossier: Dossier) -> tuple[Experience, ...]:
    """Stretches of work, the earliest first."""
    rows = sorted(of_kind(dossier, "work"), key=lambda one: one.start or dt.date.max)
    return tuple(Experience(one.name or "", start=one.start, end=one.end) for one in rows)


def appointments(dossier: Dossier) -> tuple[Appointment, ...]:
    """Titles held, the earliest first."""
    rows = sorted(of_kind(dossier, "appointment"), key=lambda one: one.start or one.qualified_on or dt.date.max)
    return tuple(Appointment(_title(one), one.qualified_on, start=one.start, end=one.end) for one in rows)


def _title(one: Any) -> str:
    return one.name or _word(one.title, "appointment", "title") or ""


def present_title(dossier: Dossier) -> tuple[str | None, dt.date | None]:
    """The title held now (the latest without an end) and the day of its qualification."""
    rows = [one for one in of_kind(dossier, "appointment") if one.end is None]
    if not rows:
        return None, None
    last = max(rows, key=lambda one: one.start or one.qualified_on or dt.date.min)
    return _title(last), last.qualified_on


def grades(dossier: Dossier) -> tuple[YearGrade, ...]:
    """Annual assessments by year."""
    rows = (one for one in of_kind(dossier, "assessment") if one.year is not None and one.grade)
    return tuple(
        YearGrade(one.year, _word(one.grade, "assessment", "grade") or "") for one in sorted(rows, key=lambda r: r.year)
    )


def hours(dossier: Dossier) -> tuple[YearHours, ...]:
    """Continuing education by year and category, exact; a category not stated stays blank."""
    years: dict[int, dict[str, Any]] = {}
    for one in of_kind(dossier, "continuing-education"):
        if one.year is None or one.hours is None:
            continue
        sums = years.setdefault(one.year, {})
        for name in ("total", CATEGORIES.get(str(one.category))):
            if name is not None:
                sums[name] = sums.get(name, 0) + exact(one.hours)
    return tuple(
        YearHours(year, **{name: as_text(value) for name, value in sums.items()})
        for year, sums in sorted(years.items())
    )


def achievements(dossier: Dossier, verdict: Verdict, numbers: Mapping[str, str]) -> tuple[AchievementGroup, ...]:
    """Achievements by kind, each with the level that the document derives for it and the rank stated."""
    items = {item.id: item for item in verdict.context.items}
    groups = []
    for kind in KINDS:
        rows = of_kind(dossier, kind)
        if rows and kind not in CAREER:
            entries = tuple(
                _achievement(one, numbers[one.id], _level(verdict, items.get(one.id), kind)) for one in rows
            )
            groups.append(AchievementGroup(kind_title(kind)[0], entries))
    return tuple(groups)


def _achievement(one: Any, number: str, level: str | None) -> Achievement:
    rank = getattr(one, "rank", None)
    day = one.date or getattr(one, "start", None)
    return Achievement(number, one.name or number, day, level, None if rank is None else str(rank), one.note or None)


def _level(verdict: Verdict, item: Any, kind: str) -> str | None:
    """The level or class that the document's own words give a record, else the one its paper states; open: none."""
    for fact in ("level", "class"):
        if (kind, fact) in verdict.rules.derivations:
            value = item.value(fact, verdict.context) if item is not None else None
            return word_label(value, kind, fact)[0] if isinstance(value, str) and value else None
    stated = item.facts.get("level") if item is not None else None
    return word_label(stated, kind, "level")[0] if isinstance(stated, str) and stated else None


def years_between(start: dt.date | None, end: dt.date) -> str | None:
    """Full years from one day to another, as text; ``None`` without a beginning."""
    if start is None:
        return None
    years = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    return f"{years}年"


def employer_opinion(application: Application) -> Opinion:
    """The employer's recommendation; blank until it is given."""
    found = application.opinions.filter(tier=1, decision="recommend").order_by("-given_at").first()
    return Opinion() if found is None else _opinion(found)


def department_opinions(application: Application) -> tuple[Opinion, ...]:
    """The latest endorsement of each department, the lowest first."""
    latest: dict[int, Opinion] = {}
    for one in application.opinions.filter(tier__gt=1, decision="endorse").order_by("tier", "given_at"):
        latest[one.tier] = _opinion(one)
    return tuple(latest.values())


def _opinion(one: Any) -> Opinion:
    return Opinion(one.text, one.given_by.name or None, one.given_at.astimezone(CHINA).date(), one.organisation.name)


def notice_result(application: Application) -> NoticeResult | None:
    """How the notice in the unit went; ``None`` until it is closed."""
    notice = application.notices.filter(kind="employer-notice", state="closed").order_by("-posted_at").first()
    if notice is None:
        return None
    own = notice.objections.filter(application=application) | notice.objections.filter(application=None)
    count, upheld = own.count(), own.filter(state="upheld").count()
    said = "无异议" if not count else f"收到异议{count}件，成立{upheld}件，均已处理"
    return NoticeResult(notice.first_day, notice.last_day, notice.days, notice.elsewhere or None, said)
