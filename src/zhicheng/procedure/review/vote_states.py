"""The vote on one applicant: sealed or on paper, opened, objected to, repeated, recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.review import vote_facts as vote
from zhicheng.procedure.review.building import (
    ALWAYS,
    CHAIR,
    EXPERT,
    PAGE,
    PARTY,
    REASON,
    SUPERVISOR,
    TELLER,
    Frame,
    Row,
    build,
    named,
    own,
    ruled,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.review.vote_facts import VoteFacts
from zhicheng.procedure.state_table import Condition, State, StateTable

PREPARED, OPEN, CLOSED, DISPUTED, OPENED, OBJECTED = "prepared", "open", "closed", "disputed", "opened", "objected"
ON_PAPER, PAPER_OPEN, COLLECTED = "on-paper", "paper-open", "collected"
RECORDED, VOIDED = "recorded", "voided"
_UNDER: Final = ("评审中", "under review")

FRAME: Final = Frame(
    "vote",
    ("表决", "vote"),
    PREPARED,
    (
        State(PREPARED, _UNDER, ("待表决", "prepared")),
        State(OPEN, _UNDER, ("投票中", "open")),
        State(CLOSED, _UNDER, ("投票结束，待开票", "closed, to be opened")),
        State(DISPUTED, _UNDER, ("开票前有异议", "disputed before opening")),
        State(ON_PAPER, _UNDER, ("改用纸质票", "on paper")),
        State(PAPER_OPEN, _UNDER, ("纸质投票中", "open, on paper")),
        State(COLLECTED, _UNDER, ("选票已收齐，待计票", "cards collected, to be counted")),
        State(OPENED, _UNDER, ("已开票", "counted")),
        State(OBJECTED, _UNDER, ("对结果有异议", "objected to")),
        State(RECORDED, ("表决已完成", "voted on"), ("已登记", "recorded"), final=True),
        State(VOIDED, _UNDER, ("已作废", "voided"), final=True),
    ),
    {
        "open": ("开始投票", "open the vote"),
        "cast": ("投票", "cast a vote"),
        "close": ("结束投票", "close the vote"),
        "open-envelopes": ("开票", "open the envelopes"),
        "choose-paper": ("改用纸质票", "vote on paper"),
        "hand-out": ("发放选票", "hand out the cards"),
        "take-card": ("登记领票", "take a card"),
        "collect": ("收回选票", "collect the cards"),
        "enter-count": ("录入计票结果", "enter a count"),
        "compare-counts": ("核对计票结果", "compare the counts"),
        "object": ("提出异议", "object"),
        "dismiss-objection": ("驳回异议", "dismiss the objection"),
        "repeat": ("作废并重新投票", "void and repeat"),
        "record": ("登记表决结果", "record the outcome"),
        "set-aside": ("撤销表决结果", "set the outcome aside"),
    },
)

_NUMBER: Final = ("number-not-set", "number-against-document")
CONDITIONS: Final[Mapping[str, Condition[VoteFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("meeting-open", "会议进行中", "the meeting is open", ("meeting-not-open",), vote.meeting_open),
    own("handler-free", "经办人不在回避之列", "who handles it is not recused", ("handler-recused",), vote.handler_free),
    ruled("deliberated", "已评议", "deliberated", ("not-deliberated",), vote.deliberated),
    ruled("quorum", "出席人数符合规定", "enough members present", (*_NUMBER, "attendance-too-low"), vote.quorum),
    ruled("secret", "无记名", "secret", ("ballot-not-secret",), vote.secret),
    own("ready", "密钥或选票就绪", "keys or cards are ready", ("vote-not-ready",), vote.ready),
    own("only-one", "没有其他有效表决", "no other vote stands", ("vote-stands",), vote.only_one),
    own("voter-present", "本人在场", "present in person", ("voter-absent", "proxy-vote"), vote.there),
    ruled("voter-deliberated", "参加了评议", "took part in the deliberation", ("voter-left",), vote.took_part),
    own("voter-not-recused", "不在回避之列", "not recused", ("voter-recused",), vote.not_recused),
    own("first-time", "尚未投票", "has not voted yet", ("voted-already",), vote.first_time),
    own("votes-in", "均已投票或写明理由", "all votes in, or a reason why not", ("votes-missing",), vote.finished),
    own("envelopes-confirmed", "封套均经确认", "envelopes confirmed", ("envelopes-unconfirmed",), vote.confirmed),
    own(
        "envelopes-parted", "投票人与封套已分离", "voters and envelopes parted", ("envelopes-not-parted",), vote.parted
    ),
    own("not-counted-yet", "本人尚未录入", "no count by this teller yet", ("counted-already",), vote.not_counted),
    own("counts-agree", "两名计票人一致", "two counts agree", ("count-missing", "counts-differ"), vote.counts_agree),
    own("scanned", "计票单已上传", "the signed sheet is there", ("scan-missing",), vote.scanned),
    own("count-fits", "票数与人数相符", "ballots fit the voters", ("count-wrong",), vote.count_fits),
    ruled("as-computed", "结果与计算一致", "as computed", (*_NUMBER, "outcome-wrong"), vote.as_computed),
    own("supervisor-agrees", "监管部门同意", "the supervisor agrees", ("supervisor-not-agreed",), vote.supervised),
    own("ordered", "复查决定重新表决", "a re-examination orders it", ("not-ordered",), vote.ordered),
)


def vote_table(rules: ReviewRules) -> StateTable[VoteFacts]:
    """The table of one applicant's vote; secrecy and taking part bind where the document orders them."""
    without = set() if rules.duty("secret") else {"secret"}
    without |= set() if rules.duty("in-deliberation") else {"voter-deliberated"}
    return build(rules, FRAME, (*_sealed_rows(), *_paper_rows(), *_dispute_rows()), CONDITIONS, without)


_HANDLED: Final = (*ALWAYS, "handler-free")
_OPENING: Final = ("meeting-open", "deliberated", "quorum", "secret", "ready", "only-one")
_CASTING: Final = ("voter-present", "voter-deliberated", "voter-not-recused", "first-time")


def _sealed_rows() -> tuple[Row, ...]:
    opening = (*ALWAYS, "envelopes-confirmed", "envelopes-parted")
    return (
        Row(PREPARED, "open", OPEN, (*_HANDLED, *_OPENING), "vote", CHAIR),
        Row(OPEN, "cast", OPEN, (*ALWAYS, *_CASTING), "vote", EXPERT),
        Row(OPEN, "close", CLOSED, (*_HANDLED, "votes-in"), who=CHAIR),
        Row(CLOSED, "open-envelopes", OPENED, opening, who=SUPERVISOR),
        Row(OPENED, "record", RECORDED, (*_HANDLED, "count-fits", "as-computed"), "vote", TELLER, "majority"),
    )


def _paper_rows() -> tuple[Row, ...]:
    comparing = (*_HANDLED, "counts-agree", "count-fits", "scanned")
    return (
        Row(PREPARED, "choose-paper", ON_PAPER, (*_HANDLED, "reason-given"), who=CHAIR),
        Row(ON_PAPER, "hand-out", PAPER_OPEN, (*_HANDLED, *_OPENING), "vote", CHAIR),
        Row(PAPER_OPEN, "take-card", PAPER_OPEN, (*ALWAYS, *_CASTING), "vote", EXPERT),
        Row(PAPER_OPEN, "collect", COLLECTED, (*_HANDLED, "votes-in"), who=TELLER),
        Row(COLLECTED, "enter-count", COLLECTED, (*_HANDLED, "not-counted-yet"), who=TELLER),
        Row(COLLECTED, "compare-counts", OPENED, comparing, who=TELLER),
    )


def _dispute_rows() -> tuple[Row, ...]:
    repeating = (*_HANDLED, "reason-given", "supervisor-agrees")
    objecting = (*ALWAYS, "voter-not-recused", "reason-given")
    return (
        Row(CLOSED, "object", DISPUTED, objecting, who=EXPERT),
        Row(DISPUTED, "dismiss-objection", CLOSED, (*_HANDLED, "reason-given"), who=CHAIR),
        Row(OPENED, "object", OBJECTED, objecting, who=EXPERT),
        Row(OBJECTED, "dismiss-objection", OPENED, (*_HANDLED, "reason-given"), who=CHAIR),
        *(
            Row(state, "repeat", VOIDED, repeating, who=CHAIR)
            for state in (OPEN, CLOSED, DISPUTED, PAPER_OPEN, COLLECTED, OPENED, OBJECTED)
        ),
        Row(RECORDED, "set-aside", VOIDED, (*ALWAYS, "ordered", "reason-given"), who=SUPERVISOR),
    )
