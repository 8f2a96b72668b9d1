"""``recheck``: claimed scores recomputed, the differences listed by indicator and cause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track as progress
from rich.table import Table

from zhicheng.cli.console import (
    AnswersOption,
    AsOfOption,
    ForceOption,
    JsonOption,
    LangOption,
    Language,
    MarkOption,
    ReadingOption,
    RoundOption,
    TrackOption,
    command,
    err,
    language,
    out,
    print_json,
    refuse,
)
from zhicheng.cli.setting import setting_from
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.points import as_text
from zhicheng.workshop.outcomes import standard_of
from zhicheng.workshop.recheck import recheck as recheck_one
from zhicheng.workshop.recheck_round import (
    CAUSE_HEADS,
    DIFFERENCE_HEADS,
    RoundRecheck,
    Row,
    cause_rows,
    difference_rows,
    recheck_html,
    sentence,
    sheets_of,
)
from zhicheng.workshop.recheck_source import claimants
from zhicheng.workshop.simulate_sheets import write_tables


@command
def recheck(
    source: Annotated[Path, typer.Argument(help="材料文件夹、一份材料，或花名册 Excel / folder, dossier, or roster")],
    policy: TrackOption,
    dossiers: Annotated[
        Path | None, typer.Option("--dossiers", help="花名册所列材料所在文件夹 / where the roster's dossiers are")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="写出网页 / write the page")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="写出 Excel / write a workbook")] = None,
    round_: RoundOption = None,
    pass_mark: MarkOption = None,
    as_of: AsOfOption = None,
    answers: AnswersOption = None,
    reading: ReadingOption = None,
    force: ForceOption = False,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Recompute the points that applicants claim, indicator by indicator."""
    setting = setting_from(
        policy, as_of=as_of, round_=round_, pass_mark=pass_mark, answers=answers, readings=reading, force=force
    )
    standard = standard_of(setting.track())
    if standard is None:
        raise refuse(f"{setting.track_name} 没有量化赋分标准", f"{setting.track_name} has no scoring standard")
    people, unreadable = claimants(source, standard.paths[1:], dossiers)
    rows = [
        Row(one.number, one.name, recheck_one(setting, one.dossier, one.claimed))
        for one in progress(people, console=err, description="…", disable=not err.is_terminal)
    ]
    found = RoundRecheck(setting.track_name, tuple(rows), tuple(unreadable))
    if html is not None:
        html.write_text(recheck_html(found, setting.pack, language(lang)), encoding="utf-8")
        err.print(f"✓ {html}")
    if xlsx is not None:
        write_tables(xlsx, sheets_of(found, language(lang)), language(lang))
        err.print(f"✓ {xlsx}")
    if as_json:
        print_json(recheck_json(found))
    else:
        print_recheck(found, language(lang))
    if unreadable:
        raise typer.Exit(2)


def print_recheck(found: RoundRecheck, lang: Lang) -> None:
    """The recheck in the terminal."""
    out.print(f"[bold]{pick(sentence(found), lang)}[/bold]\n")
    for heads, rows in ((CAUSE_HEADS, cause_rows(found, lang)), (DIFFERENCE_HEADS, difference_rows(found, lang))):
        table = Table(box=None, header_style="dim")
        for head in heads:
            table.add_column(pick(head, lang), overflow="fold")
        for row in rows:
            table.add_row(*(cell.replace("[", "\\[") for cell in row))
        if rows:
            out.print(table)
    for number, why in found.refused:
        err.print(f"✗ {number}：{pick(why, lang)}", style="red", markup=False, soft_wrap=True)


def recheck_json(found: RoundRecheck) -> dict[str, Any]:
    """A recheck in JSON types; points as decimal strings."""
    return {
        "track": found.track,
        "people": [_person(row) for row in found.rows],
        "refused": [{"number": number, "zh": why[0], "en": why[1]} for number, why in found.refused],
    }


def _person(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "claimed": as_text(row.found.claimed),
        "low": as_text(row.found.low),
        "high": as_text(row.found.high),
        "compared": row.found.compared,
        "differences": [
            {
                "path": one.path,
                "cite": list(one.cite),
                "claimed": as_text(one.claimed),
                "low": as_text(one.low),
                "high": as_text(one.high),
                "difference": as_text(one.delta),
                "kind": one.kind,
                "causes": [
                    {
                        "sort": cause.sort,
                        "zh": cause.says[0],
                        "en": cause.says[1],
                        "points": None if cause.points is None else as_text(cause.points),
                        "records": list(cause.records),
                        "full": cause.full,
                    }
                    for cause in one.causes
                ],
            }
            for one in row.found.differences
        ],
    }
