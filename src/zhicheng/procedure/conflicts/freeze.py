"""Conflict facts frozen for a draw: nothing open, everybody declared; and the file that holds them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.canonical import digest
from zhicheng.procedure.conflicts.explain import tie_words
from zhicheng.procedure.conflicts.facts import ConflictFacts, PairFact, TieFact
from zhicheng.procedure.conflicts.words import CONFLICT
from zhicheng.procedure.refusal import ActRefused, Refusal

FORMAT: Final = "zhicheng-conflicts/1"


@dataclass(frozen=True)
class FrozenConflicts:
    """Facts in which nothing is open. ``declared``: every expert had to have declared, and has."""

    facts: ConflictFacts
    declared: bool

    def plain(self) -> dict[str, Any]:
        """The file of conflict facts: all that was stated and decided, and what it comes to."""
        facts, stated = self.facts, self.facts.stated
        return {
            "applicants": list(facts.applicants),
            "as_of": facts.as_of.isoformat(),
            "barred": [{"expert": one.expert, "kinds": list(one.kinds)} for one in facts.barred],
            "decisions": [one.plain() for one in stated.decisions],
            "declarations": [one.plain() for one in stated.declarations],
            "declared": self.declared,
            "experts": list(facts.experts),
            "format": FORMAT,
            "ground": facts.ground.plain(),
            "recused": [
                {"applicant": one.applicant, "because": _because(one), "expert": one.expert}
                for one in facts.pairs
                if one.outcome == CONFLICT
            ],
            "rules": [one.plain() for one in stated.rules],
            "ties": [one.plain() for one in stated.ties],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the file: what a draw and an assignment freeze."""
        return digest(self.plain())

    def for_draw(self) -> dict[str, Any]:
        """What a draw needs, by code: ``bars`` (expert, reason), ``recusals`` (applicant, experts), the ``digest``."""
        by_applicant: dict[str, list[str]] = {}
        for expert, applicant in self.facts.recused:
            by_applicant.setdefault(applicant, []).append(expert)
        return {
            "bars": [{"code": one.expert, "reason": ", ".join(one.kinds)} for one in self.facts.barred],
            "recusals": [{"applicant": one, "experts": by_applicant[one]} for one in sorted(by_applicant)],
            "digest": self.digest,
        }

    def recused_among(self, experts: Iterable[str], applicants: Iterable[str]) -> frozenset[tuple[str, str]]:
        """The recused pairs ``(expert, applicant)`` among these: what an assignment needs."""
        members, people = frozenset(experts), frozenset(applicants)
        return frozenset(pair for pair in self.facts.recused if pair[0] in members and pair[1] in people)


def _because(pair: PairFact) -> list[dict[str, str]]:
    found = {(one.tie.kind, one.basis) for one in pair.ties if one.outcome == CONFLICT}
    return [{"basis": basis, "kind": kind} for kind, basis in sorted(found)]


def freeze_conflicts(facts: ConflictFacts, *, declared: bool = True) -> FrozenConflicts:
    """Fix conflict facts for a draw or an assignment. ``declared``: every expert must have declared.

    Raises:
        ActRefused: ties are open or declarations missing: all of them, each with what to decide.
    """
    found = tuple(freezing_refusals(facts, declared=declared))
    if found:
        raise ActRefused(found)
    return FrozenConflicts(facts, declared)


def freezing_refusals(facts: ConflictFacts, *, declared: bool = True) -> tuple[Refusal, ...]:
    """Why conflict facts can't be fixed yet: the list of what the office has to decide, who has to declare."""
    found = [_open(fact, facts) for fact in facts.open_ties]
    if declared:
        found += [_undeclared(expert, facts) for expert in facts.undeclared]
    return tuple(found)


def _open(fact: TieFact, facts: ConflictFacts) -> Refusal:
    words, tie = tie_words(fact.tie), fact.tie
    text = (
        f"专家 {tie.expert} 与申报人 {tie.applicant}：{words[0]}，{fact.judged.why[0]}",
        f"expert {tie.expert} and applicant {tie.applicant}: {words[1]}; {fact.judged.why[1]}",
    )
    do = ("请办公室认定是否须回避，并写明理由", "the office decides whether it is a conflict, and says why")
    return Refusal("conflict-open", text, facts.ground.cited[0], do)


def _undeclared(expert: str, facts: ConflictFacts) -> Refusal:
    text = (
        f"专家 {expert} 尚未申明有无应回避的关系",
        f"expert {expert} has not declared any ties, or that there are none",
    )
    do = ("请登记其申明，或不列入本次名单", "record the declaration, or leave the expert out")
    return Refusal("declaration-missing", text, facts.ground.cited[0], do)


def counts(facts: ConflictFacts) -> Mapping[str, int]:
    """How many experts are barred, pairs recused, ties open, experts undeclared."""
    return {
        "barred": len(facts.barred),
        "open": len(facts.open_ties),
        "recused": len(facts.recused),
        "undeclared": len(facts.undeclared),
    }
