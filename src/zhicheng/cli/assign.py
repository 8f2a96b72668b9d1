"""``zhicheng assign``: which experts read which applicants, offline, from lists, a ties file and a seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhicheng.cli.conflicts import (
    DayOption,
    TiesOption,
    UndeclaredOption,
    as_problems,
    facts_from,
    lists_from,
    procedure_for,
    write_conflicts,
)
from zhicheng.cli.console import LangOption, Language, command, language, out, refuse
from zhicheng.report.phrases import Lang, pick

if TYPE_CHECKING:
    from zhicheng.policy.attachments import Procedure
    from zhicheng.procedure.assignment.assign import Assignment
    from zhicheng.procedure.assignment.lists import Lists
    from zhicheng.procedure.assignment.task import Frozen, Task
    from zhicheng.procedure.conflicts.freeze import FrozenConflicts

FilesArgument = Annotated[
    list[Path],
    typer.Argument(help="专家名单与申报人名单，或已冻结的任务 / experts and applicants, or one frozen task"),
]
OutOption = Annotated[Path, typer.Option("--out", "-o", help="写到哪个文件 / where to write")]
PolicyOption = Annotated[
    str | None,
    typer.Option("--policy", "-p", help="规则包/级别：份数与回避条款由此而来 / number and clause come from it"),
]
ConflictsOption = Annotated[
    Path | None, typer.Option("--conflicts", help="已冻结的回避事实 / frozen conflict facts (zhicheng conflicts)")
]
OpinionsOption = Annotated[int | None, typer.Option("--opinions", help="每人几名专家 / experts per applicant")]
SourceOption = Annotated[str, typer.Option("--source", help="份数的依据 / where that number is written")]
MatchingOption = Annotated[
    str, typer.Option("--matching", help="其中至少几名本专业，或 all / how many of the specialty, or all")
]
LeastOption = Annotated[int | None, typer.Option("--least", help="每名专家至少阅几份 / fewest per expert")]
MostOption = Annotated[int | None, typer.Option("--most", help="每名专家至多阅几份 / most per expert")]
SeedOption = Annotated[
    str | None,
    typer.Option("--seed", help="种子，64 位十六进制；不填则只冻结任务 / without it the task is only frozen"),
]
BeforeOption = Annotated[Path | None, typer.Option("--before", help="在此分配上变更 / change this assignment")]


@command
def assign(
    files: FilesArgument,
    out_file: OutOption = Path("assignment.json"),
    conflicts: ConflictsOption = None,
    ties: TiesOption = None,
    policy: PolicyOption = None,
    opinions: OpinionsOption = None,
    source: SourceOption = "",
    matching: MatchingOption = "1",
    least: LeastOption = None,
    most: MostOption = None,
    seed: SeedOption = None,
    before: BeforeOption = None,
    as_of: DayOption = None,
    undeclared: UndeclaredOption = False,
    lang: LangOption = Language.zh,
) -> None:
    """Assign experts to applicants: conflicts excluded, loads even, best specialties first, the rest by the seed."""
    from zhicheng.procedure.assignment.assign import assign as assign_frozen
    from zhicheng.procedure.refusal import ActRefused

    here = language(lang)
    try:
        if len(files) == 1:
            frozen = _frozen_file(files[0])
        else:
            procedure, lists = procedure_for(policy), lists_from(files)
            if conflicts is not None and ties is not None:
                raise refuse("--conflicts 与 --ties 只能给一个", "give --conflicts or --ties, not both")
            if conflicts is not None:
                facts = _stored_conflicts(conflicts, lists)
            else:
                stated = facts_from(lists, ties, procedure, as_of, here)
                facts = write_conflicts(stated, out_file.with_suffix(".conflicts.json"), not undeclared, here)
            number, clause = _opinions(procedure, opinions, source)
            task = _task(lists, facts, number, clause, matching)
            frozen = _freeze(task, least, most, before)
        if seed is None:
            _write_task(frozen, out_file, here)
        else:
            _write(assign_frozen(frozen, seed), out_file, here)
    except ActRefused as refused:
        raise as_problems(refused) from refused


def _frozen_file(file: Path) -> Frozen:
    from zhicheng.procedure.assignment.bundle import frozen_from, load_tree

    if file.suffix.lower() != ".json":
        raise refuse(
            "需要专家名单和申报人名单两个文件，或一个已冻结的任务（.json）",
            "two lists are needed, experts and applicants, or one frozen task (.json)",
        )
    return frozen_from(load_tree(file.read_bytes(), file.name), file.name)


def _stored_conflicts(file: Path, lists: Lists) -> FrozenConflicts:
    """The conflict facts fixed earlier, when they cover everybody on the lists."""
    from zhicheng.procedure.conflicts.stored import read_conflicts

    frozen = read_conflicts(file.read_bytes(), file.name)
    strangers = {one.code for one in lists.experts} - set(frozen.facts.experts)
    strangers |= {one.code for one in lists.applicants} - set(frozen.facts.applicants)
    if strangers:
        names = ", ".join(sorted(strangers)[:20])
        raise refuse(
            f"{file.name} 未涉及：{names}",
            f"{file.name} says nothing of {names}",
            ("请重新生成回避事实", "make the conflict facts again"),
        )
    return frozen


def _opinions(procedure: Procedure | None, opinions: int | None, source: str) -> tuple[int, str]:
    """How many experts per applicant, and where that is written: the document's number, or the one given."""
    number = procedure.numbers.get("group_size") if procedure is not None else None
    if number is None:
        if opinions is None:
            raise refuse("未规定每人几名专家，请用 --opinions 给出", "no number of experts is set, give --opinions")
        return opinions, source
    written = int(number.value)
    given = written if opinions is None else opinions
    if given < written:
        raise refuse(
            f"文件规定不少于 {written} 名（{'、'.join(number.cite)}），不能是 {given} 名",
            f"the document asks for {written} at least ({', '.join(number.cite)}), not {given}",
        )
    return given, "、".join((*number.cite, source) if source else number.cite)


def _task(lists: Lists, conflicts: FrozenConflicts, opinions: int, clause: str, matching: str) -> Task:
    from zhicheng.procedure.assignment.task import Task

    if matching != "all" and not (matching.isascii() and matching.isdigit() and len(matching) < 4):
        raise refuse(f"--matching 应为数字或 all，不是“{matching}”", f"--matching is a number or all, not '{matching}'")
    recused = conflicts.recused_among((one.code for one in lists.experts), (one.code for one in lists.applicants))
    least = opinions if matching == "all" else int(matching)
    return Task(lists.experts, lists.applicants, recused, opinions, least, clause, conflicts.digest)


def _freeze(task: Task, least: int | None, most: int | None, before: Path | None) -> Frozen:
    from zhicheng.procedure.assignment.assign import freeze, freeze_again
    from zhicheng.procedure.assignment.bundle import assignment_from, load_tree

    if before is None:
        return freeze(task, least=least, most=most)
    standing = assignment_from(load_tree(before.read_bytes(), before.name), before.name)
    return freeze_again(standing, task, least=least, most=most)


def _write_task(frozen: Frozen, file: Path, lang: Lang) -> None:
    from zhicheng.procedure.assignment.bundle import plain_task

    _put(plain_task(frozen), file)
    text = (
        f"已冻结，写入 {file}。请公布指纹，之后再产生种子：\n{frozen.digest}",
        f"Frozen into {file}. Publish the fingerprint, and only then make the seed:\n{frozen.digest}",
    )
    out.print(pick(text, lang), markup=False, soft_wrap=True)


def _write(found: Assignment, file: Path, lang: Lang) -> None:
    _put(found.plain(), file)
    text = (
        f"已分配：{len(found.assigned)} 名申报人，每人 {found.frozen.task.opinions} 名专家，写入 {file}",
        f"Assigned: {len(found.assigned)} applicants, {found.frozen.task.opinions} experts each, into {file}",
    )
    out.print(f"[green]{pick(text, lang)}[/green]", soft_wrap=True)
    for line in (*_balance_lines(found), *_change_lines(found)):
        out.print(f"  {pick(line, lang)}", markup=False, soft_wrap=True)
    text = (f"核验：zhicheng verify assignment {file}", f"To check it: zhicheng verify assignment {file}")
    out.print(pick(text, lang), markup=False, soft_wrap=True)


def _balance_lines(found: Assignment) -> list[tuple[str, str]]:
    from zhicheng.procedure.assignment.check import balance_of

    balance, limits = balance_of(found), found.frozen.limits
    lines = [
        (
            f"每名专家阅 {balance.fewest} 到 {balance.most} 份（限 {limits.least}–{limits.most}）",
            f"each expert reads {balance.fewest} to {balance.most} (limits {limits.least} to {limits.most})",
        ),
        (
            f"每人至少 {balance.worst_match} 名本专业专家，共 {balance.matches}/{balance.opinions} 份出自本专业",
            f"at least {balance.worst_match} of the specialty each; {balance.matches} of {balance.opinions} opinions in all",
        ),
    ]
    if limits.above:
        names = ", ".join(f"{code} ≤ {bound}" for code, bound in limits.above)
        lines.append((f"专业人手少、须多阅的专家：{names}", f"more, since few share their specialty: {names}"))
    return lines


def _change_lines(found: Assignment) -> list[tuple[str, str]]:
    """What changed since the earlier assignment; nothing when there is none."""
    if found.frozen.earlier is None:
        return []
    kept, changed = len(found.pairs() & found.frozen.earlier.pairs()), found.changes()
    head = (
        f"较前变动 {len(changed)} 名申报人，保留 {kept} 对",
        f"{len(changed)} applicants changed, {kept} pairs kept",
    )
    rows = [(who, ", ".join(gone) or "—", ", ".join(new) or "—") for who, gone, new in changed]
    return [head, *((f"  {who}：{gone} → {new}", f"  {who}: {gone} → {new}") for who, gone, new in rows)]


def _put(tree: dict[str, Any], file: Path) -> None:
    from zhicheng.procedure.canonical import canonical

    file.write_bytes(canonical(tree) + b"\n")
