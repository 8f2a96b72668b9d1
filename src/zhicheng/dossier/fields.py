"""How a fact of a record is declared: its two names, its unit, the words it may take."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


def _no_float(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("not_a_number", "expected a number")
    if isinstance(value, float):
        return repr(value)
    return value


Amount = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0, max_digits=16)]
"""An amount in 万元, a count of points or hours: exact, never negative."""


def fact(zh: str, en: str, default: Any = None, *, unit: str = "", **limits: Any) -> Any:
    """A fact of a record: Chinese and English name, default, unit, pydantic limits.

    A word, number or date that is not stated stays ``None``: unknown. A yes/no fact says whether
    the paper says so, therefore its default is ``False``.
    """
    return Field(default, title=zh, description=en, json_schema_extra={"unit": unit}, **limits)


class Record(BaseModel):
    """What every record has: an id of its own, a name, a date, what it concerns, its papers."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    id: str = Field(title="编号", description="id", pattern=r"^[A-Za-z0-9_.\-]{1,40}$", json_schema_extra={"unit": ""})
    name: str | None = fact("名称", "name", max_length=200)
    date: dt.date | None = fact("日期（取得、完成、发布）", "date (obtained, completed, published)")
    domains: tuple[str, ...] | None = fact("涉及的专业领域", "technical domains it concerns")
    evidence: tuple[str, ...] = fact("已附佐证材料", "papers attached", ())
    claims: dict[str, str] = fact("自报等级（无事实依据时）", "levels claimed without facts", {})
    note: str | None = fact("备注", "note", max_length=500)


class Span(Record):
    """A record that lasts: from a day to a day, or until now."""

    start: dt.date | None = fact("起始日期", "from")
    end: dt.date | None = fact("结束日期（至今则空）", "to (empty: until now)")


class Ranked(Record):
    """A shared achievement: the applicant's place in it and the proof of that place."""

    rank: int | None = fact("本人排名", "applicant's rank", ge=1, le=999)
    rank_proof: bool = fact("有排名证明", "rank is proved", True)
    stated_role: str | None = fact(
        "无排名时的角色：lead 或 participant", "role where no rank is proved", pattern=r"^(lead|participant)$"
    )
    ranked: bool = fact("证书注明排名", "the paper states ranks", True)
    result: str | None = fact("成果编号（同一成果填同一编号）", "result id (same achievement, same id)", max_length=40)
