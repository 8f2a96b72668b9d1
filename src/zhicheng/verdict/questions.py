"""What is still open: which fact is missing, what people must decide, and who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.schema import kind_title
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
    Each,
    EachYear,
    FactTest,
    Judged,
    Not,
    NotTest,
    Open,
    Patterns,
    Records,
    RecordTest,
    Row,
    Score,
    Term,
    Total,
    Window,
    Years,
)
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.verdict.conditions import compile_year, says_nothing, years_looked_at
from zhicheng.verdict.items import Context, Item
from zhicheng.verdict.matching import Matcher, compile_test
from zhicheng.vocabulary.labels import ONE_OF_KIND
from zhicheng.vocabulary.truth import OPEN

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """Something open. ``kind``: ``fact`` (the papers should say), ``judgement``, ``points`` (people
    decide), ``confirm`` (a level was claimed without facts), ``pass-mark`` (the round says), ``lost``
    (the issuer must say)."""

    id: str
    kind: str
    ask: Pair
    by: str
    record: str | None = None


class Asker:
    """Finds the questions behind open conditions of one track."""

    def __init__(self, terms: tuple[Term, ...], unranked: frozenset[str]) -> None:
        self.terms = {(kind, term.name): term for term in terms for kind in term.kinds}
        self.unranked = unranked

    def of_condition(self, condition: Condition, context: Context) -> Iterator[Question]:
        """The questions whose answers can still settle an open condition."""
        if context.kept.get(id(condition), OPEN) != OPEN:
            return
        match condition:
            case Clause(item=item) | Not(item=item):
                yield from self.of_condition(item, context)
            case All(items=items) | Any_(items=items) | AtLeast(items=items):
                for item in items:
                    yield from self.of_condition(item, context)
            case Records(patterns=patterns) | Total(patterns=patterns):
                yield from self.of_patterns(patterns, context)
            case Years():
                yield from self._of_years(condition, context)
            case EachYear():
                yield from self._of_each_year(condition, context)
            case Decide(key=key, ask=ask, by=by):
                yield Question(key, "judgement", ask, by)
            case Score():
                if context.pass_mark is None and condition.at_least is None:
                    yield Question(
                        "pass-mark",
                        "pass-mark",
                        ("本年度规定分值尚未给出", "the pass mark of the year is not given"),
                        "round",
                    )
            case FactTest(name=name):
                fact = APPLICANT_FACTS[name]
                yield Question(
                    f"applicant.{name}", "fact", (f"请补充：{fact.zh}", f"please state: {fact.en}"), "applicant"
                )

    def of_patterns(self, patterns: Patterns, context: Context) -> Iterator[Question]:
        """Why records might match."""
        for pattern in patterns:
            test = compile_test(pattern.test, self.unranked)
            for item in context.by_kind.get(pattern.kind, ()):
                if test(item, context) == OPEN:
                    yield from self.of_test(pattern.test, item, context)

    def of_test(self, test: RecordTest, item: Item, context: Context) -> Iterator[Question]:
        """What leaves a test on a record open."""
        if compile_test(test, self.unranked)(item, context) != OPEN:
            return
        match test:
            case AttributeTest(attribute=name):
                yield from self.of_attribute(name, item, context)
            case Judged(key=key, ask=ask, by=by):
                yield Question(
                    f"{key}@{item.id}",
                    "judgement",
                    (f"{_named(item, 0)}：{ask[0]}", f"{_named(item, 1)}: {ask[1]}"),
                    by,
                    item.id,
                )
            case Window():
                if item.facts["date"] is None:
                    yield _missing(item, "date")
                elif context.title_since is None:
                    yield Question(
                        "present-title",
                        "fact",
                        ("请补充现任职称的取得与聘任日期", "please state when the present title was obtained"),
                        "applicant",
                    )
            case AllTests(tests=tests) | AnyTest(tests=tests):
                for part in tests:
                    yield from self.of_test(part, item, context)
            case NotTest(test=inner):
                yield from self.of_test(inner, item, context)

    def of_attribute(self, name: str, item: Item, context: Context) -> Iterator[Question]:
        """The missing facts behind an unknown value."""
        if name == "rank" and item.facts.get("rank") is not None:
            yield Question(
                f"rank-proof@{item.id}",
                "fact",
                (f"{_named(item, 0)}：请提供排名证明", f"{_named(item, 1)}: proof of rank needed"),
                "applicant",
                item.id,
            )
            return
        term = self.terms.get((item.kind, name))
        if term is None and name == "field" and (item.facts["domains"] or context.domains):
            fact = APPLICANT_FACTS["specialty"]  # the document serves several specialties and none was named
            yield Question(
                "applicant.specialty", "fact", (f"请补充：{fact.zh}", f"please state: {fact.en}"), "applicant"
            )
            return
        if term is None:
            yield _missing(item, "domains" if name == "field" else name)
            return
        judgements = list(self._judgements(term, item, context))
        if judgements:
            yield from judgements
            return
        facts = sorted({fact for fact in _facts_asked(term) if fact == name or item.value(fact, context) is None})
        names = [attribute_name(item.kind, fact) for fact in facts]
        wanted = attribute_name(item.kind, name)
        yield Question(
            f"{name}@{item.id}",
            "fact",
            (
                f"{_named(item, 0)}：为确定{wanted[0]}，请补充{'、'.join(zh for zh, _ in names) or '事实'}",
                f"{_named(item, 1)}: to settle the {wanted[1]}, please state {', '.join(en for _, en in names) or 'the facts'}",
            ),
            "applicant",
            item.id,
        )

    def _judgements(self, term: Term, item: Item, context: Context) -> Iterator[Question]:
        """What a term leaves to people, and the facts that would spare them the question."""
        for case in term.cases:
            found = [] if case.test is None else list(self.of_test(case.test, item, context))
            if any(question.kind == "judgement" for question in found):
                yield from found

    def of_claims(self, context: Context) -> Iterator[Question]:
        """The levels and classes that were taken from a claim and want to be confirmed."""
        for item in context.items:
            for name in sorted(item.claimed or ()):
                label, value = attribute_name(item.kind, name), value_text(item.values[name], item.kind, name)
                yield Question(
                    f"{name}@{item.id}",
                    "confirm",
                    (
                        f"{_named(item, 0)}：{label[0]}自报为{value[0]}，请补充事实或确认",
                        f"{_named(item, 1)}: the {label[1]} is claimed to be {value[1]}; please state the facts or confirm",
                    ),
                    "employer",
                    item.id,
                )

    def _of_years(self, condition: Years, context: Context) -> Iterator[Question]:
        for patterns in (condition.patterns, condition.after):
            yield from self.of_patterns(patterns, context)
        for item, _ in Matcher(condition.patterns, self.unranked).matching(context):
            for name in ("start", *condition.begins):
                if item.facts.get(name) is None:
                    yield _missing(item, name)

    def _of_each_year(self, condition: EachYear, context: Context) -> Iterator[Question]:
        judge = compile_year(condition, self.unranked)
        kind = condition.patterns[0].kind
        zh, en = kind_title(kind)[0], ONE_OF_KIND[kind]
        nothing = says_nothing(condition, context)
        for year in years_looked_at(condition, context):
            if nothing or judge(context, year) == OPEN:
                yield Question(
                    f"{kind}.{year}", "fact", (f"请补充 {year} 年的{zh}", f"please add the {en} of {year}"), "applicant"
                )

    def of_row(self, row: Row, item: Item | None, context: Context) -> Iterator[Question]:
        """Why a record's points in a row are open."""
        if item is None:
            return
        yield from self.of_patterns(tuple(p for p in row.patterns if p.kind == item.kind), _only(context, item))
        worth = row.worth
        if not isinstance(worth, Each):
            return
        for open_points in _opens(worth):
            kind = "lost" if open_points.reading else "points"
            yield Question(
                f"{row.path}@{item.id}",
                kind,
                (
                    f"{_named(item, 0)}：{open_points.ask[0]}（{row.label}）",
                    f"{_named(item, 1)}: {open_points.ask[1]} ({row.label})",
                ),
                open_points.by,
                item.id,
            )
        for open_rank in _open_ranks(worth, item):
            kind = "lost" if open_rank.reading else "points"
            yield Question(
                f"rank-coefficient@{item.id}",
                kind,
                (
                    f"{_named(item, 0)}：排名系数，{open_rank.ask[0]}",
                    f"{_named(item, 1)}: rank coefficient, {open_rank.ask[1]}",
                ),
                open_rank.by,
                item.id,
            )
        ranked = worth.coefficient is not None or isinstance(worth.points, tuple)
        if _by_role(worth, item):
            if item.facts.get("stated_role") is None:
                yield _missing(item, "stated_role")
        elif ranked and (item.facts.get("rank") is None or not item.facts.get("rank_proof", True)):
            yield from self.of_attribute("rank", item, context)
        for factor in worth.factors:
            yield from self.of_test(factor.test, item, context)


def _opens(worth: Each) -> list[Open]:
    if isinstance(worth.points, Open):
        return [worth.points]
    if isinstance(worth.points, tuple):
        return [step.worth for step in worth.points if isinstance(step.worth, Open)][:1]
    return []


def _by_role(worth: Each, item: Item) -> bool:
    """Whether the role settles the coefficient: no rank, no proof of one, and a rule for just that."""
    unproven = worth.coefficient is not None and bool(worth.coefficient.unproven)
    return unproven and item.facts.get("rank") is None and not item.facts.get("rank_proof", True)


def _open_ranks(worth: Each, item: Item) -> list[Open]:
    """The step of the rank coefficients that holds for a record, where the text leaves it open."""
    steps = () if worth.coefficient is None else worth.coefficient.steps
    rank = item.facts.get("rank")
    return [
        step.worth
        for step in steps
        if isinstance(step.worth, Open)
        and rank is not None
        and step.first <= rank
        and (step.last is None or rank <= step.last)
    ]


def _only(context: Context, item: Item) -> Context:
    """The same context seen with one record only."""
    narrow = object.__new__(Context)
    for name in Context.__slots__:
        setattr(narrow, name, getattr(context, name))
    narrow.by_kind = {item.kind: [item]}
    return narrow


def _named(item: Item, lang: int) -> str:
    name = item.facts.get("name")
    if name:
        return f"“{name}”" if lang == 0 else f"'{name}'"
    return f"{kind_title(item.kind)[lang]} {item.id}"


def _missing(item: Item, name: str) -> Question:
    zh, en = attribute_name(item.kind, name)
    return Question(
        f"{name}@{item.id}",
        "fact",
        (f"{_named(item, 0)}：请补充{zh}", f"{_named(item, 1)}: please state the {en}"),
        "applicant",
        item.id,
    )


def _facts_asked(term: Term) -> Iterator[str]:
    for criterion in term.criteria:
        yield criterion.attribute
    for test in [*(case.test for case in term.cases), *term.one_down]:
        if test is not None:
            yield from _attributes(test)


def _attributes(test: RecordTest) -> Iterator[str]:
    match test:
        case AttributeTest(attribute=name):
            yield name
        case AllTests(tests=tests) | AnyTest(tests=tests):
            for part in tests:
                yield from _attributes(part)
        case NotTest(test=inner):
            yield from _attributes(inner)
        case _:
            return
