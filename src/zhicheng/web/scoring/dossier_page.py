"""What the page of a dossier shows an expert: the answer first, then indicator by indicator with records and evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.report.view import answer, subline
from zhicheng.verdict.findings import Finding
from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.applications.claims import ClaimSheet, indicators
from zhicheng.web.applications.items import FIXED
from zhicheng.web.applications.reading import ItemShown, reading_of
from zhicheng.web.scoring.models import Deliberation, Sheet
from zhicheng.web.scoring.questions import Asked, questions_asked
from zhicheng.web.scoring.reckoning import Judged, group_answers, judged, points_by_line, reckoned
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
SECTIONS: Mapping[str, Pair] = {
    "basic": ("基本条件", "Basic conditions"),
    "routes": ("申报条件", "Routes"),
    "landmarks": ("标志性成果", "Landmark achievements"),
    "review": ("评审条件", "Review conditions"),
}


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the standard in which the machine counted something: its labels, its points, the records with evidence."""

    label: Pair
    points: Fraction
    high: Fraction
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class LineShown:
    """An indicator: claimed by the applicant, reckoned by the machine, given by this expert, and what it rests on."""

    path: str
    label: Pair
    above: Pair
    claimed: Fraction | None
    machine: Fraction
    high: Fraction
    cap: Fraction | None
    own: str
    reason: str
    rows: tuple[RowShown, ...]
    error: Pair | None = None

    @property
    def unexplained(self) -> bool:
        """Whether other points stand there without a reason."""
        return bool(self.own) and not self.reason.strip()


@dataclass(frozen=True)
class DossierPage:
    """Everything the page shows."""

    row: Deliberation
    verdict: Verdict
    outcome: str
    answer: Pair
    subline: Pair
    sheet: Sheet | None
    sums: ClaimSheet | None
    machine: Fraction
    lines: tuple[LineShown, ...]
    asked: tuple[Asked, ...]
    decided: tuple[Asked, ...]
    sections: tuple[tuple[Pair, tuple[Finding, ...]], ...]
    rest: tuple[ItemShown, ...]
    fixed: tuple[ItemShown, ...]

    @property
    def adjusted(self) -> int:
        """On how many indicators the expert gives other points."""
        return sum(bool(one.own) for one in self.lines)

    @property
    def unanswered(self) -> int:
        """How many open questions the expert has left open."""
        return sum(one.answer is None for one in self.asked)


def dossier_page(
    row: Deliberation,
    sheet: Sheet | None,
    standing: Standing,
    *,
    today: dt.date,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    errors: Mapping[str, Pair] | None = None,
) -> DossierPage:
    """The page; ``typed`` and ``errors`` (path → text, reason; path → what is wrong) of a form not taken in full."""
    of, decided = judged(row.application), group_answers(row.application)
    own = {} if sheet is None else sheet.answers
    plain, verdict = of.under(decided), of.under({**own, **decided})
    lines = {} if sheet is None else sheet.lines
    reading = reading_of(row.application, standing, today=today)
    items = {one.key: one for one in reading.items}
    shown = _lines(of, verdict, lines, items, typed or {}, errors or {})
    counted = {item.key for one in shown for part in one.rows for item in part.items}
    scored = verdict.scored is not None
    return DossierPage(
        row,
        verdict,
        NAMES[verdict.can_apply],
        (answer(verdict, "zh"), answer(verdict, "en")),
        (subline(verdict, "zh"), subline(verdict, "en")),
        sheet,
        reckoned(verdict, points_by_line(verdict, lines), of.setting.pass_mark) if scored else None,
        verdict.low,
        shown,
        tuple(questions_asked(plain, verdict, own)),
        tuple(one for one in questions_asked(of.under({}), of.under({}), decided) if one.answer is not None),
        _sections(verdict),
        tuple(item for key, item in items.items() if key not in counted and key not in FIXED),
        tuple(items[key] for key in ("applicant", "way_in", "general") if key in items),
    )


def _sections(verdict: Verdict) -> tuple[tuple[Pair, tuple[Finding, ...]], ...]:
    found = verdict.findings()
    return tuple((name, found[key]) for key, name in SECTIONS.items() if found.get(key))


def _lines(
    of: Judged,
    verdict: Verdict,
    lines: Mapping[str, Mapping[str, str]],
    items: Mapping[str, ItemShown],
    typed: Mapping[str, Mapping[str, str]],
    errors: Mapping[str, Pair],
) -> tuple[LineShown, ...]:
    nodes, claimed = verdict.score_nodes(), of.dossier.claimed
    labels = {node.path: node.label for node in nodes}
    english = of.setting.pack.english
    found = []
    for node in indicators(nodes):
        line: Mapping[str, Any] = typed.get(node.path) or lines.get(node.path, {})
        above = labels.get(node.path.rpartition("/")[0], "")
        found.append(
            LineShown(
                node.path,
                (node.label, english(node.label)),
                (above, english(above) if above else ""),
                exact(claimed[node.path]) if node.path in claimed else None,
                node.points,
                node.high,
                node.cap,
                line.get("points", ""),
                line.get("reason", ""),
                _rows(node, nodes, items, english, labels),
                errors.get(node.path),
            )
        )
    return tuple(found)


def _rows(
    indicator: ScoreNode, nodes: Sequence[ScoreNode], items: Mapping[str, ItemShown], english: Any, labels: Any
) -> tuple[RowShown, ...]:
    """The rows under an indicator that hold records, each with its whole name under the indicator."""
    found = []
    for node in nodes:
        if not node.records or not (node.path == indicator.path or node.path.startswith(f"{indicator.path}/")):
            continue
        inside = [node.label] if node.path == indicator.path else _names(node.path, indicator.path, labels)
        label = ("／".join(inside), " / ".join(english(one) for one in inside))
        shown = tuple(items[key] for key in node.records if key in items)
        found.append(RowShown(label, node.points, node.high, shown))
    return tuple(found)


def _names(path: str, above: str, labels: Mapping[str, str]) -> list[str]:
    """The labels from below one node down to another."""
    parts: list[str] = []
    while path != above and path:
        parts.append(labels.get(path, path.rpartition("/")[2]))
        path = path.rpartition("/")[0]
    return parts[::-1]
