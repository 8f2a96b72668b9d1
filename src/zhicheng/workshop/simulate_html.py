"""A simulation as a page: how many pass at each mark, the spread of scores, the indicators that decide near one mark."""

from __future__ import annotations

from fractions import Fraction
from html import escape

from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.vocabulary.points import as_text, shown
from zhicheng.workshop.pages import answer, fine_print, page, section, table, wide
from zhicheng.workshop.pictures import indicators_picture, marks_picture, spread_picture
from zhicheng.workshop.simulate import IndicatorLine, Simulation

Pair = tuple[str, str]
MARK_HEADS: tuple[Pair, ...] = (
    ("规定分值", "pass mark"),
    ("达到", "reach it"),
    ("可能达到", "possibly"),
    ("可申报且达到", "may apply and reach it"),
    ("可能", "possibly"),
    ("比例", "share"),
)
INDICATOR_HEADS: tuple[Pair, ...] = (
    ("指标", "indicator"),
    ("封顶", "cap"),
    ("缺它就达不到", "carried by it"),
    ("被封顶挡住", "held back by its cap"),
    ("待定处决定", "hangs on what is open"),
    ("触及封顶", "cap binds"),
    ("平均得分", "mean points"),
)
MARKS_TITLE: Pair = ("各规定分值下的人数", "How many at each pass mark")
SPREAD_TITLE: Pair = ("得分分布", "Spread of scores")
DECIDING_TITLE: Pair = ("哪些指标起决定作用", "Which indicators decide")
BAND_HEADS: tuple[Pair, ...] = (("得分", "score"), ("人数", "people"), ("其中待定", "of them open"))


def simulate_html(found: Simulation, pack: Pack, level: str, day: str, lang: Lang) -> str:
    """The whole page, self-contained."""
    title = pick(pack.about(level), lang)
    head = (
        f'<header class="doc"><span>{escape(title)} · {escape(pack.number)}</span>'
        f"<span>{phrase('as_of', lang)} {day}</span></header>"
    )
    return page(title, head + simulate_body(found, pack, lang), lang)


def simulate_body(found: Simulation, pack: Pack, lang: Lang, heading: str = "h1") -> str:
    """Everything below the page's own head; the platform shows the same."""
    note = ("浅色为待定；灰色为达到分值但不一定可申报", "pale: still open; grey: reach the mark, but may not all apply")
    marks = wide(marks_picture(found, lang), pick(MARKS_TITLE, lang)) + table(
        MARK_HEADS, mark_rows(found), lang, frozenset(range(6))
    )
    spread = wide(spread_picture(found.bands, found.at, lang), pick(SPREAD_TITLE, lang)) + table(
        BAND_HEADS, band_rows(found), lang, frozenset({1, 2})
    )
    return (
        _answer(found, lang, heading)
        + section(MARKS_TITLE, marks, lang, note)
        + section(SPREAD_TITLE, spread, lang, ("按最低得分", "by the least score"))
        + _indicators(found, pack, lang)
        + fine_print([f"{found.track} {pack.hash}", *kept(lang)])
    )


def kept(lang: Lang) -> list[str]:
    """What the counting of indicators leaves as it is."""
    return [
        pick(
            (
                "指标的作用按其余材料的计入位置不变计算",
                "indicators are reckoned with everything else counted where it is",
            ),
            lang,
        )
    ]


def sentence(found: Simulation) -> Pair:
    """The answer in one sentence: at the mark looked at, how many pass."""
    line = next((one for one in found.lines if one.mark == found.at), found.lines[0])
    mark, total = as_text(line.mark), found.count
    zh = f"规定分值 {mark} 分时，{total} 人中 {line.passing} 人可申报且达到"
    en = f"At a pass mark of {mark}, {line.passing} of {total} may apply and reach it"
    if line.passing_open:
        zh, en = f"{zh}，另有 {line.passing_open} 人待定", f"{en}; {line.passing_open} more are open"
    return zh, en


def _answer(found: Simulation, lang: Lang, heading: str) -> str:
    first, last = found.lines[0], found.lines[-1]
    ends = (
        f"{as_text(first.mark)} 分：{first.passing} 人；{as_text(last.mark)} 分：{last.passing} 人",
        f"{as_text(first.mark)}: {first.passing}; {as_text(last.mark)}: {last.passing}",
    )
    near = as_text(found.near)
    tiles = [
        (str(found.count), pick(("人", "people"), lang)),
        (
            str(found.close),
            pick((f"人在 {as_text(found.at)} 分上下 {near} 分内", f"within {near} of {as_text(found.at)}"), lang),
        ),
    ]
    return answer("open", pick(sentence(found), lang), pick(ends, lang), tiles, heading)


def _indicators(found: Simulation, pack: Pack, lang: Lang) -> str:
    lines = [one for one in found.indicators if one.carries or one.cut or one.unsettled or one.bound]
    deciding = [one for one in lines if one.carries or one.cut or one.unsettled]
    names = [indicator_name(one, pack, lang) for one in deciding]
    picture = indicators_picture(deciding, found.close, names, lang)
    near, at = as_text(found.near), as_text(found.at)
    note = (f"{at} 分上下 {near} 分内的 {found.close} 人", f"{found.close} people within {near} of {at}")
    body = wide(picture, pick(DECIDING_TITLE, lang)) + table(
        INDICATOR_HEADS, indicator_rows(found, pack, lang), lang, frozenset(range(1, 7))
    )
    return section(DECIDING_TITLE, body, lang, note)


def indicator_name(one: IndicatorLine, pack: Pack, lang: Lang) -> str:
    """The last part of an indicator's path in the page's language."""
    return one.label if lang == "zh" else pack.english(one.label)


def mark_rows(found: Simulation) -> list[list[str]]:
    """The table of marks."""
    return [
        [
            as_text(line.mark),
            str(line.reach),
            str(line.reach_open),
            str(line.passing),
            str(line.passing_open),
            share(line.passing, found.count),
        ]
        for line in found.lines
    ]


def band_rows(found: Simulation) -> list[list[str]]:
    """The table of the spread."""
    return [[f"{as_text(one.start)}～{as_text(one.end)}", str(one.count), str(one.unsettled)] for one in found.bands]


def indicator_rows(found: Simulation, pack: Pack, lang: Lang) -> list[list[str]]:
    """The table of indicators, all of them."""
    return [
        [
            indicator_name(one, pack, lang),
            "—" if one.cap is None else as_text(one.cap),
            *(str(number) for number in (one.carries, one.cut, one.unsettled, one.bound)),
            shown(one.mean),
        ]
        for one in found.indicators
    ]


def share(part: int, whole: int) -> str:
    """A share in per cent with one decimal, exact and rounded half up; a dash of nothing."""
    return "—" if not whole else f"{shown(Fraction(part * 100, whole))}%"
