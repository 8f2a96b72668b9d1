"""An office with its officer, a plan that is in order, and rosters: what the tests of rounds share."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import load_workbook

from tests.web.people import person, standing
from zhicheng.documents.office import RecommendationRoster, RosterRow
from zhicheng.documents.render import render
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.rounds.demonstration import CODES, demonstration_plan
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.services.running import open_round
from zhicheng.web.rounds.services.set_up import RoundPlan, set_up_round
from zhicheng.web.visibility.standing import Standing

IOT, QTI, WENZHOU = "demo-iot-2026", "demo-qti-2026", "demo-wenzhou-2026"


@dataclass
class Desk:
    """A committee office and the officer who acts for it."""

    office: Organisation
    officer: User
    now: dt.datetime

    @property
    def actor(self) -> Standing:
        """The officer's standing."""
        return standing(self.officer, self.now)

    def plan(self, code: str = IOT, **changes: Any) -> RoundPlan:
        """A plan that is in order, or one with other parts."""
        return replace(demonstration_plan(code), **changes)

    def draft(self, code: str = IOT, **changes: Any) -> Round:
        """A round set up and not opened."""
        plan = self.plan(code, **changes)
        return set_up_round(plan, track=CODES[code], office=self.office, actor=self.actor, now=self.now)

    def opened(self, code: str = IOT, **changes: Any) -> Round:
        """A round that is open."""
        made = self.draft(code, **changes)
        return open_round(made, actor=self.actor, now=self.now, version=made.version, draft_reason="")


def a_desk(now: dt.datetime, name: str = "省物联网高评委办公室", username: str = "officer") -> Desk:
    """An office and its officer."""
    office = Organisation.objects.create(name=name, kind="committee-office")
    return Desk(office, person(username, now, ("committee-office", office), name="经办人"), now)


def row(name: str = "王小明", **changes: Any) -> RosterRow:
    """A row of a roster that is in order."""
    whole: dict[str, Any] = {
        "name": name,
        "unit": "杭州示例物联网有限公司",
        "title_applied": "高级工程师",
        "level": "vice-senior",
        "specialty": "物联网",
        "way_in": "normal",
        "education": "master",
        "number": None,
        "department": "滨江区经济和信息化局",
        **changes,
    }
    return RosterRow(**whole)


def roster(*rows: RosterRow, now: dt.datetime) -> bytes:
    """A roster as an Excel file in the province's columns."""
    return render("recommendation-roster", RecommendationRoster("示例", "示例", rows), "xlsx", issued_at=now).bytes


def with_cell(content: bytes, cell: str, value: Any) -> bytes:
    """The workbook with another value in one cell of its first sheet."""
    book = load_workbook(io.BytesIO(content))
    book.worksheets[0][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
