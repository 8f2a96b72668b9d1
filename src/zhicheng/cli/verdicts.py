"""``evaluate``, ``which``, ``advise``, ``materials``, ``classify``, ``readings``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track as progress
from rich.table import Table
from rich.text import Text

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
    out,
    print_json,
    show_refusal,
)
from zhicheng.cli.setting import every_track, setting_from
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import kind_title
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.report.html import html_report
from zhicheng.report.phrases import Lang, phrase, pick
from zhicheng.report.terminal import MARKS, advice_text, print_report, readings_text
from zhicheng.report.view import answer, score_text, view_of
from zhicheng.verdict.advise import advise
from zhicheng.verdict.compare import compare_readings
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.findings import item_name
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.truth import MET, NAMES
from zhicheng.vocabulary.truth import NOT_MET as NO

TOLD_APART = ("class", "level", "size", "role", "performance_class")
DOSSIERS = (".yaml", ".yml", ".json", ".xlsx")


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("evaluate", help="按一项政策判定材料 / judge a dossier (or a folder of them)")(evaluate)
    app.command("which", help="哪些职称可以申报 / which titles are open to this dossier")(which)
    app.command("advise", help="何时、再补什么可以申报 / what would help")(advise_command)
    app.command("materials", help="还缺哪些佐证材料 / papers still missing")(materials_command)
    app.command("classify", help="每条材料在该政策下的级别与等次 / derived levels and classes")(classify)
    app.command("readings", help="换一种读法会怎样 / would another reading change it")(readings_command)


def _lang(lang: Language) -> Lang:
    return "zh" if lang is Language.zh else "en"


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
        _evaluate_folder(dossier, setting, _lang(lang), as_json)
        return
    read = read_dossier(dossier)
    verdict = judge(setting, read)
    if html is not None:
        html.write_text(html_report(view_of(setting, read, verdict, _lang(lang))), encoding="utf-8")
        err.print(f"✓ {html}")
    if as_json:
        print_json(verdict_json(setting, verdict))
    else:
        print_report(out, view_of(setting, read, verdict, _lang(lang)))
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
            _state(NAMES[verdict.can_apply], lang),
            _state(NAMES[verdict.review], lang),
            score_text(verdict.low, verdict.high) if verdict.scored else "—",
            answer(verdict, lang),
        )
    return table


def _state(outcome: str, lang: Lang) -> Text:
    mark, colour = MARKS[outcome]
    return Text(f"{mark} {phrase(outcome, lang)}", style=colour)


@command
def which(
    dossier: Path,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    as_of: AsOfOption = None,
) -> None:
    """Judge one dossier under every track, and show how its records are classed in each."""
    read = read_dossier(dossier)
    day = as_of or dt.date.today().isoformat()
    found: list[tuple[Setting, Verdict]] = []
    for policy in every_track():
        setting = setting_from(policy, as_of=day, force=True)
        found.append((setting, judge(setting, read)))
    if as_json:
        print_json([verdict_json(setting, verdict, reasons=False) for setting, verdict in found])
        return
    out.print(_which_table(found, _lang(lang)))
    table = _differences(found, read, _lang(lang))
    if table is not None:
        out.print(table)


def _which_table(found: list[tuple[Setting, Verdict]], lang: Lang) -> Table:
    title = "可以申报哪些职称" if lang == "zh" else "Which titles are open"
    table = Table(
        title=f"{title} · {found[0][0].dates.as_of}",
        title_justify="left",
        title_style="bold",
        box=None,
        header_style="dim",
    )
    for head in (
        ("级别", "结果", "途径", "评审条件", "自评分")
        if lang == "zh"
        else ("track", "outcome", "ways in", "review", "score")
    ):
        table.add_column(head, overflow="fold")
    for setting, verdict in sorted(found, key=lambda pair: -pair[1].can_apply):
        ways = "、".join(way.clause.key for way in verdict.ways_in if way.truth == verdict.can_apply != NO)
        early = setting.pack.in_force is not None and setting.pack.in_force > setting.dates.as_of
        note = "（未施行）" if early else "（征求意见稿）" if setting.pack.status == "draft" else ""
        if lang == "en":
            note = {"（未施行）": " (not in force)", "（征求意见稿）": " (draft)"}.get(note, "")
        table.add_row(
            f"{pick(setting.pack.about(setting.level), lang)}\n[dim]{setting.track_name}{note}[/dim]",
            _state(NAMES[verdict.can_apply], lang),
            ways or "—",
            _state(NAMES[verdict.review], lang),
            score_text(verdict.low, verdict.high) if verdict.scored else "—",
        )
    return table


def _differences(found: list[tuple[Setting, Verdict]], dossier: Dossier, lang: Lang) -> Table | None:
    """The records whose derived class or level is not the same in every track."""
    rows: list[tuple[str, dict[str, list[str]]]] = []
    for record in dossier.records:
        by_term: dict[str, dict[str, list[str]]] = {}
        for setting, verdict in found:
            for name, value in _derived(verdict, record.id, settled_only=True).items():
                if name in TOLD_APART:
                    by_term.setdefault(name, {}).setdefault(value[0 if lang == "zh" else 1], []).append(setting.pack.id)
        for name, values in by_term.items():
            if len(values) > 1:
                label = pick(attribute_name(str(record.__dict__["kind"]), name), lang)
                rows.append(
                    (
                        f"{record.name or record.id} · {label}",
                        {value: sorted(set(packs)) for value, packs in values.items()},
                    )
                )
    if not rows:
        return None
    title = "同一材料，各文件认定不同" if lang == "zh" else "The same record, classed differently"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for name, values in rows:
        table.add_row(name, "；".join(f"{value}（{'、'.join(packs)}）" for value, packs in values.items()))
    return table


def _derived(verdict: Verdict, id_: str, *, settled_only: bool = False) -> dict[str, tuple[str, str]]:
    """What the document makes of a record, term by term; ``settled_only``: without what is open or none."""
    for item in verdict.context.items:
        if item.id == id_:
            values = {
                name: item.value(name, verdict.context)
                for kind, name in verdict.rules.derivations
                if kind == item.kind and name not in ("field", "served")
            }
            return {
                name: value_text(value, item.kind, name)
                for name, value in values.items()
                if not settled_only or (isinstance(value, str) and value not in ("", "none"))
            }
    return {}


@command
def advise_command(
    dossier: Path,
    policy: TrackOption,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    round_: RoundOption = None,
    pass_mark: MarkOption = None,
    as_of: AsOfOption = None,
    answers: AnswersOption = None,
    reading: ReadingOption = None,
    force: ForceOption = False,
) -> None:
    """When a way in opens by waiting, what little would open one, what the next record adds."""
    setting = setting_from(
        policy, as_of=as_of, round_=round_, pass_mark=pass_mark, answers=answers, readings=reading, force=force
    )
    read = read_dossier(dossier)
    found = advise(setting, read)
    if as_json:
        print_json(
            {
                "openings": [
                    {"clause": one.clause, "say": one.say, "on": one.on.isoformat()} for one in found.openings
                ],
                "additions": [
                    {
                        "clause": one.target,
                        "records": [text[0] for text in one.texts],
                        "en": [text[1] for text in one.texts],
                        "subject_to_judgement": one.subject_to_judgement,
                    }
                    for one in found.additions
                ],
                "next_records": [
                    {"path": one.path, "gain": as_text(one.gain), "record": one.text[0], "en": one.text[1]}
                    for one in found.next_records
                ],
            }
        )
        return
    out.print(advice_text(found, _lang(lang), str if lang is Language.zh else setting.pack.english))


@command
def materials_command(
    dossier: Path,
    policy: TrackOption,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    as_of: AsOfOption = None,
    force: ForceOption = False,
) -> None:
    """The papers that the document asks for and the dossier does not have yet."""
    setting = setting_from(policy, as_of=as_of, force=force)
    found = materials(setting.pack, judge(setting, read_dossier(dossier)))
    if as_json:
        print_json(
            [
                {
                    "record": one.record,
                    "papers": [{"say": paper[0], "en": paper[1], "cite": cite} for paper, cite in one.papers],
                }
                for one in found
            ]
        )
        return
    which_ = 0 if lang is Language.zh else 1
    for one in found:
        out.print(f"[bold]{one.name[which_]}[/bold] [dim]{one.record}[/dim]")
        for paper, cite in one.papers:
            out.print(f"  ☐ {paper[which_]}  [blue]{cite}[/blue]")
    if not found:
        out.print(f"✓ {phrase('evidence_ok', _lang(lang))}")


@command
def classify(
    dossier: Path,
    policy: TrackOption,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    as_of: AsOfOption = None,
    force: ForceOption = False,
) -> None:
    """The levels and classes that the document gives each record, with the clause."""
    setting = setting_from(policy, as_of=as_of, force=force)
    verdict = judge(setting, read_dossier(dossier))
    cites = {(kind, term.name): term.cite for term in verdict.rules.track.terms for kind in term.kinds}
    rows: list[dict[str, Any]] = []
    for item in verdict.context.items:
        for name, value in _derived(verdict, item.id).items():
            rows.append(
                {
                    "record": item.id,
                    "name": item_name(item),
                    "kind": item.kind,
                    "term": name,
                    "value": value,
                    "cite": cites.get((item.kind, name), ""),
                }
            )
    if as_json:
        print_json([{**row, "name": row["name"][0], "value": row["value"][0], "en": row["value"][1]} for row in rows])
        return
    which_ = 0 if lang is Language.zh else 1
    table = Table(box=None, header_style="dim")
    for head in ("材料", "种类", "认定", "条款") if lang is Language.zh else ("record", "kind", "classed as", "clause"):
        table.add_column(head, overflow="fold")
    for row in rows:
        term = attribute_name(row["kind"], row["term"])[which_]
        table.add_row(
            row["name"][which_], kind_title(row["kind"])[which_], f"{term}：{row['value'][which_]}", row["cite"]
        )
    out.print(table)


@command
def readings_command(
    dossier: Path,
    policy: TrackOption,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
    round_: RoundOption = None,
    pass_mark: MarkOption = None,
    as_of: AsOfOption = None,
    answers: AnswersOption = None,
    reading: ReadingOption = None,
    force: ForceOption = False,
) -> None:
    """Each other reading of the text on its own: what it would change for this dossier."""
    setting = setting_from(
        policy, as_of=as_of, round_=round_, pass_mark=pass_mark, answers=answers, readings=reading, force=force
    )
    flips = compare_readings(setting, read_dossier(dossier))
    if as_json:
        print_json(
            [
                {
                    "reading": flip.reading.id,
                    "alternative": flip.alternative,
                    "decides": flip.decides,
                    "clauses": [
                        {"clause": key, "before": before, "after": after} for key, before, after in flip.clauses
                    ],
                    "nodes": [
                        {"path": path, "before": as_text(before), "after": as_text(after)}
                        for path, before, after in flip.nodes
                    ],
                }
                for flip in flips
                if flip.changes
            ]
        )
        return
    out.print(readings_text(flips, _lang(lang)))
