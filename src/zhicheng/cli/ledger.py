"""``zhicheng ledger``: sign the ledger's state, take it out, go on after an older backup was restored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhicheng.cli.console import command, out, refuse
from zhicheng.cli.platform import HOME, HomeOption, existing
from zhicheng.cli.verify_ledger import read_old

if TYPE_CHECKING:
    from zhicheng.procedure.refusal import ActRefused
    from zhicheng.vocabulary.problems import Refused

ledger = typer.Typer(
    name="ledger",
    help="账册：签署检查点、导出、恢复旧备份后续记 · Sign, export and resume the ledger",
    no_args_is_help=True,
)


@ledger.command("checkpoint", help="签署并输出检查点，可每日运行 / sign and print a checkpoint; may run every day")
@command
def checkpoint(
    home: HomeOption = HOME,
    to: Annotated[Path | None, typer.Option("--to", help="写入文件，不填则输出 / write it into a file instead")] = None,
) -> None:
    """Sign the present state and print the note, or write it into a file (replaced if it is there)."""
    with existing(home):
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.ledger.services.checkpoints import issue_checkpoint

        made = issue_checkpoint(now=current_moment())
    if to is None:
        typer.echo(made.note, nl=False)
        return
    to.write_text(made.note, "utf-8")
    out.print(f"检查点（{made.size} 条）已写入 / checkpoint ({made.size} entries) written: {to}", soft_wrap=True)


@ledger.command("export", help="导出整个账册供核验 / write the whole ledger into a file, to be checked")
@command
def export(
    file: Annotated[Path, typer.Argument(help="账册文件，不可已存在 / the file to write; must not exist")],
    home: HomeOption = HOME,
) -> None:
    """Write the ledger under a fresh checkpoint; that it was taken becomes an entry after it."""
    if file.exists():
        raise refuse(f"{file} 已存在", f"{file} exists", ("请另取文件名", "choose another name"))
    with existing(home):
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.ledger.services.taking import export_bundle

        checkpoint, lines = export_bundle(now=current_moment())
        with file.open("x", encoding="utf-8") as stream:
            stream.writelines(lines)
    out.print(
        f"账册已导出，{checkpoint.size} 条：{file}\nexported, {checkpoint.size} entries: {file}\n"
        f"核验 / check it: zhicheng verify ledger {file} --checkpoint …",
        soft_wrap=True,
    )


@ledger.command(
    "resume", help="恢复旧备份后：记下缺口，签署新检查点 / after restoring an older backup: record the gap, sign anew"
)
@command
def resume(
    lost: Annotated[
        Path, typer.Option("--checkpoint", help="最后公布的检查点 / the last checkpoint that was given out")
    ],
    reason: Annotated[str, typer.Option("--reason", help="缘由 / why")],
    home: HomeOption = HOME,
) -> None:
    """Record that entries which were published are lost, with both sizes and roots; then sign a checkpoint that says so."""
    note = read_old(lost)
    with existing(home):
        from zhicheng.procedure.refusal import ActRefused
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.ledger.services.resuming import resume_ledger

        try:
            said, made = resume_ledger(note, reason=reason, now=current_moment())
        except ActRefused as refused:
            raise _said(refused) from refused
    out.print(
        f"已记下缺口：曾公布 {said.lost.size} 条，现由 {said.restored.size} 条续记；新检查点 {made.size} 条\n"
        f"recorded: {said.lost.size} entries had been published, the ledger goes on from {said.restored.size}; "
        f"the new checkpoint has {made.size}\n"
        "请将下列检查点交给监督方；见证程序报警属正常，由其人工确认\n"
        "give this checkpoint to the supervisors; the witness raises its alarm, rightly, and a person there confirms",
        soft_wrap=True,
    )
    typer.echo(made.note, nl=False)


@ledger.command(
    "erase", help="删除一条记录所封存的个人信息，记录与证明不变 / erase a personal value of an entry; proofs stay"
)
@command
def erase(
    number: Annotated[int, typer.Argument(help="条目编号 / the entry's number")],
    key: Annotated[str, typer.Argument(help="项目，如 reason / which value, such as reason")],
    reason: Annotated[str, typer.Option("--reason", help="缘由 / why")],
    home: HomeOption = HOME,
) -> None:
    """Erase what an entry only promises, and its salt; that it was erased becomes an entry."""
    with existing(home):
        from zhicheng.procedure.refusal import ActRefused
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.ledger.services.erasing import erase_value

        try:
            erase_value(number, key, reason=reason, now=current_moment())
        except ActRefused as refused:
            raise _said(refused) from refused
    out.print(f"第 {number} 条的“{key}”已删除 / {key} of entry {number} is erased")


@ledger.command("cosigned", help="收存见证方的加签 / keep a witness's cosignature of a checkpoint")
@command
def cosigned(
    file: Annotated[Path, typer.Argument(help="见证程序的 cosigned.checkpoint / the cosigned checkpoint")],
    key: Annotated[Path, typer.Option("--key", help="见证方公钥文件 / file with the witness's public key")],
    home: HomeOption = HOME,
) -> None:
    """Check and keep what a witness signed; the ledger's page and public checkpoint show it."""
    note, line = file.read_text("utf-8"), key.read_text("utf-8")
    with existing(home):
        from zhicheng.procedure.refusal import ActRefused
        from zhicheng.web.clock.now import current_moment
        from zhicheng.web.ledger.services.cosigning import keep_cosignature

        try:
            kept = keep_cosignature(note, line, actor=None, now=current_moment())
        except ActRefused as refused:
            raise _said(refused) from refused
    out.print(f"已收存 {kept.witness} 的加签 / kept: the cosignature of {kept.witness}", soft_wrap=True, markup=False)


def _said(refused: ActRefused) -> Refused:
    """A refused act as a message of the command line."""
    first = refused.refusals[0]
    return refuse(*first.text, first.do)
