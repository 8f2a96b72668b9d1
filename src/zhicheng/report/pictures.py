"""The pictures of a report as SVG: the score with its caps, the time at which ways in open."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from html import escape

from zhicheng.report.phrases import phrase
from zhicheng.report.view import View, score_text
from zhicheng.verdict.result import ScoreNode
from zhicheng.vocabulary.points import shown

LEFT, RIGHT, ROW = 220, 660, 46


def score_picture(view: View) -> str:
    """Bars of the first level: what counts, what is open, what a cap cut; the cap as a mark."""
    tops = [node for node in view.nodes if node.depth == 0]
    if not tops:
        return ""
    widest = max(max(node.raw, node.high, node.cap or 0) for node in tops) or Fraction(1)
    scale = Fraction(RIGHT - LEFT) / widest
    rows = [_bar(view, node, index, scale) for index, node in enumerate(tops)]
    height = ROW * len(tops) + 4
    title = phrase("score", view.lang)
    return (
        f'<svg viewBox="0 0 900 {height}" role="img" aria-label="{escape(title)}"><defs><pattern id="cut" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff5e2"/>'
        f'<rect width="3" height="7" fill="#e0a94a"/></pattern></defs>{"".join(rows)}</svg>'
    )


def _bar(view: View, node: ScoreNode, index: int, scale: Fraction) -> str:
    parts = [f'<g transform="translate(0,{ROW * index + 6})"><text y="20">{escape(view.label(node.label))[:28]}</text>']
    bound = node.cap if node.cap is not None else max(node.raw, node.high)
    parts.append(_rect("track", Fraction(0), bound, scale))
    start = Fraction(0)
    for place, child in enumerate(_children(view, node)):
        end = min(start + child.points, node.points)
        parts.append(
            _rect(
                "bar" if place % 2 == 0 else "bar2",
                start,
                end,
                scale,
                f"{view.label(child.label)} {shown(child.points)}",
            )
        )
        start = end
    if node.points > start:
        parts.append(_rect("bar", start, node.points, scale))
    if node.high > node.points:
        parts.append(_rect("maybe", node.points, node.high, scale))
    if node.lost > 0:
        parts.append(_rect("lost", node.points, node.raw, scale))
    if node.cap is not None:
        x = LEFT + float(node.cap * scale)
        parts.append(f'<line class="cap" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="30"/>')
    parts.append(_bar_text(view, node, scale) + "</g>")
    return "".join(parts)


def _bar_text(view: View, node: ScoreNode, scale: Fraction) -> str:
    x = LEFT + float(max(node.cap or 0, node.raw, node.high) * scale) + 12
    bound = "" if node.cap is None else f" / {shown(node.cap, 0)}"
    cut = ""
    if node.lost > 0:
        cut = f"，超出 {shown(node.lost)} 不计" if view.lang == "zh" else f", {shown(node.lost)} over the cap"
    return f'<text x="{x:.0f}" y="20">{score_text(node.points, node.high)}<tspan class="s">{bound}{cut}</tspan></text>'


def _children(view: View, node: ScoreNode) -> list[ScoreNode]:
    return [
        one
        for one in view.nodes
        if one.depth == node.depth + 1 and one.path.startswith(node.path + "/") and one.points > 0
    ]


def _rect(kind: str, start: Fraction, end: Fraction, scale: Fraction, title: str = "") -> str:
    if end <= start:
        return ""
    inner = f"<title>{escape(title)}</title>" if title else ""
    return f'<rect class="{kind}" x="{LEFT + float(start * scale):.1f}" y="4" width="{float((end - start) * scale):.1f}" height="22">{inner}</rect>'


def opening_picture(view: View) -> str:
    """A line of time from the reckoning date to the day the last way in opens."""
    openings = view.advice.openings
    if not openings:
        return ""
    start, end = view.setting.dates.as_of, max(one.on for one in openings)
    days = max((end - start).days, 1)
    marks = [_mark(0, start, phrase("now", view.lang), 0)]
    marks += [_mark((one.on - start).days / days, one.on, one.clause, index % 2) for index, one in enumerate(openings)]
    return (
        '<svg viewBox="0 0 900 84" role="img" aria-label="' + escape(phrase("openings", view.lang)) + '">'
        f'<line x1="60" x2="840" y1="42" y2="42" stroke="#0b5fc0" stroke-width="3"/>{"".join(marks)}</svg>'
    )


def _mark(share: float, day: dt.date, text: str, below: int) -> str:
    x = 60 + 780 * share
    anchor = "start" if share < 0.1 else "end" if share > 0.9 else "middle"
    y = 70 if below else 24
    return (
        f'<circle cx="{x:.0f}" cy="42" r="6" fill="#0b5fc0"/>'
        f'<text x="{x:.0f}" y="{y}" text-anchor="{anchor}">{escape(text)} <tspan class="s">{day.isoformat()}</tspan></text>'
    )
