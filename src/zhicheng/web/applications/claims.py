"""The claimed score: one line for each indicator, the applicant's points beside the machine's, sums under the caps.

Exact throughout: points are fractions here and printed text outside, as in the verdict's contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.vocabulary.points import as_text, exact

Pair = tuple[str, str]

NO_NUMBER: Final[Pair] = ("请填写数字，如 12、0.9 或 13/6", "give a number: 12, 0.9 or 13/6")
NEGATIVE: Final[Pair] = ("分值不能为负", "points can't be negative")


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A line of the sheet: ``asked`` where points are claimed on it, else a heading with the sum of its lines.

    ``text`` is what stands in the field; ``sum`` what counts after the cap; ``differs`` from what the machine counted.
    """

    path: str
    label: str
    depth: int
    asked: bool
    text: str
    sum: Fraction
    cap: Fraction | None
    machine: Fraction
    high: Fraction
    error: Pair | None = None

    @property
    def differs(self) -> bool:
        """Whether the claim lies outside what the machine counted (from–to while questions are open)."""
        return not self.machine <= self.sum <= self.high

    @property
    def above(self) -> Fraction:
        """How far the claim lies above (or, negative, below) the machine's points."""
        return self.sum - self.machine


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """All lines with the totals: claimed, and the machine's lowest and highest."""

    lines: tuple[ClaimLine, ...]
    total: Fraction
    low: Fraction
    high: Fraction
    cap: Fraction | None
    pass_mark: Fraction | None

    @property
    def different(self) -> int:
        """On how many indicators the claim is not the machine's."""
        return sum(line.asked and line.differs for line in self.lines)

    @property
    def errors(self) -> int:
        """How many fields hold something that is no claim."""
        return sum(line.error is not None for line in self.lines)


def indicators(nodes: Sequence[ScoreNode]) -> tuple[ScoreNode, ...]:
    """The nodes on which points are claimed: the second level of the standard, or the first where it has no second."""
    parents = {node.path.rpartition("/")[0] for node in nodes if node.depth == 1}
    return tuple(node for node in nodes if node.depth == 1 or (node.depth == 0 and node.path not in parents))


def machine_claims(nodes: Sequence[ScoreNode]) -> dict[str, str]:
    """The machine's points taken over as claim, where there are any."""
    return {node.path: as_text(node.points) for node in indicators(nodes) if node.points > 0}


def read_claims(nodes: Sequence[ScoreNode], given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Pair]]:
    """Claims as typed (path → text): the good ones in the contract's form, and what is wrong with the others."""
    claims: dict[str, str] = {}
    errors: dict[str, Pair] = {}
    for node in indicators(nodes):
        text = given.get(node.path, "").strip().replace("／", "/").replace("．", ".").replace("。", ".")
        if not text:
            continue
        wrong, points = _points(text, node.cap)
        if wrong is not None:
            errors[node.path] = wrong
        else:
            claims[node.path] = as_text(points)
    return claims, errors


def _points(text: str, cap: Fraction | None) -> tuple[Pair | None, Fraction]:
    try:
        points = exact(text)
    except ValueError:
        return NO_NUMBER, Fraction(0)
    if points < 0:
        return NEGATIVE, points
    if cap is not None and points > cap:
        return (f"此项封顶 {as_text(cap)} 分", f"this indicator is capped at {as_text(cap)}"), points
    return None, points


def claim_sheet(
    verdict: Verdict,
    claimed: Mapping[str, str],
    pass_mark: Fraction | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Pair] | None = None,
) -> ClaimSheet:
    """The sheet for a verdict; ``typed`` and ``errors`` of a form that could not be taken in full."""
    nodes = verdict.score_nodes()
    asked = {node.path for node in indicators(nodes)}
    sums = _sums(nodes, {path: exact(text) for path, text in claimed.items() if path in asked})
    lines = tuple(
        ClaimLine(
            node.path,
            node.label,
            node.depth,
            node.path in asked,
            (typed or {}).get(node.path, claimed.get(node.path, "")),
            sums[node.path],
            node.cap,
            node.points,
            node.high,
            (errors or {}).get(node.path),
        )
        for node in nodes
        if node.depth == 0 or node.path in asked
    )
    standard = verdict.rules.track.scoring
    cap = None if standard is None else standard.cap
    tops = sum((line.sum for line in lines if line.depth == 0), Fraction(0))
    return ClaimSheet(lines, tops if cap is None else min(tops, cap), verdict.low, verdict.high, cap, pass_mark)


def _sums(nodes: Sequence[ScoreNode], claims: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What is claimed on each line, headings as the sum of their lines under their own cap."""
    sums = {node.path: claims.get(node.path, Fraction(0)) for node in nodes if node.depth <= 1}
    for node in nodes:
        if node.depth == 0 and node.path not in claims:
            inside = (points for path, points in claims.items() if path.rpartition("/")[0] == node.path)
            total = sum(inside, Fraction(0))
            sums[node.path] = total if node.cap is None else min(total, node.cap)
    return sums
