"""A condition as a tree for the eye: what must all hold, what is one of several, and the leaves in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AnyTest,
    AtLeast,
    AttributeTest,
    Clause,
    Condition,
    Decide,
    EachYear,
    Judged,
    Not,
    NotTest,
    Pattern,
    Patterns,
    Records,
    RecordTest,
    Total,
    Years,
)
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.wording import condition_text, patterns_text, test_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.web.public.policies.words import actor, joined


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a rule: its words, its parts, the clause it is (``key``) and who decides it where people do."""

    text: Pair
    parts: tuple[Branch, ...] = ()
    key: str = ""
    say: str = ""
    by: Pair | None = None


def tree_of(condition: Condition) -> Branch:
    """The tree of a condition; one inner node for each 且, 或, 至少 of the rule."""
    match condition:
        case Clause(item=item, key=key, say=say, label=label):
            inner = tree_of(item)
            return Branch(inner.text, inner.parts, key if label else "", say, inner.by)
        case All(items=items):
            return Branch(("以下各项均须符合", "all of these"), tuple(tree_of(item) for item in items))
        case Any_(items=items):
            return Branch(("以下具备其一", "any one of these"), tuple(tree_of(item) for item in items))
        case AtLeast(count=count, items=items):
            return Branch(
                (f"以下 {len(items)} 项中至少 {count} 项", f"at least {count} of these {len(items)}"),
                tuple(tree_of(item) for item in items),
            )
        case Not(item=item):
            return Branch(("不得有以下情形", "none of this"), (tree_of(item),))
        case Records(patterns=patterns, times=times) if len(patterns) > 1:
            return Branch(
                (f"下列任一种材料 {times} 项以上", f"{times} or more of any of these records"),
                tuple(Branch(patterns_text((pattern,))) for pattern in patterns),
            )
        case Decide(ask=ask, by=by):
            return Branch(ask, by=actor(by))
    return Branch(condition_text(condition))


def decided_by(condition: Condition) -> tuple[tuple[Pair, Pair], ...]:
    """What of a condition people decide: the question, and who answers it."""
    found: dict[tuple[Pair, Pair], None] = {}
    for question, by in _questions(condition):
        found[question, actor(by)] = None
    return tuple(found)


def _questions(condition: Condition) -> Iterator[tuple[Pair, str]]:
    match condition:
        case Clause(item=item) | Not(item=item):
            yield from _questions(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from _questions(item)
        case Decide(ask=ask, by=by):
            yield ask, by
        case _:
            for patterns in patterns_in(condition):
                yield from judged_in(patterns)


def judged_in(patterns: Patterns) -> Iterator[tuple[Pair, str]]:
    """The questions about single records that patterns leave to people."""
    for pattern in patterns:
        for test in tests_in(pattern.test):
            if isinstance(test, Judged):
                yield test.ask, test.by


def tests_in(test: RecordTest) -> Iterator[RecordTest]:
    """Every test on a record inside a test, outermost first."""
    yield test
    match test:
        case AllTests(tests=tests) | AnyTest(tests=tests):
            for part in tests:
                yield from tests_in(part)
        case NotTest(test=inner):
            yield from tests_in(inner)


def attributes_used(patterns: Patterns) -> Iterator[tuple[str, str]]:
    """The (kind, attribute) pairs that patterns test."""
    for pattern in patterns:
        for test in tests_in(pattern.test):
            if isinstance(test, AttributeTest):
                yield pattern.kind, test.attribute


def general_tests(patterns: Patterns) -> tuple[Pair, ...]:
    """What the document asks of every achievement, and the wording of these patterns therefore leaves out."""
    found: dict[Pair, None] = {}
    for pattern in patterns:
        for test in _general(pattern):
            found[test_text(test, pattern.kind)] = None
    return tuple(found)


def _general(pattern: Pattern) -> Iterator[RecordTest]:
    return (test for test in pattern.test.tests if getattr(test, "general", False))


def patterns_of(condition: Condition) -> Patterns:
    """Every record pattern in a condition, those of the yearly tests included."""
    found: list[Pattern] = []
    for patterns in patterns_in(condition):
        found.extend(patterns)
    for part in _each_years(condition):
        if part.must is not None and part.patterns:
            found.append(Pattern(part.patterns[0].kind, part.must))
    return tuple(found)


def _each_years(condition: Condition) -> Iterator[EachYear]:
    match condition:
        case EachYear():
            yield condition
        case Clause(item=item) | Not(item=item):
            yield from _each_years(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from _each_years(item)
        case Records() | Total() | Years() | _:
            return


def kinds_of(patterns: Patterns) -> tuple[str, ...]:
    """The kinds of record in patterns, without repetition."""
    return tuple(dict.fromkeys(pattern.kind for pattern in patterns))


def general_sentence(patterns: Patterns) -> Pair | None:
    """The general tests of patterns in one phrase; ``None`` where there are none."""
    tests = general_tests(patterns)
    return joined(tests, ("，", ", ")) if tests else None
