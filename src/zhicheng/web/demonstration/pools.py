"""Pools of experts: founded, filled, in force; who can serve in a round, and what they declare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from zhicheng.procedure.conflicts.words import CONFLICT
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.services.invitations import accept_with_account
from zhicheng.web.demonstration.accounts import open_account
from zhicheng.web.demonstration.further_rounds import OFFICES
from zhicheng.web.demonstration.story import Story
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.experts.services.availability import answer_availability, ask_availability
from zhicheng.web.experts.services.deciding import decide_tie
from zhicheng.web.experts.services.declaring import note_declaration
from zhicheng.web.experts.services.enlisting import ExpertFacts, add_expert
from zhicheng.web.experts.services.finding import find_ties
from zhicheng.web.experts.services.invitations import invite_expert
from zhicheng.web.experts.services.pools import found_pool, take_pool_further
from zhicheng.web.rounds.models import Round

SURNAMES: Final = "赵钱孙李吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚喻柏水窦章云苏潘"
GIVEN: Final = ("立新", "静怡", "国栋", "思远", "雪梅", "海波", "志远", "敏")
EMPLOYERS: Final = (
    "示例理工大学", "示例电子研究所", "示例通信集团", "示例智能装备公司", "示例职业技术学院", "示例软件园研究院",
    "示例检测中心", "示例信息工程学院",
)  # fmt: skip
TIED: Final = ("滨江物联示例有限公司", 4)
"""An employer of applicants, and the place in the pool of the one expert who works there."""
REGIONS: Final = ("杭州市", "宁波市", "温州市", "嘉兴市")
HEADS: Final = {0: "chair", 1: "deputy"}
"""By place in the pool, who is listed for chair and deputy."""


def founded(story: Story, office: str, name: str, tracks: Sequence[str], specialties: Sequence[str], size: int) -> Pool:
    """A pool of so many experts over these specialties, in force from today."""
    actor = story.as_(office)
    pool = found_pool(story.organisations[OFFICES[office]], name, tracks, actor=actor, now=story.now)
    for place in range(size):
        add_expert(pool, _facts(place, specialties), actor=actor, now=story.now)
    pool.refresh_from_db()
    return take_pool_further(pool, "establish", actor=actor, now=story.now, version=pool.version)


def _facts(place: int, specialties: Sequence[str]) -> ExpertFacts:
    return ExpertFacts(
        name=SURNAMES[place % len(SURNAMES)] + GIVEN[place % len(GIVEN)],
        employer_name=TIED[0] if place == TIED[1] else EMPLOYERS[place % len(EMPLOYERS)],
        region=REGIONS[place % len(REGIONS)],
        specialty=specialties[place % len(specialties)],
        title="professorate",
        title_since=dt.date(2008 + place % 10, 6, 1),
        listed_as=HEADS.get(place, "member"),
    )


def asked_by_telephone(story: Story, office: str, round_: Round, until: dt.date) -> None:
    """The office asks everybody in the pool and notes what they say; who can serve has declared on paper."""
    actor = story.as_(office)
    asked = ask_availability(round_, answer_until=until, actor=actor, now=story.now)
    story.later(60)
    for place, row in enumerate(sorted(asked, key=lambda one: one.expert_id)):
        there = place % 9 != 8
        said = "电话答复，可以参加" if there else "电话答复，出差在外"
        answered = answer_availability(row, there, note=said, actor=actor, now=story.now, version=row.version)
        if there:
            note_declaration(answered, "利害关系申报表（纸质）", actor=actor, now=story.now)


def ties_decided(story: Story, office: str, round_: Round) -> None:
    """Ties found by comparing the lists, each decided by the office."""
    actor = story.as_(office)
    for tie in find_ties(round_, actor=actor, now=story.now):
        tie.refresh_from_db()
        if tie.state == "open":
            decide_tie(tie, CONFLICT, "现同单位工作，应回避", actor=actor, now=story.now, version=tie.version)


def with_account(story: Story, office: str, expert: Expert, username: str) -> User:
    """The expert's account: opened under this name and linked by the office's invitation, or the one there is."""
    expert.refresh_from_db()
    if expert.user is not None:
        return expert.user
    user = open_account(username, expert.name, story.people["office"])
    _, token = invite_expert(expert, actor=story.as_(office), now=story.now, version=expert.version)
    return accept_with_account(token, actor=story.as_(user), now=story.now)
