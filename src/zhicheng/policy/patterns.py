"""Record patterns: ``award: {level: provincial+, rank: ..5}`` means "at least one such record"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    AllTests,
    AnyTest,
    AttributeTest,
    Judged,
    NotTest,
    Pattern,
    Patterns,
    RecordTest,
    Term,
    Window,
)
from zhicheng.policy.predicates import Unreadable, predicate_of
from zhicheng.policy.reading import Notebook
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.words import SCALES
from zhicheng.vocabulary.yaml_text import line_of

_WINDOW = re.compile(r"(?:(title) or )?([0-9]{1,2}) years?$")
COMBINING = ("any", "all", "not", "judged", "window")


@dataclass(frozen=True)
class Scope:
    """What holds around a pattern: known terms, the default window and field, extra tests.

    ``achievements``: kinds of record to which the window and the field apply by the document's
    general clause.
    """

    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    achievements: frozenset[str] = frozenset()
    window: Window | None = None
    fields: frozenset[str] | None = None
    where: dict[str, Any] = field(default_factory=dict)

    def with_window(self, window: Window | None) -> Scope:
        """The same scope under another window; ``None`` keeps the present one."""
        return self if window is None else replace(self, window=window)

    def with_where(self, where: dict[str, Any]) -> Scope:
        """The same scope with further tests on every record below."""
        return replace(self, where={**self.where, **where}) if where else self


def read_window(value: Any, notes: Notebook, line: int) -> Window | None:
    """``5 years``, ``title``, ``title or 5 years``, ``any time``, or the long form as a mapping."""
    if value is None:
        return None
    if isinstance(value, dict):
        notes.keys(value, ("years", "or_since_title", "counted"), "window")
        years = value.get("years")
        counted = notes.one_of(value.get("counted", "day"), ("day", "calendar-year"), "counted", line)
        return Window(
            None if years is None else notes.whole(years, "years", line, 1, 60),
            bool(value.get("or_since_title", False)),
            "day" if counted == "day" else "calendar-year",
        )
    text = str(value)
    if text == "any time":
        return Window(None, False)
    if text == "title":
        return Window(None, True)
    if match := _WINDOW.match(text):
        return Window(int(match[2]), bool(match[1]))
    notes.note(
        line,
        f"看不懂时间范围“{text}”",
        f"can't read the window '{text}'",
        ("可写 5 years、title、title or 5 years、any time", "write 5 years, title, title or 5 years, any time"),
    )
    return None


def read_patterns(value: Any, scope: Scope, notes: Notebook, line: int) -> Patterns:
    """A mapping ``kind: {tests}``, or a list of such mappings as alternatives."""
    items = value if isinstance(value, list) else [value]
    patterns: list[Pattern] = []
    for item in items:
        mapping = notes.mapping(item, "match", line)
        for kind in mapping:
            pattern = read_pattern(kind, mapping[kind], scope, notes, line_of(mapping, kind) or line)
            if pattern is not None:
                patterns.append(pattern)
    return tuple(patterns)


def read_pattern(kind: Any, value: Any, scope: Scope, notes: Notebook, line: int) -> Pattern | None:
    """One pattern; the document's general window and field are added to it."""
    if kind not in KINDS:
        near = nearest(str(kind), KINDS)
        notes.note(
            line,
            f"没有“{kind}”这种材料" + (f"，是否“{near}”？" if near else ""),
            f"no kind of record '{kind}'" + (f", did you mean '{near}'?" if near else ""),
            (f"可用：{'、'.join(KINDS)}", f"allowed: {', '.join(KINDS)}"),
        )
        return None
    mapping = notes.mapping({} if value is None else value, kind, line)
    tests = list(read_tests(kind, mapping, scope, notes, line))
    known = {**dict.fromkeys(facts_of(kind)), **{n: None for k, n in scope.terms if k == kind}}
    for name, wanted in scope.where.items():
        if name == "judged":
            tests.extend(_judged(item, notes, line) for item in _as_list(wanted))
        elif name not in mapping and (name in known or name == "field"):
            tests.append(_attribute_test(kind, name, wanted, scope, notes, line))
    if kind in scope.achievements:
        if "field" not in mapping and scope.fields is not None:
            field_test = _attribute_test(kind, "field", sorted(scope.fields), scope, notes, line)
            tests.append(replace(field_test, general=True) if isinstance(field_test, AttributeTest) else field_test)
        if "window" not in mapping and scope.window is not None:
            tests.append(replace(scope.window, general=True))
    return Pattern(kind, AllTests(tuple(t for t in tests if not _always(t))))


def _always(test: RecordTest) -> bool:
    return isinstance(test, Window) and test.years is None and not test.since_title


def read_tests(kind: str, mapping: dict[Any, Any], scope: Scope, notes: Notebook, line: int) -> list[RecordTest]:
    """The tests written in a pattern, without the document's general ones."""
    tests: list[RecordTest] = []
    for name, wanted in mapping.items():
        here = line_of(mapping, name) or line
        match name:
            case "any":
                parts = [
                    read_tests(kind, notes.mapping(part, "any", here), scope, notes, here)
                    for part in notes.sequence(wanted, "any", here)
                ]
                tests.append(AnyTest(tuple(AllTests(tuple(part)) for part in parts)))
            case "all":
                for part in notes.sequence(wanted, "all", here):
                    tests.extend(read_tests(kind, notes.mapping(part, "all", here), scope, notes, here))
            case "not":
                inner = read_tests(kind, notes.mapping(wanted, "not", here), scope, notes, here)
                tests.append(NotTest(AllTests(tuple(inner))))
            case "judged":
                tests.extend(_judged(item, notes, here) for item in _as_list(wanted))
            case "window":
                window = read_window(wanted, notes, here)
                if window is not None:
                    tests.append(window)
            case _:
                tests.append(_attribute_test(kind, str(name), wanted, scope, notes, here))
    return tests


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_question(value: Any, notes: Notebook, line: int) -> tuple[str, tuple[str, str], str]:
    """``{key, ask, en, by}``: the key that names a question, its words, who answers it."""
    mapping = notes.mapping(value, "question", line)
    notes.keys(mapping, ("key", "ask", "en", "by"), "question")
    key = notes.text(mapping.get("key"), "key", line)
    ask = notes.text(mapping.get("ask"), "ask", line)
    english = mapping.get("en")
    if not english:
        notes.note(line, "问题缺少英文（en）", "the question has no English (en)")
    by = notes.text(mapping.get("by"), "by", line)
    return key, (ask, str(english or "")), by


def _judged(value: Any, notes: Notebook, line: int) -> Judged:
    return Judged(*read_question(value, notes, line))


def _attribute_test(kind: str, name: str, wanted: Any, scope: Scope, notes: Notebook, line: int) -> RecordTest:
    facts = facts_of(kind)
    term = scope.terms.get((kind, name))
    if term is not None:
        words, several, numeric = term_values(term), False, False
    elif name == "field":
        words, several, numeric = SCALES["field"], False, False
    elif name == "served" and "start" in facts:
        words, several, numeric = (), False, True
    elif name in facts:
        fact = facts[name]
        words, several = fact.words, fact.type in ("words", "texts")
        numeric = fact.type in ("whole", "amount")
    else:
        known = [*facts, *(term_name for term_kind, term_name in scope.terms if term_kind == kind), *COMBINING]
        near = nearest(name, known)
        notes.note(
            line,
            f"{kind} 没有“{name}”这一项" + (f"，是否“{near}”？" if near else ""),
            f"{kind} has no '{name}'" + (f", did you mean '{near}'?" if near else ""),
            (f"可用：{'、'.join(known)}", f"allowed: {', '.join(known)}"),
        )
        return AllTests(())
    try:
        return AttributeTest(name, predicate_of(wanted, words=words, several=several, numeric=numeric))
    except Unreadable as error:
        notes.note(line, f"{kind}.{name}：{error.pair[0]}", f"{kind}.{name}: {error.pair[1]}")
        return AllTests(())


def check_attribute(
    name: str | None, patterns: Patterns, scope: Scope, notes: Notebook, line: int, *, what: str
) -> None:
    """Note a name (``per: resutl``) that none of the kinds of record has as a fact or a term."""
    if name is None or not patterns:
        return
    known = {fact for pattern in patterns for fact in facts_of(pattern.kind)} | {"field"}
    known |= {term for kind, term in scope.terms if any(pattern.kind == kind for pattern in patterns)}
    if name not in known:
        near = nearest(name, known)
        notes.note(
            line,
            f"{what}：没有“{name}”这一项" + (f"，是否“{near}”？" if near else ""),
            f"{what}: there is no '{name}'" + (f", did you mean '{near}'?" if near else ""),
        )


def term_values(term: Term) -> tuple[str, ...]:
    """The words a derived term can take."""
    values = [case.value for case in term.cases]
    values += [case.value for criterion in term.criteria for case in criterion.cases]
    values += [*term.order, term.floor]
    return tuple(dict.fromkeys(str(value) for value in values if value is not None))
