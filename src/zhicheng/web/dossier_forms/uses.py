"""How a track uses a kind of record: the clauses that look at it, the points it can bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zhicheng.policy.core import Bands, Clause, Each, Given, Group, Open, PerYear, Row, Track, Worth
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair

SECTIONS = ("basic", "routes", "landmarks", "review")
INDICATOR_DEPTH = 2
"""Points are told by the indicators as applicants claim them: two levels down from the total."""


@dataclass(frozen=True, slots=True)
class IndicatorUse:
    """An indicator under which a kind can score: ``most`` points, ``None`` where nothing bounds them."""

    path: str
    label: Pair
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class KindUse:
    """How one track (``pack/level``, and the title it leads to) uses one kind: the clauses (section, key)
    and the indicators, in printed order."""

    track: str
    title: Pair
    kind: str
    clauses: tuple[tuple[str, str], ...]
    indicators: tuple[IndicatorUse, ...]


_USES: dict[int, tuple[Track, Mapping[str, KindUse]]] = {}


def uses_of(setting: Setting) -> Mapping[str, KindUse]:
    """For each kind that the track of a setting looks at, how; reckoned once for each track."""
    track = setting.track()
    kept = _USES.get(id(track))
    if kept is None or kept[0] is not track:
        if len(_USES) > 500:
            _USES.clear()
        kept = _USES[id(track)] = (track, _reckoned(track, setting))
    return kept[1]


def _reckoned(track: Track, setting: Setting) -> dict[str, KindUse]:
    clauses: dict[str, list[tuple[str, str]]] = {}
    for section in SECTIONS:
        for clause in getattr(track, section):
            for kind in kinds_in(clause):
                clauses.setdefault(kind, []).append((section, clause.key))
    indicators: dict[str, list[IndicatorUse]] = {}
    for node, bound in _indicators(track):
        for kind in kinds_of_node(node):
            most = _least(most_points(node, kind), bound)
            label = (node.label, setting.pack.english(node.label))
            indicators.setdefault(kind, []).append(IndicatorUse(node.path, label, most))
    title = setting.pack.about(setting.level)
    return {
        kind: KindUse(track.name, title, kind, tuple(clauses.get(kind, ())), tuple(indicators.get(kind, ())))
        for kind in dict.fromkeys([*clauses, *indicators])
    }


def kinds_in(clause: Clause) -> tuple[str, ...]:
    """The kinds of record that a clause looks at, without repetition, in printed order."""
    return tuple(dict.fromkeys(pattern.kind for patterns in patterns_in(clause) for pattern in patterns))


def kinds_of_node(node: Group | Row) -> tuple[str, ...]:
    """The kinds of record that score below a node, without repetition, in printed order."""
    return tuple(dict.fromkeys(kind for row in _rows(node) for kind in kinds_of_row(row)))


def kinds_of_row(row: Row) -> tuple[str, ...]:
    """The kinds of record that a row looks at."""
    kinds = [pattern.kind for pattern in row.patterns]
    if isinstance(row.worth, Given):
        kinds += [pattern.kind for patterns in patterns_in(row.worth.item) for pattern in patterns]
    return tuple(dict.fromkeys(kinds))


def _rows(node: Group | Row) -> Iterator[Row]:
    if isinstance(node, Row):
        yield node
        return
    for member in node.members:
        yield from _rows(member)


def _indicators(track: Track) -> Iterator[tuple[Group | Row, Fraction | None]]:
    """The indicators, each with the least cap above it."""
    if track.scoring is None:
        return
    waiting: list[tuple[Group | Row, int, Fraction | None]] = [(track.scoring, 0, track.scoring.cap)]
    while waiting:
        node, depth, bound = waiting.pop(0)
        if isinstance(node, Row) or depth == INDICATOR_DEPTH:
            yield node, bound
            continue
        waiting[:0] = [(member, depth + 1, _least(bound, node.cap)) for member in node.members]


def most_points(node: Group | Row, kind: str) -> Fraction | None:
    """The most points that records of a kind can bring below a node; ``None`` where nothing bounds them."""
    if isinstance(node, Row):
        return _most_of_row(node) if kind in kinds_of_row(node) else Fraction(0)
    parts = [most_points(member, kind) for member in node.members]
    known = [part for part in parts if part is not None]
    total = sum(known, Fraction(0)) if len(known) == len(parts) else None
    if node.limit is not None and node.per is None and not node.apart:
        total = _least(total, _limited(node, kind))
    return _least(total, node.cap)


def _limited(node: Group, kind: str) -> Fraction | None:
    """The most that as many records as a group counts can bring; only where each row is of single records."""
    rows = [row for row in _rows(node) if kind in kinds_of_row(row)]
    best = [most_of_one(row.worth) for row in rows if isinstance(row.worth, Each)]
    known = [one for one in best if one is not None]
    if node.limit is None or len(known) < len(rows) or not known:
        return None
    return max(known) * node.limit


def _most_of_row(row: Row) -> Fraction | None:
    one = most_of_one(row.worth)
    single = isinstance(row.worth, Bands | Given)
    total = one if single else None
    if one is not None and row.limit is not None and row.per is None and not single:
        total = one * row.limit
    return _least(total, row.cap)


def most_of_one(worth: Worth) -> Fraction | None:
    """The most that one record can bring in a row; ``None`` for points that grow with years or a count."""
    match worth:
        case Each(count=count):
            return None if count else _most_each(worth)
        case Bands(bands=bands):
            return max((band.points for band in bands), default=Fraction(0))
        case Given(points=points):
            return points
        case PerYear():
            return None


def _most_each(worth: Each) -> Fraction:
    if isinstance(worth.points, tuple):
        points = max((_high(step.worth) for step in worth.points), default=Fraction(0))
    else:
        points = _high(worth.points)
    if worth.coefficient is not None:
        points *= max((_high(step.worth) for step in worth.coefficient.steps), default=Fraction(1))
    for factor in worth.factors:
        points = max(points, points * factor.times + factor.plus)
    return points


def _high(points: Fraction | Open) -> Fraction:
    return points.high if isinstance(points, Open) else points


def _least(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
