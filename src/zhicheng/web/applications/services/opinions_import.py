"""Recommending or refusing many applicants by one Excel sheet: every error reported, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import io
from typing import Final

from django.db import transaction
from openpyxl import Workbook

from zhicheng.documents.columns import Column
from zhicheng.documents.lists import placed_rows
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.deciding import recommend_application, refuse_application
from zhicheng.web.applications.services.hours_import import employers_rows
from zhicheng.web.site.listing import FORMULA_STARTS
from zhicheng.web.visibility.standing import Standing

DECISIONS: Final = {"recommend": ("推荐", "recommend"), "refuse": ("不推荐", "do not recommend")}
COLUMNS: Final = (
    Column("number", ("申报编号", "Application no."), required=True, width=18, longest=40),
    Column("name", ("姓名", "Name"), required=True, width=14, longest=80),
    Column("version", ("版次（勿改）", "Version (leave)"), required=True, width=12, longest=10),
    Column("decision", ("意见结论", "Decision"), "word", True, 12, DECISIONS),
    Column("opinion", ("意见", "Opinion"), required=True, width=50, longest=1000),
)
"""The sheet. The version is the application's when the sheet was made: a row about an older one is refused."""
_ACTS: Final = {"recommend": recommend_application, "refuse": refuse_application}


def opinions_sheet(actor: Standing) -> bytes:
    """The sheet to fill in: a row for each application that waits at the person's unit."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("推荐意见")
    sheet.append([column.head[0] for column in COLUMNS])
    for one in employers_rows(actor).order_by("serial"):
        name = f"'{one.name}" if one.name.startswith(FORMULA_STARTS) else one.name
        sheet.append([one.serial, name, str(one.version), "", ""])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@transaction.atomic
def import_opinions(raw: bytes, file: str, *, actor: Standing, now: dt.datetime) -> int:
    """How many applications were decided on by a sheet; each by the same act as on its page, all of them or none.

    Raises:
        Refused: everything wrong, by row: not at this unit, another name, an older version, and whatever the table
            of states has against a decision.
    """
    rows = placed_rows(raw, file, COLUMNS, alone=("number",))
    at_hand = {one.serial: one for one in employers_rows(actor) if one.serial}
    problems: list[Problem] = []
    for place, row in rows:
        application = at_hand.get(row["number"])
        if application is None or application.name != row["name"].lstrip("'"):
            problems.append(Problem(file, place, _NOT_HERE, _CHECK))
        elif not row["version"].isdecimal() or int(row["version"]) != application.version:
            problems.append(Problem(file, place, _CHANGED, _ANEW))
        else:
            problems.extend(_decided(application, row["decision"], row["opinion"], file, place, actor, now))
    if problems or not rows:
        raise Refused(problems or [Problem(file, "", ("没有可导入的行", "there is no row to import"))])
    return len(rows)


_NOT_HERE: Final = (
    "待本单位审核的申报中没有这一编号与姓名",
    "no application that waits here has this number and name",
)
_CHECK: Final = ("请核对编号和姓名", "check number and name")
_CHANGED: Final = ("此申报在表格下载之后已有变动", "the application has changed since the sheet was made")
_ANEW: Final = ("请核对申报后重新下载表格", "look at the application again and download the sheet anew")


def _decided(
    application: Application, decision: str, opinion: str, file: str, place: str, actor: Standing, now: dt.datetime
) -> list[Problem]:
    """What stands against a decision, which is carried out otherwise."""
    try:
        with transaction.atomic():
            _ACTS[decision](application, opinion, actor=actor, now=now, version=application.version)
    except ActRefused as refused:
        return [Problem(file, place, one.text, one.do) for one in refused.refusals]
    return []
