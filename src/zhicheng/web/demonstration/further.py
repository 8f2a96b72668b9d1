"""Two more reviews under way: robotics waits for a supervisor's half of the draw, quality for its intermediate committee."""

from __future__ import annotations

import datetime as dt
from typing import Final

from zhicheng.documents.office import RecommendationRoster, RosterRow
from zhicheng.documents.render import render
from zhicheng.procedure.conflicts.words import AUTHOR
from zhicheng.web.demonstration import pools, preparing
from zhicheng.web.demonstration.further_rounds import TITLES, closed, handed_in, opened
from zhicheng.web.demonstration.story import Story
from zhicheng.web.experts.services.deciding import record_tie
from zhicheng.web.experts.services.declaring import TieFacts
from zhicheng.web.experts.services.finding import find_ties
from zhicheng.web.review.services import hand_over
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.services.roster import RosterFile, import_roster

ROBOTS: Final = "robot-office"
QUALITY: Final = "qti-office"
ROBOT_TRACK: Final = "zj-robot-2026/senior-engineer"
DIRECTIONS: Final = ("系统集成与应用", "整机设计与制造", "机器人核心零部件研发")
PEOPLE: Final = (("钟伟", "示例机器人有限公司"), ("任晓雯", "示例自动化公司"), ("陆嘉铭", "滨江物联示例有限公司"))
"""Who comes by a roster, with their employers."""


def robot_round(story: Story) -> None:
    """Begun from a roster; its draw is stated and has one supervisor's half."""
    story.go(8, 13)
    round_ = opened(story, "demo-robot-2026", ROBOTS, (8, 13), ((8, 14), (8, 15), (8, 16), (8, 17)))
    story.go(8, 14)
    _from_roster(story, round_, ROBOTS)
    pool = pools.founded(story, ROBOTS, "机器人高级工程师评审专家库", [ROBOT_TRACK], DIRECTIONS, 27)
    story.go(8, 18)
    review = closed(story, round_, ROBOTS)
    preparing.checked(story, ROBOTS, list(round_.applications.order_by("pk")))
    notice = preparing.noticed(story, ROBOTS, review)
    pools.asked_by_telephone(story, ROBOTS, round_, dt.date(2026, 8, 24))
    story.go(8, 26)
    preparing.notice_over(story, ROBOTS, notice)
    draw = preparing.to_be_drawn(story, ROBOTS, review, pool, {})
    preparing.reveal(story, draw, "supervisor")
    story.go(8, 27)
    find_ties(round_, actor=story.as_(ROBOTS), now=story.now)
    first = round_.applications.order_by("pk")[0]
    expert = pool.experts.filter(listed_as="member").order_by("pk")[0]
    facts = TieFacts(first, AUTHOR, note="2024年合著论文1篇")
    record_tie(round_, expert, facts, known_from="知网检索结果", actor=story.as_(ROBOTS), now=story.now)


def _from_roster(story: Story, round_: Round, office: str) -> None:
    """A roster in the province's columns, taken in at the committee's door."""
    title = "机器人专业高级工程师"
    rows = tuple(
        RosterRow(name, unit, title, "vice-senior", DIRECTIONS[place % 3], "normal", "master", f"2026-R-{place + 1:03}")
        for place, (name, unit) in enumerate(PEOPLE)
    )
    roster = RecommendationRoster(TITLES[round_.code][0], "示例市经济和信息化局", rows)
    made = render("recommendation-roster", roster, "xlsx", issued_at=story.now)
    file = RosterFile("花名册.xlsx", made.bytes)
    import_roster(round_, file, state="arrived", tier=0, actor=story.as_(office), now=story.now, version=None)


def quality_batch(story: Story) -> None:
    """Eligibility being checked; one application is with the intermediate committee, scored; one has just come to it."""
    story.go(8, 28)
    round_ = opened(story, "demo-qti-2026-1", QUALITY, (8, 28), ((8, 28), (9, 7), (9, 9), (9, 11)))
    people = {"fu": "质量", "shao": "计量", "meng": "标准化"}
    named = handed_in(story, round_, people, start=0, domain="quality", days=((8, 28), (9, 7), (9, 8), (9, 10)))
    story.go(9, 14)
    review = closed(story, round_, QUALITY)
    preparing.checked(story, QUALITY, named[:2])
    committee = story.organisations["intermediate"]
    hand_over(review, named[:2], committee, actor=story.as_(QUALITY), now=story.later())
