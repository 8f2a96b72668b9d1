"""The words of one document: levels, classes, roles, rank coefficients (``terms.yaml``)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.core import AllTests, Case, Coefficient, Criterion, Open, Step, Term
from zhicheng.policy.patterns import Scope, read_tests
from zhicheng.policy.predicates import number_interval
from zhicheng.policy.reading import Notebook
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of

TERM_KEYS = ("term", "of", "cite", "say", "cases", "best_of", "otherwise", "one_down", "floor", "order")
CASE_KEYS = ("is", "when")


def read_terms(value: Any, notes: Notebook) -> tuple[Term, ...]:
    """The list under ``terms:``; a term may use the terms before it."""
    terms: list[Term] = []
    scope = Scope(terms={})
    for item in notes.sequence(value or [], "terms"):
        mapping = notes.mapping(item, "term")
        notes.keys(mapping, TERM_KEYS, "term")
        term = _read_term(mapping, scope, notes)
        terms.append(term)
        scope = Scope(terms={**scope.terms, **{(kind, term.name): term for kind in term.kinds}})
    return tuple(terms)


def terms_by_kind(terms: tuple[Term, ...]) -> dict[tuple[str, str], Term]:
    """The terms by (kind of record, name)."""
    return {(kind, term.name): term for term in terms for kind in term.kinds}


def _read_term(mapping: dict[Any, Any], scope: Scope, notes: Notebook) -> Term:
    line = line_of(mapping)
    name = notes.text(mapping.get("term"), "term", line)
    kinds = notes.texts(mapping.get("of"), "of", line)
    for kind in kinds:
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            notes.note(
                line,
                f"没有“{kind}”这种材料" + (f"，是否“{near}”？" if near else ""),
                f"no kind of record '{kind}'" + (f", did you mean '{near}'?" if near else ""),
            )
    kinds = tuple(kind for kind in kinds if kind in KINDS)
    cases = tuple(
        _read_case(notes.mapping(case, "case", line), kinds, scope, notes)
        for case in notes.sequence(mapping.get("cases") or [], "cases", line)
    )
    criteria = tuple(
        _read_criterion(notes.mapping(part, "best_of", line), kinds, scope, notes)
        for part in notes.sequence(mapping.get("best_of") or [], "best_of", line)
    )
    order = notes.texts(mapping.get("order"), "order", line)
    if criteria and not order:
        notes.note(
            line,
            f"术语 {name} 用了 best_of，须写 order（由低到高）",
            f"term {name} uses best_of and needs order (lowest first)",
        )
    if "otherwise" in mapping:
        cases = (*cases, Case(mapping["otherwise"], None))
    _check_values(
        name,
        [case.value for case in cases],
        [case.value for part in criteria for case in part.cases],
        order,
        notes,
        line=line,
    )
    if not cases and not criteria:
        notes.note(line, f"术语 {name} 没有 cases 或 best_of", f"term {name} has neither cases nor best_of")
    down = mapping.get("one_down")
    tests = tuple(
        AllTests(
            tuple(
                test
                for kind in kinds[:1]
                for test in read_tests(kind, notes.mapping(part, "one_down", line), scope, notes, line)
            )
        )
        for part in ([] if down is None else down if isinstance(down, list) else [down])
    )
    return Term(
        name, kinds, notes.text(mapping.get("cite"), "cite", line), order, cases, criteria, tests, mapping.get("floor")
    )


def _check_values(
    name: str, values: list[Any], compared: list[Any], order: tuple[str, ...], notes: Notebook, *, line: int
) -> None:
    """Note values that are no words, and values of ``best_of`` that ``order`` leaves out."""
    for value in values + compared:
        if not isinstance(value, str | bool | int):
            notes.note(
                line, f"术语 {name} 的值应为词或 true、false", f"a value of term {name} must be a word, true or false"
            )
    for value in compared:
        if order and value not in order:
            near = nearest(str(value), order)
            notes.note(
                line,
                f"术语 {name} 的 order 中没有“{value}”" + (f"，是否“{near}”？" if near else ""),
                f"the order of term {name} has no '{value}'" + (f", did you mean '{near}'?" if near else ""),
            )


def _read_case(mapping: dict[Any, Any], kinds: tuple[str, ...], scope: Scope, notes: Notebook) -> Case:
    line = line_of(mapping)
    notes.keys(mapping, CASE_KEYS, "case")
    if "is" not in mapping:
        notes.note(line, "case 缺少 is", "the case has no 'is'")
    when = mapping.get("when")
    if when is None:
        return Case(mapping.get("is"), None)
    tests = [
        test for kind in kinds[:1] for test in read_tests(kind, notes.mapping(when, "when", line), scope, notes, line)
    ]
    return Case(mapping.get("is"), AllTests(tuple(tests)))


def _read_criterion(mapping: dict[Any, Any], kinds: tuple[str, ...], scope: Scope, notes: Notebook) -> Criterion:
    """``{by: amount, first: "500+", second: "[200,500)"}``: the value that one fact shows."""
    line = line_of(mapping)
    attribute = notes.text(mapping.get("by"), "by", line)
    cases = []
    for value, wanted in mapping.items():
        if value == "by":
            continue
        here = line_of(mapping, value) or line
        tests = [test for kind in kinds[:1] for test in read_tests(kind, {attribute: wanted}, scope, notes, here)]
        cases.append(Case(value, AllTests(tuple(tests))))
    return Criterion(attribute, tuple(cases))


def read_coefficients(value: Any, notes: Notebook) -> dict[str, Coefficient]:
    """The mapping under ``coefficients:`` — name → ladder by rank, and what counts without proof."""
    found: dict[str, Coefficient] = {}
    mapping = notes.mapping(value or {}, "coefficients")
    for name, item in mapping.items():
        line = line_of(mapping, name)
        body = notes.mapping(item, str(name), line)
        notes.keys(body, ("cite", "ladder", "unproven"), str(name))
        unproven = notes.mapping(body.get("unproven") or {}, "unproven", line)
        notes.keys(unproven, ("lead", "participant"), "unproven")
        found[str(name)] = Coefficient(
            str(name),
            notes.text(body.get("cite"), "cite", line),
            read_ladder(body.get("ladder"), notes, line),
            tuple((role, notes.number(worth, "unproven", line)) for role, worth in unproven.items()),
        )
    return found


def read_ladder(value: Any, notes: Notebook, line: int) -> tuple[Step, ...]:
    """``{1: 10, 2: 9, 3-5: 8, 6+: {range: [0, 8], …}}``: worth by rank, in order, without overlap."""
    steps: list[Step] = []
    mapping = notes.mapping(value, "ladder", line)
    for key, worth in mapping.items():
        here = line_of(mapping, key) or line
        interval = number_interval(str(key))
        if interval is None and isinstance(key, int):
            first: int = key
            last: int | None = key
        elif interval is not None and interval.low is not None:
            first = int(interval.low)
            last = None if interval.high is None else int(interval.high)
        else:
            notes.note(
                here, f"看不懂名次“{key}”", f"can't read the rank '{key}'", ("可写 1、4-7、11+", "write 1, 4-7, 11+")
            )
            continue
        if steps and (steps[-1].last is None or first <= steps[-1].last):
            notes.note(here, f"名次“{key}”与前一级重叠", f"rank '{key}' overlaps the step before")
        steps.append(Step(first, last, read_worth(worth, notes, here)))
    if not steps:
        notes.note(line, "名次阶梯是空的", "the ladder is empty")
    return tuple(steps)


def read_worth(value: Any, notes: Notebook, line: int) -> Fraction | Open:
    """A number, a range left to experts ``{range: [7, 10], ask, en, by}``, or ``{lost: ID, up_to: 15}``."""
    if not isinstance(value, dict):
        return notes.number(value, "points", line)
    if "lost" in value:
        notes.keys(value, ("lost", "up_to", "from"), "points")
        reading = notes.text(value.get("lost"), "lost", line)
        low = notes.number(value.get("from", 0), "from", line)
        high = notes.number(value.get("up_to"), "up_to", line)
        return Open(
            low,
            high,
            ("原件此处缺失，待公布机关确认", "lost in the published text; the issuer must confirm"),
            "committee-office",
            reading,
        )
    notes.keys(value, ("range", "ask", "en", "by"), "points")
    bounds = notes.sequence(value.get("range"), "range", line)
    if len(bounds) != 2:
        notes.note(line, "range 应有下限和上限两个数", "range needs two numbers, low and high")
        bounds = [0, 0]
    low, high = (notes.number(bound, "range", line) for bound in bounds)
    if low > high:
        notes.note(line, f"range 下限 {bounds[0]} 大于上限 {bounds[1]}", f"range: {bounds[0]} is above {bounds[1]}")
    ask = (
        str(value.get("ask") or "由专家在范围内量分"),
        str(value.get("en") or "experts award points within the range"),
    )
    return Open(low, high, ask, str(value.get("by") or "specialty-group"))
