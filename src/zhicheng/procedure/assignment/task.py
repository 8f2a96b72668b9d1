"""What is to be assigned: experts, applicants, who may not read whom, how many opinions each applicant gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import ActRefused, Refusal

Pair = tuple[str, str]

TIGHTEST, STATED = "tightest", "stated"
HOW: Final = (TIGHTEST, STATED)
"""Where the limits come from: the tightest that can be kept, or the office's own numbers."""

MAIN, ALSO, OUTSIDE = 2, 1, 0
"""How near an expert is to an applicant: by the main specialty, by another of their own, by none."""

LONGEST_CODE: Final = 64
MOST_PAIRS: Final = 1_000_000
"""No more pairs of an expert and an applicant than this are taken at once."""


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert by code; the first specialty is the main one; ``most`` is a limit of the expert's own."""

    code: str
    specialties: tuple[str, ...]
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant by code, with the specialty applied for."""

    code: str
    specialty: str


@dataclass(frozen=True, slots=True)
class Task:
    """Experts and applicants in order of their codes, the pairs ``(expert, applicant)`` that are recused.

    ``opinions``: experts per applicant, by ``clause``; ``matching``: how many of them must be of the applicant's
    specialty at least; ``conflicts``: the digest of the conflict facts that the pairs come from, or empty.
    """

    experts: tuple[Expert, ...]
    applicants: tuple[Applicant, ...]
    recused: frozenset[Pair]
    opinions: int
    matching: int = 1
    clause: str = ""
    conflicts: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Opinions per expert from ``least`` to ``most``, and experts of the specialty that every applicant gets.

    ``above``: experts who must read more than the others, since too few can stand in for them, each with their most.
    """

    least: int
    most: int
    matching: int
    how: str = TIGHTEST
    above: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The assignment that this one changes: its digest, its limits, who read whom."""

    digest: str
    limits: Limits
    assigned: tuple[tuple[str, tuple[str, ...]], ...]

    def pairs(self) -> frozenset[Pair]:
        """Every ``(expert, applicant)`` of it."""
        return frozenset((expert, applicant) for applicant, experts in self.assigned for expert in experts)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A task with its limits, fixed before a seed is known; ``earlier`` where it changes an assignment."""

    task: Task
    limits: Limits
    earlier: Earlier | None = None

    def plain(self) -> dict[str, Any]:
        """As the bundle holds it, under ``frozen``."""
        task = self.task
        return {
            "applicants": [{"code": one.code, "specialty": one.specialty} for one in task.applicants],
            "clause": task.clause,
            "conflicts": task.conflicts,
            "earlier": _plain_earlier(self.earlier),
            "experts": [
                {"code": one.code, "specialties": list(one.specialties)}
                | ({} if one.most is None else {"most": one.most})
                for one in task.experts
            ],
            "limits": plain_limits(self.limits),
            "matching": task.matching,
            "opinions": task.opinions,
            "recused": sorted([expert, applicant] for expert, applicant in task.recused),
        }

    @property
    def digest(self) -> str:
        """What is published before the seed is known: SHA-256 of the canonical JSON of :meth:`plain`."""
        return digest(self.plain())


def plain_limits(limits: Limits) -> dict[str, Any]:
    """Limits as the bundle holds them."""
    return {
        "above": [list(one) for one in limits.above],
        "how": limits.how,
        "least": limits.least,
        "matching": limits.matching,
        "most": limits.most,
    }


def _plain_earlier(earlier: Earlier | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    return {
        "assigned": plain_assigned(earlier.assigned),
        "digest": earlier.digest,
        "limits": plain_limits(earlier.limits),
    }


def plain_assigned(assigned: tuple[tuple[str, tuple[str, ...]], ...]) -> list[dict[str, Any]]:
    """Who reads whom, as the bundle holds it."""
    return [{"applicant": applicant, "experts": list(experts)} for applicant, experts in assigned]


def nearness(expert: Expert, applicant: Applicant) -> int:
    """How near the expert is to the applicant: 2 by the main specialty, 1 by another, 0 by none."""
    if applicant.specialty not in expert.specialties:
        return OUTSIDE
    return MAIN if expert.specialties[0] == applicant.specialty else ALSO


def ordered(task: Task) -> Task:
    """The task in the order of codes, and nothing in it that names nobody: the same for every order of the input.

    Raises:
        ActRefused: what is wrong with it, all at once.
    """
    found = refusals(task)
    if found:
        raise ActRefused(found)
    return replace(
        task,
        experts=tuple(sorted(task.experts, key=lambda one: one.code)),
        applicants=tuple(sorted(task.applicants, key=lambda one: one.code)),
    )


def refusals(task: Task) -> tuple[Refusal, ...]:
    """What is wrong with a task as it was given; empty when it can be tried."""
    experts, applicants = [one.code for one in task.experts], [one.code for one in task.applicants]
    found = [*_code_faults(experts, ("专家", "expert")), *_code_faults(applicants, ("申报人", "applicant"))]
    if not experts or not applicants:
        found.append(_fault("nobody-to-assign", "没有专家或没有申报人", "there are no experts or no applicants"))
    if len(experts) * len(applicants) > MOST_PAIRS:
        text = (
            f"{len(experts)} 名专家乘以 {len(applicants)} 名申报人，超过 {MOST_PAIRS} 对",
            f"{len(experts)} experts by {len(applicants)} applicants are more than {MOST_PAIRS} pairs",
        )
        do = ("请按专业评议组分别分配", "assign by specialty group")
        found.append(Refusal("too-large", text, do=do))
    if not 1 <= task.opinions <= 99 or not 0 <= task.matching <= task.opinions:
        text = (
            "每人意见份数应为 1 到 99，本专业份数不超过它",
            "1 to 99 opinions each, of the specialty no more than that",
        )
        found.append(_fault("numbers-not-possible", *text))
    return (*found, *_row_faults(task, frozenset(experts), frozenset(applicants)))


def _row_faults(task: Task, experts: frozenset[str], applicants: frozenset[str]) -> list[Refusal]:
    found = [
        _fault(
            "own-limit-not-possible", f"专家 {one.code} 的上限不能小于 0", f"expert {one.code}: a limit below nothing"
        )
        for one in task.experts
        if one.most is not None and one.most < 0
    ]
    strangers = sorted(pair for pair in task.recused if pair[0] not in experts or pair[1] not in applicants)
    found += [
        _fault("recusal-of-nobody", f"回避 {a}–{b} 不在名单中", f"the recusal {a}–{b} names nobody on the lists")
        for a, b in strangers[:20]
    ]
    return found


def _code_faults(codes: list[str], what: Pair) -> list[Refusal]:
    found = []
    for code in sorted(code for code, count in Counter(codes).items() if count > 1):
        found.append(_fault("code-twice", f"{what[0]}编号 {code} 重复", f"the {what[1]} code {code} stands twice"))
    for code in codes:
        if not code or len(code) > LONGEST_CODE or not code.isprintable():
            text = (f"{what[0]}编号“{code[:20]}”不可用", f"'{code[:20]}' can't be the code of an {what[1]}")
            do = (f"应为 1 到 {LONGEST_CODE} 个可打印字符", f"1 to {LONGEST_CODE} printable characters")
            found.append(Refusal("code-not-usable", text, do=do))
    return found


def _fault(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, (zh, en), do=("请改正后重试", "correct it and try again"))


def loads_of(assigned: Mapping[str, tuple[str, ...]] | tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, int]:
    """How many applicants each expert reads, of those who read any."""
    rows = assigned.items() if isinstance(assigned, Mapping) else assigned
    found: dict[str, int] = {}
    for _, experts in rows:
        for expert in experts:
            found[expert] = found.get(expert, 0) + 1
    return found
