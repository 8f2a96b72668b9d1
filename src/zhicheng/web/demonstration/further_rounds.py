"""The rounds that have gone further than the committee's door: set up, opened, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

from zhicheng.procedure.notices import WORKING_DAYS
from zhicheng.web.applications.models import Application
from zhicheng.web.demonstration.applying import Day, hand_in, keep, to_the_door
from zhicheng.web.demonstration.dossiers import short_dossier
from zhicheng.web.demonstration.story import Story
from zhicheng.web.review.models import Review
from zhicheng.web.review.services import begin_review, set_numbers
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options, TierChoice
from zhicheng.web.rounds.services.running import close_round, open_round
from zhicheng.web.rounds.services.set_up import NoticeFile, RoundPlan, WindowPlan, set_up_round
from zhicheng.web.rounds.setting import procedure_for

SOURCE: Final = "演示 / demonstration"
TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "demo-iot-2026-1": (
        "2026年度物联网专业高级工程师评审第一批（演示）",
        "Internet of Things, senior engineer, 2026, first batch (demonstration)",
    ),
    "demo-iot-2026-2": (
        "2026年度物联网专业高级工程师评审第二批（演示）",
        "Internet of Things, senior engineer, 2026, second batch (demonstration)",
    ),
    "demo-robot-2026": ("2026年度机器人专业高级工程师评审（演示）", "Robotics, senior engineer, 2026 (demonstration)"),
    "demo-qti-2026-1": (
        "2026年度质量技术基础专业高级工程师评审第一批（演示）",
        "Quality infrastructure, senior engineer, 2026, first batch (demonstration)",
    ),
}
TRACKS: Final = {
    "demo-iot-2026-1": "zj-iot-2026/senior-engineer",
    "demo-iot-2026-2": "zj-iot-2026/senior-engineer",
    "demo-robot-2026": "zj-robot-2026/senior-engineer",
    "demo-qti-2026-1": "zj-qti-2023/senior-engineer",
}
OFFICES: Final = {"office": "iot-office", "robot-office": "robot-office", "qti-office": "qti-office"}
"""By user name of the officer the key of the office."""
NUMBERS: Final = {
    "pre_review_notice_days": {"value": "5", "unit": WORKING_DAYS, "source": SOURCE},
    "report_days": {"value": "7", "unit": WORKING_DAYS, "source": SOURCE},
    "reexamination_days": {"value": "20", "unit": WORKING_DAYS, "source": SOURCE},
}
"""Numbers of the review that the documents leave to the yearly notice."""
_COUNTY: Final = TierChoice(zh="县（市、区）主管部门", en="county department", source=SOURCE)
_CITY: Final = TierChoice(zh="设区市主管部门", en="city department", source=SOURCE)
_TIERS: Final = ("applicant", "employer", "department-1", "department-2")


def opened(story: Story, code: str, office: str, opens: Day, closes: Sequence[Day]) -> Round:
    """A round set up by its office and opened today. ``closes``: the last days of its four windows."""
    text = files("zhicheng.web.demonstration").joinpath("notices", f"{code}.yaml").read_text("utf-8")
    windows = {
        tier: WindowPlan(dt.date(2026, *opens), dt.date(2026, *day), SOURCE)
        for tier, day in zip(_TIERS, closes, strict=True)
    }
    options = Options(departments=(_COUNTY, _CITY), demonstration=True)
    plan = RoundPlan(code, TITLES[code], NoticeFile(f"{code}.yaml", text), windows, {}, options)
    actor, place = story.as_(office), story.organisations[OFFICES[office]]
    round_ = set_up_round(plan, track=TRACKS[code], office=place, actor=actor, now=story.now)
    story.rounds[code] = open_round(round_, actor=actor, now=story.now, version=None)
    return story.rounds[code]


def handed_in(
    story: Story, round_: Round, people: Mapping[str, str], *, start: int, days: Sequence[Day], domain: str = ""
) -> list[Application]:
    """People with short dossiers who apply today and come to the door. ``people``: user name → specialty; ``start``:
    with which of the dossiers, of what ``domain``; ``days``: as :func:`~zhicheng.web.demonstration.applying.to_the_door`."""
    named = []
    for place, (username, specialty) in enumerate(people.items(), start):
        keep(story, username, short_dossier(place, domain))
        named.append(hand_in(story, username, round_, "company", specialty=specialty))
    to_the_door(story, round_, named, days)
    for one in named:
        one.refresh_from_db()
    return named


def closed(story: Story, round_: Round, office: str) -> Review:
    """The round closed today, its review begun, the numbers set that the document leaves open."""
    actor = story.as_(office)
    round_.refresh_from_db()
    round_ = close_round(round_, actor=actor, now=story.now, version=None)
    review = begin_review(round_, actor=actor, now=story.now)
    rules = {name: body for name, body in NUMBERS.items() if name not in stated_by_document(round_)}
    return set_numbers(review, rules, actor=actor, now=story.now, version=None)


def stated_by_document(round_: Round) -> frozenset[str]:
    """The numbers that the document itself states."""
    procedure = procedure_for(round_)
    return frozenset(procedure.numbers if procedure is not None else ())
