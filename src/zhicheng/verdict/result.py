"""What a verdict holds: truths and score at once, reasons and lists when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Clause, Condition, Decide, FactTest, Given, OneOf, Row
from zhicheng.verdict.compiled import CompiledTrack
from zhicheng.verdict.findings import Explainer, Finding
from zhicheng.verdict.items import Context
from zhicheng.verdict.questions import Asker, Question
from zhicheng.verdict.scoring import Scored
from zhicheng.vocabulary.truth import MET, NAMES, NOT_MET, OPEN

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way to apply: its clause, whether it is open to the applicant, and what it costs."""

    clause: Clause
    section: str
    truth: int
    price: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """``met``, ``not_met`` or ``open``."""
        return NAMES[self.truth]


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """A node of the score: exact points before and after the cap, what was lost, which records."""

    path: str
    label: str
    depth: int
    is_row: bool
    raw: Fraction
    points: Fraction
    high: Fraction
    cap: Fraction | None
    lost: Fraction
    records: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The verdict on one dossier under one track. ``truths`` has every labelled clause."""

    rules: CompiledTrack
    context: Context
    dossier: Dossier
    truths: Mapping[str, int]
    scored: Scored | None

    @property
    def track(self) -> str:
        """``pack/level``."""
        return self.rules.track.name

    def section(self, name: str) -> tuple[Clause, ...]:
        """The clauses of ``basic``, ``routes``, ``landmarks`` or ``review``."""
        return tuple(clause for clause, _ in self.rules.sections[name])

    @cached_property
    def ways_in(self) -> tuple[WayIn, ...]:
        """Every way in with its outcome and price, met ones first in printed order."""
        track = self.rules.track
        ways = [
            WayIn(clause, section, self.truths[clause.key], self._price(clause.key, section))
            for section in ("routes", "landmarks")
            for clause in self.section(section)
        ]
        return tuple(sorted(ways, key=lambda way: -way.truth)) if track else ()

    def _price(self, key: str, section: str) -> tuple[str, ...]:
        track = self.rules.track
        asked = [*track.prices.get(section, ()), *track.prices.get(key, ())]
        if section in track.defence or key in track.defence:
            asked.append("defence")
        return tuple(dict.fromkeys(asked))

    @property
    def can_apply(self) -> int:
        """Truth of "the applicant may apply": some way in, and every basic condition that the
        dossier can show. What only others can attest is listed, and holds nobody back here."""
        ways = max(
            (self.truths[clause.key] for name in ("routes", "landmarks") for clause in self.section(name)), default=MET
        )
        basic = MET
        for clause in self.section("basic"):
            truth = self.truths[clause.key]
            if truth == NOT_MET or (truth == OPEN and not attested_only(clause)):
                basic = min(basic, truth)
        return min(ways, basic)

    @property
    def review(self) -> int:
        """Truth of all review conditions together."""
        return min((self.truths[clause.key] for clause in self.section("review")), default=MET)

    @property
    def defence(self) -> str:
        """``required`` when every way that is open or met asks for it, else ``discretionary``."""
        possible = [way for way in self.ways_in if way.truth == MET] or [
            way for way in self.ways_in if way.truth == OPEN
        ]
        return "required" if possible and all("defence" in way.price for way in possible) else "discretionary"

    @property
    def low(self) -> Fraction:
        """The least the score can be."""
        return self.context.score()[0] if self.scored else Fraction(0)

    @property
    def high(self) -> Fraction:
        """The most the score can be."""
        return self.context.score()[1] if self.scored else Fraction(0)

    def score_nodes(self) -> tuple[ScoreNode, ...]:
        """Every node of the scoring standard, in printed order, the root left out."""
        standard, scored = self.rules.standard, self.scored
        if standard is None or scored is None:
            return ()
        nodes = []
        units = {*scored.raw, *scored.low, *scored.high}
        points_of = {one: Fraction(one) / standard.unit for one in units}  # most nodes have none, and share it
        for index, source in enumerate(standard.sources[1:], start=1):
            raw, points = points_of[scored.raw[index]], points_of[scored.low[index]]
            together = scored.together.get(index)
            records = tuple(one.item.id for one in scored.placed.get(index, ()) if one.item is not None)
            if together is not None and together[1]:
                records = together[2]
            nodes.append(
                ScoreNode(
                    source.path,
                    source.label,
                    source.path.count("/"),
                    not standard.nodes[index].children,
                    raw,
                    points,
                    points_of[scored.high[index]],
                    source.cap,
                    NOTHING if raw == points else raw - points,
                    records,
                )
            )
        return tuple(nodes)

    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """The reasons, section by section, in printed order."""
        explainer = Explainer(self.rules, self.context)
        return {
            name: tuple(explainer.explain(clause) for clause, _ in section)
            for name, section in self.rules.sections.items()
        }

    def questions(self) -> tuple[Question, ...]:
        """Everything that is open and can still change the answer: what to add, whom to ask."""
        asker = Asker(self.rules.track.terms, self.rules.unranked)
        found: list[Question] = []
        sections = ["basic", "review"]
        if not any(way.truth == MET for way in self.ways_in):
            sections[1:1] = ["routes", "landmarks"]
        for name in sections:
            for clause in self.section(name):
                found.extend(asker.of_condition(clause, self.context))
        if self.scored is not None and self.low != self.high:
            found.extend(self._score_questions(asker))
        found.extend(asker.of_claims(self.context))
        return tuple({question.id: question for question in found}.values())

    def _score_questions(self, asker: Asker) -> Iterator[Question]:
        standard, scored = self.rules.standard, self.scored
        if standard is None or scored is None:
            return
        everyone = [one for placed in scored.placed.values() for one in placed] + scored.aside
        for one in everyone:
            source = standard.sources[one.leaf]
            if one.low != one.high and isinstance(source, Row) and not standard.saturated(one.leaf, scored):
                yield from asker.of_row(source, one.item, self.context)
        for leaf, (low, high, _, _) in scored.together.items():
            source = standard.sources[leaf]
            if low != high and isinstance(source, Row) and not standard.saturated(leaf, scored):
                yield from asker.of_patterns(source.patterns, self.context)
                if isinstance(source.worth, Given):
                    yield from asker.of_condition(source.worth.item, self.context)


def attested_only(condition: Condition) -> bool:
    """Whether a condition rests on nothing but what people attest: questions, and yes/no facts about
    the applicant that the employer states."""
    if isinstance(condition, Clause):
        return attested_only(condition.item)
    if isinstance(condition, Decide):
        return True
    if isinstance(condition, FactTest):
        return isinstance(condition.predicate, OneOf) and condition.predicate.values <= {True, False}
    items: tuple[Condition, ...] = getattr(condition, "items", ())
    return bool(items) and all(attested_only(item) for item in items)
