"""The report in the terminal: the same order as on the page, in text and tables."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhicheng.report.gains import best_gains
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.report.view import View, answer, price_text, score_text, subline
from zhicheng.verdict.advise import Advice
from zhicheng.verdict.compare import Flip
from zhicheng.verdict.findings import Finding
from zhicheng.verdict.questions import Question
from zhicheng.vocabulary.points import shown
from zhicheng.vocabulary.truth import MET, NAMES, OPEN

MARKS = {"met": ("✓", "green"), "not_met": ("✗", "dim"), "open": ("？", "yellow")}
BAR = 30


def print_report(console: Console, view: View) -> None:
    """The whole report."""
    lang = view.lang
    draft = f"  [red]{phrase('draft', lang)}[/red]" if view.setting.pack.status == "draft" else ""
    console.print(
        f"[dim]{view.title()} · {view.setting.pack.number} · {phrase('as_of', lang)} {view.setting.dates.as_of}[/dim]{draft}"
    )
    colour = MARKS[NAMES[view.verdict.can_apply]][1].replace("dim", "red")
    console.print(f"\n[bold {colour}]{escape(answer(view.verdict, lang))}[/bold {colour}]")
    console.print(f"{escape(subline(view.verdict, lang))}\n", style="dim")
    for name in ("routes", "landmarks", "review", "basic"):
        if view.findings[name]:
            console.print(section_table(view, name))
    if view.verdict.scored is not None:
        console.print(score_table(view))
    console.print(advice_text(view.advice, lang, view.label))
    if view.questions:
        console.print(questions_text(view.questions, lang))
    console.print(readings_text(view.flips, lang))
    if view.missing:
        count = sum(len(one.papers) for one in view.missing)
        console.print(
            f"[bold]{phrase('materials', lang)}[/bold] {count}"
            + ("（zhicheng materials 列出）" if lang == "zh" else " (listed by zhicheng materials)")
        )
    pack = view.setting.pack
    console.print(
        f"\n[dim]{phrase('pack', lang)} {pack.id} {phrase('version', lang)} {pack.version} · {pack.hash[:12]}… · {phrase('fine_print', lang)}[/dim]"
    )


def state_text(outcome: str, lang: Lang) -> Text:
    """An outcome as mark and word; never by colour alone."""
    mark, colour = MARKS[outcome]
    return Text(f"{mark} {phrase(outcome, lang)}", style=colour)


def section_table(view: View, name: str) -> RenderableType:
    """The clauses of a section with outcome and, below each, the reasons that matter."""
    table = Table(
        title=phrase(name, view.lang),
        title_justify="left",
        title_style="bold",
        show_header=False,
        box=None,
        padding=(0, 1),
    )
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="blue")
    table.add_column(overflow="fold")
    prices = {way.clause.key: price_text(way.price, view.lang) for way in view.verdict.ways_in}
    found = view.findings[name]
    for finding in sorted(found, key=lambda one: -one.truth) if name in ("routes", "landmarks") else found:
        price = prices.get(finding.key, "")
        body: list[RenderableType] = [Text(pick(finding.say, view.lang) + (f"（{price}）" if price else ""))]
        body += [
            Padding(Text(line, style=style), (0, 0, 0, indent))
            for line, style, indent in _reasons(finding, view.lang, 2)
        ]
        table.add_row(state_text(finding.outcome, view.lang), finding.key, Group(*body))
    return table


def _reasons(finding: Finding, lang: Lang, indent: int) -> list[tuple[str, str, int]]:
    """The lines under a clause (text, style, indentation): members, records, what is missing."""
    lines: list[tuple[str, str, int]] = []
    for child in finding.children:
        deeper = indent
        if child.label:
            mark, colour = MARKS[child.outcome]
            lines.append((f"{mark} {child.label} {pick(child.say, lang)}", colour, indent))
            deeper = indent + 2
        if finding.truth != MET or child.truth == MET:
            lines += _reasons(child, lang, deeper)
    lines += [(text, style, indent) for text, style in _own_reasons(finding, lang)]
    return list(dict.fromkeys(lines))


def _own_reasons(finding: Finding, lang: Lang) -> list[tuple[str, str]]:
    if finding.truth == MET:
        names = [pick(one.name, lang) for one in finding.used if one.truth == MET]
        more = f" …（{len(names)}）" if len(names) > 4 else ""
        return [("✓ " + ("、" if lang == "zh" else ", ").join(names[:4]) + more, "dim")] if names else []
    mark = "·" if finding.truth == OPEN else "✗"
    lines = [(f"{mark} {pick(pair, lang)}", "dim") for pair in finding.missing[:3]]
    if finding.truth == OPEN:
        lines += [(f"？ {pick(question.ask, lang)}", "yellow") for question in finding.questions[:3]]
    return lines


def score_table(view: View) -> Table:
    """The score by indicator, with bars; what a cap cut is shown as such."""
    lang = view.lang
    table = Table(
        title=f"{phrase('score', lang)}  {score_text(view.verdict.low, view.verdict.high)}",
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 1),
        header_style="dim",
    )
    claimed = view.dossier.claimed
    for key in ("indicator", *(["claimed"] if claimed else []), "got", "cap", "lost"):
        table.add_column(phrase(key, lang), justify="left" if key == "indicator" else "right", no_wrap=True)
    table.add_column("", no_wrap=True)
    tops = [node for node in view.nodes if node.depth == 0]
    widest = max((max(node.raw, node.high, node.cap or 0) for node in tops), default=1) or 1
    for node in view.nodes:
        if not (node.raw or node.high) or node.depth > 2:
            continue
        bar = Text()
        if node.depth == 0:
            bar.append("█" * round(BAR * node.points / widest), style="blue")
            bar.append("▒" * round(BAR * (node.high - node.points) / widest), style="cyan")
            bar.append("╱" * round(BAR * node.lost / widest), style="yellow")
        cap = "—" if node.cap is None else shown(node.cap, 0)
        lost = shown(node.lost) if node.lost else "—"
        stated = [claimed.get(node.path, "")] if claimed else []
        table.add_row(
            "  " * node.depth + view.label(node.label),
            *stated,
            score_text(node.points, node.high),
            cap,
            lost,
            bar,
            style="bold" if node.depth == 0 else "",
        )
    return table


def advice_text(advice: Advice, lang: Lang, label: Callable[[str], str]) -> RenderableType:
    """What next: by waiting, by adding, and what the next record brings."""
    lines: list[RenderableType] = []
    if advice.openings or advice.additions or advice.next_records:
        lines.append(Text(phrase("next", lang), style="bold"))
    lines += [Text(f"  {phrase('openings', lang)}：{one.clause} {one.on.isoformat()}") for one in advice.openings]
    for one in advice.additions:
        texts = " ＋ ".join(pick(text, lang) for text in one.texts)
        judged = phrase("judged", lang) if one.subject_to_judgement else ""
        lines.append(Text(f"  {one.target}：{texts}{judged}"))
    if advice.next_records:
        lines.append(Text(f"  {phrase('gains', lang)}："))
        lines += [
            Text(f"    +{shown(one.gain):>5}  {'／'.join(label(part) for part in one.path.split('/')[-2:])}")
            for one in best_gains(advice)
        ]
    return Group(*lines)


def questions_text(questions: tuple[Question, ...], lang: Lang) -> RenderableType:
    """What is open, and who answers."""
    lines: list[RenderableType] = [Text(phrase("questions", lang), style="bold")]
    lines += [Text(f"  ？ {pick(one.ask, lang)}（{phrase(f'by_{one.by}', lang)}） [{one.id}]") for one in questions]
    return Group(*lines)


def readings_text(flips: tuple[Flip, ...], lang: Lang) -> RenderableType:
    """Which other readings would change something."""
    changing = [flip for flip in flips if flip.changes]
    lines: list[RenderableType] = [Text(phrase("readings", lang), style="bold")]
    for flip in changing:
        effects = [f"{key} {phrase(before, lang)}→{phrase(after, lang)}" for key, before, after in flip.clauses[:3]]
        if flip.score:
            effects.append(f"{score_text(*flip.score[0])}→{score_text(*flip.score[1])}")
        elif flip.nodes:
            effects.append(phrase("total_stays", lang))
        read = flip.reading.alternatives[flip.alternative]
        lines.append(
            Text(
                f"  {flip.reading.id}={flip.alternative} {pick(flip.reading.text, lang)}：{read}——{'；'.join(effects)}"
            )
        )
    lines.append(Text(f"  {phrase('readings_none', lang)}", style="dim"))
    return Group(*lines)
