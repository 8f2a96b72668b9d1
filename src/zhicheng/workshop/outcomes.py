"""What many dossiers come to under one track, one after the other: the door through which the workshop sees populations.

A dossier is judged for every pass mark at once: conditions on the score are met, open or not met, and what follows from
the three is kept. Points stay exact, in whole parts of a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Score, Track
from zhicheng.verdict.compiled import compiled
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

Pair = tuple[str, str]
BEYOND: Final = Fraction(10**9)
"""A pass mark that nobody reaches."""


@dataclass(frozen=True, slots=True)
class Standard:
    """The nodes of a scoring standard, the root first: path, label, parent (-1 for the root), cap in units."""

    unit: int
    paths: tuple[str, ...]
    labels: tuple[str, ...]
    parents: tuple[int, ...]
    caps: tuple[int | None, ...]

    def points(self, units: Any) -> Fraction:
        """Units as points."""
        return Fraction(units) / self.unit

    def depth(self, node: int) -> int:
        """How deep a node stands; 0 for the root."""
        return 0 if self.parents[node] < 0 else 1 + self.depth(self.parents[node])

    def indicators(self) -> tuple[int, ...]:
        """The nodes on which points are claimed and talked about: the second level, or the first where it has no second."""
        inner = {self.parents[node] for node in range(len(self.paths))}
        return tuple(
            node
            for node in range(1, len(self.paths))
            if self.depth(node) == 2 or (self.depth(node) == 1 and node not in inner)
        )

    def total_with(self, node: int, points: Any, low: list[Any], raw: list[Any]) -> Any:
        """The total in units if a node had other points, what is placed elsewhere kept."""
        changed = points
        while self.parents[node] >= 0:
            parent = self.parents[node]
            below = raw[parent] - low[node] + changed
            cap = self.caps[parent]
            changed = below if cap is None else min(below, cap)
            node = parent
        return changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """One dossier under one track. ``applies`` and ``truths``: by the truth (0, 1, 2) of "the score reaches the pass mark".

    ``dossier`` is ``None`` where it came as a row of a population. ``low``, ``high``, ``raw`` (before the cap): units of
    every node, the root first; empty where nothing is scored.
    """

    dossier: Dossier | None
    truths: tuple[dict[str, int], dict[str, int], dict[str, int]]
    applies: tuple[int, int, int]
    low: list[Any]
    high: list[Any]
    raw: list[Any]

    def reaches(self, mark: Any) -> int:
        """Truth of "the score reaches so many units"."""
        if not self.low:
            return NOT_MET
        return MET if self.low[0] >= mark else OPEN if self.high[0] >= mark else NOT_MET

    def passes(self, mark: Any) -> int:
        """Truth of "may apply, and the score reaches so many units"."""
        reached = self.reaches(mark)
        return min(reached, self.applies[reached])


def standard_of(track: Track) -> Standard | None:
    """The nodes of a track's scoring standard; ``None`` where it has none."""
    standard = compiled(track).standard
    if standard is None:
        return None
    return Standard(
        standard.unit,
        tuple(source.path for source in standard.sources),
        tuple(source.label for source in standard.sources),
        tuple(node.parent for node in standard.nodes),
        tuple(node.cap for node in standard.nodes),
    )


def judged(track: Track, population: Iterable[Dossier], dates: Dates) -> Iterator[Outcome]:
    """Every dossier under a track, in the order given; nothing is kept between them."""
    by_mark = asks_for_mark(track)
    for dossier in population:
        yield judge_one(track, dossier, dates, by_mark)


def judge_one(track: Track, dossier: Dossier, dates: Dates, by_mark: bool = True) -> Outcome:
    """One dossier under a track; ``by_mark``: whether some condition of the track asks for the pass mark."""
    first = evaluate(track, dossier, dates)
    scored = first.scored
    lists: tuple[list[Any], ...] = ([], [], []) if scored is None else (scored.low, scored.high, scored.raw)
    if not by_mark:
        truths = dict(first.truths)
        return Outcome(dossier, (truths, truths, truths), (first.can_apply,) * 3, *lists)
    rest = [evaluate(track, dossier, dates, pass_mark=mark, scored_before=scored) for mark in (BEYOND, Fraction(-1))]
    verdicts: tuple[Verdict, Verdict, Verdict] = (rest[0], first, rest[1])
    return Outcome(
        dossier,
        (dict(verdicts[0].truths), dict(verdicts[1].truths), dict(verdicts[2].truths)),
        (verdicts[0].can_apply, verdicts[1].can_apply, verdicts[2].can_apply),
        *lists,
    )


def asks_for_mark(track: Track) -> bool:
    """Whether a condition of the track asks for the pass mark of the year."""
    stack: list[Any] = [*track.basic, *track.routes, *track.landmarks, *track.review]
    while stack:
        part = stack.pop()
        if isinstance(part, Score):
            if part.at_least is None:
                return True
            continue
        inner = getattr(part, "item", None)
        stack.extend(getattr(part, "items", ()) if inner is None else (inner,))
    return False


# ------------------------------------------------------------------ groups of people

DEGREES: Final[dict[str | None, Pair]] = {
    "doctorate": ("博士", "doctorate"),
    "master": ("硕士", "master's"),
    "bachelor": ("本科", "bachelor's"),
    "associate": ("大专", "associate"),
    "technical-secondary": ("中专", "technical secondary"),
    "below-secondary": ("中专以下", "below secondary"),
    None: ("未说明", "not stated"),
}
EMPLOYERS: Final[dict[bool | None, Pair]] = {
    True: ("事业单位", "public institution"),
    False: ("企业及其他", "enterprise or other"),
    None: ("未说明", "not stated"),
}
YEARS: Final = (
    (2, ("不满2年", "under 2")),
    (5, ("2至不满5年", "2 to under 5")),
    (10, ("5至不满10年", "5 to under 10")),
)
GROUPS: Final[dict[str, Pair]] = {
    "degree": ("最高学历", "highest degree"),
    "years": ("现职称年限", "years in the present title"),
    "employer": ("单位性质", "kind of employer"),
    "city": ("工作所在市", "city"),
}


def groups_of(dossier: Dossier, dates: Dates) -> dict[str, Pair]:
    """To which group of each division an applicant belongs, by what the dossier says."""
    city = dossier.applicant.city
    return {
        "degree": DEGREES[_highest_degree(dossier)],
        "years": _years(dossier, dates),
        "employer": EMPLOYERS[dossier.applicant.public_institution],
        "city": (city, city) if city else ("未说明", "not stated"),
    }


def _highest_degree(dossier: Dossier) -> str | None:
    levels = {record.__dict__.get("level") for record in dossier.records if record.__dict__["kind"] == "degree"}
    return next((level for level in DEGREES if level in levels), None)


def _years(dossier: Dossier, dates: Dates) -> Pair:
    starts = [
        record.__dict__["start"]
        for record in dossier.records
        if record.__dict__["kind"] == "appointment" and record.__dict__["start"] is not None
    ]
    if not starts:
        return "未说明", "not stated"
    served = (dates.as_of - max(starts)).days
    return next((name for years, name in YEARS if served < years * 365.25), ("10年以上", "10 or more"))
