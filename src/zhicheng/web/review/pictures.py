"""The pictures of a review's statistics as SVG: bars by finding, the spread of scores. Each has its table beside it."""

from __future__ import annotations

from html import escape

from zhicheng.vocabulary.points import as_text
from zhicheng.web.review.phrases import FINDINGS
from zhicheng.web.review.statistics import Line, Spread, Table, column_name

LEFT, RIGHT, ROW, HIGHEST = 230, 700, 34, 180
MOST = 12
"""So many lines a picture shows; the table has all."""


def _pick(pair: tuple[str, str], lang: str) -> str:
    return pair[0 if lang == "zh" else 1]


def bars(table: Table, lang: str) -> str:
    """Bars of the first lines: eligible (full), not eligible (hatched), not checked yet (pale), with the count."""
    lines = table.lines[:MOST]
    if not lines:
        return ""
    scale = (RIGHT - LEFT) / max(one.total for one in lines)
    rows = "".join(_bar(table.key, one, place, scale, lang) for place, one in enumerate(lines))
    title = escape(_pick(table.title, lang))
    return (
        f'<svg viewBox="0 0 900 {ROW * len(lines) + 34}" role="img" aria-label="{title}">{_hatch(table.key)}'
        f"{_legend(table.key, lang)}{rows}</svg>"
    )


def _hatch(key: str) -> str:
    return (
        f'<defs><pattern id="cut-{key}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff5e2"/>'
        '<rect width="3" height="7" fill="#e0a94a"/></pattern></defs>'
    )


def _dress(finding: str, key: str) -> str:
    """How a finding is drawn."""
    if finding == "eligible":
        return 'class="bar"'
    return f'fill="url(#cut-{key})"' if finding == "not-eligible" else 'class="maybe"'


ORDER = ("eligible", "not-eligible", "unchecked")


def _legend(key: str, lang: str) -> str:
    names = dict(FINDINGS)
    return "".join(
        f'<rect {_dress(one, key)} x="{LEFT + 170 * place}" y="6" width="18" height="14"/>'
        f'<text class="s" x="{LEFT + 24 + 170 * place}" y="18">{escape(_pick(names[one], lang))}</text>'
        for place, one in enumerate(ORDER)
    )


def _bar(key: str, line: Line, place: int, scale: float, lang: str) -> str:
    counts = dict(zip((finding for finding, _ in FINDINGS), line.by_finding, strict=True))
    names, y, x = dict(FINDINGS), 34 + ROW * place, float(LEFT)
    parts = [f'<text y="{y + 16}">{escape(_pick(line.name, lang)[:24])}</text>']
    for one in ORDER:
        width = counts[one] * scale
        if width:
            parts.append(
                f'<rect {_dress(one, key)} x="{x:.1f}" y="{y}" width="{width:.1f}" height="22">'
                f"<title>{escape(_pick(names[one], lang))} {counts[one]}</title></rect>"
            )
            x += width
    parts.append(f'<text x="{x + 10:.0f}" y="{y + 16}">{line.total}</text>')
    return "".join(parts)


def histogram(spread: Spread, lang: str) -> str:
    """The spread of scores: a column for every ten points with its count, the pass mark as a line."""
    count = len(spread.columns)
    wide = min(80.0, 820 / count)
    most = max(one[2] for one in spread.columns)
    parts = []
    for place, (start, end, number) in enumerate(spread.columns):
        x, tall = 40 + wide * place, HIGHEST * number / most
        parts.append(
            f'<rect class="bar" x="{x + 3:.1f}" y="{HIGHEST + 20 - tall:.1f}" width="{wide - 6:.1f}" height="{tall:.1f}">'
            f"<title>{escape(_pick(column_name(start, end), lang))}: {number}</title></rect>"
        )
        if number:
            parts.append(
                f'<text x="{x + wide / 2:.1f}" y="{HIGHEST + 14 - tall:.1f}" text-anchor="middle">{number}</text>'
            )
        parts.append(f'<text class="s" x="{x:.1f}" y="{HIGHEST + 38}" text-anchor="middle">{as_text(start)}</text>')
    parts.append(_mark(spread, wide, lang))
    title = "得分分布" if lang == "zh" else "Spread of scores"
    ground = f'<line class="month" x1="40" x2="{40 + wide * count:.1f}" y1="{HIGHEST + 20}" y2="{HIGHEST + 20}"/>'
    return f'<svg viewBox="0 0 900 {HIGHEST + 50}" role="img" aria-label="{title}">{ground}{"".join(parts)}</svg>'


def _mark(spread: Spread, wide: float, lang: str) -> str:
    if spread.pass_mark is None:
        return ""
    x = 40 + float(spread.pass_mark) / 10 * wide
    name = f"规定分值 {as_text(spread.pass_mark)}" if lang == "zh" else f"pass mark {as_text(spread.pass_mark)}"
    anchor = "end" if x > 700 else "start"
    return (
        f'<line class="cap" x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{HIGHEST + 20}"/>'
        f'<text class="s" x="{x + (-6 if anchor == "end" else 6):.1f}" y="14" text-anchor="{anchor}">{escape(name)}</text>'
    )
