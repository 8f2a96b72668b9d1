"""``zhicheng verify assignment``: an assignment from its bundle: rules, balance, and that the seed chose it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from zhicheng.cli.console import JsonOption, LangOption, Language, command, language, out, print_json, refuse
from zhicheng.report.phrases import Lang, pick

if TYPE_CHECKING:
    from zhicheng.procedure.assignment.assign import Assignment
    from zhicheng.procedure.assignment.check import Finding

NOT_SOUND = 1
_UNSEEN: Final = (
    ("是否每种关系都已申明：只有当事人和知情人知道", "whether every tie was declared: only those concerned know"),
    (
        "任务是否在种子产生之前冻结：请将任务指纹与账册对照",
        "whether the task was frozen before the seed was known: compare its fingerprint with the ledger",
    ),
    ("编号对应何人：名册由办公室和监督方保管", "who stands behind a code: office and supervisors keep the list"),
)
"""What the file alone can't show."""

ConflictsOption = Annotated[
    Path | None, typer.Option("--conflicts", help="所依据的回避事实 / the conflict facts it rests on")
]
EarlierOption = Annotated[Path | None, typer.Option("--before", help="所变更的前一次分配 / the assignment it changes")]
FrozenOption = Annotated[
    str | None, typer.Option("--frozen", help="种子产生前公布的任务指纹 / fingerprint published before the seed")
]
SeedOption = Annotated[str | None, typer.Option("--seed", help="公布的种子 / the seed as it was published")]


@command
def verify_assignment(
    file: Annotated[Path, typer.Argument(help="分配文件 / the bundle (zhicheng-assignment/1)")],
    conflicts: ConflictsOption = None,
    before: EarlierOption = None,
    frozen: FrozenOption = None,
    seed: SeedOption = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Check an assignment without a solver. Exit code 0 sound, 1 not sound, 2 unreadable."""
    from zhicheng.procedure.assignment.check import check_assignment, sound

    found = _load(file)
    findings = check_assignment(found, None if before is None else _load(before))
    findings = (*findings, *_published(found, frozen, seed))
    if conflicts is not None:
        findings = (*findings, _same_conflicts(found, conflicts))
    if as_json:
        print_json(_data(found, findings))
    else:
        _print(found, findings, language(lang))
    if not sound(findings):
        raise typer.Exit(NOT_SOUND)


def _load(file: Path) -> Assignment:
    from zhicheng.procedure.assignment.bundle import assignment_from, load_tree

    if file.is_dir():
        raise refuse(f"{file} 是文件夹，不是分配文件", f"{file} is a folder, no bundle of an assignment")
    return assignment_from(load_tree(file.read_bytes(), file.name), file.name)


def _published(found: Assignment, frozen: str | None, seed: str | None) -> tuple[Finding, ...]:
    """Whether task and seed are those that were published, where the reader has them."""
    from zhicheng.procedure.assignment.check import Finding

    known = (
        ("frozen", frozen, found.frozen.digest, ("任务指纹与所公布的一致", "the task is the one published")),
        ("seed", seed, found.seed, ("种子与所公布的一致", "the seed is the one published")),
    )
    return tuple(
        Finding(code, same, text, () if same else (actual,))
        for code, given, actual, text in known
        if given is not None
        for same in ("".join(given.split()).lower() == actual,)
    )


def _same_conflicts(found: Assignment, file: Path) -> Finding:
    """Whether the recusals are exactly those that the conflict facts come to, evaluated again."""
    from zhicheng.procedure.assignment.bundle import load_tree
    from zhicheng.procedure.assignment.check import Finding
    from zhicheng.procedure.conflicts.stored import conflicts_from

    facts = conflicts_from(load_tree(file.read_bytes(), file.name), file.name)
    task = found.frozen.task
    expected = facts.recused_among((one.code for one in task.experts), (one.code for one in task.applicants))
    wrong = [f"{expert}–{applicant}" for expert, applicant in sorted(expected ^ task.recused)]
    wrong += [] if facts.digest == task.conflicts else ["digest"]
    covered = {one.code for one in task.experts} <= set(facts.facts.experts)
    covered = covered and {one.code for one in task.applicants} <= set(facts.facts.applicants)
    wrong += [] if covered else ["experts, applicants"]
    text = (
        "回避与所给的回避事实一致（已重新推算）",
        "the recusals are what the conflict facts given come to (reckoned again)",
    )
    return Finding("conflicts", not wrong, text, tuple(wrong[:20]))


def _print(found: Assignment, findings: tuple[Finding, ...], lang: Lang) -> None:
    bad = sum(not one.holds for one in findings)
    task = found.frozen.task
    counted = (
        f"{len(task.applicants)} 名申报人、{len(task.experts)} 名专家，每人 {task.opinions} 份意见",
        f"{len(task.applicants)} applicants, {len(task.experts)} experts, {task.opinions} opinions each",
    )
    good = (f"核验属实：{counted[0]}。", f"Sound: {counted[1]}.")
    wrong = (f"核验不符：{bad} 项有问题（{counted[0]}）。", f"Not sound: {bad} checks fail ({counted[1]}).")
    out.print(f"[red]{pick(wrong, lang)}[/red]" if bad else f"[green]{pick(good, lang)}[/green]")
    for one in findings:
        out.print(f"  {'[green]✓[/green]' if one.holds else '[red]✗[/red]'} {pick(one.text, lang)}", soft_wrap=True)
        if one.places:
            out.print(f"      {'、'.join(one.places)}", markup=False, soft_wrap=True)
    _print_rest(found, lang)


def _print_rest(found: Assignment, lang: Lang) -> None:
    from zhicheng.procedure.assignment.check import balance_of

    balance = balance_of(found)
    text = (
        f"均衡：每名专家 {balance.fewest}–{balance.most} 份；每人至少 {balance.worst_match} 名本专业，"
        f"共 {balance.matches}/{balance.opinions} 份",
        f"Balance: {balance.fewest} to {balance.most} per expert; at least {balance.worst_match} of the specialty each, "
        f"{balance.matches} of {balance.opinions} opinions in all",
    )
    out.print(pick(text, lang), markup=False, soft_wrap=True)
    text = (f"任务指纹 {found.frozen.digest}", f"Fingerprint of the task {found.frozen.digest}")
    out.print(pick(text, lang), markup=False, soft_wrap=True)
    out.print(pick(("仅凭本文件不能核对：", "What the file alone can't show:"), lang))
    for pair in _UNSEEN:
        out.print(f"  · {pick(pair, lang)}", soft_wrap=True)


def _data(found: Assignment, findings: tuple[Finding, ...]) -> dict[str, Any]:
    from zhicheng.procedure.assignment.check import balance_of

    balance = balance_of(found)
    return {
        "sound": all(one.holds for one in findings),
        "frozen": found.frozen.digest,
        "digest": found.digest,
        "findings": [
            {"code": one.code, "holds": one.holds, "say": one.text[0], "en": one.text[1], "places": list(one.places)}
            for one in findings
        ],
        "balance": {
            "loads": dict(balance.loads),
            "fewest": balance.fewest,
            "most": balance.most,
            "worst_match": balance.worst_match,
            "matches": balance.matches,
            "opinions": balance.opinions,
        },
    }
