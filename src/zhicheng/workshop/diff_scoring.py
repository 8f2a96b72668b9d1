"""What is different between two scoring standards and between the words of two documents, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import AllTests, Coefficient, Each, Group, Row, Term
from zhicheng.policy.wording import attribute_name, test_text, value_text
from zhicheng.report.points_text import joined, steps_text, unproven_text, worth_text
from zhicheng.workshop.diff_details import Detail, Pair, details_of_patterns, flag, number, texts
from zhicheng.workshop.diff_plain import alike, nearness, plain, same, tokens

Node = Group | Row


def near_nodes(one: Node, other: Node) -> float:
    """How near two places of a scoring standard are: by what they hold and how they are called."""
    if type(one) is not type(other):
        return 0.0
    return 0.6 * nearness(tokens(one), tokens(other)) + 0.4 * alike(one.label, other.label)


def details_of_nodes(before: Node, after: Node) -> Iterator[Detail]:
    """The differences of two groups (without their members) or of two rows; rank coefficients are compared apart."""
    points = ("分", "points")
    yield from number("cap", ("封顶", "cap"), before.cap, after.cap, points)
    yield from number("count", ("最多计几项", "how many count"), before.limit, after.limit)
    yield from texts("count", ("同一什么只计一次", "counted once per"), _word(before.per), _word(after.per))
    if isinstance(before, Group) and isinstance(after, Group):
        level = ("只计最高的", "only the highest of")
        yield from texts("count", level, _word(before.top_level), _word(after.top_level))
        yield from flag(("可在他处再计", "may count elsewhere as well"), before.apart, after.apart)
    elif isinstance(before, Row) and isinstance(after, Row):
        yield from details_of_patterns(before.patterns, after.patterns)
        yield from _worth(before, after)


def _word(attribute: str | None) -> Pair:
    names = {
        "result": ("成果", "result"),
        "title": ("类型", "type"),
        "level": ("级别", "level"),
        "year": ("年度", "year"),
    }
    return ("—", "—") if attribute is None else names.get(attribute, (attribute, attribute))


def _worth(before: Row, after: Row) -> Iterator[Detail]:
    first, second = before.worth, after.worth
    if isinstance(first, Each) and isinstance(second, Each):
        bare = [Each(one.points, None, one.factors, one.count) for one in (first, second)]
        if not same(*bare):
            yield Detail("points", ("分值", "points"), worth_text(before), worth_text(after))
        if (first.coefficient is None) != (second.coefficient is None):
            name = ("排名系数", "rank coefficient")
            yield Detail("rank", name, _named(first.coefficient), _named(second.coefficient))
    elif not same(first, second):
        yield Detail("points", ("分值", "points"), worth_text(before), worth_text(after))


def _named(coefficient: Coefficient | None) -> Pair:
    return ("无", "none") if coefficient is None else ("有", "applies")


def coefficient_pairs(before: Row, after: Row) -> tuple[Coefficient, Coefficient] | None:
    """The rank coefficients of two rows where both have one and they are not the same."""
    first, second = before.worth, after.worth
    if not (isinstance(first, Each) and isinstance(second, Each)):
        return None
    if first.coefficient is None or second.coefficient is None or same(first.coefficient, second.coefficient):
        return None
    return first.coefficient, second.coefficient


def details_of_coefficients(before: Coefficient, after: Coefficient) -> Iterator[Detail]:
    """The ranks whose coefficient is another one."""
    left, right = (dict(steps_text(one.steps, ("", "")) + unproven_text(one)) for one in (before, after))
    for rank in dict.fromkeys([*left, *right]):
        if left.get(rank) != right.get(rank):
            yield Detail("rank", rank, left.get(rank), right.get(rank))


def near_terms(one: Term, other: Term) -> float:
    """How near two terms are: of one name and said of the same kinds of record, else nothing."""
    shared = len(set(one.kinds) & set(other.kinds)) / len(set(one.kinds) | set(other.kinds))
    return (
        0.0 if one.name != other.name or not shared else 0.2 + 0.4 * shared + 0.4 * nearness(tokens(one), tokens(other))
    )


def details_of_terms(before: Term, after: Term) -> Iterator[Detail]:
    """The values of a term that follow from other facts."""
    if set(before.kinds) != set(after.kinds):
        yield Detail("condition", ("用于", "said of"), _kinds(before), _kinds(after))
    left, right = _lines(before), _lines(after)
    for head in dict.fromkeys([*left, *right]):
        if left.get(head, ((), ()))[0] != right.get(head, ((), ()))[0]:
            first, second = left.get(head), right.get(head)
            yield Detail("words", head, first and first[1], second and second[1])


def _kinds(term: Term) -> Pair:
    return joined([kind_title(kind) for kind in term.kinds])


def _lines(term: Term) -> dict[Pair, tuple[Any, Pair]]:
    """What shows each value: by value and criterion, in plain form (to be compared) and in words."""
    kind = term.kinds[0]
    found: dict[Pair, tuple[Any, Pair]] = {}
    for criterion in term.criteria:
        by = attribute_name(kind, criterion.attribute)
        for case in criterion.cases:
            value = value_text(case.value, kind, term.name)
            found[f"{value[0]}（{by[0]}）", f"{value[1]} ({by[1]})"] = (plain(case.test), _tests(case.test, kind))
    together: dict[Pair, list[AllTests | None]] = {}
    for case in term.cases:
        together.setdefault(value_text(case.value, kind, term.name), []).append(case.test)
    for head, cases in together.items():
        found[head] = (
            [plain(test) for test in cases],
            joined([_tests(test, kind) for test in cases], ("；或 ", "; or ")),
        )
    for test in term.one_down:
        found[f"降一级（{_tests(test, kind)[0]}）", f"one down ({_tests(test, kind)[1]})"] = (
            plain(test),
            _tests(test, kind),
        )
    if term.floor is not None:
        found["最低为", "no lower than"] = (term.floor, value_text(term.floor, kind, term.name))
    return found


def _tests(test: AllTests | None, kind: str) -> Pair:
    if test is None:
        return "其余情形", "in every other case"
    return joined([test_text(part, kind) for part in test.tests], ("，且", ", and "))
