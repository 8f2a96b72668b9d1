"""Whether the frozen part of a draw is in order: seats, caps, groups, pool, sources of chance, the hidden part."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.procedure.draw.bundle import FROZEN_LABEL, Frozen, Private, Recusal
from zhicheng.procedure.draw.faults import Fault, ascending, differ
from zhicheng.procedure.draw.seed import LEAST_SUPERVISORS, TICKET_DIGITS


def frozen_faults(frozen: Frozen) -> Iterator[Fault]:
    """What is wrong with the part everybody sees."""
    if frozen.label != FROZEN_LABEL:
        yield Fault("frozen.label", (f"应为 {FROZEN_LABEL}", f"should be {FROZEN_LABEL}"))
    yield from _seats(frozen)
    yield from _caps(frozen)
    yield from _groups(frozen)
    yield from _pool(frozen)
    yield from _sources(frozen)
    if (frozen.previous_draw is None) != (frozen.serial == 1):
        yield Fault(
            "frozen.previous_draw",
            (
                "第 1 次抽取无上一次，其余须有其末尾哈希",
                "the first draw has none before it, every other must name its head",
            ),
        )


def private_faults(frozen: Frozen, private: Private) -> Iterator[Fault]:
    """What is wrong with the part the public does not see."""
    if private.digest != frozen.private:
        yield Fault("frozen.private", ("与非公开部分的哈希不符", "is not the digest of the hidden part"))
    for name, values in (("regions", private.regions), ("employers", private.employers)):
        if len(values) != len(frozen.pool):
            yield Fault(f"private.{name}", ("与专家库行数不符", "has not one entry for each line of the pool"))
    if [one.code for one in private.bars] != [line.code for line in frozen.pool if line.barred]:
        yield Fault("private.bars", ("与专家库中不得参加者不符", "are not the barred lines of the pool"))
    yield from recusal_faults(frozen, private.recusals, "private.recusals")


def recusal_faults(frozen: Frozen, recusals: list[Recusal], place: str) -> Iterator[Fault]:
    """What is wrong with a list of recusals."""
    codes, seats = {line.code for line in frozen.pool}, {seat.name for seat in frozen.seats}
    for number, one in enumerate(recusals):
        if not ascending(one.experts) or not codes.issuperset(one.experts):
            yield Fault(
                f"{place}[{number}].experts",
                ("须为专家库中的代码，升序、不重复", "must be codes of the pool, ascending, none twice"),
            )
        if not seats.issuperset(one.within):
            yield Fault(f"{place}[{number}].within", ("席位名称不存在", "names a seat group that does not exist"))


def _seats(frozen: Frozen) -> Iterator[Fault]:
    rules, size = frozen.rules, frozen.size
    if not differ([seat.name for seat in frozen.seats]):
        yield Fault("frozen.seats", ("席位名称重复", "two seat groups have one name"))
    if size < rules.minimum:
        short = rules.minimum - size
        yield Fault(
            "frozen.seats",
            (
                f"共 {size} 席，少于 {rules.minimum} 席，差 {short} 席",
                f"{size} seats, {short} fewer than {rules.minimum}",
            ),
        )
    if rules.odd and size % 2 == 0:
        yield Fault("frozen.seats", (f"委员人数须为单数，现为 {size}", f"the size must be odd, it is {size}"))
    above, below = (int(part) for part in rules.attendance.split("/"))
    if above > below:
        yield Fault("frozen.rules.attendance", ("出席比例大于 1", "the share is above one"))


def _caps(frozen: Frozen) -> Iterator[Fault]:
    for number, cap in enumerate(frozen.caps):
        if cap.most is not None and cap.most < cap.least:
            yield Fault(f"frozen.caps[{number}]", ("上限小于下限", "the most is below the least"))
        if cap.value is None and cap.least:
            yield Fault(
                f"frozen.caps[{number}].least", ("逐个适用的上限不能有下限", "a cap on each can't have a least")
            )


def _groups(frozen: Frozen) -> Iterator[Fault]:
    seats = {seat.name for seat in frozen.seats}
    if not differ([group.name for group in frozen.groups]):
        yield Fault("frozen.groups", ("评议组名称重复", "two groups have one name"))
    for number, group in enumerate(frozen.groups):
        here = set(group.seats)
        if not here or not here <= seats or not differ(group.seats):
            yield Fault(
                f"frozen.groups[{number}].from", ("席位名称不存在或重复", "an unknown seat group, or one twice")
            )
            continue
        alike = [other for other in frozen.groups if set(other.seats) == here]
        if any(here & set(other.seats) and set(other.seats) != here for other in frozen.groups):
            yield Fault(
                f"frozen.groups[{number}].from",
                ("与另一组的席位部分重叠", "shares some but not all seats with another group"),
            )
        members = sum(seat.count for seat in frozen.seats if seat.name in here)
        if members // len(alike) < frozen.rules.group_size:
            yield Fault(
                f"frozen.groups[{number}]",
                (
                    f"每组不少于 {frozen.rules.group_size} 人，{len(alike)} 个组只有 {members} 人",
                    f"{members} members for {len(alike)} groups of at least {frozen.rules.group_size}",
                ),
            )


def _pool(frozen: Frozen) -> Iterator[Fault]:
    seats = {seat.name for seat in frozen.seats}
    if not ascending([line.code for line in frozen.pool]):
        yield Fault("frozen.pool", ("代码须升序且不重复", "the codes must be ascending, none twice"))
    for number, line in enumerate(frozen.pool):
        if line.seat not in seats:
            yield Fault(
                f"frozen.pool[{number}].seat", (f"没有“{line.seat}”这一席位", f"there is no seat group '{line.seat}'")
            )


def _sources(frozen: Frozen) -> Iterator[Fault]:
    known = frozen.supervisors
    if len(known) == 1:
        yield Fault(
            "frozen.supervisors",
            (f"须有至少 {LEAST_SUPERVISORS} 家监督方，只有 1 家", f"one supervisor; {LEAST_SUPERVISORS} are needed"),
        )
    if not known and frozen.balls < TICKET_DIGITS:
        yield Fault(
            "frozen.balls",
            (
                f"没有监督方时须现场摇出至少 {TICKET_DIGITS} 位数字",
                f"without supervisors at least {TICKET_DIGITS} digits are drawn in the room",
            ),
        )
    if not differ([one.name for one in known]) or not differ([one.anchor for one in known]):
        yield Fault(
            "frozen.supervisors",
            ("监督方名称或承诺值重复", "two supervisors have one name or one commitment"),
        )
