"""Reasons: for each clause which records carried it, what is missing, by how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    AttributeTest,
    Clause,
    Condition,
    Decide,
    EachYear,
    FactTest,
    Not,
    Patterns,
    Records,
    Score,
    Total,
    Years,
)
from zhicheng.policy.wording import attribute_name, condition_text, predicate_text, test_text, value_text
from zhicheng.verdict.compiled import CompiledTrack
from zhicheng.verdict.conditions import compile_year, first_date, spans_of, years_looked_at
from zhicheng.verdict.items import Context, Item
from zhicheng.verdict.matching import Matcher, compile_test
from zhicheng.verdict.questions import Asker, Question
from zhicheng.vocabulary.dates import add_years, merge, years_in
from zhicheng.vocabulary.points import shown
from zhicheng.vocabulary.truth import MET, NAMES, NOT_MET, OPEN

Pair = tuple[str, str]
MOST_NEAR_MISSES = 3


@dataclass(frozen=True, slots=True)
class Used:
    """A record that carried a finding, or might: its id, its name, what of it counted."""

    id: str
    name: Pair
    truth: int
    because: Pair


@dataclass(frozen=True, slots=True)
class Finding:
    """The reasons for one clause, or for one part of it (``key`` is empty then)."""

    key: str
    label: str
    say: Pair
    truth: int
    used: tuple[Used, ...] = ()
    missing: tuple[Pair, ...] = ()
    questions: tuple[Question, ...] = ()
    children: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> str:
        """``met``, ``not_met`` or ``open``."""
        return NAMES[self.truth]


class Explainer:
    """Explains the conditions of a track on one dossier."""

    def __init__(self, rules: CompiledTrack, context: Context) -> None:
        self.rules, self.context = rules, context
        self.asker = Asker(rules.track.terms, rules.unranked)

    def explain(self, condition: Condition) -> Finding:
        """The finding for a condition."""
        truth = int(self.context.kept.get(id(condition), OPEN))
        match condition:
            case Clause():
                inner = self.explain(condition.item)
                say = (condition.say, condition_text(condition.item)[1])
                return replace(
                    inner, key=condition.key if condition.label else "", label=condition.label, say=say, truth=truth
                )
            case All(items=items) | Any_(items=items) | AtLeast(items=items):
                children = tuple(self.explain(item) for item in items)
                return Finding(
                    "",
                    "",
                    condition_text(condition),
                    truth,
                    missing=self._count_missing(condition, truth),
                    children=children,
                )
            case Not(item=item):
                return Finding("", "", condition_text(condition), truth, children=(self.explain(item),))
        asks = tuple(self.asker.of_condition(condition, self.context))
        used, missing = self._leaf(condition, truth)
        return Finding("", "", condition_text(condition), truth, used, missing, _distinct(asks))

    def _count_missing(self, condition: Condition, truth: int) -> tuple[Pair, ...]:
        if not isinstance(condition, AtLeast) or truth == MET:
            return ()
        met = sum(1 for item in condition.items if self.context.kept.get(id(item)) == MET)
        lack = condition.count - met
        return ((f"已具备{met}项，还差{lack}项", f"{met} met, {lack} more needed"),)

    def _leaf(self, condition: Condition, truth: int) -> tuple[tuple[Used, ...], tuple[Pair, ...]]:
        match condition:
            case Records():
                return self._records(condition, truth)
            case Total(patterns=patterns):
                return self._matching(patterns), ()
            case Years():
                return self._years(condition, truth)
            case EachYear():
                return self._each_year(condition)
            case Score(at_least=mark):
                return (), self._score(mark, truth)
            case FactTest(name=name):
                zh, en = value_text(self.context.applicant[name])
                return (), () if truth == MET else ((f"现为：{zh}", f"now: {en}"),)
            case Decide(key=key):
                answer = self.context.answers.get(key)
                return (), () if answer is None else (
                    (f"已认定：{value_text(answer)[0]}", f"decided: {value_text(answer)[1]}"),
                )
            case _:
                return (), ()

    # ------------------------------------------------------------------ records

    def _matching(self, patterns: Patterns) -> tuple[Used, ...]:
        found = Matcher(patterns, self.rules.unranked).matching(self.context)
        return tuple(
            self._used(item, truth, patterns) for item, truth in sorted(found, key=lambda pair: (-pair[1], pair[0].id))
        )

    def _used(self, item: Item, truth: int, patterns: Patterns) -> Used:
        facts: list[Pair] = []
        for pattern in patterns:
            if pattern.kind == item.kind:
                facts = [
                    self._fact(item, test.attribute)
                    for test in pattern.test.tests
                    if isinstance(test, AttributeTest) and test.attribute != "field"
                ]
                if compile_test(pattern.test, self.rules.unranked)(item, self.context) == truth:
                    break
        day = item.facts.get("date") or item.facts.get("start")
        if day is not None:
            facts.append((day.isoformat(), day.isoformat()))
        return Used(
            item.id, item_name(item), truth, ("，".join(zh for zh, _ in facts), ", ".join(en for _, en in facts))
        )

    def _fact(self, item: Item, name: str) -> Pair:
        label, value = attribute_name(item.kind, name), value_text(item.value(name, self.context), item.kind, name)
        mark = (
            ("（自报，待确认）", " (claimed, to be confirmed)") if item.claimed and name in item.claimed else ("", "")
        )
        return f"{label[0]}：{value[0]}{mark[0]}", f"{label[1]}: {value[1]}{mark[1]}"

    def _records(self, condition: Records, truth: int) -> tuple[tuple[Used, ...], tuple[Pair, ...]]:
        used = self._matching(condition.patterns)
        if truth == MET:
            return tuple(one for one in used if one.truth == MET), ()
        met = sum(1 for one in used if one.truth == MET)
        missing: list[Pair] = []
        kinds = " / ".join(dict.fromkeys(kind_title(p.kind)[0] for p in condition.patterns))
        kinds_en = " / ".join(dict.fromkeys(kind_title(p.kind)[1] for p in condition.patterns))
        if truth == NOT_MET:
            lack = condition.times - met - sum(1 for one in used if one.truth == OPEN)
            missing.append(
                (f"符合的{kinds}还差{lack}项", f"{lack} more needed: {kinds_en}")
                if met
                else (f"没有符合的{kinds}", f"no such record: {kinds_en}")
            )
            missing.extend(self._near_misses(condition.patterns))
        return used, tuple(missing)

    def _near_misses(self, patterns: Patterns) -> Iterator[Pair]:
        """Records that fail by one test only: which test, what they say, what is asked."""
        told = 0
        for pattern in patterns:
            tests = [(test, compile_test(test, self.rules.unranked)) for test in pattern.test.tests]
            for item in self.context.by_kind.get(pattern.kind, ()):
                failing = [test for test, check in tests if check(item, self.context) == NOT_MET]
                if len(failing) != 1 or told >= MOST_NEAR_MISSES:
                    continue
                told += 1
                yield self._miss(item, failing[0])

    def _miss(self, item: Item, test: Any) -> Pair:
        name = item_name(item)
        if isinstance(test, AttributeTest) and not test.general:
            zh, en = self._fact(item, test.attribute)
            wanted = predicate_text(test.predicate, item.kind, test.attribute)
            return f"{name[0]}——{zh}，要求{wanted[0]}", f"{name[1]}: {en}, asked for: {wanted[1]}"
        wanted = test_text(test, item.kind)
        day = item.facts.get("date")
        dated = (f"（{day}）", f" ({day})") if day else ("", "")
        return f"{name[0]}{dated[0]}不在要求内：{wanted[0]}", f"{name[1]}{dated[1]} is outside: {wanted[1]}"

    # ------------------------------------------------------------------ time

    def _years(self, condition: Years, truth: int) -> tuple[tuple[Used, ...], tuple[Pair, ...]]:
        used = self._matching(condition.patterns)
        not_before = None
        if condition.after:
            not_before, found = first_date(Matcher(condition.after, self.rules.unranked), self.context)
            if found == NOT_MET:
                zh = " / ".join(kind_title(p.kind)[0] for p in condition.after)
                en = " / ".join(kind_title(p.kind)[1] for p in condition.after)
                return (), ((f"没有作为起点的{zh}", f"no {en} to count from"),)
        until = self.context.dates.of(condition.reckon)
        matching = Matcher(condition.patterns, self.rules.unranked).matching(self.context)
        _, possible, _ = spans_of(matching, condition.begins, until, not_before)
        years = years_in(possible)
        if truth == MET:
            return used, ()
        missing: list[Pair] = [
            (
                f"计算至 {until} 为 {years} 年，需 {condition.at_least} 年",
                f"{years} full years by {until}, {condition.at_least} needed",
            )
        ]
        day = reached(possible, condition.at_least, until)
        if day is not None:
            missing.append((f"如不中断，{day} 满 {condition.at_least} 年", f"without interruption reached on {day}"))
        return used, tuple(missing)

    def _each_year(self, condition: EachYear) -> tuple[tuple[Used, ...], tuple[Pair, ...]]:
        judge = compile_year(condition, self.rules.unranked)
        missing = tuple(
            (f"{year} 年不符合", f"{year} falls short")
            for year in years_looked_at(condition, self.context)
            if judge(self.context, year) == NOT_MET
        )
        looked = set(years_looked_at(condition, self.context))
        used = tuple(one for one in self._matching(condition.patterns) if _year_of(self.context, one.id) in looked)
        return used, missing

    def _score(self, mark: Fraction | None, truth: int) -> tuple[Pair, ...]:
        wanted = self.context.pass_mark if mark is None else mark
        low, high = self.context.score()
        score = shown(low) if low == high else f"{shown(low)}～{shown(high)}"
        if wanted is None:
            return (
                (f"得分 {score} 分；规定分值待本年度通知公布", f"score {score}; the pass mark is not published yet"),
            )
        if truth == MET:
            return ((f"得分 {score} 分，规定分值 {shown(wanted)} 分", f"score {score}, pass mark {shown(wanted)}"),)
        return (
            (
                f"得分 {score} 分，规定分值 {shown(wanted)} 分，差 {shown(wanted - low)} 分",
                f"score {score}, pass mark {shown(wanted)}, short by {shown(wanted - low)}",
            ),
        )


def reached(spans: list[Any], years: int, until: dt.date) -> dt.date | None:
    """The day on which spans of which one still runs make so many years, if nothing interrupts it."""
    joined = merge(spans)
    if not joined or joined[-1].last < until:
        return None
    end = joined[0].last
    for span in joined[1:]:
        end += span.last - span.first + dt.timedelta(days=1)
    return until + (add_years(joined[0].first, years) - end)


def _year_of(context: Context, id_: str) -> int | None:
    return next((item.facts.get("year") for item in context.items if item.id == id_), None)


def item_name(item: Item) -> Pair:
    """How a record is called: its own name, or its kind and id."""
    name = item.facts.get("name")
    if name:
        return str(name), str(name)
    year = item.facts.get("year")
    zh, en = kind_title(item.kind)
    tail = f" {year}" if year else f" {item.id}"
    return f"{zh}{tail}", f"{en}{tail}"


def _distinct(questions: Any) -> tuple[Question, ...]:
    return tuple({question.id: question for question in questions}.values())
