"""A comparison of two tracks as a page: the answer, who gains and loses, then every change with its witness."""

from __future__ import annotations

from html import escape

from zhicheng.dossier.files import dossier_yaml
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.report.view import score_text
from zhicheng.vocabulary.points import as_text, shown
from zhicheng.workshop.diff import HOW, Change, Side
from zhicheng.workshop.diff_population import Effect, Effects
from zhicheng.workshop.diff_report import SECTION_NAMES, DiffReport, dossier_lines, headline, largest, where
from zhicheng.workshop.diff_witness import Said, Search, Witness
from zhicheng.workshop.outcomes import GROUPS
from zhicheng.workshop.pages import answer, fine_print, page, section, table, wide
from zhicheng.workshop.pictures import gains_picture

DETAIL_HEADS = (("何处", "what"), ("前", "before"), ("后", "after"))
EFFECT_HEADS = (
    ("人群", "group"),
    ("人数", "people"),
    ("受益", "gain"),
    ("受损", "lose"),
    ("分数升高", "score up"),
    ("分数降低", "score down"),
    ("平均变化", "mean change"),
)


def diff_html(report: DiffReport, lang: Lang) -> str:
    """The whole page, self-contained."""
    names = [pick(side.title, lang) for side in (report.comparison.before, report.comparison.after)]
    day = report.dates.as_of.isoformat()
    head = (
        f'<header class="doc"><span>{escape(" → ".join(names))}</span>'
        f"<span>{phrase('as_of', lang)} {day}</span></header>"
    )
    return page(" → ".join(names), head + diff_body(report, lang), lang)


def diff_body(report: DiffReport, lang: Lang, heading: str = "h1") -> str:
    """Everything below the page's own head; the platform shows the same."""
    parts = [_answer(report, lang, heading), _sides(report, lang)]
    if report.effects is not None:
        parts.append(effects_part(report.effects, lang))
    parts += [_section(report, name, lang) for name in SECTION_NAMES]
    parts.append(_print(report, lang))
    return "".join(parts)


def _answer(report: DiffReport, lang: Lang, heading: str) -> str:
    counts = report.comparison.counts()
    tiles = [(str(counts[how]), pick(HOW[how], lang)) for how in HOW if counts[how]][:3]
    tiles.append((str(report.shown), pick(("处有实例", "with a witness"), lang)))
    same = sum(report.comparison.same.values())
    line = pick((f"另有 {same} 处相同。", f"{same} more rules are the same."), lang)
    return answer("open" if counts else "met", pick(headline(report), lang), line, tiles, heading)


def _sides(report: DiffReport, lang: Lang) -> str:
    def one(side: Side, name: str) -> str:
        return (
            f"<div><b>{escape(name)}：{escape(pick(side.title, lang))}</b>{escape(side.pack.number)}<br>"
            f"<code>{escape(side.name)} v{side.pack.version} {side.pack.hash[:12]}</code></div>"
        )

    names = pick(("前", "Before"), lang), pick(("后", "After"), lang)
    both = one(report.comparison.before, names[0]) + one(report.comparison.after, names[1])
    return f'<section><div class="sides">{both}</div></section>'


# ------------------------------------------------------------------ population


def effects_part(found: Effects, lang: Lang) -> str:
    """Who gains and loses: a picture and a table for each division, then by which ways in."""
    mark = "" if found.pass_mark is None else as_text(found.pass_mark)
    note = (
        ("受益：由不符合变为待定或符合，或由待定变为符合", "gain: from not met to open or met, or from open to met")
        if not mark
        else (f"问：可申报且得分达到 {mark} 分", f"asked: may apply and reaches {mark}")
    )
    rows = [_effect_row(found.whole, lang)]
    turned = pick(("由何变何", "From what to what"), lang)
    body = [
        table(EFFECT_HEADS, rows, lang, frozenset(range(1, 7))),
        f"<h3>{turned}</h3>",
        _transitions(found.whole, lang),
    ]
    for name, title in GROUPS.items():
        lines = found.groups.get(name, ())
        if len(lines) < 2:
            continue
        picture = gains_picture(largest(lines), pick(title, lang), lang)
        body.append(f"<h3>{escape(pick(title, lang))}</h3>{wide(picture, pick(title, lang))}")
        body.append(table(EFFECT_HEADS, [_effect_row(one, lang) for one in lines], lang, frozenset(range(1, 7))))
    if found.rules:
        heads = (("仅凭此途径可申报", "may apply by this way on one side only"), ("规则", "rules"), ("人数", "people"))
        ways = [[one.key, one.side, str(one.count)] for one in found.rules]
        body.append(f"<h3>{escape(pick(('途径', 'Ways in'), lang))}</h3>{table(heads, ways, lang, frozenset({2}))}")
    return section(("人群影响", "Effects on a population"), "".join(body), lang, note)


def _effect_row(one: Effect, lang: Lang) -> list[str]:
    sign = "+" if one.mean > 0 else ""
    counts = [str(number) for number in (one.count, one.gain, one.lose, one.up, one.down)]
    return [pick(one.group, lang), *counts, f"{sign}{shown(one.mean)}"]


def _transitions(one: Effect, lang: Lang) -> str:
    """From what to what, as a table: rows before, columns after."""
    names = [phrase(word, lang) for word in ("not_met", "open", "met")]
    heads = [("前＼后", "before＼after"), *((name, name) for name in names)]
    rows = [[names[place], *(str(count) for count in one.table[place])] for place in range(3)]
    return table(heads, rows, lang, frozenset({1, 2, 3}))


# ------------------------------------------------------------------ changes


def _section(report: DiffReport, name: str, lang: Lang) -> str:
    found = report.section(name)
    if not found:
        return ""
    same = report.comparison.same.get(name, 0)
    note = (f"{len(found)} 处不同，{same} 处相同", f"{len(found)} differ, {same} the same")
    items = "".join(_change(change, search, lang) for change, search in found)
    return section(SECTION_NAMES[name], items, lang, note)


def _change(change: Change, search: Search, lang: Lang) -> str:
    cite = pick(where(change.place), lang)
    if change.before is not None and change.after is not None and change.before.key != change.after.key:
        cite = f"{pick(where(change.before), lang)} → {pick(where(change.after), lang)}"
    opened = " open" if search.witness is not None and search.witness.decides else ""
    return (
        f'<details{opened}><summary><span class="cite">{escape(cite)}</span><span>{escape(pick(change.place.text, lang))}</span>'
        f'<span class="how {change.how}">{pick(HOW[change.how], lang)}</span></summary>'
        f"{_texts(change, lang)}{_details(change, lang)}{_witness_part(change, search, lang)}</details>"
    )


def _texts(change: Change, lang: Lang) -> str:
    if change.before is None or change.after is None:
        return ""
    both = "".join(
        f"<div><b>{escape(pick(where(place), lang))}</b>{escape(pick(place.text, lang))}</div>"
        for place in (change.before, change.after)
    )
    return f'<div class="sides">{both}</div>'


def _details(change: Change, lang: Lang) -> str:
    if not change.details:
        return ""
    rows = [
        [
            pick(one.name, lang),
            "—" if one.before is None else pick(one.before, lang),
            "—" if one.after is None else pick(one.after, lang),
        ]
        for one in change.details
    ]
    return table(DETAIL_HEADS, rows, lang)


def _witness_part(change: Change, search: Search, lang: Lang) -> str:
    witness = search.witness
    if witness is None:
        if change.how == "reworded" or not search.tried:
            return ""
        text = (
            f"试了 {search.tried} 份材料，没有一份在两边结果不同",
            f"{search.tried} dossiers were tried; on none do the two sides differ",
        )
        return f'<p class="rec">{escape(pick(text, lang))}</p>'
    lines = "".join(f"<li>{escape(pick(line, lang))}</li>" for line in dossier_lines(witness.dossier))
    heads = (
        ("", ""),
        ("此条", "this rule"),
        ("可否申报", "may apply"),
        ("符合的途径", "ways in met"),
        ("得分", "score"),
    )
    rows = [_said(witness.before, ("前", "before"), lang), _said(witness.after, ("后", "after"), lang)]
    title = pick(("实例", "Witness"), lang)
    return (
        f'<h3>{title}</h3><ul class="plain">{lines}</ul>{table(heads, rows, lang)}{_granted(witness, lang)}'
        f"<details><summary><span>{pick(('材料文件（可直接判定）', 'the dossier as a file, ready to be judged'), lang)}</span></summary>"
        f"<pre>{escape(dossier_yaml(witness.dossier))}</pre></details>"
    )


def _said(said: Said, name: tuple[str, str], lang: Lang) -> list[str]:
    ways = ("、" if lang == "zh" else ", ").join(said.ways) or "—"
    return [
        pick(name, lang),
        pick(said.rule, lang),
        phrase(said.can_apply, lang),
        ways,
        score_text(said.low, said.high),
    ]


def _granted(witness: Witness, lang: Lang) -> str:
    if not witness.granted:
        return ""
    text = ("须由人认定之处，两边均视为认定", "what people would have to judge is taken as granted on both sides")
    return f'<p class="rec">{escape(pick(text, lang))}</p>'


def _print(report: DiffReport, lang: Lang) -> str:
    texts = [f"{side.name} {side.pack.hash}" for side in (report.comparison.before, report.comparison.after)]
    texts.append(pick(("实例均由两边规则实际判定", "every witness was judged by both sets of rules"), lang))
    return fine_print(texts)
