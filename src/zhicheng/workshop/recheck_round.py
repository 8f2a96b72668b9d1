"""A round rechecked: every applicant's claims, counted by indicator and cause, as tables for a workbook and a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.pages import answer, fine_print, page, section, table, wide
from zhicheng.workshop.recheck import name_of, score_of
from zhicheng.workshop.recheck_types import SORTS, Difference, Rechecked, Sort

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant of a round: the application's number, a name where the list has one, what the recheck found."""

    number: str
    name: str
    found: Rechecked


@dataclass(frozen=True)
class RoundRecheck:
    """A round rechecked. ``refused``: applications whose dossier could not be read or is missing, each with why."""

    track: str
    rows: tuple[Row, ...]
    refused: tuple[tuple[str, Pair], ...] = ()

    @property
    def different(self) -> int:
        """How many applicants have some difference."""
        return sum(bool(row.found.differences) for row in self.rows)

    @property
    def differences(self) -> int:
        """How many differences in all."""
        return sum(len(row.found.differences) for row in self.rows)


KINDS: dict[str, Pair] = {"above": ("多报", "too much"), "below": ("少报", "too little"), "open": ("待定", "open")}
DIFFERENCE_HEADS: tuple[Pair, ...] = (
    ("申报编号", "Application no."),
    ("姓名", "Name"),
    ("指标", "Indicator"),
    ("自报", "Claimed"),
    ("核算", "Recomputed"),
    ("相差", "Difference"),
    ("方向", "Which way"),
    ("原因", "Cause"),
    ("说明", "Why"),
    ("依据", "Citation"),
)
TOTAL_HEADS: tuple[Pair, ...] = (
    ("申报编号", "Application no."),
    ("姓名", "Name"),
    ("自报总分", "Claimed in all"),
    ("核算总分", "Recomputed in all"),
    ("比较的指标", "Indicators compared"),
    ("不同", "Different"),
)
CAUSE_HEADS: tuple[Pair, ...] = (("指标", "Indicator"), ("原因", "Cause"), ("处数", "How many"))
REFUSED_HEADS: tuple[Pair, ...] = (("申报编号", "Application no."), ("问题", "What is wrong"))


def difference_rows(found: RoundRecheck, lang: Lang) -> list[list[str]]:
    """One line for each difference, with its first cause and whatever else helps to explain it."""
    return [_cells(row, one, lang) for row in found.rows for one in row.found.differences]


def _cells(row: Row, one: Difference, lang: Lang) -> list[str]:
    first = one.causes[0]
    rest = [cause for cause in one.causes[1:3] if not first.full]
    says = ("；" if lang == "zh" else "; ").join(pick(cause.says, lang) for cause in (first, *rest))
    sorts = ("、" if lang == "zh" else ", ").join(
        dict.fromkeys(pick(SORTS[cause.sort], lang) for cause in (first, *rest))
    )
    sign = "+" if one.delta > 0 else ""
    return [
        row.number,
        row.name,
        name_of(one),
        as_text(one.claimed),
        score_of(one.low, one.high),
        f"{sign}{as_text(one.delta)}",
        pick(KINDS[one.kind], lang),
        sorts,
        says,
        "、".join(one.cite),
    ]


def total_rows(found: RoundRecheck) -> list[list[str]]:
    """One line for each applicant."""
    return [
        [
            row.number,
            row.name,
            as_text(row.found.claimed),
            score_of(row.found.low, row.found.high),
            str(row.found.compared),
            str(len(row.found.differences)),
        ]
        for row in found.rows
    ]


def cause_counts(found: RoundRecheck) -> Counter[tuple[str, Sort]]:
    """How often each cause stands first, by indicator."""
    return Counter((name_of(one), one.causes[0].sort) for row in found.rows for one in row.found.differences)


def cause_rows(found: RoundRecheck, lang: Lang) -> list[list[str]]:
    """The counts by indicator and cause, most first."""
    return [[path, pick(SORTS[sort], lang), str(count)] for (path, sort), count in cause_counts(found).most_common()]


Sheets = list[tuple[str, Sequence[Pair], Sequence[Sequence[str]]]]


def sheets_of(found: RoundRecheck, lang: Lang) -> Sheets:
    """The tables of the workbook: differences, totals, causes, and what could not be rechecked."""
    sheets: Sheets = [
        (pick(("差异", "differences"), lang), DIFFERENCE_HEADS, difference_rows(found, lang)),
        (pick(("汇总", "totals"), lang), TOTAL_HEADS, total_rows(found)),
        (pick(("按原因", "causes"), lang), CAUSE_HEADS, cause_rows(found, lang)),
    ]
    if found.refused:
        refused = [[number, pick(why, lang)] for number, why in found.refused]
        sheets.append((pick(("未复核", "not rechecked"), lang), REFUSED_HEADS, refused))
    return sheets


def sentence(found: RoundRecheck) -> Pair:
    """The answer in one sentence."""
    zh = f"{len(found.rows)} 人中 {found.different} 人的自报分与规则核算不同，共 {found.differences} 处"
    en = f"{found.different} of {len(found.rows)} claim other points than the rules come to, in {found.differences} places"
    return zh, en


def recheck_html(found: RoundRecheck, pack: Pack, lang: Lang) -> str:
    """The whole page, self-contained."""
    title = pick(("自评分复核", "Claimed scores rechecked"), lang)
    head = f'<header class="doc"><span>{escape(title)} · {escape(found.track)}</span><span>{escape(pack.number)}</span></header>'
    body = recheck_body(found, lang) + fine_print([f"{found.track} {pack.hash}"])
    return page(title, head + body, lang)


def recheck_body(found: RoundRecheck, lang: Lang, heading: str = "h1") -> str:
    """Answer, causes, every difference, totals; the picture of the causes has its table below it."""
    tiles = [(str(count), pick(SORTS[sort], lang)) for sort, count in _by_sort(found).most_common(4)]
    parts = [answer("open" if found.differences else "met", pick(sentence(found), lang), "", tiles, heading)]
    if found.differences:
        picture = wide(causes_picture(found, lang), pick(("按原因", "By cause"), lang))
        causes = picture + table(CAUSE_HEADS, cause_rows(found, lang), lang, frozenset({2}))
        parts.append(section(("按原因", "By cause"), causes, lang))
        rows = table(DIFFERENCE_HEADS, difference_rows(found, lang), lang, frozenset({3, 4, 5}))
        parts.append(section(("差异", "Differences"), rows, lang))
    totals = table(TOTAL_HEADS, total_rows(found), lang, frozenset({2, 3, 4, 5}))
    parts.append(section(("汇总", "Totals"), totals, lang))
    if found.refused:
        rows = table(REFUSED_HEADS, [[number, pick(why, lang)] for number, why in found.refused], lang)
        parts.append(section(("未复核", "Not rechecked"), rows, lang))
    return "".join(parts)


def _by_sort(found: RoundRecheck) -> Counter[Sort]:
    sums: Counter[Sort] = Counter()
    for (_, sort), count in cause_counts(found).items():
        sums[sort] += count
    return sums


def causes_picture(found: RoundRecheck, lang: Lang) -> str:
    """Bars: how often each cause stands first."""
    sums = _by_sort(found).most_common()
    if not sums:
        return ""
    scale = 560 / sums[0][1]
    rows = "".join(
        f'<text y="{18 + 34 * place}">{escape(pick(SORTS[sort], lang))}</text>'
        f'<rect class="bar" x="200" y="{2 + 34 * place}" width="{count * scale:.1f}" height="22"/>'
        f'<text class="s" x="{208 + count * scale:.1f}" y="{18 + 34 * place}">{count}</text>'
        for place, (sort, count) in enumerate(sums)
    )
    title = escape(pick(("差异的原因", "Causes of the differences"), lang))
    return f'<svg viewBox="0 0 900 {34 * len(sums) + 4}" role="img" aria-label="{title}">{rows}</svg>'
