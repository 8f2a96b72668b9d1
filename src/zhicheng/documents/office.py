"""What the papers of an employer or an office say: posts, letters, rosters, notices, hours. Frozen, plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from zhicheng.documents.data import Day
from zhicheng.documents.words import CATEGORIES, EDUCATION, LEVELS, WAYS


@dataclass(frozen=True, slots=True)
class PostLine:
    """Posts of one grade: numbers of posts."""

    grade: str
    approved: int
    filled: int
    vacant: int
    applied: int | None = None
    recommended: int | None = None


@dataclass(frozen=True, slots=True)
class CompetitionStep:
    """A step of the competition for posts (竞聘): 公布岗位信息、个人申报竞聘 …"""

    name: str
    first_day: Day = None
    last_day: Day = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class PostApplicant:
    """Who competes for which post, and with what result."""

    name: str
    post: str
    title_applied: str
    present_title: str | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class PostInformation:
    """事业单位人员职称申报岗位信息表."""

    unit: str
    round_title: str
    department: str | None = None
    as_of: Day = None
    posts: tuple[PostLine, ...] = ()
    steps: tuple[CompetitionStep, ...] = ()
    applicants: tuple[PostApplicant, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EntrustedGroup:
    """How many are entrusted for one title and specialty."""

    title_applied: str
    specialty: str
    count: int


@dataclass(frozen=True, slots=True)
class EntrustingLetter:
    """申报专业技术职务任职资格评审委托书."""

    committee: str
    department: str
    round_title: str
    groups: tuple[EntrustedGroup, ...]
    number: str | None = None
    contact: str | None = None
    phone: str | None = None
    signed_on: Day = None

    @property
    def count(self) -> int:
        """Persons entrusted in all."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One recommended person; ``level``, ``way_in`` and ``education`` are words of
    :data:`~zhicheng.documents.words.LEVELS`, ``WAYS`` and ``EDUCATION``."""

    name: str
    unit: str
    title_applied: str
    level: str
    specialty: str
    way_in: str
    education: str
    number: str | None = None
    sex: str | None = None
    present_title: str | None = None
    present_title_on: Day = None
    department: str | None = None
    note: str | None = None

    @property
    def level_label(self) -> str:
        """级别 as printed."""
        return LEVELS[self.level][0]

    @property
    def way_in_label(self) -> str:
        """申报方式 as printed."""
        return WAYS[self.way_in][0]

    @property
    def education_label(self) -> str:
        """最高学历 as printed."""
        return EDUCATION[self.education][0]


@dataclass(frozen=True, slots=True)
class RecommendationRoster:
    """推荐专业技术职务任职资格人员花名册."""

    round_title: str
    filled_by: str
    rows: tuple[RosterRow, ...]
    contact: str | None = None
    filled_on: Day = None


@dataclass(frozen=True, slots=True)
class NoticePerson:
    """Who is named in a notice; ``claimed`` only where the round posts points."""

    name: str
    unit: str
    title_applied: str
    specialty: str
    claimed: str | None = None


@dataclass(frozen=True, slots=True)
class EmployerNotice:
    """申报材料公示 in the unit; ``working_days`` as counted between first and last day."""

    unit: str
    round_title: str
    people: tuple[NoticePerson, ...]
    first_day: dt.date
    last_day: dt.date
    working_days: int
    contact: str
    phone: str
    address: str | None = None
    email: str | None = None
    materials_at: str | None = None
    department: str | None = None
    department_phone: str | None = None
    posted_on: Day = None


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Continuing-education hours of a person; ``category``: of :data:`~zhicheng.documents.words.CATEGORIES`."""

    name: str
    unit: str
    year: int
    category: str
    course: str
    hours: Decimal
    organiser: str | None = None
    start: Day = None
    end: Day = None
    proof: str | None = None
    note: str | None = None

    @property
    def category_label(self) -> str:
        """科目类别 as printed."""
        return CATEGORIES[self.category][0]


@dataclass(frozen=True, slots=True)
class ContinuingEducationSheet:
    """继续教育学时导入模板表格."""

    round_title: str
    unit: str
    rows: tuple[HoursRow, ...] = ()
