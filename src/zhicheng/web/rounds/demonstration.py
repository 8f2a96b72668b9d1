"""Three rounds for demonstrations, on a stated clock of October 2026. Nothing in them was ever published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from zhicheng.procedure.notices import WORKING_DAYS
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options, TierChoice
from zhicheng.web.rounds.services.running import open_round
from zhicheng.web.rounds.services.set_up import NoticeFile, RoundPlan, WindowPlan, set_up_round
from zhicheng.web.visibility.standing import Standing

SOURCE: Final = "演示 / demonstration"
CODES: Final[Mapping[str, str]] = {
    "demo-qti-2026": "zj-qti-2023/senior-engineer",
    "demo-iot-2026": "zj-iot-2026/senior-engineer",
    "demo-wenzhou-2026": "wenzhou-iit-2026/engineer",
}
"""The codes of the rounds, each with its track."""
_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "demo-qti-2026": (
        "2026年度质量技术基础专业高级工程师评审（演示）",
        "Quality infrastructure, senior engineer, 2026 (demonstration)",
    ),
    "demo-iot-2026": (
        "2026年度物联网专业高级工程师评审（演示）",
        "Internet of Things, senior engineer, 2026 (demonstration)",
    ),
    "demo-wenzhou-2026": (
        "2026年度温州市工业和信息化领域工程师评审（演示）",
        "Wenzhou, engineer in industry and information technology, 2026 (demonstration)",
    ),
}
_OPENS: Final = dt.date(2026, 9, 15)
_CLOSES: Final = {
    "applicant": dt.date(2026, 10, 23),
    "employer": dt.date(2026, 11, 6),
    "department-1": dt.date(2026, 11, 20),
    "department-2": dt.date(2026, 11, 30),
}
_COUNTY = TierChoice(zh="县（市、区）主管部门", en="county department", source=SOURCE)
_CITY = TierChoice(zh="设区市主管部门", en="city department", source=SOURCE)
_EMPLOYER = TierChoice(zh="用人单位", en="employer", source=SOURCE)
_DRAFT_REASON: Final = "演示：征求意见稿尚未施行 / demonstration: the document is a draft"


def set_up_demonstration_rounds(
    offices: Mapping[str, Organisation], *, actor: Standing, now: dt.datetime
) -> dict[str, Round]:
    """The three rounds, set up and opened, by code. ``offices``: the committee office of each of :data:`CODES`.

    ``now`` must lie before the applicants' window closes (2026-10-23).

    Raises:
        ActRefused: as :func:`set_up_round` and :func:`open_round`.
    """
    found = {}
    for code, track in CODES.items():
        plan = demonstration_plan(code)
        round_ = set_up_round(plan, track=track, office=offices[code], actor=actor, now=now)
        reason = _DRAFT_REASON if code == "demo-wenzhou-2026" else ""
        found[code] = open_round(round_, actor=actor, now=now, version=None, draft_reason=reason)
    return found


def demonstration_plan(code: str) -> RoundPlan:
    """What one of the three rounds says.

    Raises:
        KeyError: it is none of them.
    """
    name = f"{code}.yaml"
    text = files("zhicheng.web.rounds").joinpath("demonstration_notices", name).read_text("utf-8")
    draft = CODES[code].startswith("wenzhou")
    numbers = {"employer_notice_days": {"value": "5", "unit": WORKING_DAYS, "source": SOURCE}} if draft else {}
    windows = {key: WindowPlan(_OPENS, closes, SOURCE) for key, closes in _CLOSES.items()}
    options = Options(employer=_EMPLOYER if draft else None, departments=(_COUNTY, _CITY), demonstration=True)
    return RoundPlan(code, _TITLES[code], NoticeFile(name, text), windows, numbers, options)
