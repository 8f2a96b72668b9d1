"""Conflict facts: what all ties and decisions come to, pair by pair, and who is barred or recused. One input, one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from zhicheng.procedure.conflicts.rules import Ground, Judged, fixed, judge
from zhicheng.procedure.conflicts.ties import Decision, Stated, Tie
from zhicheng.procedure.conflicts.words import BAR, CONFLICT, DECISION, DECISIONS, KINDS, NONE, NOT_SO, OPEN, OWN
from zhicheng.procedure.refusal import ActRefused, Refusal

TOTAL = "total-conflict"
"""Why an expert is barred who is recused from everybody."""


@dataclass(frozen=True, slots=True)
class TieFact:
    """A tie and what it comes to; ``decisions``: all that the office decided on it, the last one counts."""

    tie: Tie
    judged: Judged
    decisions: tuple[Decision, ...]

    @property
    def outcome(self) -> str:
        """What it comes to: as the office decided last, else by rule."""
        if not self.decisions:
            return self.judged.outcome
        return CONFLICT if self.decisions[-1].outcome == CONFLICT else NONE

    @property
    def basis(self) -> str:
        """What that rests on."""
        return DECISION if self.decisions else self.judged.basis


@dataclass(frozen=True, slots=True)
class PairFact:
    """An expert and an applicant with every tie between them; the pair stands as its gravest tie."""

    expert: str
    applicant: str
    ties: tuple[TieFact, ...]

    @property
    def outcome(self) -> str:
        """Conflict, open or none."""
        outcomes = {one.outcome for one in self.ties}
        return next((outcome for outcome in (CONFLICT, OPEN) if outcome in outcomes), NONE)

    @property
    def bars(self) -> bool:
        """Whether a tie of this pair bars the expert from the draw."""
        return any(one.outcome == CONFLICT and one.judged.scope == BAR for one in self.ties)


@dataclass(frozen=True, slots=True)
class Bar:
    """An expert barred from the draw: by kinds of ties, or because every applicant is in conflict."""

    expert: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class ConflictFacts:
    """Experts, applicants, pairs with ties in order of codes, and all that was stated. Pairs not there have no tie."""

    ground: Ground
    as_of: dt.date
    experts: tuple[str, ...]
    applicants: tuple[str, ...]
    stated: Stated
    pairs: tuple[PairFact, ...]

    @cached_property
    def by_pair(self) -> Mapping[tuple[str, str], PairFact]:
        """The pairs with ties, by their codes."""
        return {(one.expert, one.applicant): one for one in self.pairs}

    def outcome(self, expert: str, applicant: str) -> str:
        """How a pair stands: conflict, open, or none."""
        found = self.by_pair.get((expert, applicant))
        return NONE if found is None else found.outcome

    @cached_property
    def recused(self) -> tuple[tuple[str, str], ...]:
        """Every ``(expert, applicant)`` in conflict, in order; experts who are barred are among them."""
        return tuple((one.expert, one.applicant) for one in self.pairs if one.outcome == CONFLICT)

    @cached_property
    def barred(self) -> tuple[Bar, ...]:
        """Who may not be drawn, in order of codes, and why."""
        why: dict[str, set[str]] = {}
        count: dict[str, int] = {}
        for one in self.pairs:
            count[one.expert] = count.get(one.expert, 0) + (one.outcome == CONFLICT)
            for fact in one.ties:
                if fact.outcome == CONFLICT and fact.judged.scope == BAR:
                    why.setdefault(one.expert, set()).add(fact.tie.kind)
        for expert, number in count.items():
            if number == len(self.applicants):
                why.setdefault(expert, set()).add(TOTAL)
        return tuple(Bar(expert, tuple(sorted(kinds))) for expert, kinds in sorted(why.items()))

    @cached_property
    def open_ties(self) -> tuple[TieFact, ...]:
        """Every tie that still waits for the office, in order; those of a pair already in conflict need no decision."""
        return tuple(
            fact
            for pair in self.pairs
            if pair.outcome == OPEN
            or (pair.outcome == CONFLICT and not pair.bars and any(_could_bar(one) for one in pair.ties))
            for fact in pair.ties
            if fact.outcome == OPEN and (pair.outcome == OPEN or _could_bar(fact))
        )

    @cached_property
    def undeclared(self) -> tuple[str, ...]:
        """The experts who have not declared their ties, in order of codes."""
        declared = {one.expert for one in self.stated.declarations}
        return tuple(expert for expert in self.experts if expert not in declared)


def _could_bar(fact: TieFact) -> bool:
    return fact.outcome == OPEN and fact.judged.scope == BAR


def conflict_facts(
    ground: Ground, as_of: dt.date, experts: Iterable[str], applicants: Iterable[str], stated: Stated
) -> ConflictFacts:
    """What everything stated comes to by ``as_of``. Any order of the input gives the same facts.

    Raises:
        ActRefused: somebody who is on no list, a decision on a tie that nobody stated or against what the clause
            fixes, two decisions or rules that contradict each other.
    """
    known = (tuple(sorted(set(experts))), tuple(sorted(set(applicants))))
    stated = _ordered(stated)
    found = tuple(_faults(stated, ground, as_of, frozenset(known[0]), frozenset(known[1])))
    if found:
        raise ActRefused(found)
    rules = {one.kind: one for one in stated.rules}
    decided: dict[tuple[str, str, str], list[Decision]] = {}
    for decision in stated.decisions:
        decided.setdefault(decision.key, []).append(decision)
    grouped: dict[tuple[str, str], list[TieFact]] = {}
    for tie in stated.ties:
        fact = TieFact(tie, judge(tie, rules, as_of, ground), tuple(decided.get(tie.key, ())))
        grouped.setdefault((tie.expert, tie.applicant), []).append(fact)
    pairs = tuple(PairFact(*pair, tuple(facts)) for pair, facts in sorted(grouped.items()))
    return ConflictFacts(ground, as_of, *known, stated, pairs)


def _ordered(stated: Stated) -> Stated:
    """The same in one order, nothing twice."""
    return Stated(
        tuple(sorted(set(stated.ties), key=lambda one: _text_key(one.plain()))),
        tuple(sorted(set(stated.declarations), key=lambda one: _text_key(one.plain()))),
        tuple(sorted(set(stated.decisions), key=lambda one: (one.key, one.on, one.outcome, one.reason, one.by))),
        tuple(sorted(set(stated.rules), key=lambda one: (one.kind, one.on, _text_key(one.plain())))),
    )


def _text_key(plain: Mapping[str, object]) -> tuple[str, ...]:
    first = ("expert", "applicant", "kind")
    rest = sorted(key for key in plain if key not in first)
    return tuple("" if plain.get(key) is None else str(plain[key]) for key in (*first, *rest))


def _faults(
    stated: Stated, ground: Ground, as_of: dt.date, experts: frozenset[str], applicants: frozenset[str]
) -> Iterable[Refusal]:
    pairs = [(one.expert, one.applicant) for one in stated.ties] + [one.key[:2] for one in stated.decisions]
    for code in sorted({pair[0] for pair in pairs} | {one.expert for one in stated.declarations}):
        if code not in experts:
            yield _fault("no-such-expert", f"名单中没有专家 {code}", f"no expert {code} on the list")
    for code in sorted({pair[1] for pair in pairs} - applicants):
        yield _fault("no-such-applicant", f"名单中没有申报人 {code}", f"no applicant {code} on the list")
    ties: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in stated.ties:
        ties.setdefault(tie.key, []).append(tie)
    for decision, before in zip(stated.decisions, (None, *stated.decisions), strict=False):
        yield from _decision_faults(decision, before, ties.get(decision.key, []), ground)
    kinds = [rule.kind for rule in stated.rules]
    for rule in stated.rules:
        if kinds.count(rule.kind) > 1:
            yield _fault("rule-twice", f"“{KINDS[rule.kind][0]}”有两条本轮规定", f"two rules for '{rule.kind}'")
        if rule.kind == OWN:
            text = ("本人申报须回避，不能另行规定", "one's own application can't be ruled otherwise")
            yield Refusal("rule-fixed", text, ground.cited[0], ("请删除这条规定", "delete the rule"))
    days = [*(one.on for one in stated.decisions), *(one.on for one in stated.declarations)]
    late = sorted(day for day in (*days, *(one.on for one in stated.rules)) if day > as_of)
    if late:
        text = (f"日期 {late[0]} 晚于截止日 {as_of}", f"the day {late[0]} is after {as_of}")
        yield Refusal("day-to-come", text, do=("请核对日期", "check the day"))


def _decision_faults(one: Decision, before: Decision | None, ties: list[Tie], ground: Ground) -> Iterable[Refusal]:
    who = f"{one.expert}–{one.applicant}"
    kind, word = KINDS[one.kind], DECISIONS[one.outcome]
    if not ties:
        text = (f"{who} 没有登记“{kind[0]}”，不能认定", f"{who}: no tie '{kind[1]}' is recorded to decide on")
        yield Refusal("decision-on-nothing", text, do=("请先登记该关系", "record the tie first"))
    if before is not None and before.key == one.key and before.on == one.on:
        text = (f"{who}“{kind[0]}”同日有两个认定", f"{who}: two decisions on '{kind[1]}' on one day")
        yield Refusal("decision-twice", text, do=("请只保留一个", "keep one of them"))
    if one.outcome not in (CONFLICT, NOT_SO) and any(fixed(tie, ground) for tie in ties):
        text = (
            f"{who}“{kind[0]}”条文已列明，不能认定“{word[0]}”",
            f"{who}: the clause fixes '{kind[1]}'; not '{word[1]}'",
        )
        do = ("只有事实不成立时才可不回避", "only a fact that is not so can be set aside")
        yield Refusal("decision-against-clause", text, ground.cited[0], do)


def _fault(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, (zh, en), do=("请核对编号后重试", "check it and try again"))
