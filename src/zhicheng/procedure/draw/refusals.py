"""Why an act of a draw is refused, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhicheng.procedure.draw.bundle import Frozen, Round
from zhicheng.procedure.draw.faults import Fault
from zhicheng.procedure.draw.seed import digits_of
from zhicheng.procedure.refusal import ActRefused, Refusal


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Refuse where there are faults.

    Raises:
        ActRefused: there are; every one is given.
    """
    found = [
        Refusal("not-in-order", (f"{one.text[0]}（{one.place}）", f"{one.text[1]} ({one.place})")) for one in faults
    ]
    if found:
        raise ActRefused(found)


def public_only() -> Refusal:
    """The public view is no basis for an act."""
    return Refusal(
        "public-view",
        ("这是公开版，缺少抽取所需的非公开部分", "this is the public view; the hidden part is needed"),
        do=("请使用完整文件", "use the whole file"),
    )


def still_open() -> Refusal:
    """A round waits for its outcome."""
    return Refusal(
        "round-open",
        ("上一轮尚未抽取", "the last round is not drawn yet"),
        do=("请完成该轮，或说明理由后作废", "draw it, or void it with a reason"),
    )


def no_round() -> Refusal:
    """No round waits for anything."""
    return Refusal("no-open-round", ("没有进行中的一轮", "no round is open"))


def unknown(given: Mapping[str, str], names: Sequence[str], zh: str, en: str) -> list[Refusal]:
    """Names that are not among those fixed beforehand."""
    return [
        Refusal(
            "unknown-name",
            (f"冻结时没有名为“{name}”的{zh}", f"no {en} called '{name}' was fixed beforehand"),
            do=(f"已有：{'、'.join(names) or '无'}", f"there are: {', '.join(names) or 'none'}"),
        )
        for name in given
        if name not in names
    ]


def wrong_link(name: str, number: int) -> Refusal:
    """A link that doesn't lead to its anchor."""
    return Refusal(
        "wrong-link",
        (
            f"“{name}”揭示的值与其承诺不符（本轮须为第 {number} 环）",
            f"what '{name}' revealed doesn't match the commitment (this round takes link {number})",
        ),
        do=("请核对是否为同一承诺、同一轮次", "check that it is the same commitment and the same round"),
    )


def wrong_balls(wanted: int) -> Refusal:
    """Entries of balls that don't agree or have the wrong length."""
    if wanted == 0:
        return Refusal("no-balls", ("冻结时未约定现场摇号", "no balls were agreed on when the pool was frozen"))
    return Refusal(
        "wrong-balls",
        (
            f"现场摇号须由两人分别录入同一串 {wanted} 位数字",
            f"two different persons enter the same {wanted} digits",
        ),
    )


def wrong_value(name: str) -> Refusal:
    """A source's value in a form that could be written in many ways."""
    return Refusal(
        "wrong-value",
        (
            f"“{name}”的值只能是数字（或小写十六进制数字）",
            f"the value of '{name}' must be digits (or lower-case hexadecimal ones)",
        ),
        do=("请照公布的数字连续填写，不加空格和标点", "write it as published, without blanks or signs between"),
    )


def revealed_before(name: str) -> Refusal:
    """Something else was revealed before."""
    return Refusal("revealed-before", (f"“{name}”已有不同的值在案", f"a different value of '{name}' is on record"))


def not_revealed(frozen: Frozen, round_: Round) -> Refusal:
    """What has not been revealed yet."""
    names = [one.name for one, link in zip(frozen.supervisors, round_.reveal.links, strict=True) if link is None]
    names += [one for one, value in zip(round_.statement.sources, round_.reveal.values, strict=True) if value is None]
    zh, en = "、".join(names), ", ".join(names)
    if digits_of(round_.reveal.balls, frozen.balls) is None:
        zh, en = "、".join([*names, "现场摇号"]), ", ".join([*names, "the balls"])
    return Refusal(
        "not-revealed",
        (f"尚缺：{zh}", f"still missing: {en}"),
        do=("请等待揭示；拒不揭示的，作废本轮并记录", "wait for it; where it is refused, void the round on record"),
    )


def nothing_lawful() -> Refusal:
    """No attempt of a plain draw was lawful."""
    return Refusal(
        "no-lawful-attempt",
        ("各次排序均未得到合规的委员会", "no order gave a lawful committee"),
        do=("请作废本轮，改用公布抽签表的方式", "void the round and use a lottery"),
    )
