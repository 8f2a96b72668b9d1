"""What the papers of one applicant say: frozen, plain data; points and hours are printed text.

A field left out is ``None`` or empty; templates print 无 or leave the line blank for a pen. A personal number
(身份证件号码) is a field of :class:`ReviewForm` only, and stays out unless it is given. What an office writes is in
:mod:`zhicheng.documents.office`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Day = dt.date | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion (意见) and who gave it; without it the box stays blank for pen and seal."""

    text: str | None = None
    by: str | None = None
    on: Day = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """How the notice in the unit (公示) went; ``working_days`` is the number counted."""

    first_day: dt.date
    last_day: dt.date
    working_days: int
    place: str | None = None
    objections: str | None = None


@dataclass(frozen=True, slots=True)
class Education:
    """A degree or diploma."""

    school: str
    subject: str | None = None
    level: str | None = None
    degree: str | None = None
    full_time: bool | None = None
    start: Day = None
    end: Day = None


@dataclass(frozen=True, slots=True)
class Experience:
    """A stretch of work; no end: until now."""

    unit: str
    work: str | None = None
    post: str | None = None
    start: Day = None
    end: Day = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A title held: when qualified, how, and when the employer appointed."""

    title: str
    qualified_on: Day = None
    issuer: str | None = None
    start: Day = None
    end: Day = None


@dataclass(frozen=True, slots=True)
class YearGrade:
    """An annual assessment (年度考核)."""

    year: int
    grade: str


@dataclass(frozen=True, slots=True)
class YearHours:
    """Continuing education of one year, in 学时 by subject category; not stated is ``None``."""

    year: int
    professional: str | None = None
    industry_public: str | None = None
    general_public: str | None = None
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """One achievement: ``number`` is its number in the list of materials."""

    number: str
    name: str
    day: Day = None
    level: str | None = None
    rank: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AchievementGroup:
    """The achievements of one kind, such as 专利."""

    kind: str
    entries: tuple[Achievement, ...]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator of the scoring standard: points as printed text; ``entries`` name the materials counted."""

    indicator: str
    claimed: str
    cap: str | None = None
    entries: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """专业技术职务任职资格评审表."""

    round_title: str
    name: str
    unit: str
    title_applied: str
    specialty: str
    committee: str | None = None
    number: str | None = None
    filled_on: Day = None
    way_in: str | None = None
    way_in_clause: str | None = None
    landmarks: tuple[str, ...] = ()
    sex: str | None = None
    born_on: Day = None
    personal_number: str | None = None
    nationality: str | None = None
    phone: str | None = None
    work_since: Day = None
    technical_years: str | None = None
    present_title: str | None = None
    present_title_on: Day = None
    post: str | None = None
    education: tuple[Education, ...] = ()
    experience: tuple[Experience, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    assessments: tuple[YearGrade, ...] = ()
    hours: tuple[YearHours, ...] = ()
    achievements: tuple[AchievementGroup, ...] = ()
    score: tuple[ScoreLine, ...] = ()
    score_total: str | None = None
    pass_mark: str | None = None
    summary: str | None = None
    committed_on: Day = None
    employer: Opinion = Opinion()
    notice: NoticeResult | None = None
    departments: tuple[Opinion, ...] = ()
    group: Opinion = Opinion()
    publication: NoticeResult | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PerformanceStatement:
    """专业技术工作业绩说明表."""

    name: str
    unit: str
    title_applied: str
    specialty: str
    present_title: str | None = None
    first_day: Day = None
    last_day: Day = None
    sections: tuple[Section, ...] = ()
    results: tuple[Achievement, ...] = ()
    employer: Opinion = Opinion()


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """A condition for promotion by exception that is met: its clause, how, and by which materials."""

    clause: str
    text: str
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class ExceptionalPromotion:
    """破格推荐专业技术职务任职资格审批表."""

    name: str
    unit: str
    title_applied: str
    specialty: str
    sex: str | None = None
    born_on: Day = None
    education: str | None = None
    present_title: str | None = None
    present_title_on: Day = None
    present_title_years: str | None = None
    lacking: tuple[str, ...] = ()
    conditions: tuple[ConditionMet, ...] = ()
    results: str | None = None
    employer: Opinion = Opinion()
    departments: tuple[Opinion, ...] = ()
    office: Opinion = Opinion()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a record; ``pages`` as counted."""

    name: str
    pages: int | None = None
    original: bool | None = None


@dataclass(frozen=True, slots=True)
class MaterialRecord:
    """A record and its papers."""

    number: str
    kind: str
    name: str
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One paper on a line of its own, with the record it belongs to; a record without papers has one line."""

    number: str
    kind: str
    record: str
    paper: str
    pages: int | None
    original: str | None


@dataclass(frozen=True, slots=True)
class MaterialList:
    """材料清单."""

    name: str
    unit: str
    title_applied: str
    round_title: str
    forms: tuple[Paper, ...] = ()
    records: tuple[MaterialRecord, ...] = ()

    @property
    def pages(self) -> int:
        """Pages of all papers whose pages are counted."""
        return sum(paper.pages or 0 for paper in self._papers())

    @property
    def pages_remark(self) -> str:
        """Says so where the pages of some papers are not counted."""
        return "（部分材料未计页数）" if any(paper.pages is None for paper in self._papers()) else ""

    def _papers(self) -> list[Paper]:
        return [*self.forms, *(paper for record in self.records for paper in record.papers)]

    @property
    def lines(self) -> tuple[MaterialLine, ...]:
        """Every paper on its line: the forms, then the records'."""
        forms = MaterialRecord("", "表格", "", self.forms)
        found: list[MaterialLine] = []
        for record in (forms, *self.records):
            papers = record.papers or ((Paper("未附"),) if record is not forms else ())
            found.extend(
                MaterialLine(
                    record.number, record.kind, record.name, paper.name, paper.pages,
                    None if paper.original is None else "是" if paper.original else "否",
                )
                for paper in papers
            )  # fmt: skip
        return tuple(found)
