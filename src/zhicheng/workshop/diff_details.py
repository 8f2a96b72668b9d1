"""What exactly is different between two rules that belong together: each figure, word and condition with both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AtLeast,
    AttributeTest,
    Between,
    Clause,
    Condition,
    Decide,
    EachYear,
    FactTest,
    Judged,
    Not,
    Pattern,
    Patterns,
    Records,
    RecordTest,
    Score,
    Total,
    Window,
    Years,
)
from zhicheng.policy.wording import (
    attribute_name,
    condition_text,
    patterns_text,
    predicate_text,
    test_text,
    window_text,
)
from zhicheng.report.points_text import actor, joined
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.diff_plain import aligned, nearness, plain, same, tokens

Pair = tuple[str, str]
What = Literal["threshold", "words", "window", "count", "condition", "decision", "cap", "points", "rank", "price"]


@dataclass(frozen=True, slots=True)
class Detail:
    """One difference: what sort it is, of what, and what stands on either side (``None``: nothing)."""

    sort: What
    name: Pair
    before: Pair | None
    after: Pair | None


YES: Pair = ("是", "yes")
NO: Pair = ("否", "no")


def details_of_conditions(before: Condition, after: Condition) -> Iterator[Detail]:
    """The differences between two conditions; none where they say the same."""
    first, second = _bare(before), _bare(after)
    if same(first, second):
        return
    if type(first) is not type(second):
        wrap = All if All in (type(first), type(second)) else Any_ if Any_ in (type(first), type(second)) else None
        if wrap is None:
            yield Detail("condition", ("条件", "condition"), condition_text(first), condition_text(second))
            return
        first, second = _as(wrap, first), _as(wrap, second)
    yield from _same_kind(first, second)


def _bare(condition: Condition) -> Condition:
    return _bare(condition.item) if isinstance(condition, Clause) else condition


def _as(wrap: type[All] | type[Any_], condition: Condition) -> Condition:
    return condition if isinstance(condition, wrap) else wrap((condition,))


def _same_kind(first: Any, second: Any) -> Iterator[Detail]:
    match first:
        case All():
            yield from _members(first.items, second.items, "、且")
        case Any_():
            yield from _members(first.items, second.items, "、或")
        case AtLeast():
            yield from number("count", ("至少几项", "how many are needed"), first.count, second.count)
            yield from flag(("一份材料只用于一项", "a record serves one only"), first.once, second.once)
            yield from _members(first.items, second.items, "、或")
        case Not():
            yield from details_of_conditions(first.item, second.item)
        case Decide():
            yield from by_whom(first.by, second.by)
        case FactTest():
            yield from _fact(first, second)
        case Score():
            name = ("分数线", "mark")
            yield from texts("threshold", name, _mark(first), _mark(second))
        case _:
            yield from _of_records(first, second)


def _mark(score: Score) -> Pair:
    if score.at_least is None:
        return "当年规定分值", "the pass mark of the year"
    return f"{as_text(score.at_least)} 分", f"{as_text(score.at_least)} points"


def _fact(first: FactTest, second: FactTest) -> Iterator[Detail]:
    if first.name != second.name:
        yield Detail("condition", ("申报人情况", "the applicant"), condition_text(first), condition_text(second))
        return
    schema = APPLICANT_FACTS[first.name]
    said = predicate_text(first.predicate, None, first.name), predicate_text(second.predicate, None, first.name)
    yield from texts("threshold", (schema.zh.split("（")[0], schema.en), *said)


def _of_records(first: Any, second: Any) -> Iterator[Detail]:
    yield from details_of_patterns(first.patterns, second.patterns)
    match first:
        case Records():
            yield from number("count", ("几份", "how many records"), first.times, second.times)
            yield from texts("count", ("按什么计数", "counted by"), _name(first.distinct), _name(second.distinct))
        case Total():
            name = attribute_name(first.patterns[0].kind, first.attribute)
            yield from number("threshold", (f"{name[0]}合计", f"total {name[1]}"), first.at_least, second.at_least)
        case Years():
            yield from _years(first, second)
        case EachYear():
            yield from _each_year(first, second)


def _name(attribute: str | None) -> Pair:
    return ("每份", "each record") if attribute is None else (attribute, attribute)


def _years(first: Years, second: Years) -> Iterator[Detail]:
    title = kind_title(first.patterns[0].kind) if first.patterns else ("年限", "years")
    name = (f"{title[0]}年限", f"years of {title[1]}")
    yield from number("threshold", name, first.at_least, second.at_least, ("年", "years"))
    yield from flag(("须连续", "without a break"), first.continuous, second.continuous)
    begins = [("、".join(one.begins) or "—", ", ".join(one.begins) or "—") for one in (first, second)]
    yield from texts("condition", ("不早于", "not before"), begins[0], begins[1])
    after = [patterns_text(one.after) if one.after else ("—", "—") for one in (first, second)]
    if not same(first.after, second.after):
        yield Detail("condition", ("自何时起算", "counted from"), after[0], after[1])


def _each_year(first: EachYear, second: EachYear) -> Iterator[Detail]:
    yield from number("threshold", ("近几年", "of the last years"), first.last, second.last, ("年", "years"))
    kind = first.patterns[0].kind if first.patterns else "assessment"
    must = [("—", "—") if one.must is None else test_text(one.must, kind) for one in (first, second)]
    if not same(first.must, second.must):
        yield Detail("words", ("每年须", "each year"), must[0], must[1])
    if not same(first.sums, second.sums):
        yield Detail("threshold", ("每年合计", "sum of each year"), condition_text(first), condition_text(second))
    yield from flag(("本年计入", "this year counts"), first.include_current, second.include_current)
    missing = {"open": ("待补充", "left open"), "ignore": ("不计", "left aside")}
    name = ("缺少的年度", "a year without record")
    yield from texts("condition", name, missing[first.if_missing], missing[second.if_missing])


def _members(first: Sequence[Condition], second: Sequence[Condition], joint: str) -> Iterator[Detail]:
    name = ("并且", "and") if joint == "、且" else ("或者", "or")
    for one, other in aligned(first, second, lambda a, b: nearness(tokens(a), tokens(b)), least=0.3):
        if one is not None and other is not None:
            yield from details_of_conditions(one, other)
        else:
            yield Detail(
                "condition",
                name,
                None if one is None else condition_text(one),
                None if other is None else condition_text(other),
            )


def details_of_patterns(before: Patterns, after: Patterns) -> Iterator[Detail]:
    """The differences between two sets of alternative records."""

    def near(one: Pattern, other: Pattern) -> float:
        return 0.3 + nearness(tokens(one.test), tokens(other.test)) if one.kind == other.kind else 0.0

    for one, other in aligned(before, after, near, least=0.3):
        if one is not None and other is not None:
            yield from _tests(_own(one.test), _own(other.test), one.kind)
        else:
            yield Detail(
                "condition",
                ("材料", "records"),
                None if one is None else patterns_text((one,)),
                None if other is None else patterns_text((other,)),
            )


def _own(test: AllTests) -> tuple[RecordTest, ...]:
    """The tests that are the rule's own, those of general clauses left out; nested conjunctions laid flat."""
    flat: list[RecordTest] = []
    for part in test.tests:
        if isinstance(part, AllTests):
            flat.extend(_own(part))
        elif not getattr(part, "general", False):
            flat.append(part)
    return tuple(flat)


def _tests(first: tuple[RecordTest, ...], second: tuple[RecordTest, ...], kind: str) -> Iterator[Detail]:
    kept = {repr(plain(test)) for test in first} & {repr(plain(test)) for test in second}
    left = [test for test in first if repr(plain(test)) not in kept]
    right = [test for test in second if repr(plain(test)) not in kept]

    def near(one: RecordTest, other: RecordTest) -> float:
        if isinstance(one, AttributeTest) and isinstance(other, AttributeTest):
            return 1.0 if one.attribute == other.attribute else 0.0
        return nearness(tokens(one), tokens(other))

    for one, other in aligned(left, right, near, least=0.2):
        yield _test(one, other, kind)


def _test(one: RecordTest | None, other: RecordTest | None, kind: str) -> Detail:
    title = kind_title(kind)
    some = one if one is not None else other
    if isinstance(one, AttributeTest) and isinstance(other, AttributeTest):
        name = attribute_name(kind, one.attribute)
        bounds = isinstance(one.predicate, Between) or isinstance(other.predicate, Between)
        return Detail(
            "threshold" if bounds else "words",
            (f"{title[0]}·{name[0]}", f"{title[1]}: {name[1]}"),
            predicate_text(one.predicate, kind, one.attribute),
            predicate_text(other.predicate, kind, other.attribute),
        )
    said = [None if test is None else _said(test, kind) for test in (one, other)]
    sort: What = "window" if isinstance(some, Window) else "decision" if isinstance(some, Judged) else "condition"
    return Detail(sort, title, said[0], said[1])


def _said(test: RecordTest, kind: str) -> Pair:
    return window_text(test) if isinstance(test, Window) else test_text(test, kind)


def by_whom(before: str, after: str) -> Iterator[Detail]:
    """Who decides, where that is somebody else."""
    yield from texts("decision", ("由谁认定", "decided by"), actor(before), actor(after))


def number(sort: What, name: Pair, before: Any, after: Any, unit: Pair = ("", "")) -> Iterator[Detail]:
    """A number that is another one; ``None`` is none."""
    if before == after:
        return
    yield Detail(sort, name, _number(before, unit), _number(after, unit))


def _number(value: Any, unit: Pair) -> Pair:
    if value is None:
        return "无", "none"
    text = as_text(Fraction(value))
    return f"{text}{unit[0]}", f"{text} {unit[1]}".strip()


def flag(name: Pair, before: bool, after: bool) -> Iterator[Detail]:
    """Something that holds on one side only."""
    if before != after:
        yield Detail("condition", name, YES if before else NO, YES if after else NO)


def texts(sort: What, name: Pair, before: Pair, after: Pair) -> Iterator[Detail]:
    """Something said in other words, where the words are the rule."""
    if before != after:
        yield Detail(sort, name, before, after)


def listed(pairs: Sequence[Pair]) -> Pair:
    """Several texts as one."""
    return joined(tuple(pairs), ("；", "; "))
