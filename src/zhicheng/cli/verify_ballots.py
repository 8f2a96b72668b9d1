"""``zhicheng verify ballots``: recount a meeting's votes from the bundle, with public keys alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhicheng.cli.console import JsonOption, LangOption, Language, command, language, out, print_json, refuse

if TYPE_CHECKING:
    from zhicheng.procedure.ballot.bundle import Ballots
    from zhicheng.procedure.ballot.messages import Proof
    from zhicheng.procedure.ballot.recount import Finding

NOT_SOUND = 1
MOST = 256 * 2**20

KeyOption = Annotated[
    str | None,
    typer.Option("--supervisor-key", help="监督方签名密钥指纹（64 位）/ fingerprint of the supervisor's key"),
]


ProofOption = Annotated[
    Path | None,
    typer.Option("--proof", help="评委出示的证明 / what a member shows who misses a row (zhicheng-ballot-proof/1)"),
]


@command
def verify_ballots(
    file: Annotated[Path, typer.Argument(help="选票包 / the bundle (zhicheng-ballots/1)")],
    supervisor_key: KeyOption = None,
    proof: ProofOption = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Recount: signatures, roots, stamps, numbers, results. Exit code 0 sound, 1 not sound, 2 unreadable."""
    from zhicheng.procedure.ballot.recount import BEYOND, NotOfForm, recount, remarks, sound

    try:
        bundle = _load(file)
    except NotOfForm as refused:
        _print_fault(refused.refusals[0].text, as_json, 0 if language(lang) == "zh" else 1)
        raise typer.Exit(NOT_SOUND) from None
    findings = (*recount(bundle), *_known_key(bundle, supervisor_key), *_proved(bundle, proof))
    if as_json:
        print_json(_data(bundle, findings))
    else:
        pick = 0 if language(lang) == "zh" else 1
        _print(bundle, findings, pick)
        noted = remarks(bundle)
        if noted:
            out.print(("另有记载：", "Noted besides:")[pick])
        for pair in noted:
            out.print(f"  · {pair[pick]}", markup=False)
        out.print(("仅凭本文件不能核对：", "What the file alone can't show:")[pick])
        for pair in BEYOND:
            out.print(f"  · {pair[pick]}")
    if not sound(findings):
        raise typer.Exit(NOT_SOUND)


def _load(file: Path) -> Ballots:
    from zhicheng.procedure.ballot.recount import NotOfForm, load_ballots
    from zhicheng.procedure.refusal import ActRefused

    if file.is_dir() or file.stat().st_size > MOST:
        raise refuse(f"{file} 不是选票包文件", f"{file} is no bundle of ballots")
    try:
        return load_ballots(file.read_bytes())
    except NotOfForm:
        raise
    except ActRefused as refused:
        one = refused.refusals[0]
        raise refuse(
            f"{file} 不是可读的选票包（zhicheng-ballots/1）：{one.text[0]}",
            f"{file} is no readable bundle (zhicheng-ballots/1): {one.text[1]}",
            ("请向保管方重新索取", "ask its keeper for it again"),
        ) from None


def _print_fault(said: tuple[str, str], as_json: bool, pick: int) -> None:
    """That something in a bundle is not what the format allows; nothing further is checked then."""
    if as_json:
        zh, en = said
        finding = {"code": "form", "holds": False, "say": zh, "en": en, "faults": []}
        print_json({"sound": False, "findings": [finding], "remarks": [], "results": []})
        return
    out.print(("[red]核验不符：[/red]", "[red]Not sound:[/red]")[pick])
    out.print(f"  ✗ {said[pick]}", markup=False)


def _known_key(bundle: Ballots, expected: str | None) -> tuple[Finding, ...]:
    """Whether every session is under the supervisor's key whose fingerprint is known from elsewhere."""
    from zhicheng.procedure.ballot.keys import fingerprint
    from zhicheng.procedure.ballot.recount import Finding

    if expected is None:
        return ()
    wanted = "".join(expected.split()).lower()
    faults = tuple(
        (f"{held.session.vote}/{held.session.run}：{found}", f"{held.session.vote}/{held.session.run}: {found}")
        for held in bundle.sessions
        if (found := fingerprint(held.session.signing.supervisor)) != wanted
    )
    say = ("监督方签名密钥是您给出的那一把", "the supervisor's signing key is the one you named")
    return (Finding("supervisor-key", say, faults),)


def _proved(bundle: Ballots, file: Path | None) -> tuple[Finding, ...]:
    """Whether a ballot that a member shows was left out by the supervisor; it fails when that is proved of a vote that
    counts."""
    from zhicheng.procedure.ballot.proof import ROW_MISSING, SAY, noted_missing, proof_finding
    from zhicheng.procedure.ballot.recount import Finding

    found = []
    for one in () if file is None else _load_proofs(file):
        ballot = one.row.ballot
        held = next((held for held in bundle.sessions if held.session.id == ballot.session), bundle.sessions[0])
        code, named = proof_finding(held, one), noted_missing(held, ballot.applicant)
        who = ("、".join(named) or "无", ", ".join(named) or "nobody")
        say = (
            f"出示的票 {ballot.applicant} {ballot.number[:8]}：{SAY[code][0]}；截止时登记缺票：{who[0]}",
            f"shown, {ballot.applicant} {ballot.number[:8]}: {SAY[code][1]}; noted as missing at closing: {who[1]}",
        )
        wrong = code == ROW_MISSING and ballot.applicant not in held.void
        found.append(Finding("proof", say, (SAY[code],) if wrong else ()))
    return tuple(found)


def _load_proofs(file: Path) -> list[Proof]:
    """The proof in a file, or the list of them that the page shows."""
    from zhicheng.procedure.ballot.forms import read
    from zhicheng.procedure.ballot.messages import Proof
    from zhicheng.procedure.refusal import ActRefused

    try:
        value = json.loads(file.read_bytes())
        return [read(Proof, one) for one in (value if isinstance(value, list) else [value])]
    except (ValueError, RecursionError, ActRefused):
        raise refuse(
            f"{file} 不是可读的证明（zhicheng-ballot-proof/1）",
            f"{file} is no readable proof (zhicheng-ballot-proof/1)",
            ("请从投票页“证明”处整段复制", "copy the whole of it from the voter's page, under “Proof”"),
        ) from None


def _print(bundle: Ballots, findings: tuple[Finding, ...], pick: int) -> None:
    bad = sum(not one.holds for one in findings)
    rows = sum(len(held.board.board.rows) for held in bundle.sessions if held.board)
    passed = sum(one.passed for one in bundle.results)
    counted = (
        f"{len(bundle.sessions)} 轮表决、{rows} 张选票，{len(bundle.results)} 名申报人中 {passed} 名通过",
        f"{len(bundle.sessions)} sessions, {rows} ballots; {passed} of {len(bundle.results)} applicants passed",
    )[pick]
    good = (f"核验属实：{counted}。", f"Sound: {counted}.")[pick]
    wrong = (f"核验不符：{bad} 项有问题（{counted}）。", f"Not sound: {bad} checks fail ({counted}).")[pick]
    out.print(f"[red]{wrong}[/red]" if bad else f"[green]{good}[/green]")
    for one in findings:
        out.print(f"  {'[green]✓[/green]' if one.holds else '[red]✗[/red]'} {one.say[pick]}")
        for fault in one.faults:
            out.print(f"      {fault[pick]}", markup=False)


def _data(bundle: Ballots, findings: tuple[Finding, ...]) -> dict[str, Any]:
    from zhicheng.procedure.ballot.recount import remarks

    return {
        "sound": all(one.holds for one in findings),
        "meeting": bundle.meeting,
        "findings": [
            {
                "code": one.code,
                "holds": one.holds,
                "say": one.say[0],
                "en": one.say[1],
                "faults": [{"say": zh, "en": en} for zh, en in one.faults],
            }
            for one in findings
        ],
        "remarks": [{"say": zh, "en": en} for zh, en in remarks(bundle)],
        "results": [one.plain() for one in bundle.results],
    }
