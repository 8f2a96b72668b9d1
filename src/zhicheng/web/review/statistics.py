"""Who applies in a round, counted: by specialty, region, kind of employer, way in; and how the scores are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.review.phrases import FINDINGS, OUTCOMES

Pair = tuple[str, str]

WIDTH: Final = 10
"""Points in one column of the spread."""
NOT_SAID: Final[Pair] = ("未填写", "not said")
NOT_JUDGED: Final[Pair] = ("未在平台提交", "not handed in here")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what is counted, how many in all and by finding (in the order of ``FINDINGS``)."""

    name: Pair
    total: int
    by_finding: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its key, its title, what its lines are, the lines (most first)."""

    key: str
    title: Pair
    head: Pair
    lines: tuple[Line, ...]

    @property
    def total(self) -> Line:
        """All lines together."""
        sums = tuple(sum(one.by_finding[place] for one in self.lines) for place in range(len(FINDINGS)))
        return Line(("合计", "in all"), sum(sums), sums)


@dataclass(frozen=True, slots=True)
class Spread:
    """How scores are spread, as the rules counted them at least when handed in: from, to (exclusive), how many."""

    columns: tuple[tuple[Fraction, Fraction, int], ...]
    scored: int
    pass_mark: Fraction | None
    reached: int


@dataclass(frozen=True, slots=True)
class Figure:
    """An application as far as it is counted."""

    finding: str
    specialty: str
    region: str
    kind: Pair
    way: str
    machine: str
    score: Fraction | None


def figures_of(rows: QuerySet[Application]) -> tuple[Figure, ...]:
    """The applications (of ``queries.arrived``) as figures; nothing in them names anybody."""
    verdicts = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    rows = rows.annotate(low=Subquery(verdicts.values("verdict__score__low")[:1]))
    return tuple(_figure(one) for one in rows)


def _figure(row: Any) -> Figure:
    return Figure(
        row.finding,
        row.specialty,
        row.employer.region if row.employer else "",
        _kind(row.employer),
        row.way_in,
        row.machine or "",
        exact(row.low) if row.low else None,
    )


def _kind(employer: Any) -> Pair:
    if employer is None:
        return "未登记单位", "not registered"
    if employer.kind == "personnel-agency":
        return "人事代理", "through a personnel agency"
    if employer.public_institution:
        return "事业单位", "public institution"
    return "企业及其他单位", "company or other"


def tables_of(figures: Sequence[Figure]) -> tuple[Table, ...]:
    """Every table, over the same figures."""
    return (
        _table(
            "specialty", ("按专业", "By specialty"), ("专业", "Specialty"), figures, lambda one: _word(one.specialty)
        ),
        _table("region", ("按地区", "By region"), ("地区", "Region"), figures, lambda one: _word(one.region)),
        _table("kind", ("按单位类别", "By kind of employer"), ("单位类别", "Kind"), figures, lambda one: one.kind),
        _table("way", ("按申报方式", "By way in"), ("申报方式", "Way in"), figures, lambda one: _word(one.way)),
        _table(
            "machine",
            ("按规则判定", "By what the rules found"),
            ("规则判定", "By the rules"),
            figures,
            lambda one: OUTCOMES.get(one.machine, NOT_JUDGED),
        ),
    )


def _word(text: str) -> Pair:
    return (text, text) if text else NOT_SAID


def _table(key: str, title: Pair, head: Pair, figures: Iterable[Figure], by: Callable[[Figure], Pair]) -> Table:
    counts: Counter[tuple[Pair, str]] = Counter((by(one), one.finding) for one in figures)
    names = dict.fromkeys(name for name, _ in counts)
    lines = []
    for name in names:
        found = tuple(counts[name, finding] for finding, _ in FINDINGS)
        lines.append(Line(name, sum(found), found))
    return Table(key, title, head, tuple(sorted(lines, key=lambda one: (-one.total, one.name))))


def spread_of(figures: Sequence[Figure], pass_mark: Fraction | None) -> Spread | None:
    """How the scores are spread; ``None`` where nobody has one."""
    scores = [one.score for one in figures if one.score is not None]
    if not scores:
        return None
    counts = Counter(int(one // WIDTH) for one in scores)
    columns = tuple(
        (Fraction(place * WIDTH), Fraction((place + 1) * WIDTH), counts[place]) for place in range(max(counts) + 1)
    )
    reached = 0 if pass_mark is None else sum(one >= pass_mark for one in scores)
    return Spread(columns, len(scores), pass_mark, reached)


def column_name(start: Fraction, end: Fraction) -> Pair:
    """A column of the spread, in words: the end is not in it."""
    return f"{as_text(start)} 至不足 {as_text(end)}", f"{as_text(start)} to under {as_text(end)}"
