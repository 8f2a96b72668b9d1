"""What the rules find on an application's eligibility: the basic conditions and the way in, clause by clause.

Review conditions are the committee's to judge; they are not here. The rules are asked again, for their reasons, on
exactly what was handed in; where they answer other than when it was handed in (a number set since), that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.verdict.findings import Finding
from zhicheng.verdict.questions import Question
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.truth import MET, NAMES, OPEN
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application

Pair = tuple[str, str]

WAYS: Final = ("routes", "landmarks")
ATTESTED: Final[Mapping[str, Pair]] = {
    "employer": (
        "单位已出具品行与履职意见并推荐",
        "the employer has stated it and recommends",
    ),
    "department": ("主管部门已审核通过", "the department has endorsed it"),
}
"""Those who attest before the door, and the sentence by which the office relies on it."""


@dataclass(frozen=True)
class Machine:
    """The rules' findings that bear on eligibility under one way in (``way``; empty: none is chosen or open).

    ``bearing``: the way's clause first, then the basic conditions; ``relied``: clauses they leave open to people who
    have attested them here, with the sentence; ``stored``: the clauses as found when it was handed in.
    """

    verdict: Verdict
    way: str
    bearing: tuple[Finding, ...]
    ways: tuple[tuple[str, str], ...]
    relied: Mapping[str, Pair]
    stored: Mapping[str, str]

    @property
    def outcomes(self) -> dict[str, str]:
        """Clause → met, not_met or open: what a finding keeps of the machine's."""
        return {one.key: one.outcome for one in self.bearing}

    @property
    def attested(self) -> dict[str, str]:
        """Clause → why the office may find it met, as kept (Chinese)."""
        return {clause: said[0] for clause, said in self.relied.items()}

    @property
    def clear(self) -> bool:
        """Whether every clause that bears is met, or left to those who have attested it, under the way chosen."""
        return bool(self.way) and all(one.truth == MET or one.key in self.relied for one in self.bearing)

    @property
    def outcome(self) -> str:
        """All that bears together: the worst of it, those attested taken as met."""
        truths = [MET if one.key in self.relied else one.truth for one in self.bearing]
        return NAMES[min(truths, default=OPEN)] if self.way else NAMES[OPEN]

    @property
    def changed(self) -> tuple[str, ...]:
        """Clauses on which the rules now find otherwise than when it was handed in."""
        return tuple(one.key for one in self.bearing if self.stored.get(one.key, one.outcome) != one.outcome)


def machine_of(application: Application, way: str = "") -> Machine | None:
    """What the rules find under the way applied for, or another; ``None``: nothing was handed in here to judge."""
    stored = application.submissions.order_by("-number").values_list("verdict", flat=True).first()
    if stored is None:
        return None
    verdict = in_hand(application).verdict
    found = verdict.findings()
    by_key = {one.key: one for name in WAYS for one in found[name]}
    chosen = way if way in by_key else application.way_in
    chosen = chosen if chosen in by_key else next((one.clause.key for one in verdict.ways_in if one.truth == MET), "")
    bearing = (*((by_key[chosen],) if chosen else ()), *found["basic"])
    attesting = _attesting(application)
    relied = {one.key: said for one in bearing if (said := _relied(one, attesting)) is not None}
    ways = tuple((one.clause.key, one.outcome) for one in verdict.ways_in)
    return Machine(verdict, chosen, bearing, ways, relied, stored.get("clauses", {}))


def _attesting(application: Application) -> frozenset[str]:
    """Who has attested here what the rules leave to them: the employer's sound statement, a department's endorsement."""
    statement = getattr(application, "statement", None)
    found = {"employer"} if statement is not None and statement.sound else set()
    if application.opinions.filter(decision="endorse").exists():
        found.add("department")
    return frozenset(found)


def _relied(finding: Finding, attesting: frozenset[str]) -> Pair | None:
    """The sentence for a clause that is open for nothing but what those have attested; ``None`` for any other."""
    asked, lacking = zip(*_open_parts(finding), strict=True) if finding.truth == OPEN else ((), ())
    parties = list(dict.fromkeys(question.by for part in asked for question in part))
    if not parties or any(lacking) or not set(parties) <= attesting:
        return None
    said = [ATTESTED[one] for one in parties]
    return "；".join(one[0] for one in said), "; ".join(one[1] for one in said)


def _open_parts(finding: Finding) -> Iterator[tuple[tuple[Question, ...], bool]]:
    """Of a finding and its open parts: what is asked, and whether something is missing beside."""
    yield finding.questions, bool(finding.missing) and not finding.questions
    for child in finding.children:
        if child.truth == OPEN:
            yield from _open_parts(child)
