"""The check of a draw by whoever holds its bundle: nothing is believed that can be reckoned again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from zhicheng.procedure.draw.bundle import PLAIN, Bundle, Outcome
from zhicheng.procedure.draw.chances import chances_of_round, decimal, warnings_of
from zhicheng.procedure.draw.check_frozen import frozen_faults, private_faults
from zhicheng.procedure.draw.check_rounds import Scene, round_findings, scene_of
from zhicheng.procedure.draw.faults import Fault, Finding, finding
from zhicheng.procedure.draw.plain import deviation
from zhicheng.procedure.draw.rounds import undone_outcome

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DrawCheck:
    """What came of a check: findings in order, notes for people, what no file can show."""

    findings: tuple[Finding, ...]
    notes: tuple[Pair, ...]
    beyond: tuple[Pair, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing that was checked is wrong."""
        return all(one.holds is not False for one in self.findings)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong."""
        return tuple(fault for one in self.findings for fault in one.faults)


def check_draw(bundle: Bundle) -> DrawCheck:
    """Check a draw: frozen part, then round by round up to the first that is not sound."""
    findings = list(_frozen(bundle))
    notes: list[Pair] = []
    good = all(one.holds is not False for one in findings)
    for number in range(len(bundle.rounds)):
        if not good:
            title = (f"第 {number + 1} 轮未核验：此前已有错误", f"round {number + 1} not checked: wrong before")
            findings.append(Finding("not-reached", title, None))
            continue
        scene = scene_of(bundle, number)
        here = list(round_findings(scene))
        findings.extend(here)
        good = all(one.holds is not False for one in here)
        notes.extend(_notes(scene) if good else ())
    findings.append(finding("head", ("末尾哈希", "the head"), _head(bundle)))
    return DrawCheck(tuple(findings), tuple(notes), _beyond(bundle))


def _frozen(bundle: Bundle) -> Iterator[Finding]:
    yield finding(
        "frozen",
        ("席位、上限、分组、专家库、监督方", "seats, caps, groups, pool, supervisors"),
        frozen_faults(bundle.frozen),
    )
    title = ("单位、地区与回避（非公开部分）", "employers, regions, recusals (hidden part)")
    if bundle.private is None:
        yield Finding("private", title, None)
    else:
        yield finding("private", title, private_faults(bundle.frozen, bundle.private))


def _head(bundle: Bundle) -> Iterator[Fault]:
    if bundle.head != bundle.current_head:
        yield Fault("head", ("与全部记录的哈希不符", "is not the digest of the record"))


def _notes(scene: Scene) -> Iterator[Pair]:
    """What a reader should know of a sound round."""
    one = scene.round
    number = one.statement.round
    for warning in warnings_of(scene.ground, chances_of_round(scene.ground, one.statement)):
        yield f"第 {number} 轮：{warning.text[0]}", f"round {number}: {warning.text[1]}"
    if one.statement.mode == PLAIN and scene.whole:
        yield _equality(number, deviation(scene.ground))
    others = [code for code in one.statement.out if code not in scene.standing.base]
    if others:
        yield (
            f"第 {number} 轮之前有 {len(others)} 名未曾抽中的专家被移出专家库，理由见非公开部分",
            f"taken out before round {number} though never drawn: {len(others)}; reasons in the hidden part",
        )
    if one.void is not None:
        yield _void_note(scene)
        undone = undone_outcome(scene.bundle, scene.number)
        if undone is not None:
            yield _undone_note(scene.bundle, number, undone)


def _equality(number: int, off: Fraction) -> Pair:
    if off == 0:
        return (
            f"第 {number} 轮：同一席位内机会完全相等",
            f"round {number}: exactly equal chances within each seat group",
        )
    return (
        f"第 {number} 轮：同一席位内机会相等，误差不超过 {decimal(off + Fraction(1, 20_000))}",
        f"round {number}: equal chances within each seat group, to within {decimal(off + Fraction(1, 20_000))}",
    )


def _void_note(scene: Scene) -> Pair:
    void, number = scene.round.void, scene.round.statement.round
    assert void is not None
    zh, en = f"第 {number} 轮已作废（{void.by}：{void.reason}）", f"round {number} is void ({void.by}: {void.reason})"
    if scene.round.outcome is not None:
        return f"{zh}；作废时结果已出", f"{en}; the outcome was known by then"
    if void.missing:
        return f"{zh}；未揭示：{'、'.join(void.missing)}", f"{en}; not revealed: {', '.join(void.missing)}"
    return f"{zh}；作废时已可算出结果", f"{en}; the outcome could be reckoned by then"


def _undone_note(bundle: Bundle, number: int, undone: Outcome) -> Pair:
    """How a voided round would have ended, beside the committee that stands now."""
    now = bundle.standing.outcome.committee if bundle.standing and bundle.standing.outcome else []
    same, all_ = len(set(now) & set(undone.committee)), len(undone.committee)
    others = [code[:12] for code in undone.committee if code not in now]
    return (
        f"按后来揭示的值，第 {number} 轮本会抽出 {all_} 人，其中 {same} 人在现任委员会；其余：{'、'.join(others) or '无'}",
        f"by what was revealed later, round {number} would have drawn {all_} members, {same} of them in the committee now; "
        f"the others: {', '.join(others) or 'none'}",
    )


def _beyond(bundle: Bundle) -> tuple[Pair, ...]:
    """What no file can show."""
    found = [
        (
            "专家库是否如实、代码后是谁：由监督方对照名册",
            "that the pool is true and who stands behind a code: the supervisors check it against the file of names",
        ),
        (
            "每轮公布的内容先于揭示固定、其后未改：对照揭示前另行记下的哈希",
            "that each round was fixed before anything was revealed, and not stated anew: compare the hash written down then",
        ),
        (
            "承诺值确由监督方本人事先给出、专为本次抽取新作：对照各自留存的纸条、账册与以往各次的承诺值",
            "that the commitments came from the supervisors, beforehand, made anew for this draw: compare their own slips, "
            "the ledger, the commitments of earlier draws",
        ),
        (
            "未另有一次被隐去的抽取：对照账册中的编号与末尾哈希",
            "that no other draw was kept back: compare serial number and head with the ledger",
        ),
    ]
    if bundle.private is None or any(one.private is None for one in bundle.rounds):
        found.insert(
            0,
            (
                "这是公开版：单位、地区上限和回避条件未能核验",
                "this is the public view: caps on employers and regions, and recusals, can't be checked",
            ),
        )
    if bundle.frozen.balls:
        found.append(
            ("录入的数字就是摇出的球：在场者可见", "that the digits are those of the balls: whoever was in the room")
        )
    if any(one.statement.sources for one in bundle.rounds):
        found.append(("外部来源的数值属实：查其公布渠道", "that the values of named sources are true: look them up"))
    return tuple(found)
