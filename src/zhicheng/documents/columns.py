"""The columns of lists that are written and read back: header, meaning, whether a row must have it.

Where the columns come from. The notices at hand order a roster and an hours sheet but print neither's columns:
the Ningbo notice (甬市监组人〔2024〕187号 五（三）1第2款（2）) asks only that the note (备注) marks posts of public
institutions and that an employer's people stand on one roster; 四（二） asks for hours by subject category (专业科目,
行业公需, 一般公需) with proof. So the roster has the columns of the province's public list (姓名, 工作单位, 申报职称,
级别, 现从事专业, 申报方式, 最高学历) and what an office needs besides. An office with columns of its own replaces
the template; what is read back then follows the headers of that template. No column takes a personal number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.documents.words import CATEGORIES, EDUCATION, LEVELS, SEXES, WAYS

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type`` is text, word, date, year, hours or serial (a running number, not read back); ``tag`` is what its template cell holds."""

    field: str
    head: Pair
    type: str = "text"
    required: bool = False
    width: int = 12
    words: Mapping[str, Pair] | None = None
    longest: int = 100

    @property
    def tag(self) -> str:
        """The field a template's cell names: of a word its label."""
        return f"{self.field}_label" if self.type == "word" and self.words is not SEXES else self.field


SERIAL: Final = Column("serial", ("序号", "No."), "serial", width=6)

ROSTER: Final = (
    SERIAL,
    Column("number", ("申报编号", "Application no."), width=16, longest=40),
    Column("name", ("姓名", "Name"), required=True, width=14, longest=60),
    Column("sex", ("性别", "Sex"), "word", width=6, words=SEXES),
    Column("unit", ("工作单位", "Employer"), required=True, width=30),
    Column("title_applied", ("申报职称", "Title applied for"), required=True, width=16, longest=40),
    Column("level", ("级别", "Level"), "word", True, 9, LEVELS),
    Column("specialty", ("现从事专业", "Present specialty"), required=True, width=18, longest=60),
    Column("way_in", ("申报方式", "Way in"), "word", True, 15, WAYS),
    Column("education", ("最高学历", "Highest education"), "word", True, 11, EDUCATION),
    Column("present_title", ("现职称", "Present title"), width=13, longest=40),
    Column("present_title_on", ("现职称取得日期", "Present title since"), "date", width=15),
    Column("department", ("推荐单位", "Recommending department"), width=24),
    Column("note", ("备注", "Note"), width=20, longest=500),
)

HOURS: Final = (
    SERIAL,
    Column("name", ("姓名", "Name"), required=True, width=14, longest=60),
    Column("unit", ("工作单位", "Employer"), required=True, width=30),
    Column("year", ("年度", "Year"), "year", True, 8),
    Column("category", ("科目类别", "Subject category"), "word", True, 14, CATEGORIES),
    Column("course", ("学习内容（课程名称）", "Course"), required=True, width=34, longest=200),
    Column("hours", ("学时", "Hours"), "hours", True, 8),
    Column("organiser", ("举办单位", "Organiser"), width=24),
    Column("start", ("开始日期", "From"), "date", width=13),
    Column("end", ("结束日期", "To"), "date", width=13),
    Column("proof", ("证明材料", "Proof"), width=20),
    Column("note", ("备注", "Note"), width=20, longest=500),
)
