"""``policy diff``: two tracks, rule by rule, with witnesses, and who gains and loses."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from zhicheng.cli.console import (
    AsOfOption,
    JsonOption,
    LangOption,
    Language,
    MarkOption,
    command,
    day,
    err,
    language,
    out,
    print_json,
    refuse,
)
from zhicheng.cli.setting import pack_and_level, read_choices
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.report.view import score_text
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.points import exact, shown
from zhicheng.workshop.diff import HOW, Change, Side
from zhicheng.workshop.diff_html import EFFECT_HEADS, diff_html
from zhicheng.workshop.diff_population import Effect, Effects
from zhicheng.workshop.diff_report import (
    SECTION_NAMES,
    DiffReport,
    diff_json,
    diff_report,
    dossier_lines,
    headline,
    where,
)
from zhicheng.workshop.diff_witness import Search
from zhicheng.workshop.outcomes import GROUPS
from zhicheng.workshop.simulate_source import batches_from, in_batches, population_from

COLOURS = {"added": "green", "removed": "red", "changed": "yellow", "moved": "yellow", "reworded": "dim"}

PopulationOption = Annotated[
    str | None,
    typer.Option("--population", help="人群：材料文件夹、.parquet 或人数 / folder, .parquet or a number to make up"),
]
SeedOption = Annotated[int, typer.Option("--seed", help="编造人群的种子 / seed of a made-up population")]


@command
def diff(
    before: Annotated[str, typer.Argument(help="规则包/级别或文件夹 / pack/level, or a folder")],
    after: Annotated[str, typer.Argument(help="与之比较的 / what it is compared with")],
    population: PopulationOption = None,
    pass_mark: MarkOption = None,
    as_of: AsOfOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="写出网页报告 / write the page")] = None,
    reading_before: Annotated[
        list[str] | None, typer.Option("--reading-before", help="前者的读法，如 RD-15=b / a reading of the first")
    ] = None,
    reading_after: Annotated[
        list[str] | None, typer.Option("--reading-after", help="后者的读法 / a reading of the second")
    ] = None,
    seed: SeedOption = 1,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Compare two tracks rule by rule; each change with a dossier on which the two sides differ."""
    sides = side_of(before, reading_before), side_of(after, reading_after)
    dates = Dates(reckoned(as_of))
    given: dict[str, Any] = {}
    if population is not None and in_batches(population):
        given["batches"] = batches_from(population, [side.track for side in sides], seed=seed)
    elif population is not None:
        given["population"] = population_from(population)
    report = diff_report(*sides, dates, pass_mark=mark_of(pass_mark), **given)
    if html is not None:
        html.write_text(diff_html(report, language(lang)), encoding="utf-8")
        err.print(f"✓ {html}")
    if as_json:
        print_json(diff_json(report))
    else:
        print_diff(report, language(lang))


def side_of(policy: str, readings: list[str] | None) -> Side:
    """A track named on the command line, under the readings given.

    Raises:
        Refused: there is no such pack, level or reading.
    """
    pack, level = pack_and_level(policy)
    side = Side(pack, level, read_choices(readings))
    assert side.track is not None
    return side


def reckoned(as_of: str | None) -> dt.date:
    """The reckoning date; the last day of this year where none is given, and said so.

    Raises:
        Refused: it is no date.
    """
    given = day(as_of)
    if given is None:
        given = dt.date(dt.date.today().year, 12, 31)
        err.print(f"[dim]未指定计算截止日，按 {given} 计算 / no --as-of, reckoned to {given}[/dim]")
    return given


def mark_of(text: str | None) -> Fraction | None:
    """A pass mark given on the command line.

    Raises:
        Refused: it is no number.
    """
    try:
        return None if text is None else exact(text)
    except ValueError as error:
        raise refuse(f"规定分值“{text}”不是数字", f"'{text}' is no number") from error


def print_diff(report: DiffReport, lang: Lang) -> None:
    """The comparison in the terminal: the answer, the effects, then the changes section by section."""
    names = [pick(side.title, lang) for side in (report.comparison.before, report.comparison.after)]
    out.print(f"[dim]{escape(' → '.join(names))} · {phrase('as_of', lang)} {report.dates.as_of}[/dim]")
    out.print(f"\n[bold]{escape(pick(headline(report), lang))}[/bold]")
    same = sum(report.comparison.same.values())
    tail = (f"{report.shown} 处有实例；另有 {same} 处相同", f"{report.shown} with a witness; {same} more are the same")
    out.print(f"[dim]{pick(tail, lang)}[/dim]\n")
    if report.effects is not None:
        print_effects(report.effects, lang)
    for section, title in SECTION_NAMES.items():
        found = report.section(section)
        if found:
            out.print(f"\n[bold]{pick(title, lang)}[/bold]")
        for change, search in found:
            _print_change(change, search, lang)


def _print_change(change: Change, search: Search, lang: Lang) -> None:
    cites = pick(where(change.place), lang)
    if change.before is not None and change.after is not None and change.before.key != change.after.key:
        cites = f"{pick(where(change.before), lang)} → {pick(where(change.after), lang)}"
    colour = COLOURS[change.how]
    out.print(
        f"[{colour}]{pick(HOW[change.how], lang)}[/{colour}] [blue]{escape(cites)}[/blue]  {escape(pick(change.place.text, lang))}"
    )
    for one in change.details:
        old, new = (("—" if text is None else pick(text, lang)) for text in (one.before, one.after))
        out.print(Padding(f"{escape(pick(one.name, lang))}：[dim]{escape(old)}[/dim] → {escape(new)}", (0, 0, 0, 4)))
    if search.witness is not None:
        lines = ("；" if lang == "zh" else "; ").join(
            pick(line, lang) for line in dossier_lines(search.witness.dossier)
        )
        out.print(Padding(f"[dim]{pick(('实例', 'witness'), lang)}：{escape(lines)}[/dim]", (0, 0, 0, 4)))
        sides = [
            f"{escape(pick(said.rule, lang))} ({phrase(said.can_apply, lang)}, {score_text(said.low, said.high)})"
            for said in (search.witness.before, search.witness.after)
        ]
        out.print(Padding(" → ".join(sides), (0, 0, 0, 6)))


def print_effects(found: Effects, lang: Lang) -> None:
    """Who gains and loses, as tables."""
    for name, title in {"": ("全体", "everybody"), **GROUPS}.items():
        lines = (found.whole,) if not name else found.groups.get(name, ())
        if name and len(lines) < 2:
            continue
        table = Table(title=pick(title, lang), title_justify="left", title_style="bold", box=None, header_style="dim")
        for place, head in enumerate(EFFECT_HEADS):
            table.add_column(pick(head, lang), justify="left" if place == 0 else "right")
        for one in lines:
            table.add_row(*_effect_cells(one, lang))
        out.print(table)
    for way in found.rules[:10]:
        text = (
            f"仅凭 {way.key} 可申报：{way.count} 人（{way.side}）",
            f"may apply by {way.key} on one side only: {way.count} ({way.side})",
        )
        out.print(f"  {escape(pick(text, lang))}")


def _effect_cells(one: Effect, lang: Lang) -> list[str]:
    sign = "+" if one.mean > 0 else ""
    numbers = (one.count, one.gain, one.lose, one.up, one.down)
    return [pick(one.group, lang), *(str(number) for number in numbers), f"{sign}{shown(one.mean)}"]
