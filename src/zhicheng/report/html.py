"""The report as one self-contained HTML page: the answer, the reasons, the figures, the fine print."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from zhicheng.report.gains import best_gains
from zhicheng.report.phrases import phrase, pick
from zhicheng.report.pictures import opening_picture, score_picture
from zhicheng.report.view import View, answer, price_text, score_text, subline
from zhicheng.verdict.findings import Finding
from zhicheng.verdict.questions import Question
from zhicheng.verdict.result import ScoreNode
from zhicheng.vocabulary.points import shown
from zhicheng.vocabulary.truth import MET, NAMES, OPEN


def html_report(view: View) -> str:
    """The whole page; nothing in it is loaded from anywhere."""
    style = files("zhicheng.report").joinpath("style.css").read_text(encoding="utf-8")
    language = "zh-CN" if view.lang == "zh" else "en"
    body = "".join(
        [
            _header(view),
            answer_part(view),
            section_part(view, "routes", "routes_note"),
            section_part(view, "landmarks", "landmarks_note"),
            section_part(view, "review", "review_note"),
            section_part(view, "basic", ""),
            score_part(view),
            f'<div class="next">{next_part(view)}{readings_part(view)}</div>',
            questions_part(view),
            missing_part(view),
            _footer(view),
        ]
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(view.title())}</title>\n<style>\n{style}</style>\n<main>\n{body}</main>\n</html>\n"
    )


def _header(view: View) -> str:
    pack = view.setting.pack
    draft = f' <span class="draft">{phrase("draft", view.lang)}</span>' if pack.status == "draft" else ""
    day = view.setting.dates.as_of
    shown_day = f"{day.year}年{day.month}月{day.day}日" if view.lang == "zh" else day.isoformat()
    return (
        f'<header class="doc"><span>{escape(view.title())} · {escape(pack.number or pick(pack.title, view.lang))}{draft}</span>'
        f"<span>{phrase('as_of', view.lang)} {shown_day}</span></header>"
    )


def answer_part(view: View, heading: str = "h1") -> str:
    """The answer with its figures; ``heading`` is the element that the sentence stands in."""
    verdict, lang = view.verdict, view.lang
    met = sum(1 for way in verdict.ways_in if way.truth == MET)
    tiles = []
    if verdict.scored is not None:
        raw = sum(node.raw for node in view.nodes if node.depth == 0)
        cut = f"（{phrase('before_caps', lang)} {shown(raw)}）" if raw > verdict.low else ""
        unit = " 分" if lang == "zh" else ""
        tiles.append((f"{score_text(verdict.low, verdict.high)}{unit}", phrase("total", lang) + cut))
    ways, items_open = (" 条", " 项") if lang == "zh" else ("", "")
    tiles.append((f"{met}{ways}", phrase("ways_met", lang)))
    tiles.append((f"{len(view.questions)}{items_open}", phrase("open_items", lang)))
    tiles.append((phrase(verdict.defence, lang), phrase("defence", lang)))
    items = "".join(f"<li><b>{escape(value)}</b>{escape(text)}</li>" for value, text in tiles)
    state = NAMES[verdict.can_apply]
    return (
        f'<div class="answer {state}"><{heading}>{escape(answer(verdict, lang))}</{heading}><p>{escape(subline(verdict, lang))}</p>'
        f'<ul class="facts">{items}</ul></div>'
    )


def section_part(view: View, name: str, note: str) -> str:
    """The clauses of a section with their reasons; ``note`` is a phrase under the heading. Empty where there are none."""
    found = view.findings[name]
    if not found:
        return ""
    small = f" <small>{phrase(note, view.lang)}</small>" if note else ""
    ordered = sorted(found, key=lambda one: -one.truth) if name in ("routes", "landmarks") else found
    prices = {way.clause.key: price_text(way.price, view.lang) for way in view.verdict.ways_in}
    items = "".join(_clause(view, one, prices.get(one.key, "")) for one in ordered)
    return f'<section class="long"><h2>{phrase(name, view.lang)}{small}</h2>{items}</section>'


def _clause(view: View, finding: Finding, price: str = "") -> str:
    opened = " open" if finding.truth == MET or (finding.truth == OPEN and not finding.questions) else ""
    tail = f" <small>（{escape(price)}）</small>" if price else ""
    reasons = _reasons(view, finding)
    return (
        f'<details{opened}><summary><span class="cite">{escape(finding.key)}</span><span>{escape(pick(finding.say, view.lang))}{tail}</span>'
        f'<span class="state {finding.outcome}">{phrase(finding.outcome, view.lang)}</span></summary>'
        f'{f"""<ul class="because">{reasons}</ul>""" if reasons else ""}</details>'
    )


def _reasons(view: View, finding: Finding) -> str:
    lines = [
        f'<li class="{NAMES[one.truth]}"><b>{escape(pick(one.name, view.lang))}</b> {escape(pick(one.because, view.lang))}</li>'
        for one in finding.used
    ]
    kind = "" if finding.truth == OPEN else "not_met"
    lines += [f'<li class="{kind}">{escape(pick(pair, view.lang))}</li>' for pair in finding.missing]
    lines += [f'<li class="open">{escape(_ask(view, question))}</li>' for question in finding.questions]
    lines += [
        _child(view, child) for child in finding.children if child.label or finding.truth != MET or child.truth == MET
    ]
    return "".join(lines)


def _child(view: View, child: Finding) -> str:
    inner = _reasons(view, child)
    label = f'<span class="cite">{escape(child.label)}</span> ' if child.label else ""
    state = f' <span class="state {child.outcome}">{phrase(child.outcome, view.lang)}</span>' if child.label else ""
    nested = f'<ul class="because">{inner}</ul>' if inner else ""
    return f'<li class="{child.outcome}">{label}{escape(pick(child.say, view.lang))}{state}{nested}</li>'


def _ask(view: View, question: Question) -> str:
    who = phrase(f"by_{question.by}", view.lang)
    return (
        f"{pick(question.ask, view.lang)}（{who}）" if view.lang == "zh" else f"{pick(question.ask, view.lang)} ({who})"
    )


def score_part(view: View) -> str:
    """The picture of the score and its table; empty where nothing is scored."""
    if view.verdict.scored is None:
        return ""
    lang = view.lang
    columns = ["indicator", "counted", *(["claimed"] if view.dossier.claimed else []), "got", "cap", "lost"]
    head = "".join(
        f"<th{' class=n' if place > 1 else ''}>{phrase(key, lang)}</th>" for place, key in enumerate(columns)
    )
    rows = "".join(_score_row(view, node) for node in view.nodes if node.raw or node.high)
    return (
        f'<section class="long"><h2>{phrase("score", lang)} <small>{phrase("score_note", lang)}</small></h2>'
        f'<div class="wide">{score_picture(view)}</div><div class="wide"><table><thead><tr>{head}</tr></thead>{rows}</table></div>'
        f"{_aside(view)}</section>"
    )


def _score_row(view: View, node: ScoreNode) -> str:
    records = ("；" if view.lang == "zh" else "; ").join(escape(view.record_name(id_)) for id_ in node.records)
    cap = "—" if node.cap is None else shown(node.cap, 0)
    lost = f'<td class="n cut">{shown(node.lost)}</td>' if node.lost > 0 else '<td class="n">—</td>'
    claimed = f'<td class="n">{view.dossier.claimed.get(node.path, "")}</td>' if view.dossier.claimed else ""
    return (
        f'<tr class="level{min(node.depth, 4)}"><td>{escape(view.label(node.label))}</td><td class="rec">{records}</td>'
        f'{claimed}<td class="n">{score_text(node.points, node.high)}</td><td class="n">{cap}</td>{lost}</tr>'
    )


def _aside(view: View) -> str:
    aside = view.verdict.scored.aside if view.verdict.scored else []
    names = dict.fromkeys(view.record_name(one.item.id) for one in aside if one.item is not None)
    if not names:
        return ""
    joined = ("、" if view.lang == "zh" else ", ").join(escape(name) for name in names)
    return f'<p class="rec">{phrase("not_counted", view.lang)}：{joined}</p>'


def next_part(view: View) -> str:
    """What waiting and adding would bring."""
    lang, advice = view.lang, view.advice
    parts = []
    if advice.openings:
        items = "".join(f"<li>{escape(one.clause)}：{one.on.isoformat()}</li>" for one in advice.openings)
        parts.append(
            f"<h3>{phrase('openings', lang)}</h3><div class=wide>{opening_picture(view)}</div><ul class=plain>{items}</ul>"
        )
    if advice.additions:
        items = "".join(
            f"<li>{escape(one.target)}：{escape(' ＋ '.join(pick(text, lang) for text in one.texts))}"
            f"{phrase('judged', lang) if one.subject_to_judgement else ''}</li>"
            for one in advice.additions
        )
        parts.append(f"<h3>{phrase('additions', lang)}</h3><ul class=plain>{items}</ul>")
    if advice.next_records:
        items = "".join(
            f"<li>{escape('／'.join(view.label(part) for part in one.path.split('/')[-2:]))} <b>+{shown(one.gain)}</b></li>"
            for one in best_gains(advice)
        )
        parts.append(f"<h3>{phrase('gains', lang)}</h3><ul class=plain>{items}</ul>")
    return f"<section><h2>{phrase('next', lang)}</h2>{''.join(parts) or '—'}</section>"


def readings_part(view: View) -> str:
    """The other readings that would change something."""
    lang = view.lang
    changing = [flip for flip in view.flips if flip.changes]
    items = []
    for flip in changing:
        effects = [f"{key} {phrase(before, lang)}→{phrase(after, lang)}" for key, before, after in flip.clauses[:3]]
        if flip.score:
            before, after = flip.score
            effects.append(f"{phrase('total', lang)} {score_text(*before)}→{score_text(*after)}")
        elif flip.nodes:
            effects.append(phrase("total_stays", lang))
        read = flip.reading.alternatives[flip.alternative]
        items.append(
            f'<li><span class="cite">{escape(flip.reading.id)}</span> {escape(pick(flip.reading.text, lang))}'
            f"：{escape(read)}——{escape('；'.join(effects))}</li>"
        )
    items.append(f"<li>{phrase('readings_none', lang)}</li>")
    return f'<section><h2>{phrase("readings", lang)}</h2><ul class="plain">{"".join(items)}</ul></section>'


def questions_part(view: View) -> str:
    """What is still open, and who answers it; empty where nothing is."""
    if not view.questions:
        return ""
    items = "".join(f"<li>{escape(_ask(view, question))}</li>" for question in view.questions)
    return f'<section><h2>{phrase("questions", view.lang)}</h2><ul class="plain">{items}</ul></section>'


def missing_part(view: View) -> str:
    """The papers still missing, by record; empty where none is."""
    if not view.missing:
        return ""
    items = []
    for one in view.missing:
        papers = ("、" if view.lang == "zh" else ", ").join(
            f"{escape(pick(paper, view.lang))}" + (f'<span class="cite"> {escape(cite)}</span>' if cite else "")
            for paper, cite in one.papers
        )
        items.append(f"<li><b>{escape(pick(one.name, view.lang))}</b>：{papers}</li>")
    return f'<section class="long"><h2>{phrase("materials", view.lang)}</h2><ul class="plain">{"".join(items)}</ul></section>'


def _footer(view: View) -> str:
    pack, lang = view.setting.pack, view.lang
    count = len(view.dossier.records)
    records = f"{phrase('records', lang)} {count} 条" if lang == "zh" else f"{count} {phrase('records', lang)}"
    return (
        f"<footer>{phrase('pack', lang)} {pack.id} {phrase('version', lang)} {pack.version}，{phrase('fingerprint', lang)} "
        f"<code>{pack.hash}</code>；{records}。{phrase('fine_print', lang)}</footer>"
    )
