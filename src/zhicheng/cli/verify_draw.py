"""``zhicheng verify draw``: was the committee drawn as the rules and the seed say?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhicheng.cli.console import DONE, JsonOption, LangOption, Language, command, language, out, print_json
from zhicheng.cli.draw_files import load_bundle, load_part
from zhicheng.report.phrases import Lang, pick

if TYPE_CHECKING:
    from zhicheng.procedure.draw.bundle import Bundle
    from zhicheng.procedure.draw.check import DrawCheck
    from zhicheng.procedure.draw.faults import Finding

UNSOUND = 1
"""Something does not hold."""


@command
def verify_draw(
    file: Annotated[Path, typer.Argument(help="抽取文件或其公开版 / the draw, or its public view")],
    expect: Annotated[
        list[str] | None,
        typer.Option("--expect", help="会议记录或他处留存的哈希，可多次 / a hash kept elsewhere, repeatable"),
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", help="监督方的名册，一并核对 / the supervisors' file of names")
    ] = None,
    conflicts: Annotated[
        Path | None, typer.Option("--conflicts", help="所依据的回避事实，一并比对 / the conflict facts it rests on")
    ] = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Check a draw; exit code 0 sound, 1 not sound, 2 unreadable."""
    from zhicheng.procedure.draw.check import check_draw

    bundle, here = load_bundle(file), language(lang)
    check = check_draw(bundle)
    findings = [*check.findings, *_expected(bundle, expect or []), *_named(bundle, names), *_facts(bundle, conflicts)]
    sound = all(one.holds is not False for one in findings)
    if as_json:
        print_json(_plain(bundle, check, findings, sound))
        raise typer.Exit(DONE if sound else UNSOUND)
    out.print(f"[bold]{pick(_answer(bundle, sound), here)}[/bold]", soft_wrap=True)
    for one in findings:
        _show(one, here)
    for note in check.notes:
        out.print(f"  {pick(note, here)}", soft_wrap=True, markup=False)
    out.print(pick(("此文件不能证明：", "The file can't show:"), here))
    for pair in check.beyond:
        out.print(f"  · {pick(pair, here)}", soft_wrap=True, markup=False)
    raise typer.Exit(DONE if sound else UNSOUND)


def _answer(bundle: Bundle, sound: bool) -> tuple[str, str]:
    if not sound:
        return "抽取有误，不可采信", "the draw is not sound"
    standing = bundle.standing
    hidden = bundle.private is None
    public = ("（公开版，上限与回避未核）", " (public view: caps and recusals not checked)") if hidden else ("", "")
    if bundle.rounds and bundle.rounds[-1].open:
        number = bundle.rounds[-1].statement.round
        return (
            f"第 {number} 轮已公布，待揭示{public[0]}",
            f"round {number} is stated and waits for its reveals{public[1]}",
        )
    if standing is None or standing.outcome is None:
        return f"尚无有效的抽取结果{public[0]}", f"no draw stands yet{public[1]}"
    members, rounds = len(standing.outcome.committee), len(bundle.rounds)
    return (
        f"抽取无误：{members} 名委员，共 {rounds} 轮{public[0]}",
        f"the draw is sound: {members} members, {rounds} round{'' if rounds == 1 else 's'}{public[1]}",
    )


def _show(one: Finding, lang: Lang) -> None:
    mark = {True: "✓", False: "✗", None: "—"}[one.holds]
    tail = "" if one.holds is not None else pick(("：此文件中没有，未核", ": not in this file, not checked"), lang)
    out.print(f"{mark} {pick(one.title, lang)}{tail}", soft_wrap=True, markup=False)
    for fault in one.faults[:20]:
        out.print(f"    {fault.place}：{pick(fault.text, lang)}", soft_wrap=True, markup=False)


def _expected(bundle: Bundle, hashes: list[str]) -> list[Finding]:
    """Whether each hash kept elsewhere is one of this draw."""
    from zhicheng.procedure.draw.faults import Fault, finding

    known = {bundle.head, bundle.frozen.digest}
    known |= {digest for one in bundle.rounds for digest in (one.record, one.statement.digest)}
    return [
        finding(
            "expected",
            (f"与留存的哈希相符 {text[:12]}…", f"is the draw of the hash {text[:12]}…"),
            []
            if text.strip().lower() in known
            else [Fault("--expect", ("本文件中没有此哈希", "no hash of this file is that one"))],
        )
        for text in hashes
    ]


def _named(bundle: Bundle, path: Path | None) -> list[Finding]:
    from zhicheng.procedure.draw.faults import finding
    from zhicheng.procedure.draw.names import Names, names_faults

    if path is None:
        return []
    title = ("名册打开每一行，无人重复", "the file of names opens every line, nobody stands twice")
    return [finding("names", title, names_faults(bundle, load_part(Names, path)))]


def _facts(bundle: Bundle, path: Path | None) -> list[Finding]:
    """Whether the conflict facts given are those that were frozen."""
    from zhicheng.procedure.conflicts.stored import read_conflicts
    from zhicheng.procedure.draw.faults import Fault, Finding, finding

    if path is None:
        return []
    title = ("冻结时所用的即所给的回避事实", "the conflict facts given are those that were frozen")
    digest = read_conflicts(path.read_bytes(), path.name).digest
    if bundle.private is None:
        return [Finding("conflicts", title, None)]
    same = bundle.private.conflicts == digest
    other = Fault("private.conflicts", ("是另一份，或冻结时未用", "another file was frozen, or none"))
    return [finding("conflicts", title, [] if same else [other])]


def _plain(bundle: Bundle, check: DrawCheck, findings: list[Finding], sound: bool) -> dict[str, Any]:
    standing = bundle.standing
    return {
        "sound": sound,
        "public_view": bundle.private is None,
        "draw": bundle.frozen.draw,
        "serial": bundle.frozen.serial,
        "head": bundle.head,
        "committee": standing.outcome.committee if standing and standing.outcome else [],
        "findings": [
            {
                "code": one.code,
                "title": one.title[0],
                "en": one.title[1],
                "holds": one.holds,
                "faults": [{"place": f.place, "text": f.text[0], "en": f.text[1]} for f in one.faults],
            }
            for one in findings
        ],
        "notes": [{"text": zh, "en": en} for zh, en in check.notes],
        "beyond": [{"text": zh, "en": en} for zh, en in check.beyond],
    }
