"""The scoring standard (量化赋分标准): groups, rows, caps, limits, and what a row is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from zhicheng.policy.conditions import DATES, read_condition
from zhicheng.policy.core import (
    AllTests,
    Band,
    Bands,
    Coefficient,
    Each,
    Factor,
    Given,
    Group,
    Open,
    Pattern,
    PerYear,
    Row,
    Step,
    Worth,
)
from zhicheng.policy.patterns import Scope, check_attribute, read_patterns, read_tests, read_window
from zhicheng.policy.predicates import number_interval
from zhicheng.policy.reading import Notebook
from zhicheng.policy.terms import read_ladder, read_worth
from zhicheng.vocabulary.yaml_text import line_of

GROUP_KEYS = (
    "group",
    "cap",
    "limit",
    "per",
    "top_level",
    "apart",
    "rank",
    "where",
    "window",
    "cite",
    "members",
    "note",
)
ROW_KEYS = (
    "row",
    "match",
    "points",
    "ladder",
    "rank",
    "cap",
    "limit",
    "per",
    "where",
    "window",
    "cite",
    "factors",
    "count",
    "note",
)


@dataclass(frozen=True)
class Above:
    """What a row inherits from the groups above it."""

    path: str
    scope: Scope
    coefficients: dict[str, Coefficient]
    rank: str | None = None


def read_scoring(value: Any, scope: Scope, coefficients: dict[str, Coefficient], notes: Notebook) -> Group | None:
    """The mapping under ``scoring:``; ``None`` when the track has no scoring standard."""
    if value is None:
        return None
    mapping = notes.mapping(value, "scoring")
    notes.keys(mapping, ("group", "cap", "members", "cite", "note"), "scoring")
    above = Above("", scope, coefficients)
    members = _read_members(mapping.get("members"), above, notes, line_of(mapping))
    cap = mapping.get("cap")
    _refuse_same_path(members, notes)
    return Group(
        str(mapping.get("group", "总分")),
        "",
        members,
        None if cap is None else notes.number(cap, "cap", line_of(mapping, "cap")),
        None,
        None,
        None,
        False,
        notes.texts(mapping.get("cite"), "cite", line_of(mapping)),
        line_of(mapping),
    )


def _refuse_same_path(members: tuple[Group | Row, ...], notes: Notebook) -> None:
    seen: set[str] = set()
    for member in members:
        if member.path in seen:
            notes.note(member.line, f"两处同名：{member.path}", f"two nodes of one name: {member.path}")
        seen.add(member.path)
        if isinstance(member, Group):
            _refuse_same_path(member.members, notes)


def _read_members(value: Any, above: Above, notes: Notebook, line: int) -> tuple[Group | Row, ...]:
    members: list[Group | Row] = []
    for item in notes.sequence(value, "members", line):
        mapping = notes.mapping(item, "member", line)
        if "group" in mapping:
            members.append(_read_group(mapping, above, notes))
        elif "row" in mapping:
            members.append(_read_row(mapping, above, notes))
        else:
            notes.note(line_of(mapping), "每一项须是 group 或 row", "each member must be a group or a row")
    return tuple(members)


def _common(mapping: dict[Any, Any], above: Above, notes: Notebook, label: str) -> Above:
    """The rows below see this node's window, tests and rank coefficient."""
    line = line_of(mapping)
    scope = above.scope.with_window(read_window(mapping.get("window"), notes, line_of(mapping, "window") or line))
    scope = scope.with_where(notes.mapping(mapping.get("where") or {}, "where", line))
    path = f"{above.path}/{label}" if above.path else label
    return replace(above, path=path, scope=scope, rank=str(mapping["rank"]) if mapping.get("rank") else above.rank)


def _bound(mapping: dict[Any, Any], key: str, notes: Notebook) -> Fraction | None:
    value = mapping.get(key)
    return None if value is None else notes.number(value, key, line_of(mapping, key))


def _limit(mapping: dict[Any, Any], notes: Notebook) -> int | None:
    value = mapping.get("limit")
    return None if value is None else notes.whole(value, "limit", line_of(mapping, "limit"))


def _read_group(mapping: dict[Any, Any], above: Above, notes: Notebook) -> Group:
    line = line_of(mapping)
    notes.keys(mapping, GROUP_KEYS, "group")
    label = notes.text(mapping["group"], "group", line)
    if "/" in label:
        notes.note(line, f"名称中不能有“/”：{label}（可用“／”）", f"no '/' in a label: {label} (use '／')")
    here = _common(mapping, above, notes, label)
    top = mapping.get("top_level")
    per = mapping.get("per")
    members = _read_members(mapping.get("members"), here, notes, line)
    for name, value in (("per", per), ("top_level", top)):
        check_attribute(
            None if value is None else str(value), tuple(_patterns_in(members)), here.scope, notes, line, what=name
        )
    return Group(
        label,
        here.path,
        members,
        _bound(mapping, "cap", notes),
        _limit(mapping, notes),
        None if per is None else str(per),
        None if top is None else str(top),
        bool(mapping.get("apart", False)),
        notes.texts(mapping.get("cite"), "cite", line),
        line,
    )


def _patterns_in(members: tuple[Group | Row, ...]) -> Iterator[Pattern]:
    for member in members:
        yield from member.patterns if isinstance(member, Row) else _patterns_in(member.members)


def _read_row(mapping: dict[Any, Any], above: Above, notes: Notebook) -> Row:
    line = line_of(mapping)
    notes.keys(mapping, ROW_KEYS, "row")
    label = notes.text(mapping["row"], "row", line)
    if "/" in label:
        notes.note(line, f"名称中不能有“/”：{label}（可用“／”）", f"no '/' in a label: {label} (use '／')")
    here = _common(mapping, above, notes, label)
    patterns = () if mapping.get("match") is None else read_patterns(mapping["match"], here.scope, notes, line)
    worth = _read_worth(mapping, here, notes, patterns[0].kind if patterns else "assessment")
    if not patterns and not isinstance(worth, Given):
        notes.note(line, f"{label} 缺少 match", f"{label} has no match")
    per = mapping.get("per")
    for name in ("per", "count"):
        value = mapping.get(name)
        check_attribute(None if value is None else str(value), patterns, here.scope, notes, line, what=name)
    return Row(
        label,
        here.path,
        patterns,
        worth,
        _bound(mapping, "cap", notes),
        _limit(mapping, notes),
        None if per is None else str(per),
        notes.texts(mapping.get("cite"), "cite", line),
        line,
    )


def _read_worth(mapping: dict[Any, Any], here: Above, notes: Notebook, kind: str) -> Worth:
    line = line_of(mapping, "points") or line_of(mapping)
    points = mapping.get("points")
    if isinstance(points, dict):
        for name, reader in (("per_year", _per_year), ("bands", _bands), ("if", _given)):
            if name in points:
                return reader(points, here, notes, line)
    return _each(mapping, here, notes, kind, line)


def _each(mapping: dict[Any, Any], here: Above, notes: Notebook, kind: str, line: int) -> Each:
    if "ladder" in mapping:
        worth: Fraction | Open | tuple[Step, ...] = read_ladder(mapping["ladder"], notes, line_of(mapping, "ladder"))
    else:
        worth = read_worth(mapping.get("points"), notes, line)
    rank = mapping.get("rank", here.rank)
    coefficient = None
    if rank not in (None, "none") and "ladder" not in mapping:
        coefficient = here.coefficients.get(str(rank))
        if coefficient is None:
            notes.note(
                line,
                f"没有名次系数“{rank}”",
                f"no rank coefficient '{rank}'",
                (f"可用：{'、'.join(here.coefficients)}", f"allowed: {', '.join(here.coefficients)}"),
            )
    factors = tuple(
        _factor(item, here, notes, kind, line) for item in notes.sequence(mapping.get("factors") or [], "factors", line)
    )
    count = mapping.get("count")
    return Each(worth, coefficient, factors, None if count is None else str(count))


def _factor(value: Any, here: Above, notes: Notebook, kind: str, line: int) -> Factor:
    """``{when: {spread: major}, times: 1.2}`` or ``{when: {field: other}, plus: -1}``."""
    mapping = notes.mapping(value, "factor", line)
    notes.keys(mapping, ("when", "times", "plus"), "factor")
    test = AllTests(tuple(read_tests(kind, notes.mapping(mapping.get("when"), "when", line), here.scope, notes, line)))
    return Factor(
        test, notes.number(mapping.get("times", 1), "times", line), notes.number(mapping.get("plus", 0), "plus", line)
    )


def _per_year(points: dict[Any, Any], here: Above, notes: Notebook, line: int) -> PerYear:
    notes.keys(points, ("per_year", "years", "after", "reckon"), "points")
    years = notes.one_of(points.get("years", "full"), ("full", "exact"), "years", line)
    after = points.get("after")
    return PerYear(
        notes.number(points["per_year"], "per_year", line),
        years == "full",
        () if after is None else read_patterns(after, here.scope, notes, line),
        notes.one_of(points.get("reckon", "work_years"), DATES, "reckon", line),
    )


def _bands(points: dict[Any, Any], here: Above, notes: Notebook, line: int) -> Bands:
    """``{bands: {"3+": 3, "2": 2, "1": 1}, of: count}``; of: count, mean (yearly), years."""
    notes.keys(points, ("bands", "of", "what", "last", "reckon"), "points")
    measure = notes.one_of(points.get("of"), ("count", "mean", "years"), "of", line)
    bands: list[Band] = []
    mapping = notes.mapping(points["bands"], "bands", line)
    for key, worth in mapping.items():
        interval = number_interval(str(key)) or (number_interval(f"{key}-{key}") if isinstance(key, int) else None)
        if interval is None:
            notes.note(line_of(mapping, key), f"看不懂区间“{key}”", f"can't read the band '{key}'")
            continue
        bands.append(Band(interval, notes.number(worth, "points", line_of(mapping, key))))
    last = points.get("last")
    what = points.get("what")
    return Bands(
        "count" if measure == "count" else "mean" if measure == "mean" else "years",
        tuple(bands),
        None if what is None else str(what),
        None if last is None else notes.whole(last, "last", line, 1, 30),
        notes.one_of(points.get("reckon", "assessments"), DATES, "reckon", line),
    )


def _given(points: dict[Any, Any], here: Above, notes: Notebook, line: int) -> Given:
    """``{if: condition, worth: 2}``: points that hang on a condition, not on a record."""
    notes.keys(points, ("if", "worth"), "points")
    return Given(
        notes.number(points.get("worth"), "worth", line),
        read_condition(points["if"], here.path, here.scope, notes, line),
    )
