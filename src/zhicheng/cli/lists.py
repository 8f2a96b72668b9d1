"""``advise``, ``materials``, ``classify``, ``readings``: the lists beside a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
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
    language,
    out,
    print_json,
)
from zhicheng.cli.setting import setting_from
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.schema import kind_title
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.report.phrases import phrase
from zhicheng.report.terminal import advice_text, readings_text
from zhicheng.verdict.advise import advise as advice_on
from zhicheng.verdict.compare import compare_readings
from zhicheng.verdict.findings import item_name
from zhicheng.verdict.materials import materials
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import judge
from zhicheng.vocabulary.points import as_text


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("advise", help="何时、再补什么可以申报 / what would help")(advise)
    app.command("materials", help="还缺哪些佐证材料 / papers still missing")(list_materials)
    app.command("classify", help="每条材料在该政策下的级别与等次 / derived levels and classes")(classify)
    app.command("readings", help="换一种读法会怎样 / would another reading change it")(compare)


@command
def advise(
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
    found = advice_on(setting, read)
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
    out.print(advice_text(found, language(lang), str if lang is Language.zh else setting.pack.english))


@command
def list_materials(
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
        out.print(f"✓ {phrase('evidence_ok', language(lang))}")


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
        for name, value in derived_texts(verdict, item.id).items():
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
def compare(
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
    out.print(readings_text(flips, language(lang)))


def derived_texts(verdict: Verdict, id_: str, *, settled_only: bool = False) -> dict[str, tuple[str, str]]:
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
