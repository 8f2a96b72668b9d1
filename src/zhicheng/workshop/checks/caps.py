"""Caps that can't be reached, caps that always cut, children above their parent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import Bands, Each, Given, Group, Open, Row, Step
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, english_of, finding, label_of, points, record_text
from zhicheng.workshop.witness import changed, with_id

NAME = "caps"


def run(bay: Bay) -> Iterator[Finding]:
    """Caps beyond what the rows below can bring, rows and groups worth more than what stands above them."""
    root = bay.pool.bench.track.scoring
    if root is None:
        return
    yield from _unreachable(bay, root)
    yield from _children_above(bay, root, ())


# ---------------------------------------------------------------- caps beyond reach


def _unreachable(bay: Bay, root: Group) -> Iterator[Finding]:
    for node in bay.nodes:
        if node.cap is None or node is root:
            continue
        most = _most(node, own_cap=False)
        if most is not None and most < node.cap:
            records = tuple(_fullest(bay, node))
            witness = bay.pool.bench.witness(
                "most",
                (f"{label_of(node.path)}最多只能得到的分", "the most that can be had here"),
                records,
                (node.path,),
            )
            yield finding(
                bay,
                NAME,
                "warning",
                node.path,
                (
                    f"{label_of(node.path)}的最高分值{points(node.cap)}分达不到：下列各行合计至多{points(most)}分。",
                    f"the maximum of {points(node.cap)} at {english_of(bay, node.path)} is out of reach: its rows bring at most {points(most)}.",
                ),
                witnesses=(witness,) if records else (),
                key="unreachable",
            )


def _most(node: Group | Row, *, own_cap: bool = True) -> Fraction | None:
    """The most that a node can bring; ``None``: without bound (any number of records)."""
    if isinstance(node, Row):
        most = _most_of_row(node)
    elif node.limit is not None and node.per is None:
        best = [_best_single(row) for row in _rows(node)]
        most = None if None in best else node.limit * max((one for one in best if one is not None), default=Fraction(0))
    else:
        parts = [_most(member) for member in node.members]
        most = None if None in parts else sum((part for part in parts if part is not None), Fraction(0))
    if node.cap is not None and own_cap:
        return node.cap if most is None else min(most, node.cap)
    return most


def _rows(node: Group | Row) -> Iterator[Row]:
    if isinstance(node, Row):
        yield node
    else:
        for member in node.members:
            yield from _rows(member)


def _most_of_row(row: Row) -> Fraction | None:
    worth = row.worth
    if isinstance(worth, Bands):
        reach = [band for band in worth.bands if not _beyond(worth, band.interval.low)]
        return max((band.points for band in reach), default=Fraction(0))
    if isinstance(worth, Given):
        return worth.points
    if isinstance(worth, Each) and row.limit is not None and row.per is None:
        single = _best_single(row)
        return None if single is None else row.limit * single
    return None


def _beyond(worth: Bands, low: object) -> bool:
    """Whether a count asks for more years than are looked at: one assessment a year."""
    return worth.measure == "count" and worth.last is not None and low is not None and low > worth.last  # type: ignore[operator]


def _best_single(row: Row, *, own_cap: bool = True) -> Fraction | None:
    """The most that one record brings in a row; ``None``: it depends on a quantity."""
    worth = row.worth
    if not isinstance(worth, Each) or worth.count is not None:
        return _most_of_row(row)
    best = max(_bounds(worth.points))
    if worth.coefficient is not None:
        best *= max(bound for step in worth.coefficient.steps for bound in _bounds(step.worth))
    for factor in worth.factors:
        best = max(best, best * factor.times + factor.plus)
    return best if row.cap is None or not own_cap else min(best, row.cap)


def _bounds(worth: Fraction | Open | tuple[Step, ...]) -> list[Fraction]:
    if isinstance(worth, Open):
        return [worth.low, worth.high]
    if isinstance(worth, tuple):
        return [bound for step in worth for bound in _bounds(step.worth)]
    return [worth]


def _fullest(bay: Bay, node: Group | Row) -> Iterator[Record]:
    """Records for every row below a node: one of each, or one for each year looked at."""
    bench = bay.pool.bench
    number = 0
    for row in _rows(node):
        made = bay.pool.of_row(row)
        if not made:
            continue
        years: list[int | None] = [None]
        if isinstance(row.worth, Bands) and row.worth.last is not None:
            last = bench.dates.of(row.worth.reckon).year
            years = [last - place for place in range(row.worth.last)]
        for year in years:
            number += 1
            facts = {} if year is None else {"year": year, "date": None}
            one = changed(made[0], facts)
            if one is not None:
                yield with_id(one, f"a{number}")


# ---------------------------------------------------------------- children above their parent


@dataclass(frozen=True, slots=True)
class _Above:
    cap: Fraction
    path: str


def _children_above(bay: Bay, node: Group, above: tuple[_Above, ...]) -> Iterator[Finding]:
    here = above if node.cap is None else (*above, _Above(node.cap, node.path))
    for member in node.members:
        lowest = min(here, key=lambda one: one.cap, default=None)
        if isinstance(member, Group):
            if bay.looks_at(member.path) and member.cap is not None and lowest is not None and member.cap > lowest.cap:
                yield _group_above(bay, member, lowest)
            yield from _children_above(bay, member, here)
            continue
        if bay.looks_at(member.path):
            yield from _row_above(bay, member, lowest)


def _group_above(bay: Bay, group: Group, parent: _Above) -> Finding:
    cap = points(group.cap or Fraction(0))
    return finding(
        bay,
        NAME,
        "warning",
        group.path,
        (
            f"{label_of(group.path)}的最高分值{cap}分高于上级{label_of(parent.path)}的{points(parent.cap)}分，达不到。",
            f"the maximum of {cap} at {english_of(bay, group.path)} is above its parent's {points(parent.cap)}.",
        ),
        also=(parent.path,),
        key="group",
    )


def _row_above(bay: Bay, row: Row, parent: _Above | None) -> Iterator[Finding]:
    """A row of which a single record is worth more than the row's own cap, or than a node above it."""
    if not isinstance(row.worth, Each):
        return
    limits = [one for one in (parent, None if row.cap is None else _Above(row.cap, row.path)) if one is not None]
    if not limits:
        return
    lowest = min(limits, key=lambda one: one.cap)
    single = _best_single(row, own_cap=False)
    if single is not None and single <= lowest.cap:
        return
    for record in bay.pool.of_row(row):
        tried = bay.pool.bench.try_(record)
        nodes = {node.path: node for node in tried.verdict.score_nodes()}
        at, cap = nodes.get(row.path), nodes.get(lowest.path)
        if at is None or cap is None or at.raw <= lowest.cap or cap.lost <= 0:
            continue
        said = record_text(record)
        yield finding(
            bay,
            NAME,
            "warning",
            row.path,
            (
                f"{label_of(row.path)}：一项即值{points(at.raw)}分，而{label_of(lowest.path)}最高{points(lowest.cap)}分，印出的分值拿不全。",
                f"{english_of(bay, row.path)}: one is worth {points(at.raw)}, but {english_of(bay, lowest.path)} is capped at {points(lowest.cap)}.",
            ),
            witnesses=(bay.pool.bench.witness("one", said, (record,), (row.path, lowest.path)),),
            also=(lowest.path,),
            key="row",
        )
        return


CHECK = Check(
    NAME,
    ("最高分值达不到，或下级高于上级", "caps out of reach, children above their parent"),
    (
        "最高分值大于下列各行所能得到的分；或一行、一级的分值高于其上级的最高分值，印出的分拿不全。",
        "A maximum above what its rows can bring; or a row or group worth more than what stands above it allows.",
    ),
    run=run,
    varies=True,
)
