"""Facts about the applicant as a whole; nothing that identifies a person."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from zhicheng.dossier.fields import fact
from zhicheng.dossier.schema import FactSchema, schema_of_model


class Applicant(BaseModel):
    """申报人情况."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domains: tuple[str, ...] | None = fact(
        "从事的专业领域（材料未另填时适用）", "technical domains (for records that name none)"
    )
    specialty: str | None = fact("申报专业", "specialty applied for", max_length=40)
    public_institution: bool | None = fact("事业单位人员", "works at a public institution")
    in_service: bool | None = fact("在职在岗", "in service")
    city: str | None = fact("工作所在市", "city of work", max_length=20)
    department: Literal["production-management", "research-design"] | None = fact(
        "部门类别（生产技术管理或研究设计）", "kind of department"
    )
    reaches_retirement_on: dt.date | None = fact("达到退休年龄的日期", "reaches retirement age on")
    retirement_extended: bool = fact("已按规定办理延缓退休", "retirement lawfully deferred", False)
    front_line: bool = fact("一线专业技术人员", "front-line technical staff", False)


APPLICANT_FACTS: dict[str, FactSchema] = {
    name: schema for name, schema in schema_of_model(Applicant).items() if name != "domains"
}
"""The applicant's facts a rule may ask for."""
