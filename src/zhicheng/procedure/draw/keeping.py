"""Who stays and who leaves between two rounds: nobody slips out unmentioned, nobody comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhicheng.procedure.draw.bundle import Frozen
from zhicheng.procedure.draw.faults import Fault, ascending
from zhicheng.procedure.draw.lawful import Standing


def keeping_faults(
    frozen: Frozen, standing: Standing, keep: Sequence[str], out: Sequence[str], place: str = "statement"
) -> Iterator[Fault]:
    """What is wrong with ``keep`` and ``out`` of a round."""
    lines = {line.code: line for line in frozen.pool}
    named = {seat.name for seat in frozen.seats if seat.set}
    gone = standing.gone | set(out)
    if not ascending(keep) or not ascending(out):
        yield Fault(place, ("代码须升序且不重复", "the codes must be ascending, none twice"))
    for code in out:
        if code not in lines:
            yield Fault(f"{place}.out", (f"专家库中没有 {code}", f"{code} is not in the pool"))
        elif code in standing.gone:
            yield Fault(f"{place}.out", (f"{code} 此前已退出", f"{code} left before"))
    for code in keep:
        yield from _kept(code, lines[code].barred if code in lines else None, gone, place)
        if code in lines and code not in standing.base and lines[code].seat not in named:
            yield Fault(
                f"{place}.keep",
                (f"{code} 未曾抽中，也不属指定席位", f"{code} was never drawn, nor is its seat a named one"),
            )
    for code in sorted(standing.base - set(keep) - gone):
        yield Fault(
            f"{place}.keep", (f"委员 {code} 既未保留也未说明退出", f"member {code} is neither kept nor said to leave")
        )
    yield from _seats(frozen, [lines[code].seat for code in keep if code in lines], place)


def _kept(code: str, barred: bool | None, gone: frozenset[str], place: str) -> Iterator[Fault]:
    if barred is None:
        yield Fault(f"{place}.keep", (f"专家库中没有 {code}", f"{code} is not in the pool"))
    elif barred:
        yield Fault(f"{place}.keep", (f"{code} 不得参加", f"{code} is barred"))
    if code in gone:
        yield Fault(f"{place}.keep", (f"{code} 已退出，不能保留", f"{code} has left and can't be kept"))


def _seats(frozen: Frozen, kept: Sequence[str], place: str) -> Iterator[Fault]:
    open_ = 0
    for seat in frozen.seats:
        here = kept.count(seat.name)
        if seat.set and here != seat.count:
            yield Fault(
                f"{place}.keep",
                (
                    f"指定席位“{seat.name}”须为 {seat.count} 人，现为 {here} 人",
                    f"the named seats '{seat.name}' are {seat.count}, {here} given",
                ),
            )
        elif here > seat.count:
            yield Fault(
                f"{place}.keep",
                (
                    f"“{seat.name}”只有 {seat.count} 席，保留了 {here} 人",
                    f"'{seat.name}' has {seat.count} seats, {here} are kept",
                ),
            )
        open_ += 0 if seat.set else max(0, seat.count - here)
    if not open_:
        yield Fault(f"{place}.keep", ("没有空缺席位，无须抽取", "no seat is open, there is nothing to draw"))
