"""The workshop's pictures as SVG: gains and losses by group, how many pass at each mark, the spread of scores.

Each has its table beside it. Classes are those of the report's and the site's style sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.diff_population import Effect
from zhicheng.workshop.simulate import Band, IndicatorLine, MarkLine, Simulation

LEFT, RIGHT, ROW = 200, 860, 34
HIGH, BASE = 20, 240


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff5e2"/>'
        '<rect width="3" height="7" fill="#e0a94a"/></pattern></defs>'
    )


def gains_picture(lines: Sequence[Effect], title: str, lang: Lang) -> str:
    """For each group those who lose (hatched, to the left) and those who gain (full, to the right), as a share of it."""
    lines = [one for one in lines if one.count]
    if not lines:
        return ""
    widest = max(max(one.gain, one.lose) / one.count for one in lines) or 1
    middle, reach = 530, 250
    rows = "".join(_gain_row(one, place, middle, reach / widest, lang) for place, one in enumerate(lines))
    key = _hatch("lose") + (
        f'<rect fill="url(#lose)" x="{LEFT}" y="6" width="18" height="14"/>'
        f'<text class="s" x="{LEFT + 24}" y="18">{pick(("受损", "lose"), lang)}</text>'
        f'<rect class="bar" x="{LEFT + 120}" y="6" width="18" height="14"/>'
        f'<text class="s" x="{LEFT + 144}" y="18">{pick(("受益", "gain"), lang)}</text>'
    )
    height = 34 + ROW * len(lines)
    axis = f'<line class="cap" x1="{middle}" x2="{middle}" y1="28" y2="{height}"/>'
    return f'<svg viewBox="0 0 900 {height + 4}" role="img" aria-label="{escape(title)}">{key}{rows}{axis}</svg>'


def _gain_row(one: Effect, place: int, middle: int, scale: float, lang: Lang) -> str:
    y = 34 + ROW * place
    gain, lose = one.gain / one.count * scale, one.lose / one.count * scale
    shares = [f"{round(part * 1000 / one.count) / 10:.1f}%" for part in (one.lose, one.gain)]
    return (
        f'<text y="{y + 16}">{escape(pick(one.group, lang)[:16])} <tspan class="s">{one.count}</tspan></text>'
        f'<rect fill="url(#lose)" x="{middle - lose:.1f}" y="{y}" width="{lose:.1f}" height="22"><title>{one.lose}</title></rect>'
        f'<rect class="bar" x="{middle}" y="{y}" width="{gain:.1f}" height="22"><title>{one.gain}</title></rect>'
        f'<text class="s" x="{middle - lose - 8:.1f}" y="{y + 16}" text-anchor="end">{one.lose} ({shares[0]})</text>'
        f'<text class="s" x="{middle + gain + 8:.1f}" y="{y + 16}">{one.gain} ({shares[1]})</text>'
    )


def marks_picture(found: Simulation, lang: Lang) -> str:
    """How many pass at each mark: surely (full), possibly (pale) on top; the mark looked at as a line."""
    lines, count = found.lines, found.count
    if not lines or not count:
        return ""
    most = max(1, *(line.reach + line.reach_open for line in lines))
    wide = min(60.0, 800 / len(lines))
    tall = BASE - HIGH - 16
    columns = "".join(_mark_column(line, place, wide, tall / most, len(lines)) for place, line in enumerate(lines))
    names = (("确定可申报且达到", "may apply and reach it"), ("尚待定", "still open"), ("达到分值", "reach the mark"))
    dress = ('class="bar"', 'class="maybe"', 'class="track"')
    key = "".join(
        f'<rect {dress[one]} x="{60 + 230 * one}" y="2" width="18" height="14"/>'
        f'<text class="s" x="{84 + 230 * one}" y="14">{escape(pick(name, lang))}</text>'
        for one, name in enumerate(names)
    )
    title = pick(("各规定分值下的通过人数", "How many pass at each pass mark"), lang)
    line = _at_line(found, wide, lang)
    ground = f'<line stroke="#8a95a3" x1="50" x2="{50 + wide * len(lines):.1f}" y1="{BASE}" y2="{BASE}"/>'
    return (
        f'<svg viewBox="0 0 900 {BASE + 30}" role="img" aria-label="{escape(title)}">{key}{ground}{columns}{line}</svg>'
    )


def _mark_column(line: MarkLine, place: int, wide: float, scale: float, columns: int) -> str:
    x, inner = 50 + wide * place + 2, wide - 4
    parts = []
    base = float(BASE)
    reach = (line.reach + line.reach_open) * scale
    parts.append(f'<rect class="track" x="{x:.1f}" y="{base - reach:.1f}" width="{inner:.1f}" height="{reach:.1f}"/>')
    for kind, number in (("bar", line.passing), ("maybe", line.passing_open)):
        height = number * scale
        base -= height
        parts.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{base:.1f}" width="{inner:.1f}" height="{height:.1f}">'
            f"<title>{as_text(line.mark)}: {number}</title></rect>"
        )
    every = max(1, -(-columns // 16))
    if place % every == 0:
        parts.append(
            f'<text class="s" x="{x + inner / 2:.1f}" y="{BASE + 18}" text-anchor="middle">{as_text(line.mark)}</text>'
        )
    return "".join(parts)


def _at_line(found: Simulation, wide: float, lang: Lang) -> str:
    marks = [line.mark for line in found.lines]
    if found.at not in marks:
        return ""
    x = 50 + wide * marks.index(found.at) + wide / 2
    name = pick((f"{as_text(found.at)} 分", f"{as_text(found.at)}"), lang)
    return (
        f'<line class="cap" x1="{x:.1f}" x2="{x:.1f}" y1="26" y2="{BASE}"/>'
        f'<text class="s" x="{x + 6:.1f}" y="34">{escape(name)}</text>'
    )


def spread_picture(bands: Sequence[Band], at: Fraction, lang: Lang) -> str:
    """The spread of least scores: a column for each band, those still open pale, the mark as a line."""
    shown = list(bands)
    if not shown:
        return ""
    wide = min(60.0, 820 / len(shown))
    most = max(1, *(one.count for one in shown))
    tall = BASE - HIGH - 20
    parts = []
    every = max(1, -(-len(shown) // 18))
    for place, one in enumerate(shown):
        x, height = 40 + wide * place, tall * one.count / most
        pale = tall * one.unsettled / most
        parts.append(
            f'<rect class="bar" x="{x + 2:.1f}" y="{BASE - height + pale:.1f}" width="{wide - 4:.1f}" '
            f'height="{height - pale:.1f}"><title>{as_text(one.start)}～{as_text(one.end)}: {one.count}</title></rect>'
            f'<rect class="maybe" x="{x + 2:.1f}" y="{BASE - height:.1f}" width="{wide - 4:.1f}" height="{pale:.1f}"/>'
        )
        if one.count and wide > 30:
            parts.append(
                f'<text class="s" x="{x + wide / 2:.1f}" y="{BASE - height - 5:.1f}" text-anchor="middle">{one.count}</text>'
            )
        if place % every == 0:
            parts.append(
                f'<text class="s" x="{x:.1f}" y="{BASE + 18}" text-anchor="middle">{as_text(one.start)}</text>'
            )
    width = shown[0].end - shown[0].start
    x = 40 + float(at / width) * wide
    if x <= 40 + wide * len(shown):
        parts.append(f'<line class="cap" x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{BASE}"/>')
        parts.append(f'<text class="s" x="{x + 6:.1f}" y="18">{as_text(at)}</text>')
    title = pick(("得分分布", "Spread of scores"), lang)
    ground = f'<line stroke="#8a95a3" x1="40" x2="{40 + wide * len(shown):.1f}" y1="{BASE}" y2="{BASE}"/>'
    return f'<svg viewBox="0 0 900 {BASE + 30}" role="img" aria-label="{escape(title)}">{ground}{"".join(parts)}</svg>'


def indicators_picture(lines: Sequence[IndicatorLine], close: int, names: Sequence[str], lang: Lang) -> str:
    """On which indicators passing hangs, near the mark: carried by it, cut by its cap, left open in it."""
    if not lines or not close:
        return ""
    most = max(1, *(one.carries + one.cut + one.unsettled for one in lines))
    scale = (RIGHT - 260 - 60) / most
    rows = []
    for place, (one, name) in enumerate(zip(lines, names, strict=True)):
        y, x = 34 + ROW * place, 260.0
        rows.append(f'<text y="{y + 16}">{escape(name[:18])}</text>')
        for dress, number in (
            ('class="bar"', one.carries),
            ('fill="url(#cutoff)"', one.cut),
            ('class="maybe"', one.unsettled),
        ):
            width = number * scale
            rows.append(
                f'<rect {dress} x="{x:.1f}" y="{y}" width="{width:.1f}" height="22"><title>{number}</title></rect>'
            )
            x += width
        total = one.carries + one.cut + one.unsettled
        rows.append(f'<text class="s" x="{x + 8:.1f}" y="{y + 16}">{total}</text>')
    texts = (
        ("缺它就达不到", "carried by it"),
        ("被封顶挡住", "held back by its cap"),
        ("待定处决定", "hangs on what is open"),
    )
    dresses = ('class="bar"', 'fill="url(#cutoff)"', 'class="maybe"')
    key = _hatch("cutoff") + "".join(
        f'<rect {dresses[one]} x="{260 + 200 * one}" y="6" width="18" height="14"/>'
        f'<text class="s" x="{284 + 200 * one}" y="18">{escape(pick(text, lang))}</text>'
        for one, text in enumerate(texts)
    )
    title = pick(("哪些指标起决定作用", "Which indicators decide"), lang)
    return f'<svg viewBox="0 0 900 {38 + ROW * len(lines)}" role="img" aria-label="{escape(title)}">{key}{"".join(rows)}</svg>'
