"""What the document says that publishes a result: who passed, from when the title counts, by which document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.documents.data import Day


@dataclass(frozen=True, slots=True)
class ResultPerson:
    """A person who passed."""

    name: str
    unit: str
    specialty: str


@dataclass(frozen=True, slots=True)
class ResultDocument:
    """评审结果公布文件; ``number`` and ``published_on`` are empty while it is a draft."""

    office: str
    round_title: str
    title_reviewed: str
    people: tuple[ResultPerson, ...]
    number: str | None = None
    first_day: Day = None
    last_day: Day = None
    published_on: Day = None

    @property
    def count(self) -> int:
        """How many passed."""
        return len(self.people)


def sample(office: str, round_title: str) -> ResultDocument:
    """Example data with every field filled."""
    people = tuple(
        ResultPerson(name, unit, specialty)
        for name, unit, specialty in (
            ("王晓", "杭州示例物联网有限公司", "物联网智能感知组网"),
            ("李明远", "宁波示例传感技术有限公司", "物联网云平台"),
        )
    )
    return ResultDocument(
        office,
        round_title,
        "物联网专业高级工程师",
        people,
        "示例经信人事〔2026〕123号",
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 4),
    )
