"""A draw as its pages tell it: where it stands, who must do what now, its hashes, chances, members, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.draw.bundle import LOTTERY, Bundle, Round
from zhicheng.procedure.draw.seed import digits_of
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_jobs import shown_chances

Pair = tuple[str, str]
STEPS: Final[tuple[Pair, ...]] = (
    ("方案与承诺", "plan, commitments"),
    ("冻结并公布", "frozen and stated"),
    ("揭示", "reveals"),
    ("抽出", "drawn"),
    ("生成席位", "seats"),
)
_PLACE: Final = {"committing": 0, "stated": 2, "revealed": 3, "drawn": 4, "void": 4}
STAGES: Final[Mapping[str, tuple[Pair, str]]] = {
    "committing": (("准备中", "being prepared"), "waiting"),
    "stated": (("已公布，待揭示", "stated, waiting for reveals"), "now"),
    "revealed": (("已揭示，待抽出", "revealed, to be drawn"), "now"),
    "drawn": (("已抽出", "drawn"), "good"),
    "void": (("已作废", "void"), "bad"),
}
MODES: Final[Mapping[str, Pair]] = {
    "plain": ("直接抽取", "plain draw"),
    "lottery": ("公布抽签表", "published lottery"),
}


@dataclass(frozen=True, slots=True)
class Hash:
    """A hash as it is read aloud: its name, its value in groups of four."""

    name: Pair
    value: str

    @property
    def groups(self) -> list[str]:
        """The digits in groups of four."""
        return [self.value[place : place + 4] for place in range(0, len(self.value), 4)]


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of one code: tickets of 10,000; ``drawn``: whether it was drawn in that round."""

    code: str
    tickets: int
    drawn: bool

    @property
    def decimal(self) -> str:
        """The chance with four places."""
        return f"{self.tickets // 10_000}.{self.tickets % 10_000:04}"

    @property
    def width(self) -> int:
        """Of a bar of 200."""
        return self.tickets // 50


@dataclass(frozen=True, slots=True)
class SeatChances:
    """The chances for one group of seats."""

    seat: str
    open: int
    rows: tuple[Chance, ...]


def refusals_of(trouble: Sequence[Mapping[str, Any]]) -> list[Refusal]:
    """What a job came to, as refusals."""
    return [Refusal(one["code"], tuple(one["text"]), one["clause"], tuple(one["do"])) for one in trouble]


def steps_of(draw: Draw, *, seated: bool) -> list[dict[str, Any]]:
    """The steps of the ceremony, each done, current or ahead."""
    here = 5 if draw.stage == "drawn" and seated else _PLACE[draw.stage]
    here = 1 if draw.stage == "committing" and draw.job == "state" else here
    failed = draw.stage == "void"
    return [
        {"name": name, "state": "done" if place < here else "failed" if failed else "current" if place == here else ""}
        for place, name in enumerate(STEPS)
    ]


def hashes_of(bundle: Bundle) -> list[Hash]:
    """The hashes of a draw, the one to read aloud first."""
    found = []
    if bundle.rounds:
        last = bundle.rounds[-1].statement
        number = last.round
        found.append(Hash((f"第 {number} 轮公布内容", f"round {number} as stated"), last.digest))
        if last.lottery:
            found.append(Hash(("抽签表", "lottery"), last.lottery))
    found.append(Hash(("冻结内容", "frozen part"), bundle.frozen.digest))
    found.append(Hash(("全部记录（末尾）", "whole record (head)"), bundle.head))
    return found


def missing_from(bundle: Bundle) -> list[Pair]:
    """What the open round still waits for."""
    if not bundle.rounds or not bundle.rounds[-1].open:
        return []
    one = bundle.rounds[-1]
    names = [said.name for said, link in zip(bundle.frozen.supervisors, one.reveal.links, strict=True) if link is None]
    names += [name for name, value in zip(one.statement.sources, one.reveal.values, strict=True) if value is None]
    balls: list[Pair] = [("现场摇号", "balls drawn in the room")]
    return [(name, name) for name in names] + (
        balls if digits_of(one.reveal.balls, bundle.frozen.balls) is None else []
    )


def to_do(draw: Draw, bundle: Bundle | None, *, unseated: int) -> Pair:
    """Who must do what now, in a sentence."""
    if draw.job in ("preview", "state"):
        return ("系统正在计算，请稍候", "Being reckoned, please wait")
    if draw.stage == "committing" or bundle is None:
        given = len(draw.commitments)
        return (
            f"监督方各自承诺（已收到 {given} 份，至少 2 份）；办公室确定方案后冻结并公布",
            f"Supervisors commit (received: {given}, two at least); then the office freezes and states the round",
        )
    number = len(bundle.rounds)
    if draw.stage == "stated":
        names = missing_from(bundle)
        return (
            f"宣读第 {number} 轮哈希并记入记录；待揭示：{'、'.join(one[0] for one in names)}",
            f"Read the hash of round {number} aloud and write it down; waiting for: {', '.join(one[1] for one in names)}",
        )
    if draw.stage == "revealed":
        return (f"第 {number} 轮已全部揭示，请办公室抽出委员", f"Round {number} is revealed: the office draws")
    if draw.stage == "void":
        return ("此次抽取已作废，留存在案", "This draw is void and stays on record")
    if unseated:
        return (f"已抽出，请办公室为 {unseated} 人生成席位", f"Drawn: the office makes seats for {unseated}")
    return ("已抽出并生成席位", "Drawn, and the members have seats")


def chances_shown(bundle: Bundle, number: int) -> list[SeatChances]:
    """The chances of a round (from 0) by group of seats, the highest first."""
    one = bundle.rounds[number]
    drawn = set(one.outcome.committee) if one.outcome else set()
    kept = set(one.statement.keep)
    seats = {line.code: line.seat for line in bundle.frozen.pool}
    counts = {seat.name: seat.count for seat in bundle.frozen.seats if not seat.set}
    for code in kept:
        if seats[code] in counts:
            counts[seats[code]] -= 1
    found: dict[str, list[Chance]] = {}
    for seat, code, tickets in shown_chances(bundle, number):
        found.setdefault(seat, []).append(Chance(code, tickets, code in drawn))
    return [SeatChances(seat, counts.get(seat, 0), tuple(rows)) for seat, rows in found.items()]


def rounds_shown(bundle: Bundle) -> list[dict[str, Any]]:
    """Each round in a line: mode, when, its hash, reveals, outcome or why it is void. Codes only."""
    return [_round_line(one, bundle) for one in bundle.rounds]


def _round_line(one: Round, bundle: Bundle) -> dict[str, Any]:
    links = zip(bundle.frozen.supervisors, one.reveal.links, strict=True)
    return {
        "number": one.statement.round,
        "mode": MODES[LOTTERY if one.statement.mode == LOTTERY else "plain"],
        "at": one.statement.at,
        "hash": one.statement.digest,
        "out": len(one.statement.out),
        "keep": len(one.statement.keep),
        "reveals": [{"name": said.name, "link": link} for said, link in links],
        "balls": one.reveal.balls[0].digits if one.reveal.balls else "",
        "values": list(zip(one.statement.sources, one.reveal.values, strict=True)),
        "seed": one.outcome.seed if one.outcome else "",
        "count": len(one.outcome.committee) if one.outcome else 0,
        "void": one.void,
    }


def public_members(bundle: Bundle) -> list[dict[str, str]]:
    """The committee that stands, by code: seat and group, nothing else."""
    standing = bundle.standing
    if standing is None or standing.outcome is None:
        return []
    seats = {line.code: line.seat for line in bundle.frozen.pool}
    groups = {code: group.name for group in standing.outcome.groups for code in group.members}
    rows = [{"code": code, "seat": seats[code], "group": groups.get(code, "")} for code in standing.outcome.committee]
    return sorted(rows, key=lambda one: (one["seat"], one["code"]))


def answer_of(bundle: Bundle, *, sound: bool) -> tuple[Pair, str]:
    """What a check comes to in a sentence, and the colour of the answer."""
    if not sound:
        return ("抽取有误，不可采信", "The draw is not sound"), "refused"
    if bundle.rounds and bundle.rounds[-1].open:
        number = bundle.rounds[-1].statement.round
        return (f"第 {number} 轮已公布，待揭示", f"Round {number} is stated and waits for its reveals"), "open"
    members = public_members(bundle)
    if not members:
        return ("尚无有效的抽取结果", "No draw stands yet"), "open"
    rounds = len(bundle.rounds)
    return (
        f"抽取无误：{len(members)} 名委员，共 {rounds} 轮",
        f"The draw is sound: {len(members)} members, {rounds} round{'' if rounds == 1 else 's'}",
    ), "met"
