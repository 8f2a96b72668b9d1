"""The parts of a review, as cards on its home: each shown only where its page exists and the person may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.review.recommending import STEP
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: the name of its page, what it is called, what is done there; ``step``: only where the rules have it."""

    page: str
    name: Pair
    about: Pair
    step: str = ""


PARTS: Final = (
    Part("review-eligibility", ("资格审查", "Eligibility"), ("逐份审查，机器结论与办公室认定并列", "one by one")),
    Part(
        "review-recommendations",
        ("中评委推荐", "Intermediate committees"),
        ("交中评委评审赋分、推荐", "handed over, scored, recommended"),
        STEP,
    ),
    Part("review-experts", ("专家", "Experts"), ("入库、可到会、利害关系", "pool, availability, ties")),
    Part("review-notice", ("评前公示", "Notice before the review"), ("发布、异议、结束", "posted, objections, closed")),
    Part("review-plan", ("评审工作方案", "Plan"), ("拟定、报告、核准", "drawn up, reported, approved")),
    Part("review-committee", ("执行评委会", "Committee"), ("席位、答复、专业组", "seats, answers, groups")),
    Part("review-draw", ("抽取", "Draw"), ("冻结名单、抽取、补抽", "frozen, drawn, replaced")),
    Part("review-assignment", ("评阅分配", "Assignment"), ("谁评阅哪一份", "who reads which application")),
    Part("scoring", ("评议赋分", "Scoring"), ("专家评分与评议组意见", "experts' sheets, group opinions")),
    Part("review-meeting", ("评审会议", "Meeting"), ("签到、投票、会议记录", "attendance, votes, minutes")),
    Part("review-results", ("评审结果", "Results"), ("公示、异议、公布", "notice, objections, publication")),
    Part("review-certificates", ("电子证书", "Certificates"), ("颁发、换发、撤销", "issued, issued anew, revoked")),
    Part("review-reexaminations", ("复查", "Re-examinations"), ("受理、复查、办结", "taken up, examined, ended")),
    Part("review-cases", ("违规处理", "Cases"), ("核实、处理、诚信档案", "examined, dealt with, integrity record")),
    Part(
        "review-elsewhere",
        ("别处已办的环节", "Steps done elsewhere"),
        ("只用本平台办一段时，此前的环节及依据", "for part use: what was done before, and its source"),
    ),
    Part(
        "review-recheck", ("自评分复核", "Claims rechecked"), ("自评分与规则核算逐项比较", "claimed against the rules")
    ),
    Part(
        "review-statistics", ("统计", "Statistics"), ("专业、地区、途径、得分分布", "specialty, region, way in, scores")
    ),
    Part("review-archive", ("归档包", "Archive"), ("全部数据和文件，一个 ZIP", "everything in one ZIP")),
    Part(
        "review-settings", ("评审设置", "Settings"), ("环节由谁办理，须设定的数字", "who does a step, numbers to set")
    ),
)
"""In the order in which a review comes to them."""


BESIDE: Final = (
    (
        "committee-office",
        Part("pools", ("专家库", "Expert pools"), ("专家入库、调整、出库", "experts join, stay, leave")),
    ),
    ("supervisor", Part("pools", ("专家库", "Expert pools"), ("各办公室的专家库", "those of every office"))),
    ("supervisor", Part("supervisor-draws", ("抽取监督", "Draws"), ("监管方的随机数", "the supervisor's half"))),
)
"""What stands beside the reviews of an office or a supervisor, by role."""


def parts_beside(standing: Standing) -> tuple[tuple[Part, str], ...]:
    """The parts that belong to no single review, each once."""
    mine = {part.page: part for role, part in BESIDE if role in standing.roles}
    return tuple((part, address) for part in mine.values() if (address := _reversed(part.page)))


def parts_of(round_: Round, rules: ReviewRules) -> tuple[tuple[Part, str], ...]:
    """The parts of this review, each with its address."""
    shown = [part for part in PARTS if not part.step or rules.has(part.step)]
    return tuple((part, address) for part in shown if (address := _address(part.page, round_)))


def _address(page: str, round_: Round) -> str:
    return _reversed(page, round_.code)


def _reversed(page: str, *arguments: str) -> str:
    try:
        return reverse(page, args=arguments)
    except NoReverseMatch:
        return ""
