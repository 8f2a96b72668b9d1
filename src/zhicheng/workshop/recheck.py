"""Claimed scores recomputed: where a claim is not what the rules come to, and why.

Pure over a dossier, its claims and a setting. A cause is not guessed: what the applicant may have overlooked (the cap,
the rank coefficient, the window, the field, a level …) is lifted, the dossier judged again, and the cause is named when
the indicator then comes nearer to the claim. ``full``: with it alone the claim is exactly explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zhicheng.dossier.model import Dossier
from zhicheng.verdict.result import ScoreNode, Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.workshop.recheck_causes import Causes
from zhicheng.workshop.recheck_types import Cause, Difference, Rechecked


def recheck(
    setting: Setting,
    dossier: Dossier,
    claimed: Mapping[str, str] | None = None,
    verdict: Verdict | None = None,
    *,
    reasons: bool = True,
) -> Rechecked:
    """The claims of a dossier (its own, or those given: path of the indicator → points) against the rules.

    ``reasons=False`` leaves the causes out, which take most of the time.

    Raises:
        ValueError: a claim is no number.
    """
    given = dossier.claimed if claimed is None else claimed
    claims = {path: exact(text) for path, text in given.items()}
    base = verdict or judge(setting, dossier)
    nodes = {node.path: node for node in base.score_nodes()}
    compared = {path: claims.get(path, Fraction(0)) for path in _indicators(nodes, claims)}
    causes = Causes(setting, dossier, base) if base.scored is not None else None
    differences = []
    for path, points in compared.items():
        node = nodes[path]
        if points != node.points:  # a claim within what is still open is listed too: people have to settle it
            assert causes is not None
            differences.append(_difference(node, points, path in claims, causes, reasons))
    differences += [_unknown(path, points) for path, points in claims.items() if path not in nodes and points]
    total = _total(nodes, claims, base)
    return Rechecked(total, base.low, base.high, len(compared), tuple(differences))


def _indicators(nodes: Mapping[str, ScoreNode], claims: Mapping[str, Fraction]) -> list[str]:
    """The indicators that are compared: every one claimed; where nothing is claimed above or below it, every one of the
    second level (or the first, where it has no second) that brings points."""
    inner = {node.path.rpartition("/")[0] for node in nodes.values() if node.depth == 1}
    found = []
    for path, node in nodes.items():
        level = node.depth == 1 or (node.depth == 0 and path not in inner)
        covered = any(_within(other, path) or _within(path, other) for other in claims if other != path)
        if path in claims or (level and node.points > 0 and not covered):
            found.append(path)
    return found


def _within(path: str, other: str) -> bool:
    return path.startswith(f"{other}/")


def _difference(node: ScoreNode, points: Fraction, claimed: bool, causes: Causes, reasons: bool) -> Difference:
    found = causes.of(node, points, claimed) if reasons else ()
    cite = causes.cite_of(node.path)
    return Difference(node.path, node.label, cite, node.cap, points, node.points, node.high, found)


def _unknown(path: str, points: Fraction) -> Difference:
    says = (f"赋分标准中没有“{path}”", f"the scoring standard has no '{path}'")
    zero = Fraction(0)
    return Difference(path, path.rpartition("/")[2], (), None, points, zero, zero, (Cause("no-such-indicator", says),))


def _total(nodes: Mapping[str, ScoreNode], claims: Mapping[str, Fraction], base: Verdict) -> Fraction:
    """What the claims come to under the caps above them."""
    root = base.rules.track.scoring
    tops = [node for node in nodes.values() if node.depth == 0]
    total = sum((_claimed_of(node, nodes, claims) for node in tops), Fraction(0))
    return total if root is None or root.cap is None else min(total, root.cap)


def _claimed_of(node: ScoreNode, nodes: Mapping[str, ScoreNode], claims: Mapping[str, Fraction]) -> Fraction:
    if node.path in claims:
        return claims[node.path]
    inside = [one for one in nodes.values() if one.path.rpartition("/")[0] == node.path]
    total = sum((_claimed_of(one, nodes, claims) for one in inside), Fraction(0))
    return total if node.cap is None else min(total, node.cap)


def name_of(difference: Difference) -> str:
    """An indicator as it is listed: its path with full-width strokes."""
    return difference.path.replace("/", "／")


def score_of(low: Fraction, high: Fraction) -> str:
    """Points as they are listed: one number, or from–to while something is open."""
    return as_text(low) if low == high else f"{as_text(low)}～{as_text(high)}"
