"""Rules in words: the core rendered in Chinese and English, so that both always say the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.schema import FactSchema, facts_of, kind_title
from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AnyTest,
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
    NotTest,
    OneOf,
    Patterns,
    Predicate,
    Records,
    RecordTest,
    Score,
    Total,
    Window,
    Years,
)
from zhicheng.vocabulary.labels import ONE_OF_KIND, term_label, word_label

Pair = tuple[str, str]


def both(zh: list[str], en: list[str], join: Pair) -> Pair:
    """Two lists of phrases joined, each in its language."""
    return join[0].join(zh), join[1].join(en)


def _joined(parts: list[Pair], join: Pair) -> Pair:
    return both([zh for zh, _ in parts], [en for _, en in parts], join)


def value_text(value: Any, kind: str | None = None, name: str | None = None) -> Pair:
    """A value as a person reads it: a word's label, a number with its unit, a date, yes or no."""
    if value is None:
        return "未说明", "not stated"
    if value is True or value is False:
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, frozenset):
        parts = sorted(value_text(one, kind, name) for one in value if one not in ("", None))
        return _joined(parts, ("或", " or ")) if parts else ("无", "none")
    if value == "":
        return "无", "none"
    if isinstance(value, tuple):
        return _joined([value_text(one, kind, name) for one in value], ("、", ", ")) if value else ("无", "none")
    if isinstance(value, dt.date):
        return value.isoformat(), value.isoformat()
    if isinstance(value, str):
        return word_label(value, kind, name)
    unit = _unit(kind, name)
    return f"{value}{unit}", f"{value} {unit}".strip()


def _unit(kind: str | None, name: str | None) -> str:
    facts = facts_of(kind) if kind else {}
    return facts[name].unit if name in facts else ""


def predicate_text(predicate: Predicate, kind: str | None, name: str) -> Pair:
    """What a predicate asks for: 二等奖以上, 500万元以上, 前5."""
    if isinstance(predicate, Between):
        return _interval_text(predicate, kind, name)
    if isinstance(predicate, OneOf) and predicate.values in (frozenset({True}), frozenset({False})):
        return value_text(next(iter(predicate.values)))
    parts = []
    for word in predicate.written.split(", "):
        zh, en = word_label(word.removesuffix("+").removeprefix(".."), kind, name)
        if word.endswith("+"):
            zh, en = f"{zh}以上", f"{en} or above"
        elif word.startswith(".."):
            zh, en = f"{zh}以下", f"{en} or below"
        parts.append((zh, en))
    return _joined(parts, ("、", ", "))


def _interval_text(between: Between, kind: str | None, name: str) -> Pair:
    unit = _unit(kind, name)
    low, high = between.low, between.high
    if name == "rank":
        if low == high:
            return f"第{low}", f"{low}"
        if low is None:
            return f"前{high}", f"within the first {high}"
    if low is not None and low == high:
        return f"{low}{unit}", f"{low} {unit}".strip()
    if high is None:
        return f"{low}{unit}以上", f"{low} {unit} or more".replace("  ", " ")
    if low is None:
        return (
            (f"不超过{high}{unit}", f"at most {high} {unit}".strip())
            if between.high_in
            else (f"低于{high}{unit}", f"below {high} {unit}".strip())
        )
    zh_end = "" if between.high_in else "（不含）"
    en_end = "" if between.high_in else " (excluded)"
    return f"{low}至{high}{unit}{zh_end}", f"{low} to {high} {unit}{en_end}".replace("  ", " ")


def attribute_name(kind: str, name: str) -> Pair:
    """The name of a fact or term of a kind of record."""
    facts = facts_of(kind)
    if name in facts:
        return _short(facts[name].zh, "（", "）"), _short(facts[name].en, " (", ")")
    return term_label(name)


def _short(label: str, opens: str, closes: str) -> str:
    """A label without the hint in brackets at its end; brackets within it are part of the name."""
    return label.split(opens, maxsplit=1)[0] if label.endswith(closes) else label


def test_text(test: RecordTest, kind: str) -> Pair:
    """A test on a record."""
    match test:
        case AttributeTest(attribute=name, predicate=predicate):
            zh, en = attribute_name(kind, name)
            said = predicate_text(predicate, kind, name)
            return f"{zh}：{said[0]}", f"{en}: {said[1]}"
        case Judged(ask=ask):
            return f"经认定：{ask[0]}", f"judged: {ask[1]}"
        case Window():
            return window_text(test)
        case AllTests(tests=tests):
            return _joined([test_text(part, kind) for part in tests], ("，", ", "))
        case AnyTest(tests=tests):
            zh, en = _joined([test_text(part, kind) for part in tests], ("；或 ", "; or "))
            return f"（{zh}）", f"({en})"
        case NotTest(test=inner):
            zh, en = test_text(inner, kind)
            return f"不是（{zh}）", f"not ({en})"


def window_text(window: Window) -> Pair:
    """A window of time."""
    parts: list[Pair] = []
    if window.since_title:
        parts.append(("任现职以来", "since the present title"))
    if window.years is not None:
        parts.append((f"近{window.years}年", f"within the last {window.years} years"))
    return _joined(parts, ("或", " or ")) if parts else ("不限时间", "at any time")


def patterns_text(patterns: Patterns) -> Pair:
    """Alternatives of records: 奖项（级别：国家级，等级：二等奖以上）."""
    parts = []
    for pattern in patterns:
        zh, en = kind_title(pattern.kind)[0], ONE_OF_KIND[pattern.kind]
        tests = [test_text(test, pattern.kind) for test in pattern.test.tests if not getattr(test, "general", False)]
        inner = _joined(tests, ("，", ", "))
        parts.append((f"{zh}（{inner[0]}）" if tests else zh, f"{en} ({inner[1]})" if tests else en))
    return _joined(parts, ("或", " or "))


def condition_text(condition: Condition) -> Pair:
    """A condition as a sentence in both languages."""
    match condition:
        case Clause(item=item):
            return condition_text(item)
        case All(items=items):
            return _joined([condition_text(item) for item in items], ("；且", "; and "))
        case Any_(items=items):
            return _joined([_wrapped(item) for item in items], ("；或", "; or "))
        case AtLeast(count=count, items=items):
            return f"下列{len(items)}项中至少{count}项", f"at least {count} of {len(items)}"
        case Not(item=item):
            zh, en = condition_text(item)
            return f"不满足（{zh}）", f"not ({en})"
        case Records(patterns=patterns, times=times):
            zh, en = patterns_text(patterns)
            return f"{zh}{times}项以上", en if times == 1 else f"{times} × {en}"
        case Total(patterns=patterns, at_least=reach):
            zh, en = patterns_text(patterns)
            return f"{zh}合计{reach}以上", f"{reach} or more in total of {en}"
        case Years():
            return _years_text(condition)
        case EachYear():
            return _each_year_text(condition)
        case Decide(ask=ask):
            return ask
        case Score(at_least=mark):
            return (
                ("自评分达到规定分值", "the score reaches the pass mark")
                if mark is None
                else (f"自评分达到{mark}分", f"the score reaches {mark}")
            )
        case FactTest(name=name, predicate=predicate):
            fact: FactSchema = APPLICANT_FACTS[name]
            said = predicate_text(predicate, None, name)
            return f"{fact.zh.split('（')[0]}：{said[0]}", f"{fact.en}: {said[1]}"


def _wrapped(condition: Condition) -> Pair:
    """A condition as part of a list of alternatives; what is joined by "and" goes into brackets."""
    zh, en = condition_text(condition)
    inner = condition.item if isinstance(condition, Clause) else condition
    return (f"（{zh}）", f"({en})") if isinstance(inner, All) else (zh, en)


def _years_text(condition: Years) -> Pair:
    zh, en = patterns_text(condition.patterns)
    after = patterns_text(condition.after) if condition.after else None
    head = f"取得{after[0]}后，" if after else ""
    tail = f" after {after[1]}" if after else ""
    return (
        f"{head}{zh}满{condition.at_least}年",
        f"{condition.at_least} full year{'s' if condition.at_least > 1 else ''} of {en}{tail}",
    )


def _each_year_text(condition: EachYear) -> Pair:
    zh, en = patterns_text(condition.patterns)
    kind = condition.patterns[0].kind if condition.patterns else "assessment"
    parts = [] if condition.must is None else [test_text(condition.must, kind)]
    for part in condition.sums:
        where = test_text(part.test, kind)
        name = attribute_name(kind, part.attribute)
        parts.append(
            (f"{where[0]}{name[0]}{part.at_least}以上", f"{where[1]} {name[1]} {part.at_least} or more".strip())
        )
    said = _joined(parts, ("，", ", "))
    return f"近{condition.last}年每年{zh}：{said[0]}", f"each of the last {condition.last} years {en}: {said[1]}"
