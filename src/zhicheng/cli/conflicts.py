"""``zhicheng conflicts``: what ties come to: who is barred, who is recused from whom, what the office must decide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhicheng.cli.console import LangOption, Language, command, day, language, out, refuse
from zhicheng.cli.setting import pack_and_level
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from zhicheng.policy.attachments import Procedure
    from zhicheng.procedure.assignment.lists import Lists
    from zhicheng.procedure.conflicts.facts import ConflictFacts
    from zhicheng.procedure.conflicts.freeze import FrozenConflicts
    from zhicheng.procedure.refusal import ActRefused

TiesOption = Annotated[Path | None, typer.Option("--ties", help="回避关系文件 / ties file (.xlsx .yaml .json)")]
DayOption = Annotated[str | None, typer.Option("--as-of", help="关系算至哪天 YYYY-MM-DD / day of reckoning")]
UndeclaredOption = Annotated[
    bool, typer.Option("--undeclared", help="不要求每名专家都已申明 / experts need not have declared")
]
ClauseOption = Annotated[
    str | None,
    typer.Option("--policy", "-p", help="规则包/级别：回避条款由此而来 / the clause on recusal comes from it"),
]


@command
def conflicts(
    files: Annotated[
        list[Path] | None, typer.Argument(help="专家名单与申报人名单 / lists of experts and of applicants")
    ] = None,
    ties: TiesOption = None,
    policy: ClauseOption = None,
    as_of: DayOption = None,
    undeclared: UndeclaredOption = False,
    why: Annotated[
        str | None, typer.Option("--why", help="解释一对，专家编号:申报人编号 / explain EXPERT:APPLICANT, then stop")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", help="把空白表格写到此文件夹 / write empty workbooks here, then stop")
    ] = None,
    out_file: Annotated[Path, typer.Option("--out", "-o", help="写到哪个文件 / where to write")] = Path(
        "conflicts.json"
    ),
    lang: LangOption = Language.zh,
) -> None:
    """Evaluate ties and freeze what they come to, for a draw and an assignment; or list what is still to be decided."""
    from zhicheng.procedure.refusal import ActRefused

    here = language(lang)
    if templates is not None:
        _write_templates(templates, here)
        return
    try:
        lists = lists_from(files or [])
        facts = facts_from(lists, ties, procedure_for(policy), as_of, here)
        if why is not None:
            _explain(facts, why, here)
        else:
            write_conflicts(facts, out_file, not undeclared, here)
    except ActRefused as refused:
        raise as_problems(refused) from refused


def as_problems(refused: ActRefused) -> Refused:
    """Refused acts as problems, so that they are shown like any other."""
    return Refused(
        Problem(
            "",
            "",
            (
                one.text[0] + (f"（{one.clause}）" if one.clause else ""),
                one.text[1] + (f" ({one.clause})" if one.clause else ""),
            ),
            one.do,
        )
        for one in refused.refusals
    )


def procedure_for(policy: str | None) -> Procedure | None:
    """The procedure of the track named; ``None`` when none is, or the document has none.

    Raises:
        Refused: there is no such pack or level.
    """
    from zhicheng.policy.attachments import procedure_of

    if policy is None:
        return None
    pack, level = pack_and_level(policy)
    return procedure_of(pack, level)


def lists_from(files: list[Path]) -> Lists:
    """The two lists.

    Raises:
        Refused: they are not two, or something in them is wrong.
    """
    from zhicheng.procedure.assignment.lists import read_lists

    if len(files) != 2:
        raise refuse(
            "需要两个文件：专家名单、申报人名单",
            "two files are needed: the list of experts, the list of applicants",
            ("空白表格：zhicheng conflicts --templates 文件夹", "empty ones: zhicheng conflicts --templates FOLDER"),
        )
    experts, applicants = files
    return read_lists((experts.read_bytes(), experts.name), (applicants.read_bytes(), applicants.name))


def facts_from(
    lists: Lists, ties: Path | None, procedure: Procedure | None, as_of: str | None, lang: Lang
) -> ConflictFacts:
    """What the ties file and the lists themselves come to; by today, and saying so, when no day is given.

    Raises:
        Refused: the ties file can't be read.
        ActRefused: what it says does not fit the lists or the clause.
    """
    from dataclasses import replace

    from zhicheng.procedure.conflicts.facts import conflict_facts
    from zhicheng.procedure.conflicts.rules import ground_of
    from zhicheng.procedure.conflicts.ties import Stated
    from zhicheng.procedure.conflicts.ties_file import read_ties

    reckoned = day(as_of)
    if reckoned is None:
        reckoned = dt.date.today()
        out.print(pick((f"关系算至今天 {reckoned}", f"Ties are reckoned by today, {reckoned}"), lang))
    stated = Stated() if ties is None else read_ties(ties.read_bytes(), ties.name)
    stated = replace(stated, ties=(*stated.ties, *lists.ties))
    experts, applicants = (one.code for one in lists.experts), (one.code for one in lists.applicants)
    return conflict_facts(ground_of(procedure), reckoned, experts, applicants, stated)


def write_conflicts(facts: ConflictFacts, file: Path, declared: bool, lang: Lang) -> FrozenConflicts:
    """Freeze the facts, write them, and say what they come to.

    Raises:
        ActRefused: something is open: everything to decide.
    """
    from zhicheng.procedure.canonical import canonical
    from zhicheng.procedure.conflicts.freeze import freeze_conflicts

    frozen = freeze_conflicts(facts, declared=declared)
    file.write_bytes(canonical(frozen.plain()) + b"\n")
    ground, number = pick(facts.ground.cited, lang), len(facts.recused)
    lines = [
        (f"回避 {number} 对（依据 {ground}），写入 {file}", f"{number} recusals (under {ground}), written to {file}"),
        (f"指纹 {frozen.digest}", f"Fingerprint {frozen.digest}"),
    ]
    if facts.barred:
        names = ", ".join(one.expert for one in facts.barred)
        lines.append((f"不得参加抽取的专家：{names}", f"Experts barred from the draw: {names}"))
    for line in lines:
        out.print(pick(line, lang), markup=False, soft_wrap=True)
    return frozen


def _explain(facts: ConflictFacts, why: str, lang: Lang) -> None:
    from zhicheng.procedure.conflicts.explain import explain_pair

    expert, _, applicant = why.partition(":")
    try:
        lines = explain_pair(facts, expert, applicant)
    except KeyError as error:
        raise refuse(
            f"名单中没有 {why}，应写成 专家编号:申报人编号", f"{why} is not on the lists; write EXPERT:APPLICANT"
        ) from error
    for number, line in enumerate(lines):
        out.print(f"{'  ' if number else ''}{pick(line, lang)}", markup=False, soft_wrap=True)


def _write_templates(folder: Path, lang: Lang) -> None:
    from zhicheng.procedure.assignment.lists import APPLICANTS, EXPERTS
    from zhicheng.procedure.conflicts.template import workbook_for
    from zhicheng.procedure.conflicts.ties_file import TABLES

    folder.mkdir(parents=True, exist_ok=True)
    for name, tables in (("experts", (EXPERTS,)), ("applicants", (APPLICANTS,)), ("ties", TABLES)):
        file = folder / f"{name}.xlsx"
        if file.exists():
            raise refuse(f"{file} 已存在，不会覆盖", f"{file} exists and is not overwritten")
        file.write_bytes(workbook_for(tables, lang))
        out.print(f"✓ {file}", markup=False, soft_wrap=True)
