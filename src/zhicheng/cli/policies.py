"""``policies``, ``policy show``, ``policy coverage``, ``policy cases``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.tree import Tree

from zhicheng.cli import policy_lint
from zhicheng.cli.console import NOT_MET, JsonOption, LangOption, Language, command, out, print_json, refuse
from zhicheng.cli.policy_attach import attach_text
from zhicheng.cli.policy_diff import diff
from zhicheng.cli.policy_new import new
from zhicheng.cli.policy_simulate import simulate_marks
from zhicheng.cli.policy_watch import watch
from zhicheng.cli.setting import load_policy, pack_and_level
from zhicheng.policy.core import AtLeast, Clause, Condition, Group, Row, Track, rows_of
from zhicheng.policy.coverage import coverage_of, sources_of
from zhicheng.policy.coverage_command import texts_for
from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.policy.wording import condition_text, patterns_text
from zhicheng.report.phrases import phrase
from zhicheng.verdict.cases import check_pack
from zhicheng.vocabulary.points import as_text

policy_app = typer.Typer(no_args_is_help=True, help="一个规则包：内容、条文去向、算例 / one policy pack")


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("policies", help="列出所有规则包 / list the policy packs")(list_policies)
    policy_app.command("diff", help="两项规则逐条比较 / two tracks, rule by rule")(diff)
    policy_app.command("simulate", help="各规定分值下多少人通过 / how many pass at each pass mark")(simulate_marks)
    policy_lint.add_to(policy_app)
    policy_app.command("new", help="新建规则包 / a pack to start from")(new)
    policy_app.command("watch", help="边写边检查 / check a pack while writing it")(watch)
    policy_app.command("attach", help="原文与规则对照 / the official text beside ours")(attach_text)
    app.add_typer(policy_app, name="policy")


@command
def list_policies(lang: LangOption = Language.zh, as_json: JsonOption = False) -> None:
    """List every pack with its tracks."""
    packs = [load_pack(name) for name in packs_in()]
    if as_json:
        print_json([_about(pack) for pack in packs])
        return
    heads = (
        ("规则包", "级别", "文号", "施行", "读法")
        if lang is Language.zh
        else ("pack", "levels", "number", "in force", "readings")
    )
    table = Table(box=None, header_style="dim")
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=place < 2)
    for pack in packs:
        force = str(pack.in_force or "—") + {"draft": "（征求意见稿）" if lang is Language.zh else " (draft)"}.get(
            pack.status, ""
        )
        table.add_row(pack.id, "\n".join(pack.levels), pack.number, force, str(len(pack.readings)))
    out.print(table)


def _about(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "version": pack.version,
        "hash": pack.hash,
        "status": pack.status,
        "number": pack.number,
        "title": pack.title[0],
        "en": pack.title[1],
        "in_force": pack.in_force and pack.in_force.isoformat(),
        "tracks": [f"{pack.id}/{level}" for level in pack.levels],
        "readings": sorted(pack.readings),
    }


@policy_app.command("show", help="显示一个级别的全部规则 / show the rules of a track")
@command
def show(policy: str, lang: LangOption = Language.zh, as_json: JsonOption = False) -> None:
    """Show a track: conditions, scoring table, readings."""
    pack, level = pack_and_level(policy)
    track = pack.track(level)
    if as_json:
        print_json(_track_json(pack, track))
        return
    which = 0 if lang is Language.zh else 1
    out.print(f"[bold]{pack.about(level)[which]}[/bold] · {pack.number} · {pack.title[which]}")
    for name in ("basic", "routes", "landmarks", "review"):
        tree = Tree(f"[bold]{phrase(name, lang.value)}[/bold]")
        for clause in getattr(track, name):
            _add_clause(tree, clause, which)
        out.print(tree)
    if track.scoring is not None:
        out.print(_scoring_tree(pack, track.scoring, which))
    for reading in pack.readings.values():
        out.print(
            f"[blue]{reading.id}[/blue] {reading.place}：{reading.text[which]} → [bold]{reading.alternatives[reading.choice]}[/bold]"
        )


def _add_clause(tree: Tree, clause: Clause, which: int) -> None:
    text = clause.say if which == 0 else condition_text(clause)[1]
    branch = tree.add(f"[blue]{clause.key}[/blue] {text}")
    for member in _members(clause.item):
        if isinstance(member, Clause) and member.label:
            _add_clause(branch, member, which)
        else:
            branch.add(f"[dim]{condition_text(member)[which]}[/dim]")


def _members(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, AtLeast):
        return condition.items
    items = getattr(condition, "items", None)
    return items if isinstance(items, tuple) and any(isinstance(item, Clause) for item in items) else (condition,)


def _scoring_tree(pack: Pack, node: Group | Row, which: int) -> Tree:
    label = node.label if which == 0 else pack.english(node.label)
    cap = "" if node.cap is None else (f"（封顶 {as_text(node.cap)}）" if which == 0 else f" (cap {as_text(node.cap)})")
    detail = f" [dim]{patterns_text(node.patterns)[which]}[/dim]" if isinstance(node, Row) and node.patterns else ""
    tree = Tree(f"{label}{cap}{detail}")
    if isinstance(node, Group):
        for member in node.members:
            tree.add(_scoring_tree(pack, member, which))
    return tree


def _track_json(pack: Pack, track: Track) -> dict[str, Any]:
    return {
        **_about(pack),
        "track": track.name,
        "clauses": {
            name: [{"clause": c.key, "say": c.say, "en": condition_text(c)[1]} for c in getattr(track, name)]
            for name in ("basic", "routes", "landmarks", "review")
        },
        "rows": []
        if track.scoring is None
        else [
            {
                "path": row.path,
                "match": patterns_text(row.patterns)[0],
                "en": patterns_text(row.patterns)[1],
                "cap": None if row.cap is None else as_text(row.cap),
                "cite": list(row.cite),
            }
            for row in rows_of(track.scoring)
        ],
        "readings": {
            r.id: {
                "place": r.place,
                "text": r.text[0],
                "en": r.text[1],
                "alternatives": r.alternatives,
                "choice": r.choice,
                "ground": r.ground,
                "why": r.why,
            }
            for r in pack.readings.values()
        },
    }


@policy_app.command("coverage", help="每一条、每一行去了哪里 / where every clause and row went")
@command
def coverage(
    policy: str,
    source: Annotated[
        Path | None,
        typer.Option("--source", help="公布文件的文本或所在文件夹 / the document, or the folder that holds it"),
    ] = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Check clauses.yaml; with the document, list what nothing accounts for. Exit code 4 when something is missing."""
    pack, _ = load_policy(policy)
    texts = {} if source is None else texts_for(pack.folder, [source])
    if source is not None and not texts:
        names = "、".join(document.file for document in sources_of(pack.folder))
        raise refuse(
            f"{source} 中没有该规则包的原文",
            f"{source} holds no document of this pack",
            (f"应为：{names}", f"wanted: {names}"),
        )
    found = coverage_of(pack, texts or None)
    if as_json:
        print_json(found.as_data())
    else:
        out.print(found.text(lang.value), markup=False)
    if not found.clean:
        raise typer.Exit(NOT_MET)


@policy_app.command("cases", help="运行规则包自带的算例 / run the worked cases of a pack")
@command
def cases(policy: str, as_json: JsonOption = False) -> None:
    """Judge every worked case of a pack and show what differs."""
    results = [(case, found) for case, found in check_pack(load_policy(policy)[0])]
    if as_json:
        print_json(
            [{"case": case.name, "file": case.file, "line": case.line, "differences": found} for case, found in results]
        )
    else:
        for case, found in results:
            for line in found:
                out.print(f"[red]✗[/red] {case.file}:{case.line} {case.name}：{line}")
        wrong = sum(1 for _, found in results if found)
        out.print(f"{len(results) - wrong} ✓  {wrong} ✗")
    if any(found for _, found in results):
        raise typer.Exit(NOT_MET)
