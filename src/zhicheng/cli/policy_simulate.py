"""``policy simulate``: how many would pass at each pass mark, and which indicators decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.progress import track as progress
from rich.table import Table
from rich.text import Text

from zhicheng.cli.console import (
    AsOfOption,
    JsonOption,
    LangOption,
    Language,
    ReadingOption,
    command,
    err,
    language,
    out,
    print_json,
    refuse,
)
from zhicheng.cli.policy_diff import SeedOption, mark_of, reckoned
from zhicheng.cli.setting import pack_and_level, read_choices
from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.outcomes import judged
from zhicheng.workshop.simulate import Simulation, simulate
from zhicheng.workshop.simulate_html import (
    INDICATOR_HEADS,
    MARK_HEADS,
    indicator_rows,
    mark_rows,
    sentence,
    simulate_html,
)
from zhicheng.workshop.simulate_sheets import write_simulation
from zhicheng.workshop.simulate_source import batches_from, in_batches, population_from

_RANGE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\.\.(\d{1,3}(?:\.\d{1,2})?)(?:/(\d{1,2}(?:\.\d{1,2})?))?")
MOST_MARKS = 400
BAR = 40


@command
def simulate_marks(
    policy: Annotated[str, typer.Argument(help="规则包/级别 / pack/level")],
    population: Annotated[
        str, typer.Argument(help="材料文件夹、.parquet 或人数 / folder, .parquet, or a number to make up")
    ],
    pass_mark: Annotated[
        str, typer.Option("--pass-mark", help="规定分值或范围，如 60..90 或 60..90/0.5 / a mark or a range of marks")
    ] = "60..90",
    at: Annotated[str | None, typer.Option("--at", help="细看哪个规定分值 / the mark to look at closely")] = None,
    near: Annotated[str, typer.Option("--near", help="上下多少分以内 / how far around it")] = "5",
    html: Annotated[Path | None, typer.Option("--html", help="写出网页报告 / write the page")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="写出 Excel / write a workbook")] = None,
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    seed: SeedOption = 1,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Judge a population once and count who passes at every mark; intervals are kept."""
    pack, level = pack_and_level(policy)
    track = pack.track(level, read_choices(reading))
    if track.scoring is None:
        raise refuse(f"{track.name} 没有量化赋分标准", f"{track.name} has no scoring standard")
    marks = marks_of(pass_mark)
    dates = Dates(reckoned(as_of))
    look: dict[str, Any] = {"at": mark_of(at), "near": mark_of(near) or Fraction(5)}
    if in_batches(population):
        from zhicheng.workshop.simulate_batches import simulate_batches  # needs the extra "population"

        found = simulate_batches(track, _shown(batches_from(population, [track], seed=seed)), dates, marks, **look)
    else:
        people = _shown(population_from(population))
        found = simulate(track, judged(track, people, dates), marks, **look)
    if html is not None:
        html.write_text(simulate_html(found, pack, level, dates.as_of.isoformat(), language(lang)), encoding="utf-8")
        err.print(f"✓ {html}")
    if xlsx is not None:
        write_simulation(found, pack, xlsx, language(lang))
        err.print(f"✓ {xlsx}")
    if as_json:
        print_json(simulation_json(found))
    else:
        print_simulation(found, pack, language(lang))


T = TypeVar("T")


def _shown(things: Iterator[T]) -> Iterable[T]:
    """The same with a progress bar, where somebody watches."""
    return progress(things, console=err, description="…", disable=not err.is_terminal)


def marks_of(text: str) -> list[Fraction]:
    """``75``, ``60..90`` (whole marks) or ``60..90/0.5`` as marks.

    Raises:
        Refused: it is neither, it runs backwards, or it has more than 400 marks.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        mark = mark_of(text)
        return [] if mark is None else [mark]
    low, high, step = Fraction(match[1]), Fraction(match[2]), Fraction(match[3] or 1)
    if high < low or step == 0 or (high - low) / step > MOST_MARKS:
        raise refuse(f"规定分值范围“{text}”不对", f"'{text}' is no range of marks", ("如 60..90", "for example 60..90"))
    return list(_steps(low, high, step))


def _steps(low: Fraction, high: Fraction, step: Fraction) -> Iterator[Fraction]:
    while low <= high:
        yield low
        low += step


def simulation_json(found: Simulation) -> dict[str, Any]:
    """A simulation in JSON types; points as decimal strings."""
    return {
        "track": found.track,
        "count": found.count,
        "marks": [
            {
                "mark": as_text(line.mark),
                "reach": line.reach,
                "reach_open": line.reach_open,
                "pass": line.passing,
                "pass_open": line.passing_open,
            }
            for line in found.lines
        ],
        "spread": [
            {"from": as_text(one.start), "to": as_text(one.end), "count": one.count, "open": one.unsettled}
            for one in found.bands
        ],
        "at": as_text(found.at),
        "near": as_text(found.near),
        "close": found.close,
        "indicators": [
            {
                "path": one.path,
                "cap": None if one.cap is None else as_text(one.cap),
                "carries": one.carries,
                "cut": one.cut,
                "open": one.unsettled,
                "cap_binds": one.bound,
                "mean": as_text(one.mean),
            }
            for one in found.indicators
        ],
    }


def print_simulation(found: Simulation, pack: Pack, lang: Lang) -> None:
    """The simulation in the terminal, with bars."""
    out.print(f"[bold]{pick(sentence(found), lang)}[/bold]\n")
    table = _table(MARK_HEADS, lang)
    table.add_column("")
    most = max(1, *(line.reach + line.reach_open for line in found.lines))
    for line, cells in zip(found.lines, mark_rows(found), strict=True):
        bar = Text("█" * round(BAR * line.passing / most), style="blue")
        bar.append("▒" * round(BAR * line.passing_open / most), style="cyan")
        table.add_row(*cells, bar, style="bold" if line.mark == found.at else "")
    out.print(table)
    near, at = as_text(found.near), as_text(found.at)
    title = (
        f"{at} 分上下 {near} 分内的 {found.close} 人：哪些指标起决定作用",
        f"{found.close} people within {near} of {at}: which indicators decide",
    )
    out.print(f"\n[bold]{pick(title, lang)}[/bold]")
    table = _table(INDICATOR_HEADS, lang)
    for one, cells in zip(found.indicators, indicator_rows(found, pack, lang), strict=True):
        if one.carries or one.cut or one.unsettled or one.bound:
            table.add_row(*cells)
    out.print(table)


def _table(heads: tuple[tuple[str, str], ...], lang: Lang) -> Table:
    table = Table(box=None, header_style="dim")
    for place, head in enumerate(heads):
        table.add_column(pick(head, lang), justify="left" if place == 0 else "right")
    return table
