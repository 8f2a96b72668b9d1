"""``evaluate``: one dossier, or a folder of them, under one track."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track as progress
from rich.table import Table

from zhicheng.cli.console import (
    DONE,
    NOT_MET,
    OPEN,
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
    show_refusal,
)
from zhicheng.cli.setting import setting_from
from zhicheng.dossier.files import read_dossier
from zhicheng.report.html import html_report
from zhicheng.report.phrases import Lang
from zhicheng.report.terminal import print_report, state_text
from zhicheng.report.view import answer, score_text, view_of
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.truth import MET, NAMES
from zhicheng.vocabulary.truth import NOT_MET as NO

DOSSIERS = (".yaml", ".yml", ".json", ".xlsx")


@command
def evaluate(
    dossier: Path,
    policy: TrackOption,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    html: Annotated[Path | None, typer.Option("--html", help="写出 HTML 报告 / write the HTML report")] = None,
    round_: RoundOption = None,
    pass_mark: MarkOption = None,
    as_of: AsOfOption = None,
    answers: AnswersOption = None,
    reading: ReadingOption = None,
    force: ForceOption = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="以退出码表示结论 / exit with the answer")] = False,
) -> None:
    """Judge one dossier, or every dossier in a folder, under one track."""
    setting = setting_from(
        policy, as_of=as_of, round_=round_, pass_mark=pass_mark, answers=answers, readings=reading, force=force
    )
    if dossier.is_dir():
        _evaluate_folder(dossier, setting, language(lang), as_json)
        return
    read = read_dossier(dossier)
    verdict = judge(setting, read)
    if html is not None:
        html.write_text(html_report(view_of(setting, read, verdict, language(lang))), encoding="utf-8")
        err.print(f"✓ {html}")
    if as_json:
        print_json(verdict_json(setting, verdict))
    else:
        print_report(out, view_of(setting, read, verdict, language(lang)))
    if exit_code and verdict.can_apply != MET:
        raise typer.Exit(NOT_MET if verdict.can_apply == NO else OPEN)


def _evaluate_folder(folder: Path, setting: Setting, lang: Lang, as_json: bool) -> None:
    """Every dossier in a folder: one row each, with a progress bar; a bad file stops nobody else."""
    files = sorted(file for file in folder.iterdir() if file.suffix in DOSSIERS)
    rows: list[tuple[Path, Verdict]] = []
    refused: list[tuple[Path, Refused]] = []
    for file in progress(files, console=err, description="…", disable=not err.is_terminal):
        try:
            rows.append((file, judge(setting, read_dossier(file))))
        except Refused as error:
            refused.append((file, error))
    if as_json:
        print_json(
            {
                "verdicts": {file.name: verdict_json(setting, verdict, reasons=False) for file, verdict in rows},
                "refused": {file.name: [problem.text("zh") for problem in found.problems] for file, found in refused},
            }
        )
    else:
        out.print(_folder_table(rows, lang))
    for _, found in refused:
        show_refusal(found)
    raise typer.Exit(2 if refused else DONE)


def _folder_table(rows: list[tuple[Path, Verdict]], lang: Lang) -> Table:
    table = Table(box=None, header_style="dim")
    for head in (
        ("文件", "结果", "评审条件", "自评", "结论")
        if lang == "zh"
        else ("file", "outcome", "review", "score", "answer")
    ):
        table.add_column(head)
    for file, verdict in rows:
        table.add_row(
            file.name,
            state_text(NAMES[verdict.can_apply], lang),
            state_text(NAMES[verdict.review], lang),
            score_text(verdict.low, verdict.high) if verdict.scored else "—",
            answer(verdict, lang),
        )
    return table
