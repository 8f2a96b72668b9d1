"""The score before a group: the machine's under given answers, an expert's lines over it, the group's from all sheets.

Exact throughout: points are fractions here and printed text in rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from zhicheng.dossier.model import Dossier
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.truth import MET, NAMES, NOT_MET
from zhicheng.web.applications.claims import ClaimSheet, claim_sheet, indicators, read_claims
from zhicheng.web.applications.in_hand import InHand, in_hand
from zhicheng.web.applications.models import Application
from zhicheng.web.scoring.models import Answer, Sheet

TOTAL: Final = "total"
"""The key of a settlement that is about the sum."""
CONSENSUS, MEAN, MEDIAN = "consensus", "mean", "median"
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """An application's dossier, ready to be judged under several answers; of one request."""

    hand: InHand

    @property
    def setting(self) -> Setting:
        """Under what it is judged."""
        return self.hand.setting

    @property
    def dossier(self) -> Dossier:
        """What was handed in last."""
        return self.hand.dossier

    def under(self, answers: Answers, recognised: Fraction | None = None) -> Verdict:
        """The verdict when people have answered so; with a recognised score, conditions on the score go by it."""
        setting = self.setting
        return evaluate(
            setting.track(),
            self.dossier,
            setting.dates,
            pass_mark=setting.pass_mark,
            answers={**setting.answers, **answers},
            recognised=recognised,
        )


def judged(application: Application) -> Judged:
    """The dossier of an application as it was handed in."""
    return Judged(in_hand(application))


def group_answers(application: Application) -> dict[str, Any]:
    """What the group has decided, as answers for the verdict."""
    return dict(Answer.objects.filter(application=application).values_list("question", "value"))


def recognised_verdict(application: Application) -> Verdict:
    """The verdict under the group's answers, with the score it agreed on where there is one."""
    deliberation = getattr(application, "deliberation", None)
    total = (deliberation.recognised if deliberation is not None else {}).get(TOTAL)
    return judged(application).under(group_answers(application), None if total is None else exact(total))


# --------------------------------------------------------------------------- one sheet


def points_by_line(verdict: Verdict, lines: Mapping[str, Mapping[str, str]]) -> dict[str, Fraction]:
    """The points on each indicator: the sheet's own where it has some, else the machine's."""
    return {
        node.path: exact(lines[node.path]["points"]) if node.path in lines else node.points
        for node in indicators(verdict.score_nodes())
    }


def reckoned(verdict: Verdict, points: Mapping[str, Fraction], mark: Fraction | None = None) -> ClaimSheet:
    """The sums of points by indicator, under the caps of the standard."""
    return claim_sheet(verdict, {path: as_text(value) for path, value in points.items()}, mark)


def frozen_score(verdict: Verdict, points: Mapping[str, Fraction]) -> dict[str, Any]:
    """A score to be kept, in exact text; empty where the document has no scoring standard."""
    if verdict.scored is None:
        return {}
    machine = {node.path: as_text(node.points) for node in indicators(verdict.score_nodes())}
    return {
        TOTAL: as_text(reckoned(verdict, points).total),
        "indicators": {path: as_text(value) for path, value in points.items()},
        "machine": {TOTAL: as_text(reckoned(verdict, points_by_line(verdict, {})).total), "indicators": machine},
    }


def within(text: str, cap: Fraction | None) -> bool:
    """Whether a text is a number of points that an indicator can have."""
    try:
        points = exact(text)
    except ValueError:
        return False
    return points >= 0 and (cap is None or points <= cap)


def read_lines(
    nodes: Sequence[ScoreNode], points: Mapping[str, str], reasons: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, str]]]:
    """Lines as typed (path → points, path → reason): the good ones where points are given, what is wrong with others.

    A line without points is none: the machine's stand.
    """
    claims, errors = read_claims(nodes, points)
    machine = {node.path: as_text(node.points) for node in indicators(nodes)}
    lines = {
        path: {"points": text, "reason": reasons.get(path, "").strip()[:500]}
        for path, text in claims.items()
        if text != machine[path]
    }
    return lines, errors


# --------------------------------------------------------------------------- the group's sheet


@dataclass(frozen=True, slots=True)
class GroupLine:
    """An indicator on all sheets of a group: the points in the order of the sheets, what they come to.

    ``settled``: what the leader wrote; ``agreed`` ``None``: not agreed yet. ``wanted``: it must be settled in writing.
    """

    node: ScoreNode
    points: tuple[Fraction, ...]
    settled: Fraction | None
    reason: str
    wanted: bool
    agreed: Fraction | None

    @property
    def difference(self) -> Fraction:
        """Between the highest and the lowest."""
        return max(self.points) - min(self.points) if self.points else Fraction(0)

    @property
    def same(self) -> bool:
        """Whether every sheet says the same."""
        return len(set(self.points)) <= 1

    @property
    def open(self) -> bool:
        """Whether something is left to be written."""
        return self.agreed is None or (self.wanted and not self.reason)


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """All lines of a group, the total of each sheet, the total agreed (``None``: not all lines are)."""

    verdict: Verdict
    lines: tuple[GroupLine, ...]
    totals: tuple[Fraction, ...]
    total_wanted: bool
    total_reason: str

    @property
    def open(self) -> tuple[GroupLine, ...]:
        """The lines on which something is left to be written."""
        return tuple(one for one in self.lines if one.open)

    @property
    def difference(self) -> Fraction:
        """Between the highest and the lowest total."""
        return max(self.totals) - min(self.totals) if self.totals else Fraction(0)

    @property
    def agreed(self) -> dict[str, Fraction] | None:
        """The points by indicator once nothing is open."""
        if self.open or (self.total_wanted and not self.total_reason):
            return None
        return {one.node.path: one.agreed for one in self.lines if one.agreed is not None}


def group_sheet(
    of: Judged,
    sheets: Sequence[Sheet],
    answers: Answers,
    settlements: Mapping[str, Mapping[str, str]],
    *,
    method: str,
    limit: str,
) -> GroupSheet:
    """The sheets side by side under the group's answers, and what they come to.

    Where an expert left the machine's points, these follow what the group has decided since. ``limit``: points above
    which a difference is settled in writing, exact text; empty: any difference.
    """
    verdict = of.under(answers)
    allowed = exact(limit) if limit else Fraction(0)
    each = [points_by_line(of.under({**sheet.answers, **answers}), sheet.lines) for sheet in sheets]
    lines = tuple(
        _group_line(node, tuple(one[node.path] for one in each), settlements.get(node.path, {}), method, allowed)
        for node in indicators(verdict.score_nodes())
    )
    totals = tuple(reckoned(verdict, one).total for one in each) if verdict.scored is not None else ()
    spread = max(totals) - min(totals) if totals else Fraction(0)
    total_wanted = spread > allowed and not any(one.wanted for one in lines)
    return GroupSheet(verdict, lines, totals, total_wanted, settlements.get(TOTAL, {}).get("reason", ""))


def _group_line(
    node: ScoreNode, points: tuple[Fraction, ...], settled: Mapping[str, str], method: str, allowed: Fraction
) -> GroupLine:
    chosen = exact(settled["points"]) if settled.get("points") else None
    spread = max(points) - min(points) if points else Fraction(0)
    wanted = spread > allowed or (chosen is not None and spread == 0 and chosen != points[0])
    return GroupLine(node, points, chosen, settled.get("reason", ""), wanted, _agreed(points, chosen, method, wanted))


def _agreed(points: tuple[Fraction, ...], chosen: Fraction | None, method: str, wanted: bool) -> Fraction | None:
    """The group's points on a line; none where they are still to be settled."""
    if chosen is not None or not points:
        return chosen
    if len(set(points)) == 1:
        return points[0]
    if wanted or method == CONSENSUS:
        return None
    return sum(points, Fraction(0)) / len(points) if method == MEAN else median(points)


def median(points: Sequence[Fraction]) -> Fraction:
    """The middle one, or half-way between the two in the middle."""
    ordered, middle = sorted(points), len(points) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def recognised_score(of: Judged, sheet: GroupSheet, answers: Answers, method: str) -> dict[str, Any]:
    """What a group recognises, as it is kept: total and indicators, the clauses and ways in as they stand with it.

    ``sheet`` must be agreed on.
    """
    points = sheet.agreed or {}
    score = frozen_score(sheet.verdict, points)
    total = exact(score[TOTAL]) if score else None
    verdict, mark = of.under(answers, total), of.setting.pass_mark
    return {
        **score,
        "method": method,
        "sheets": len(sheet.lines[0].points) if sheet.lines else 0,
        "clauses": {key: NAMES[truth] for key, truth in verdict.truths.items()},
        "unmet": unmet_clauses(verdict),
        "ways_in": [way.clause.key for way in verdict.ways_in if way.truth == MET],
        "can_apply": NAMES[verdict.can_apply],
        "review": NAMES[verdict.review],
        "pass_mark": None if mark is None else as_text(mark),
        "reaches_mark": None if mark is None or total is None else total >= mark,
    }


def unmet_clauses(verdict: Verdict) -> list[str]:
    """The clauses that stand against the applicant, in printed order: basic and review conditions not met, and the ways
    in where none of them is met or open."""
    sections = ["basic", "review"]
    if not any(way.truth for way in verdict.ways_in):
        sections[1:1] = ["routes", "landmarks"]
    return [
        clause.key for name in sections for clause in verdict.section(name) if verdict.truths[clause.key] == NOT_MET
    ]
