"""The yearly committee: drawn, its seats accepted or drawn anew, formed, dissolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import (
    ALWAYS,
    OFFICE,
    PAGE,
    PARTY,
    REASON,
    SUPERVISOR,
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
from zhicheng.procedure.review.experts import (
    Expert,
    pool_size_refusals,
    pool_term_over,
    qualification_refusals,
    terms_stated,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

FORMING, DRAWN, FORMED, DISSOLVED = "forming", "drawn", "formed", "dissolved"

FRAME: Final = Frame(
    "committee",
    ("年度执行评审委员会", "yearly committee"),
    FORMING,
    (
        State(FORMING, ("评前准备中", "being prepared"), ("待抽取", "to be drawn")),
        State(DRAWN, ("评前准备中", "being prepared"), ("已抽取，待确认", "drawn, seats to be accepted")),
        State(FORMED, ("评委会已组成", "formed"), ("已组成", "formed")),
        State(DISSOLVED, ("评审结束", "review over"), ("已解散", "dissolved"), final=True),
    ),
    {
        "record-draw": ("登记抽取结果", "record the draw"),
        "void-draw": ("作废本次抽取", "void the draw"),
        "replace-seats": ("递补抽取", "draw replacements"),
        "constitute": ("确认组成", "constitute the committee"),
        "vacate-seat": ("委员退出", "vacate a seat"),
        "dissolve": ("解散", "dissolve"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeFacts(ActFacts):
    """A committee and the act in question.

    The pool: ``pool_in_force``, ``pool_size``, when it was ``pool_adjusted_on``.
    The draw: ``drawn`` experts, whether the bundle of the draw is on record (``draw_recorded``) with its seed taken
    only after the pool was frozen (``frozen_before_seed``), by how many ``specialties``.
    The seats: how many have ``accepted``, how many are ``open`` (declined or vacated), whether a new draw for those
    is on record (``replacement_recorded``).
    The committee: ``chairs``, ``chairs_from_pool``, the ``groups`` by size.
    The end: ``published``, ``pending`` votes, objections and re-examinations that may still need it.
    """

    today: dt.date
    pool_in_force: bool
    pool_size: int
    pool_adjusted_on: dt.date
    drawn: tuple[Expert, ...]
    draw_recorded: bool
    frozen_before_seed: bool
    specialties: int
    accepted: int
    open: int
    replacement_recorded: bool
    chairs: int
    chairs_from_pool: bool
    groups: tuple[int, ...]
    published: bool
    pending: int


def size_refusals(rules: ReviewRules, members: int) -> Reasons:
    """Why a committee of ``members`` is not lawful: too few, or an even number where the document wants an odd one."""
    number = rules.number("committee_size")
    if isinstance(number, Refusal):
        return (number,)
    return (
        *unless(
            members >= number.value,
            "committee-too-small",
            (
                f"评委会不少于 {number.whole} 人，现 {members} 人",
                f"the committee needs {number.whole}, it has {members}",
            ),
            ("请补足席位", "fill more seats"),
            number.clause,
        ),
        *unless(
            not rules.duty("odd") or members % 2 == 1,
            "committee-even",
            (f"评委会人数须为单数，现 {members} 人", f"the committee must be odd in number, it has {members}"),
            ("请增减一席", "add or take away one seat"),
            rules.clause("odd"),
        ),
    )


def _pool(facts: CommitteeFacts) -> Reasons:
    term = facts.rules.stated("pool_term_years")
    overdue = pool_term_over(facts.rules, facts.pool_adjusted_on, facts.today)
    return (
        *unless(
            facts.pool_in_force,
            "pool-not-in-force",
            ("专家库尚未建立或正在调整", "the pool is not established, or being adjusted"),
            ("请先完成专家库的建立或调整", "finish that first"),
        ),
        *pool_size_refusals(facts.rules, facts.pool_size),
        *(() if term is None or term.usual else overdue),
    )


def _draw(facts: CommitteeFacts) -> Reasons:
    text = ("抽取记录不完整，或种子先于名单冻结产生", "the draw is not on record, or its seed was there first")
    do = ("请重新抽取并登记抽取包", "draw again and file the bundle of the draw")
    return unless(facts.draw_recorded and facts.frozen_before_seed, "draw-not-recorded", text, do)


def _qualified(facts: CommitteeFacts) -> Reasons:
    return qualification_refusals(facts.rules, facts.drawn, facts.today)


def _specialties(facts: CommitteeFacts) -> Reasons:
    number = facts.rules.stated("review_specialties")
    if number is None:
        return ()
    return unless(
        1 <= facts.specialties <= number.value,
        "specialties-wrong",
        (
            f"设 {number.whole} 个评审专业，抽取按 {facts.specialties} 个专业进行",
            f"{number.whole} specialties are reviewed, the draw has {facts.specialties}",
        ),
        ("请按文件规定的专业配比抽取", "draw by the document's specialties"),
        number.clause,
    )


def _drawn_size(facts: CommitteeFacts) -> Reasons:
    return size_refusals(facts.rules, len(facts.drawn))


def _accepted_size(facts: CommitteeFacts) -> Reasons:
    return size_refusals(facts.rules, facts.accepted)


def _seats_open(facts: CommitteeFacts) -> Reasons:
    text = ("没有空缺席位", "no seat is open")
    return unless(facts.open > 0, "no-seat-open", text, ("无需递补", "nothing is to be drawn"))


def _replacement(facts: CommitteeFacts) -> Reasons:
    text = ("空缺席位没有新的抽取记录", "no new draw for the open seats is on record")
    do = ("递补须重新抽取，不得用候补名单", "replacements are drawn anew, never taken from a list")
    return unless(facts.replacement_recorded, "replacement-not-drawn", text, do)


def _all_accepted(facts: CommitteeFacts) -> Reasons:
    waiting = len(facts.drawn) - facts.accepted
    return unless(
        not facts.open and not waiting,
        "seats-not-settled",
        (f"空缺 {facts.open} 席，未答复 {max(waiting - facts.open, 0)} 席", f"open or unanswered seats: {waiting}"),
        ("请待答复或递补抽取", "wait for the answers or draw replacements"),
    )


def _chairs(facts: CommitteeFacts) -> Reasons:
    number = facts.rules.stated("committee_chairs")
    reasons: Reasons = ()
    if number is not None:
        reasons = unless(
            facts.chairs == number.value,
            "chairs-wrong",
            (f"主任委员应为 {number.whole} 名，现 {facts.chairs} 名", f"chairs: {number.whole}, not {facts.chairs}"),
            ("请确定主任委员", "settle who presides"),
            number.clause,
        )
    from_pool = not facts.rules.duty("chairs-pool") or facts.chairs_from_pool
    text = ("主任委员、副主任委员不在相应人选库内", "chair or deputies are not from their pool")
    do = ("请从主任委员、副主任委员库中产生", "take them from that pool")
    return (*reasons, *unless(from_pool, "chairs-not-from-pool", text, do, facts.rules.clause("chairs-pool")))


def _groups(facts: CommitteeFacts) -> Reasons:
    number = facts.rules.number("group_size")
    if isinstance(number, Refusal):
        return (number,)
    smallest = min(facts.groups, default=0)
    return unless(
        smallest >= number.value,
        "group-too-small",
        (
            f"每个评议组不少于 {number.whole} 人，最小的 {smallest} 人",
            f"groups of {number.whole}; the least: {smallest}",
        ),
        ("请调整分组", "change the groups"),
        number.clause,
    )


def _over(facts: CommitteeFacts) -> Reasons:
    text = (f"结果尚未公布，或还有 {facts.pending} 件未了事项", f"not published yet, or pending: {facts.pending}")
    do = ("请待结果公布、异议和复查办结", "wait for the result and for what is pending")
    return unless(facts.published and not facts.pending, "review-not-over", text, do)


_SIZE: Final = ("number-not-set", "number-against-document", "committee-too-small", "committee-even")
CONDITIONS: Final[Mapping[str, Condition[CommitteeFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("pool-usable", "专家库可用", "pool usable", ("pool-not-in-force", "pool-too-small", "pool-overdue"), _pool),
    own("draw-recorded", "抽取已存证", "the draw is on record", ("draw-not-recorded",), _draw),
    ruled("drawn-qualified", "抽中专家符合条件", "drawn experts qualified", ("expert-not-qualified",), _qualified),
    ruled("by-specialty", "按专业配比", "by specialty", ("specialties-wrong",), _specialties),
    ruled("drawn-size-lawful", "抽取人数合规", "drawn number lawful", _SIZE, _drawn_size),
    ruled("size-lawful", "组成人数合规", "size lawful", _SIZE, _accepted_size),
    own("seat-open", "有空缺席位", "a seat is open", ("no-seat-open",), _seats_open),
    own("replacement-drawn", "递补经抽取", "replacements are drawn", ("replacement-not-drawn",), _replacement),
    own("seats-settled", "席位均已确认", "every seat accepted", ("seats-not-settled",), _all_accepted),
    ruled("chairs-settled", "主任委员已定", "the chair is settled", ("chairs-wrong", "chairs-not-from-pool"), _chairs),
    ruled(
        "groups-lawful",
        "评议组人数合规",
        "groups large enough",
        ("number-not-set", "number-against-document", "group-too-small"),
        _groups,
    ),
    own("review-over", "评审已全部办结", "nothing is pending", ("review-not-over",), _over),
)


def committee_table(rules: ReviewRules) -> StateTable[CommitteeFacts]:
    """The committee's table for one track."""
    without = unbound(
        drawn_qualified=terms_stated(rules),
        by_specialty=rules.stated("review_specialties") is not None,
        chairs_settled=rules.stated("committee_chairs") is not None or rules.duty("chairs-pool"),
    )
    drawing = ("pool-usable", "draw-recorded", "drawn-qualified", "by-specialty", "drawn-size-lawful")
    forming = ("seats-settled", "size-lawful", "chairs-settled", "groups-lawful")
    replacing = ("seat-open", "replacement-drawn", "drawn-qualified")
    return build(
        rules,
        FRAME,
        (
            Row(FORMING, "record-draw", DRAWN, (*ALWAYS, *drawing), "draw"),
            Row(DRAWN, "void-draw", FORMING, (*ALWAYS, "reason-given"), "draw", SUPERVISOR),
            Row(DRAWN, "replace-seats", DRAWN, (*ALWAYS, *replacing), "draw"),
            Row(DRAWN, "constitute", FORMED, (*ALWAYS, *forming), "draw"),
            Row(FORMED, "vacate-seat", DRAWN, (*ALWAYS, "reason-given"), who=OFFICE),
            Row(FORMED, "dissolve", DISSOLVED, (*ALWAYS, "review-over"), who=OFFICE),
        ),
        CONDITIONS,
        without,
    )
