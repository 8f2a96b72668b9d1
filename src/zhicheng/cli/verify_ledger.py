"""``zhicheng verify ledger``: is a ledger, or the proof of one entry, whole and unchanged?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from zhicheng.cli.console import DONE, JsonOption, LangOption, Language, command, language, out, print_json, refuse

if TYPE_CHECKING:
    from zhicheng.procedure.ledger.finding import Finding
    from zhicheng.procedure.ledger.note import Key, Note

UNSOUND = 1
"""Something does not hold."""


@command
def verify_ledger(
    file: Annotated[Path, typer.Argument(help="账册文件，或一条记录的证明 / the ledger, or the proof of one entry")],
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="以前留存的检查点，可多次 / a checkpoint kept from before, repeatable"),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="账册公钥文件，一行 / file with the ledger's public key, one line")
    ] = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Check a ledger against itself and against checkpoints kept from before; exit code 1 where it does not hold."""
    from zhicheng.procedure.ledger.finding import NOT_SHOWN, sound

    findings = _findings(file, checkpoint or [], key)
    holds = sound(findings)
    if as_json:
        print_json({"sound": holds, "findings": [_plain(one) for one in findings]})
        raise typer.Exit(DONE if holds else UNSOUND)
    pick = 0 if language(lang) == "zh" else 1
    out.print(_outcome(findings, holds)[pick])
    for one in findings:
        out.print(f"{'✓' if one.holds else '✗'} {one.text[pick]}", soft_wrap=True, markup=False)
    out.print(("此文件不能证明：", "The file can't show:")[pick])
    for pair in NOT_SHOWN:
        out.print(f"  · {pair[pick]}", soft_wrap=True, markup=False)
    raise typer.Exit(DONE if holds else UNSOUND)


def _outcome(findings: tuple[Finding, ...], holds: bool) -> tuple[str, str]:
    """The first sentence. Without an old checkpoint a ledger has only been compared with itself, and that is said."""
    checks = {one.check for one in findings}
    if "covered" not in checks:  # of a whole ledger it is always said what the last checkpoint covers
        return ("证明成立", "the proof holds") if holds else ("证明不成立", "the proof does not hold")
    if not holds:
        return "账册有误，或与旧检查点不符", "the ledger is not sound, or not the one that an old checkpoint is of"
    if "old-checkpoint" in checks:
        return "账册完好，与旧检查点相符", "the ledger is sound and agrees with the old checkpoints"
    return (
        "账册自洽；未与旧检查点对照，不能排除整体重写",
        "the ledger agrees with itself; compared with no old checkpoint, all of it could have been rewritten",
    )


def read_old(file: Path) -> Note:
    """A checkpoint from a file.

    Raises:
        Refused: it is none.
    """
    from zhicheng.procedure.ledger.checkpoint import read_checkpoint
    from zhicheng.procedure.ledger.note import NoteMalformed, read_note

    try:
        note = read_note(file.read_text("utf-8"))
        read_checkpoint(note)
    except NoteMalformed as fault:
        _refused(file, fault.text)
    return note


def _findings(file: Path, checkpoints: list[Path], key_file: Path | None) -> tuple[Finding, ...]:
    from zhicheng.procedure.ledger import proof as proofs
    from zhicheng.procedure.ledger.bundle import read_bundle
    from zhicheng.procedure.ledger.check import check_ledger, check_proof
    from zhicheng.procedure.ledger.note import NoteMalformed

    old, key, text = [read_old(one) for one in checkpoints], _key(key_file), file.read_text("utf-8")
    try:
        if text.startswith(proofs.PRINTED):
            if key is None:
                _refused(
                    file, ("打印的证明不含公钥，请以 --key 给出", "a printed proof holds no key: give it by --key")
                )
            return check_proof(proofs.read_printed(text, key))
        data = _json(file, text)
        if isinstance(data, dict) and data.get("format") == proofs.FORMAT:
            proof = proofs.read_proof(data)
            return (*_same(key, proof.key), *check_proof(proof))
        bundle = read_bundle(data)
    except NoteMalformed as fault:
        _refused(file, fault.text)
    return (*_same(key, bundle.key), *check_ledger(bundle, old))


def _key(file: Path | None) -> Key | None:
    from zhicheng.procedure.ledger.note import NoteMalformed, read_vkey

    if file is None:
        return None
    try:
        return read_vkey(file.read_text("utf-8"))
    except NoteMalformed as fault:
        _refused(file, fault.text)


def _same(given: Key | None, found: Key) -> tuple[Finding, ...]:
    """Whether the file is of the ledger whose key was given."""
    from zhicheng.procedure.ledger.finding import Finding

    if given is None:
        return ()
    if given == found:
        return (Finding("key-given", True, ("公钥与所给一致", "the key is the one given")),)
    text = ("公钥与所给的不同：不是同一账册", "the key is not the one given: it is another ledger")
    return (Finding("key-given", False, text),)


def _json(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        _refused(file, ("不是 JSON 文件，或已损坏", "this is no JSON, or it is damaged"))


def _refused(file: Path, text: tuple[str, str]) -> NoReturn:
    raise refuse(f"{file}：{text[0]}", f"{file}: {text[1]}")


def _plain(one: Finding) -> dict[str, Any]:
    return {"check": one.check, "holds": one.holds, "rows": one.rows, "zh": one.text[0], "en": one.text[1]}
