"""Terms used and not defined, terms defined and not used."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.core import AllTests, AnyTest, AttributeTest, NotTest, OneOf, Pattern, RecordTest, Row, Term
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.vocabulary.labels import term_label, word_label
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, finding
from zhicheng.workshop.witness import Bench, changed
from zhicheng.workshop.witness_orders import tests_of
from zhicheng.workshop.witness_pool import records_for

NAME = "words"
REST = frozenset({"other", "none", "participant", "ordinary", "micro", "junior"})
"""What is left when nothing better holds; no document need use it."""


def run(bay: Bay) -> Iterator[Finding]:
    """相近专业 without a rule what is near; values of a term that no rule asks for."""
    yield from _near_fields(bay)
    if bay.pool.bench.level == bay.pool.bench.pack.levels[0]:  # terms belong to the whole document
        yield from _unused(bay)


def _near_fields(bay: Bay) -> Iterator[Finding]:
    """Rules that ask for a related field in a document that does not say which fields are related."""
    bench = bay.pool.bench
    if bench.track.specialties or any(term.name == "field" for term in bench.track.terms):
        return
    pattern, place = next(_asking_related(bay), (None, ""))
    if pattern is None:
        return
    made = records_for(bench, pattern)
    witnesses = []
    if made:
        near = changed(made[0], {"domains": ("near",)})
        if near is not None:
            say = "所学专业邻近而未列明的学历学位", "a degree in a near field that nobody lists"
            witnesses.append(bench.witness("near", say, (near,), unanswered=True))
    yield finding(
        bay,
        NAME,
        "warning",
        place,
        (
            "“相近专业”影响申报资格和分值，但文件没有定义，也没有列出哪些专业相近。",
            "'Related specialty' decides on admission and points, but the document neither defines nor lists it.",
        ),
        cite=(place,) if place in {clause.key for clause in bench.clauses} else (),
        witnesses=witnesses,
        key="field",
        seen=False,
    )


def _asking_related(bay: Bay) -> Iterator[tuple[Pattern, str]]:
    bench = bay.pool.bench
    for clause in bench.clauses:
        for many in patterns_in(clause):
            for pattern in many:
                if pattern.kind == "degree" and _asks(pattern.test, "field", "related"):
                    yield pattern, clause.key
    for row in bench.rows:
        for pattern in row.patterns:
            if pattern.kind == "degree" and _asks(pattern.test, "field", "related"):
                yield pattern, row.path


def _asks(test: RecordTest, name: str, word: str) -> bool:
    match test:
        case AttributeTest(attribute=attribute, predicate=OneOf(values=values), general=general):
            return attribute == name and word in values and not general
        case AllTests(tests=tests) | AnyTest(tests=tests):
            return any(_asks(part, name, word) for part in tests)
        case NotTest(test=inner):
            return _asks(inner, name, word)
        case _:
            return False


def _unused(bay: Bay) -> Iterator[Finding]:
    """Values that the document defines with care and that no condition, row or other term asks for."""
    bench = bay.pool.bench
    for term in bench.track.terms:
        asked = [_values_asked(bay, kind, term) for kind in term.kinds]
        if any(words is None for words in asked):
            continue
        used = {word for words in asked for word in words or ()}
        cases = [*term.cases, *(case for part in term.criteria for case in part.cases)]
        words = [case.value for case in cases if case.test is not None and not isinstance(case.value, bool)]
        defined = dict.fromkeys(str(word) for word in words)
        idle = [value for value in defined if value not in used and value not in REST]
        if idle and used:
            yield _unused_finding(bay, term, term.kinds[0], idle)


def _values_asked(bay: Bay, kind: str, term: Term) -> set[str] | None:
    """The values of a term that rules of any level ask for; ``None`` when a rule uses it as a whole."""
    bench = bay.pool.bench
    if any(term.name in (getattr(node, "per", None), getattr(node, "top_level", None)) for node in bench.nodes):
        return None
    terms = [other for other in bench.track.terms if kind in other.kinds]
    if any(part.attribute == term.name for other in terms for part in other.criteria):
        return None
    tests: list[RecordTest] = [test for other in terms for test in tests_of(other)]
    tests += [
        factor.test for node in bench.nodes if isinstance(node, Row) for factor in getattr(node.worth, "factors", ())
    ]
    for level in bench.pack.levels:
        there = bench if level == bench.level else Bench(bench.pack, level, bench.dates.as_of)
        tests += [pattern.test for pattern in there.patterns if pattern.kind == kind]
    return {word for test in tests for word in _words(test, term.name)}


def _words(test: RecordTest, name: str) -> set[str]:
    match test:
        case AttributeTest(attribute=attribute, predicate=OneOf(values=values)) if attribute == name:
            return {str(value) for value in values}
        case AllTests(tests=tests) | AnyTest(tests=tests):
            return {word for part in tests for word in _words(part, name)}
        case NotTest(test=inner):
            return _words(inner, name)
        case _:
            return set()


def _unused_finding(bay: Bay, term: Term, kind: str, idle: list[str]) -> Finding:
    names = [word_label(value, kind, term.name) for value in idle]
    label = term_label(term.name)
    return finding(
        bay,
        NAME,
        "notice",
        f"{kind}:{term.name}",
        (
            f"{term.cite}定义了{'、'.join(f'“{zh}”' for zh, _ in names)}（{label[0]}），条件和赋分没有用到这一定义。",
            f"{term.cite} defines {', '.join(en for _, en in names)} ({label[1]}); no condition and no row uses the definition.",
        ),
        cite=(term.cite,),
        key=",".join(idle),
        seen=False,
    )


CHECK = Check(
    NAME,
    ("用语未定义，或定义了不用", "terms used and not defined, defined and not used"),
    (
        "决定资格或分值的用语没有定义；或定义了的等级在条件和赋分中都没有出现。",
        "A term that decides on admission or points is not defined; or a grade is defined and appears in no rule.",
    ),
    run=run,
)
