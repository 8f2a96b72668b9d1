"""``which``: one dossier under every track, and how its records are classed in each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.table import Table

from zhicheng.cli.console import (
    AsOfOption,
    JsonOption,
    LangOption,
    Language,
    command,
    language,
    out,
    print_json,
)
from zhicheng.cli.lists import derived_texts
from zhicheng.cli.setting import every_track, setting_from
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.policy.wording import attribute_name
from zhicheng.report.phrases import Lang, pick
from zhicheng.report.terminal import state_text
from zhicheng.report.view import score_text
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.truth import NAMES
from zhicheng.vocabulary.truth import NOT_MET as NO

TOLD_APART = ("class", "level", "size", "role", "performance_class")


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
    out.print(_which_table(found, language(lang)))
    table = _differences(found, read, language(lang))
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
            state_text(NAMES[verdict.can_apply], lang),
            ways or "—",
            state_text(NAMES[verdict.review], lang),
            score_text(verdict.low, verdict.high) if verdict.scored else "—",
        )
    return table


def _differences(found: list[tuple[Setting, Verdict]], dossier: Dossier, lang: Lang) -> Table | None:
    """The records whose derived class or level is not the same in every track."""
    rows: list[tuple[str, dict[str, list[str]]]] = []
    for record in dossier.records:
        by_term: dict[str, dict[str, list[str]]] = {}
        for setting, verdict in found:
            for name, value in derived_texts(verdict, record.id, settled_only=True).items():
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
