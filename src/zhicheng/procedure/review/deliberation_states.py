"""One applicant before the committee: the defence, the group's opinion, the deliberation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import (
    ALWAYS,
    CHAIR,
    OFFICE,
    PAGE,
    PARTY,
    REASON,
    ActFacts,
    Frame,
    Reasons,
    Row,
    build,
    named,
    own,
    ruled,
    unbound,
    unless,
)
from zhicheng.procedure.review.meeting_states import quorum_refusals
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

WAITING, REVIEWED, DELIBERATING, DELIBERATED = "waiting", "reviewed", "deliberating", "deliberated"
DUE, SUMMONED, HELD, MISSED = "due", "summoned", "held", "missed"
LEADER: Final = ("group-leader",)

DEFENCE: Final = Frame(
    "defence",
    ("面试答辩", "defence"),
    DUE,
    (
        State(DUE, ("待通知答辩", "to be summoned"), ("待安排", "to be arranged")),
        State(SUMMONED, ("已通知答辩", "summoned"), ("已通知", "summoned")),
        State(HELD, ("已答辩", "held"), ("已答辩", "held"), final=True),
        State(MISSED, ("未参加答辩", "missed"), ("未到", "missed"), final=True),
    ),
    {
        "summon": ("通知答辩", "summon"),
        "hold": ("登记答辩成绩", "record the defence"),
        "miss": ("登记未到", "record the absence"),
    },
)
DELIBERATION: Final = Frame(
    "deliberation",
    ("评议", "deliberation"),
    WAITING,
    (
        State(WAITING, ("专业评议中", "with the specialty group"), ("待专业评议组意见", "waits for the group")),
        State(REVIEWED, ("待评委会评议", "waits for the committee"), ("评议组已提意见", "group's opinion given")),
        State(DELIBERATING, ("评委会评议中", "before the committee"), ("评议中", "under deliberation")),
        State(DELIBERATED, ("评委会评议中", "before the committee"), ("已评议，待表决", "to be voted on"), final=True),
    ),
    {
        "give-opinion": ("提交评议意见", "give the group's opinion"),
        "return-opinion": ("退回评议意见", "return the opinion"),
        "begin": ("开始评议", "begin the deliberation"),
        "break-off": ("中止评议", "break off"),
        "end": ("结束评议", "end the deliberation"),
        "reopen": ("重新评议", "deliberate anew"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceFacts(ActFacts):
    """A defence: whether a time and place are set, how many experts examined, whether the outcome is written."""

    appointed: bool
    examiners: int
    outcome_written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationFacts(ActFacts):
    """An applicant's turn and the act in question.

    The group: ``opinions`` written, those of them by experts who are recused for this applicant (``tainted``),
    whether the score is agreed (``score_agreed``), whether a defence is due and not settled (``defence_open``).
    The meeting: ``meeting_open``, ``members``, ``present`` now, recused members still in the room
    (``recused_in_room``), whether the presence at this deliberation is written (``presence_recorded``); ``voted``:
    the vote on the applicant has been opened.
    """

    opinions: int
    tainted: int
    score_agreed: bool
    defence_open: bool
    meeting_open: bool
    members: int
    present: int
    recused_in_room: int
    presence_recorded: bool
    voted: bool


def _opinions(facts: DeliberationFacts) -> Reasons:
    number = facts.rules.number("group_size")
    if isinstance(number, Refusal):
        return (number,)
    sound = facts.opinions - facts.tainted
    return unless(
        sound >= number.value,
        "opinions-too-few",
        (
            f"须有 {number.whole} 名以上专家评议，现 {sound} 名",
            f"opinions of {number.whole} experts needed, not {sound}",
        ),
        ("请补充评议", "add opinions"),
        number.clause,
    )


def _untainted(facts: DeliberationFacts) -> Reasons:
    return unless(
        not facts.tainted,
        "opinion-of-recused",
        (f"有 {facts.tainted} 份意见出自应回避的专家", f"opinions of recused experts: {facts.tainted}"),
        ("请撤回后另请专家评议", "take them out and ask others"),
        facts.rules.clause("recusal"),
    )


def _scored(facts: DeliberationFacts) -> Reasons:
    text = ("评议组尚未议定核定分", "the group has not agreed on the score")
    return unless(facts.score_agreed, "score-missing", text, ("请按量化标准核定", "score by the standard"))


def _defended(facts: DeliberationFacts) -> Reasons:
    text = ("须面试答辩，尚未登记结果", "a defence is due and not recorded")
    do = ("请安排答辩或登记未到", "hold it, or record the absence")
    return unless(not facts.defence_open, "defence-open", text, do, facts.rules.clause("defence"))


def _meeting_open(facts: DeliberationFacts) -> Reasons:
    text = ("评审会议未在进行中", "the meeting is not open")
    return unless(facts.meeting_open, "meeting-not-open", text, ("请先开会或复会", "open or resume it"))


def _quorum(facts: DeliberationFacts) -> Reasons:
    return quorum_refusals(facts.rules, facts.members, facts.present)


def _recused_out(facts: DeliberationFacts) -> Reasons:
    return unless(
        not facts.recused_in_room,
        "recused-in-room",
        (f"应回避的委员 {facts.recused_in_room} 人仍在场", f"recused members in the room: {facts.recused_in_room}"),
        ("请其离场后再评议", "let them leave first"),
        facts.rules.clause("recusal"),
    )


def _presence(facts: DeliberationFacts) -> Reasons:
    text = ("未登记参加本次评议的委员", "who took part is not recorded")
    return unless(facts.presence_recorded, "presence-not-recorded", text, ("请登记在场委员", "record who is there"))


def _not_voted(facts: DeliberationFacts) -> Reasons:
    text = ("已开始表决", "the vote has been opened")
    return unless(not facts.voted, "vote-begun", text, ("如须重新表决，请先作废本次表决", "void the vote first"))


def _appointed(facts: DefenceFacts) -> Reasons:
    text = ("没有写明时间和地点", "time and place are missing")
    return unless(facts.appointed, "appointment-missing", text, ("请填写", "fill them in"))


def _examined(facts: DefenceFacts) -> Reasons:
    text = ("没有登记答辩专家或成绩", "examiners or outcome are missing")
    holds = facts.examiners > 0 and facts.outcome_written
    return unless(holds, "outcome-missing", text, ("请登记", "record them"))


_NUMBER: Final = ("number-not-set", "number-against-document")
DEFENCE_CONDITIONS: Final[Mapping[str, Condition[DefenceFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("appointed", "已定时间地点", "time and place are set", ("appointment-missing",), _appointed),
    own("examined", "已登记答辩结果", "the outcome is recorded", ("outcome-missing",), _examined),
)
CONDITIONS: Final[Mapping[str, Condition[DeliberationFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("opinions-enough", "评议专家人数合规", "enough opinions", (*_NUMBER, "opinions-too-few"), _opinions),
    own("opinions-untainted", "没有应回避专家的意见", "none by recused experts", ("opinion-of-recused",), _untainted),
    ruled("score-agreed", "已议定核定分", "the score is agreed", ("score-missing",), _scored),
    ruled("defence-settled", "答辩已办结", "the defence is settled", ("defence-open",), _defended),
    own("meeting-open", "会议进行中", "the meeting is open", ("meeting-not-open",), _meeting_open),
    ruled("quorum", "出席人数符合规定", "enough members present", (*_NUMBER, "attendance-too-low"), _quorum),
    own("recused-left", "应回避的委员已离场", "recused members have left", ("recused-in-room",), _recused_out),
    own("presence-recorded", "已登记在场委员", "presence is recorded", ("presence-not-recorded",), _presence),
    own("not-voted-yet", "尚未表决", "not voted on yet", ("vote-begun",), _not_voted),
)


def defence_table(rules: ReviewRules) -> StateTable[DefenceFacts]:
    """The table of a defence; its rows cite the step or the duty that orders it."""
    cite = "interview" if rules.has("interview") else "defence"
    return build(
        rules,
        DEFENCE,
        (
            Row(DUE, "summon", SUMMONED, (*ALWAYS, "appointed"), who=OFFICE, cite=cite),
            Row(SUMMONED, "hold", HELD, (*ALWAYS, "examined"), who=LEADER, cite=cite),
            Row(SUMMONED, "miss", MISSED, (*ALWAYS, "reason-given"), who=LEADER, cite=cite),
            Row(MISSED, "summon", SUMMONED, (*ALWAYS, "appointed"), who=OFFICE, cite=cite),
        ),
        DEFENCE_CONDITIONS,
    )


def deliberation_table(rules: ReviewRules) -> StateTable[DeliberationFacts]:
    """The table of one applicant's turn; a score is asked for only where the document has a scoring standard."""
    defended = rules.duty("defence") or rules.has("interview")
    opinion = (*ALWAYS, "opinions-enough", "opinions-untainted", "score-agreed", "defence-settled")
    begin = (*ALWAYS, "meeting-open", "quorum", "recused-left")
    end, reopen = (*begin, "presence-recorded"), (*begin, "reason-given", "not-voted-yet")
    return build(
        rules,
        DELIBERATION,
        (
            Row(WAITING, "give-opinion", REVIEWED, opinion, "group-review"),
            Row(REVIEWED, "return-opinion", WAITING, (*ALWAYS, "reason-given"), "group-review", CHAIR),
            Row(REVIEWED, "begin", DELIBERATING, begin, "vote", CHAIR),
            Row(DELIBERATING, "break-off", REVIEWED, (*ALWAYS, "reason-given"), who=CHAIR),
            Row(DELIBERATING, "end", DELIBERATED, end, "vote", CHAIR),
            Row(DELIBERATED, "reopen", DELIBERATING, reopen, "vote", CHAIR),
        ),
        CONDITIONS,
        unbound(score_agreed=rules.scored, defence_settled=defended),
    )
