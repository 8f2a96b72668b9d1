"""When a committee is lawful: every condition is "between so many and so many of these lines of the pool".

Committees and sets of lines are whole numbers: bit *i* stands for line *i* of the pool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.draw.bundle import EMPLOYER, Cap, Frozen, Private, Recusal, Round

SEAT, CAP, QUORUM, GROUP = "seat", "cap", "quorum", "group"
_BY: Final = {"region": ("地区", "region"), "employer": ("单位", "employer")}


@dataclass(frozen=True, slots=True)
class Condition:
    """At least ``least`` and at most ``most`` members from the lines in ``mask``; ``kind`` and ``name`` say whose."""

    kind: str
    name: str
    mask: int
    least: int
    most: int

    def holds(self, committee: int) -> bool:
        """Whether a committee keeps to it."""
        return self.least <= (committee & self.mask).bit_count() <= self.most

    @property
    def title(self) -> tuple[str, str]:
        """The condition for people."""
        match self.kind:
            case "seat":
                return f"“{self.name}”席位 {self.least} 个", f"{self.least} seats of '{self.name}'"
            case "cap":
                by, value = self.name.split(":", 1)
                zh, en = _BY[by]
                return f"{zh}“{value}”{_range(self, 0)}", f"{en} '{value}': {_range(self, 1)}"
            case "quorum":
                return (
                    f"申报人 {self.name} 的回避专家至多 {self.most} 人（否则不足出席比例）",
                    f"at most {self.most} experts recused for applicant {self.name} (else no quorum)",
                )
            case _:
                return (
                    f"申报人 {self.name} 至少有 {self.least} 名无需回避的评议专家",
                    f"at least {self.least} experts free of conflict for a group on applicant {self.name}",
                )


def _range(condition: Condition, lang: int) -> str:
    bounds = []
    if condition.least:
        bounds.append((f"至少 {condition.least} 人", f"at least {condition.least}")[lang])
    if condition.most < condition.mask.bit_count() or not bounds:
        bounds.append((f"至多 {condition.most} 人", f"at most {condition.most}")[lang])
    return ("、", ", ")[lang].join(bounds)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand before a round: the committee so far, its groups by code, codes that are gone."""

    base: frozenset[str]
    groups: Mapping[str, str]
    gone: frozenset[str]
    recusals: tuple[Recusal, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a round's lawful committees depend on; ``whole`` is false where caps and recusals are not at hand."""

    codes: tuple[str, ...]
    keep: int
    shut: int
    eligible: Mapping[str, int]
    open_seats: Mapping[str, int]
    conditions: tuple[Condition, ...]
    whole: bool

    def lawful(self, committee: int) -> bool:
        """Whether the committee keeps to every condition that is known."""
        if committee & self.shut or committee & self.keep != self.keep or committee >> len(self.codes):
            return False
        return all(condition.holds(committee) for condition in self.conditions)

    def broken(self, committee: int) -> Condition | None:
        """The first condition that a committee breaks."""
        return next((condition for condition in self.conditions if not condition.holds(committee)), None)

    def members(self, committee: int) -> list[str]:
        """The codes of a committee, ascending."""
        return [self.codes[place] for place in bits(committee)]


def standing_before(rounds: Sequence[Round], private: Private | None) -> Standing:
    """What the rounds so far come to."""
    base: frozenset[str] = frozenset()
    groups: dict[str, str] = {}
    recusals = list(private.recusals) if private else []
    for one in rounds:
        if one.private is not None:
            recusals.extend(one.private.recusals)
        if one.stands and one.outcome is not None:
            base = frozenset(one.outcome.committee)
            groups = {code: group.name for group in one.outcome.groups for code in group.members}
    gone = frozenset(code for one in rounds for code in one.statement.out)
    return Standing(base, groups, gone, tuple(recusals))


def ground_of(
    frozen: Frozen,
    private: Private | None,
    standing: Standing,
    keep: Iterable[str],
    out: Iterable[str],
    recusals: Sequence[Recusal] | None,
) -> Ground:
    """The ground of a round that keeps ``keep`` and loses ``out``; ``recusals``: those added with it, if at hand."""
    place = {line.code: number for number, line in enumerate(frozen.pool)}
    kept = mask_of(place[code] for code in keep if code in place)
    gone = standing.gone | set(out)
    shut = mask_of(place[line.code] for line in frozen.pool if line.barred or line.code in gone)
    lines = {seat.name: seat_mask(frozen, [seat.name]) for seat in frozen.seats}
    conditions = [Condition(SEAT, seat.name, lines[seat.name], seat.count, seat.count) for seat in frozen.seats]
    whole = private is not None and recusals is not None
    if private is not None and recusals is not None:
        conditions.extend(_caps(frozen, private))
        conditions.extend(_applicants(frozen, [*standing.recusals, *recusals], place))
    return Ground(
        codes=tuple(line.code for line in frozen.pool),
        keep=kept,
        shut=shut,
        eligible={seat.name: 0 if seat.set else lines[seat.name] & ~shut & ~kept for seat in frozen.seats},
        open_seats={
            seat.name: 0 if seat.set else seat.count - (lines[seat.name] & kept).bit_count() for seat in frozen.seats
        },
        conditions=tuple(conditions),
        whole=whole,
    )


def quorum(frozen: Frozen) -> int:
    """Members who have to be present: the share of the committee, rounded up."""
    above, below = (int(part) for part in frozen.rules.attendance.split("/"))
    return -(-frozen.size * above // below)


def bits(number: int) -> Iterator[int]:
    """The places of the ones in a number, ascending."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def mask_of(places: Iterable[int]) -> int:
    """The number with ones at these places."""
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask


def seat_mask(frozen: Frozen, names: Sequence[str]) -> int:
    """The lines of some seat groups; no names: all lines."""
    return mask_of(number for number, line in enumerate(frozen.pool) if not names or line.seat in names)


def _caps(frozen: Frozen, private: Private) -> Iterator[Condition]:
    for cap in frozen.caps:
        values = private.employers if cap.by == EMPLOYER else private.regions
        for value in [cap.value] if cap.value is not None else sorted({value for value in values if value}):
            mask = mask_of(place for place, found in enumerate(values) if found == value)
            yield _cap(cap, value, mask, frozen.size)


def _cap(cap: Cap, value: str, mask: int, size: int) -> Condition:
    return Condition(CAP, f"{cap.by}:{value}", mask, cap.least, size if cap.most is None else cap.most)


def _applicants(frozen: Frozen, recusals: Iterable[Recusal], place: Mapping[str, int]) -> Iterator[Condition]:
    """For each applicant: enough members for a quorum, enough for a group, without those who withdraw."""
    experts: dict[str, int] = {}
    within: dict[str, list[str]] = {}
    for one in recusals:
        experts[one.applicant] = experts.get(one.applicant, 0) | mask_of(
            place[code] for code in one.experts if code in place
        )
        within.setdefault(one.applicant, one.within)
    for applicant, mask in experts.items():
        yield Condition(QUORUM, applicant, mask, 0, frozen.size - quorum(frozen))
        free = seat_mask(frozen, within[applicant]) & ~mask
        yield Condition(GROUP, applicant, free, frozen.rules.group_size, frozen.size)
