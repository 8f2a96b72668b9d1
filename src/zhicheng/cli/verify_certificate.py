"""``zhicheng verify certificate``: a certificate from its file (or the text of its code), a key file, a status list."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhicheng.cli.console import JsonOption, LangOption, Language, command, day, language, out, print_json, refuse
from zhicheng.report.phrases import Lang, pick

if TYPE_CHECKING:
    from zhicheng.procedure.certificate.keys import KeySet
    from zhicheng.procedure.certificate.verification import Checked

NOT_SOUND = 1
_MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[yellow]?[/yellow]"}
_UNSEEN = (
    ("密钥文件是否为发证单位所有：请核对指纹", "whether the key file is the issuer's: compare its fingerprint"),
    ("是否另有更新的状态清单：请向发证单位索取", "whether there is a newer status list: ask the issuer"),
    ("内容是否即评审所定：以登记和账册为准", "whether the review decided so: that stands in register and ledger"),
)
"""What no file can show by itself."""

KeysOption = Annotated[
    Path | None, typer.Option("--key", help="发证单位的密钥文件 / the issuer's key file (zhicheng-keys/1)")
]
StatusOption = Annotated[Path | None, typer.Option("--status", help="状态清单 / status list (zhicheng-status/1)")]
AtOption = Annotated[str | None, typer.Option("--at", help="核验日 YYYY-MM-DD / day of checking (default: now)")]


@command
def verify_certificate(
    file: Path,
    status: StatusOption = None,
    key: KeysOption = None,
    at: AtOption = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Whether a certificate is genuine, unchanged and in force.

    FILE is the PDF, or a text file with what its printed code holds.
    """
    from zhicheng.procedure.certificate.keys import keys_in
    from zhicheng.procedure.certificate.status import list_in
    from zhicheng.procedure.certificate.verification import BEIJING, check_certificate, check_statement

    chosen = day(at)
    now = dt.datetime.combine(chosen, dt.time(12), BEIJING) if chosen else dt.datetime.now(dt.UTC)
    keys = keys_in(read_json(key), key.name) if key else None
    listed = list_in(read_json(status), status.name) if status else None
    raw = file.read_bytes()
    if raw.startswith(b"%PDF-"):
        checked = check_certificate(raw, keys, listed, now=now, where=file.name)
    else:
        checked = check_statement(_statement(raw, file.name), keys, listed, now=now)
    if as_json:
        print_json(_data(checked, keys))
    else:
        _print(checked, keys, language(lang))
    if not checked.good:
        raise typer.Exit(NOT_SOUND)


def read_json(file: Path) -> Any:
    """A JSON file.

    Raises:
        Refused: it is none.
    """
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise refuse(f"{file.name} 不是 JSON 文件", f"{file.name} is no JSON file") from error


def _statement(raw: bytes, where: str) -> Any:
    from zhicheng.procedure.certificate.statement import LONGEST, PREFIX, statement_in

    text = raw[: LONGEST + 1].decode("utf-8", "replace").strip()
    if not text.startswith(("http", f"{PREFIX}.", "#")):
        what = (
            f"{where} 不是 PDF 证书，也不是二维码的内容",
            f"{where} is no PDF, and not what a certificate's code holds",
        )
        raise refuse(*what, ("给出证书的 PDF 文件", "give the certificate's PDF file"))
    return statement_in(text, where)


def _data(checked: Checked, keys: KeySet | None) -> dict[str, Any]:
    from zhicheng.procedure.certificate.content import FIELDS
    from zhicheng.procedure.certificate.findings import OUTCOMES

    return {
        "outcome": checked.outcome,
        "say": OUTCOMES[checked.outcome][0],
        "en": OUTCOMES[checked.outcome][1],
        "content": dict(zip(FIELDS, checked.content.values(), strict=True)),
        "digest": checked.content.digest,
        "findings": [
            {"code": one.code, "holds": one.holds, "why": one.why[0], "en": one.why[1]} for one in checked.findings
        ],
        "keys": keys.fingerprint if keys else None,
    }


def _print(checked: Checked, keys: KeySet | None, lang: Lang) -> None:
    from zhicheng.procedure.certificate.content import FIELDS, LABELS
    from zhicheng.procedure.certificate.findings import FILE_SIGNATURE, OUTCOMES

    colour = "green" if checked.good else "red"
    stop, colon = ("。", "：") if lang == "zh" else (".", ": ")
    out.print(f"[bold {colour}]{pick(OUTCOMES[checked.outcome], lang)}{stop}[/bold {colour}]")
    for one in checked.findings:
        why = f"[dim] · {pick(one.why, lang)}[/dim]" if one.why[0] else ""
        out.print(f"  {_MARKS[one.holds]} {pick(one.text, lang)}{why}", soft_wrap=True)
    out.print()
    for field, value in zip(FIELDS, checked.content.values(), strict=True):
        if value != "":
            out.print(f"  {pick(LABELS[field], lang)}{colon}{_plain(str(value))}", soft_wrap=True)
    if checked.outcome == "unsound":
        out.print("[red]" + pick(_DOUBTED, lang) + "[/red]", soft_wrap=True)
    elif FILE_SIGNATURE not in {one.code for one in checked.findings}:
        out.print(pick(_COMPARE, lang), soft_wrap=True)
    out.print()
    out.print("[dim]" + pick(("文件本身不能说明：", "What no file can show by itself:"), lang) + "[/dim]")
    for unseen in _UNSEEN:
        out.print(f"[dim]  · {pick(unseen, lang)}[/dim]", soft_wrap=True)
    if keys:
        fingerprint = pick(("密钥文件指纹", "Fingerprint of the key file"), lang)
        out.print(f"[dim]  {fingerprint}{colon}{keys.fingerprint}[/dim]", soft_wrap=True)


_COMPARE = (
    "核验的是二维码内容：请将打印件上的文字与以上内容逐项核对。",
    "The code was checked, not the paper: compare what is printed with the above, item by item.",
)
_DOUBTED = ("以上内容未经确认，不能作为依据。", "None of the above is confirmed; do not rely on it.")


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
