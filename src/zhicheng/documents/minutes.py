"""What the minutes of a committee's meeting say: who was there, what each vote came to, the ledger's checkpoint."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.documents.certificate_data import code_drawing
from zhicheng.documents.data import Day


@dataclass(frozen=True, slots=True)
class MinutesMember:
    """A member: what they were at the meeting, when they were in the room, whether they have signed."""

    name: str
    role: str
    present: str
    signed: str


@dataclass(frozen=True, slots=True)
class MinutesVote:
    """A vote on one applicant. Counts only: who voted how is known to nobody."""

    name: str
    unit: str
    way: str
    present: int
    recused: int
    yes: int
    no: int
    blank: int
    spoiled: int
    missing: int
    needed: str
    outcome: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """评审会议记录; ``checkpoint`` are the three lines of the ledger's signed state, drawn as a code beside them."""

    office: str
    round_title: str
    code: str
    day: Day
    place: str
    members: tuple[MinutesMember, ...]
    votes: tuple[MinutesVote, ...]
    rule: str
    tellers: str
    total: int
    came: int
    recorder: str | None = None
    proceedings: str | None = None
    remarks: str | None = None
    checkpoint: tuple[str, ...] = ()
    digest: str = ""
    drawing: str = ""
    drawing_mm: str = "0"


def drawn(lines: tuple[str, ...]) -> tuple[str, str]:
    """The checkpoint as a code: SVG and its width in millimetres; nothing for none."""
    return code_drawing("\n".join(lines)) if lines else ("", "0")


def sample(office: str, round_title: str) -> Minutes:
    """Example data with every field filled."""
    lines = ("zhicheng.example/ledger", "1284", "q0Lx6N0Y3zvYpQ3W1b6cQm0d9rS2uT4vX6yZ8aB0cD4=")
    drawing, width = drawn(lines)
    return Minutes(
        office,
        round_title,
        "iot-2026-1",
        dt.date(2026, 11, 20),
        "示例会议中心一号厅",
        (
            MinutesMember("王一", "主任委员", "09:00–17:30", "已签"),
            MinutesMember("李二", "委员", "09:00–11:20、11:40–17:30", "因急诊未签"),
        ),
        (
            MinutesVote("王䶮", "示例市数智装备研究院有限公司", "电子", 11, 1, 8, 2, 0, 0, 0, "8/11", "通过"),
            MinutesVote("赵一", "示例大学", "纸质", 11, 0, 6, 3, 1, 1, 0, "8/11", "未通过", "会场断网，改用纸质票"),
        ),
        "以出席本项表决的评委（含回避人员）为基数，赞成票不少于 2/3 为通过",
        "张三、李四",
        11,
        11,
        recorder="示例办公室",
        proceedings="主任委员主持会议。\n各评议组汇报意见，逐一评议后无记名投票。",
        remarks="一名委员因急诊提前离场。",
        checkpoint=lines,
        digest="51f9cd87" * 8,
        drawing=drawing,
        drawing_mm=width,
    )
