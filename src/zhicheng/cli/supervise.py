"""``zhicheng supervise``: the supervisor's half of the secret ballot, on a machine of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer

from zhicheng.cli.console import command, err, out, refuse
from zhicheng.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from zhicheng.procedure.ballot.supervisor.folder import Folder
    from zhicheng.procedure.refusal import ActRefused

supervise = typer.Typer(
    name="supervise",
    help="监督方程序：无记名投票的第二枚印章与开启 · the supervisor's half of the secret ballot",
    no_args_is_help=True,
)

PASSPHRASE = "ZHICHENG_SUPERVISOR_PASSPHRASE"

FolderArgument = Annotated[Path, typer.Argument(help="监督方目录 / the supervisor's folder")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="写入文件 / write to a file instead of the screen")
]
YesOption = Annotated[bool, typer.Option("--yes", help="不再询问 / don't ask")]
SessionArgument = Annotated[
    str, typer.Argument(help="会议文件指纹，前几位即可 / digest of the session, or how it begins")
]
P = ParamSpec("P")
R = TypeVar("R")


def _acts(function: Callable[P, R]) -> Callable[P, R]:
    """Refused acts become messages."""
    import functools

    from zhicheng.procedure.refusal import ActRefused

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ActRefused as refused:
            _refuse(refused)

    return command(wrapped)


def _refuse(refused: ActRefused) -> NoReturn:
    raise Refused([Problem("", "", one.text, one.do) for one in refused.refusals]) from None


@supervise.command("init", help="建立目录、签名密钥和入场码 / make folder, signing key and admission codes")
@_acts
def init(
    folder: FolderArgument,
    meeting: Annotated[str, typer.Option("--meeting", help="会议代码 / code of the meeting")],
    members: Annotated[str, typer.Option("--members", help="评委代码，以逗号分隔 / codes of members: m01,m02")],
    platform_key: Annotated[
        str, typer.Option("--platform-key", help="平台签名公钥（base64）/ the platform's signing key, base64")
    ],
) -> None:
    """A new folder for one meeting."""
    from zhicheng.procedure.ballot.forms import Code, Form, Point, read
    from zhicheng.procedure.ballot.keys import fingerprint, signing_public
    from zhicheng.procedure.ballot.supervisor.folder import Folder

    class Given(Form):
        meeting: Code
        members: list[Code]
        platform_key: Point

    from zhicheng.procedure.refusal import ActRefused

    try:
        given = read(Given, {"meeting": meeting, "members": _codes(members), "platform_key": platform_key})
    except ActRefused as refused:
        raise refuse(
            f"{refused.refusals[0].text[0]}。代码只用英文字母、数字和 . _ -；平台签名公钥是 65 字节的 base64",
            f"{refused.refusals[0].text[1]}. Codes are of letters, digits and . _ -; the platform's key is the base64 "
            "of 65 bytes",
        ) from None
    if folder.exists():
        raise refuse(f"{folder} 已经存在", f"{folder} is there already")
    made = Folder.create(
        folder, _new_passphrase(), given.meeting, given.members, given.platform_key, secrets.token_bytes
    )
    key = fingerprint(signing_public(made.signing_key()))
    _say(f"已建立 {folder}。监督方签名密钥指纹 {key}", f"{folder} is made. Fingerprint of the supervisor's key: {key}")


@supervise.command("keys", help="会前生成印章密钥和启封密钥 / make keys beforehand")
@_acts
def keys(
    folder: FolderArgument,
    stamps: Annotated[int, typer.Option("--stamps", min=0, help="印章密钥数 / number of stamp keys")] = 0,
    openings: Annotated[int, typer.Option("--openings", min=0, help="启封密钥数 / number of opening keys")] = 0,
    output: OutputOption = None,
) -> None:
    """Make keys, then write the message with all unused public keys for the platform."""
    opened = _open(folder)
    with opened.locked():
        opened.make_keys(stamps, openings)
        public = opened.public_keys()
    _say(
        f"未用的印章密钥 {len(public.stamp_keys)} 把、启封密钥 {len(public.opening_keys)} 把",
        f"{len(public.stamp_keys)} stamp keys and {len(public.opening_keys)} opening keys are unused",
    )
    _write(public.plain(), output)


@supervise.command("cards", help="列出入场码卡片，裁开当面发给评委 / admission cards, to be handed out in person")
@_acts
def cards(folder: FolderArgument) -> None:
    """Print the admission cards."""
    for member, card in _open(folder).cards().items():
        sys.stdout.write(f"{member}  {card}\n")


@supervise.command("present", help="登记到会、离会 / who has come, who has left")
@_acts
def present(
    folder: FolderArgument,
    came: Annotated[str, typer.Option("--came", help="到会评委代码 / codes: m01,m02")] = "",
    left: Annotated[str, typer.Option("--left", help="离会评委代码 / codes: m01,m02")] = "",
) -> None:
    """The supervisor's own list of those present."""
    opened = _open(folder)
    with opened.locked():
        now = opened.mark(_codes(came), _codes(left))
    _say(f"在场 {len(now)} 人：{'、'.join(now)}", f"{len(now)} are present: {', '.join(now)}")


@supervise.command("sign", help="核对并签署会议文件 / look at a session and sign it")
@_acts
def sign(
    folder: FolderArgument,
    file: Annotated[
        Path | None, typer.Argument(help="平台送来的文件 / the platform's message (or the waiting one)")
    ] = None,
    yes: YesOption = False,
    output: OutputOption = None,
) -> None:
    """Sign the session in a file, or the one that came over the network and waits."""
    from zhicheng.procedure.ballot.forms import read
    from zhicheng.procedure.ballot.messages import Sign
    from zhicheng.procedure.ballot.supervisor import desk
    from zhicheng.procedure.ballot.supervisor.abandoning import gives_up

    opened = _open(folder)
    asked = desk.waiting(opened) if file is None else read(Sign, _json(file))
    if asked is None:
        raise refuse("没有等待签署的会议文件", "no session waits for a signature")
    _say(*desk.summary(asked.session))
    if gives_up(opened, asked.session):
        _say(
            "注意：所重复的一轮尚未开启，签署后不得再开启；未列入本轮的申报人也须重新表决",
            "mind: the session that it repeats was not opened and can't be any more once this is signed; applicants that "
            "this one leaves out have to be voted on again, too",
        )
    if not yes and not typer.confirm("与会场公布一致，签署？ / As announced in the room: sign?", err=True):
        raise typer.Exit(1)
    signed = desk.sign(opened, asked)
    _say("已签署。", "Signed.")
    _write(signed.plain(), output)


@supervise.command("serve", help="在会场网络上接收平台转来的消息 / answer the platform on the local network")
@_acts
def serve(
    folder: FolderArgument,
    address: Annotated[str, typer.Option("--address", help="主机:端口 / host:port")] = "127.0.0.1:8765",
) -> None:
    """Answer messages until Ctrl-C."""
    from zhicheng.procedure.ballot.supervisor.ways import server

    opened = _open(folder)
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise refuse(f"“{address}”不是 主机:端口", f"'{address}' is no host:port")
    with server(
        opened, (host, int(port)), secrets.token_bytes, lambda kind: err.print(f"[dim]{kind}[/dim]")
    ) as serving:
        here = f"http://{serving.server_address[0]!s}:{serving.server_address[1]}/"
        _say(f"监督方程序已在 {here} 等候，Ctrl-C 结束", f"waiting at {here}, Ctrl-C ends it")
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            _say("已结束", "ended")


@supervise.command("answer", help="用 U 盘：逐个回复目录里的消息 / by stick: answer every message in a folder")
@_acts
def answer(
    folder: FolderArgument,
    inbox: Annotated[Path, typer.Argument(help="收到的消息 / messages received")],
    outbox: Annotated[Path, typer.Argument(help="回复写到 / answers go to")],
) -> None:
    """Answer the files of one folder into another."""
    from zhicheng.procedure.ballot.supervisor.ways import answer_files

    for name, kind in answer_files(_open(folder), inbox, outbox, secrets.token_bytes):
        out.print(f"{name}: {kind}", markup=False)


@supervise.command("status", help="每一轮的进展 / how far each session has come")
@_acts
def status(folder: FolderArgument) -> None:
    """Sessions, stamps, confirmations."""
    from zhicheng.procedure.ballot.session import short
    from zhicheng.procedure.ballot.supervisor import desk
    from zhicheng.procedure.ballot.supervisor.abandoning import given_up

    opened = _open(folder)
    _say(f"在场 {len(opened.present)} 人", f"{len(opened.present)} are present")
    for signed in opened.sessions():
        session = signed.session
        said = desk.confirmations(opened, session.id, "closing")
        shown = (opened.path / session.id / "board.json").exists()
        left, gone = given_up(opened, session.id), not opened.has_opening_key(session)
        _say(
            f"{session.vote}/{session.run} {short(session.id)}：印章 {len(opened.issued(session.id))}，确认 "
            f"{sum(one.holds for one in said.values())}/{len(session.present)}"
            f"{'，已开启' if shown else ''}{'，已放弃' if left else ''}{'，密钥已销毁' if gone else ''}",
            f"{session.vote}/{session.run} {short(session.id)}: {len(opened.issued(session.id))} stamps, "
            f"{sum(one.holds for one in said.values())} of {len(session.present)} confirmed"
            f"{', opened' if shown else ''}{', given up' if left else ''}{', key destroyed' if gone else ''}",
        )


@supervise.command("open", help="信封确认后开启，给出计票榜 / open the envelopes, give the board")
@_acts
def open_envelopes(
    folder: FolderArgument,
    session: SessionArgument,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="未确认者及原因 m03=设备故障，可多次 / member=reason, repeatable"),
    ] = None,
    yes: YesOption = False,
    output: OutputOption = None,
) -> None:
    """Show who is named as missing, then open once every page has confirmed the root, or its absence is given a reason."""
    from zhicheng.procedure.ballot.supervisor import desk

    opened = _open(folder)
    excused = {}
    for one in without or ():
        member, equals, reason = one.partition("=")
        if not equals or not reason.strip():
            raise refuse(f"“{one}”应写成 评委=原因", f"'{one}': write member=reason")
        excused[member.strip()] = reason
    found = _session(opened, session)
    if not (opened.path / found / "board.json").exists():
        _show_missing(opened, found)
        ask = "缺票名单与会场所见一致，开启？ / The list of missing envelopes is what the room knows: open?"
        if not yes and not typer.confirm(ask, err=True):
            raise typer.Exit(1)
    board = desk.open_session(opened, found, excused)
    _say(
        f"已开启：有效票 {len(board.board.rows)} 张，废票 {len(board.board.spoiled)} 张",
        f"opened: {len(board.board.rows)} ballots count, {len(board.board.spoiled)} are spoiled",
    )
    _write(board.plain(), output)


def _show_missing(opened: Folder, session: str) -> None:
    """The chair's list of missing envelopes, with those whose ballot was stamped here though."""
    from zhicheng.procedure.ballot.supervisor import desk

    closing = desk.handed_over(opened, session)
    stamped = desk.stamped_but_missing(opened, session)
    _say(
        f"信封 {closing.count} 个，缺票 {len(closing.missing)} 个，逐一与有权表决人数相符",
        f"{closing.count} envelopes and {len(closing.missing)} missing are all who may vote, applicant by applicant",
    )
    for one in closing.missing:
        begun = (one.member, one.applicant) in stamped
        _say(
            f"缺 {one.member} 对 {one.applicant} 的票：{one.reason}{'（已领监督方印章，请当面问本人）' if begun else ''}",
            f"missing: {one.member} on {one.applicant}: {one.reason}"
            f"{' (has your stamp: ask the member in person)' if begun else ''}",
        )


@supervise.command("give-up", help="开启前放弃一轮：销毁其启封密钥 / give a session up unopened: destroy its key")
@_acts
def give_up(
    folder: FolderArgument,
    session: SessionArgument,
    reason: Annotated[str, typer.Option("--reason", help="原因，如 改用纸票 / why, e.g. voted on paper")],
    yes: YesOption = False,
) -> None:
    """Nobody can open it afterwards; a repetition, or paper, takes its place."""
    from zhicheng.procedure.ballot.supervisor import abandoning

    opened = _open(folder)
    found = _session(opened, session)
    ask = "放弃本轮并销毁启封密钥，不能恢复，继续？ / Give it up and destroy its key? It can't be undone. Go on?"
    if not yes and not typer.confirm(ask, err=True):
        raise typer.Exit(1)
    abandoning.give_up(opened, found, reason, dt.datetime.now(dt.UTC))
    _say("已放弃，启封密钥已销毁", "given up, its opening key is destroyed")


@supervise.command("destroy", help="纪要签署后销毁启封密钥 / destroy the opening key after the minutes are signed")
@_acts
def destroy(
    folder: FolderArgument,
    session: SessionArgument,
    yes: YesOption = False,
    output: OutputOption = None,
) -> None:
    """Overwrite and delete the key, write the signed statement for the ledger."""
    from zhicheng.procedure.ballot.supervisor import desk

    opened = _open(folder)
    found = _session(opened, session)
    objecting = desk.objectors(opened, found)
    if objecting:
        named = "、".join(objecting)
        _say(f"注意，尚有评委未在榜上找到自己的票：{named}", f"mind: members who miss a ballot of theirs: {named}")
    ask = "纪要已签署，销毁后不能恢复，继续？ / Minutes signed? It can't be undone. Go on?"
    if not yes and not typer.confirm(ask, err=True):
        raise typer.Exit(1)
    _write(desk.destroy(opened, found, dt.datetime.now(dt.UTC)).plain(), output)


def _open(folder: Path) -> Folder:
    from zhicheng.procedure.ballot.supervisor.folder import Folder

    return Folder.open(folder, _passphrase(), secrets.token_bytes)


def _session(opened: Folder, begins: str) -> str:
    plain = "".join(begins.split()).lower()
    found = [one.session.id for one in opened.sessions() if one.session.id.startswith(plain)]
    if len(found) != 1 or not plain:
        raise refuse(f"“{begins}”不能确定是哪一轮", f"'{begins}' does not name one session")
    return found[0]


def _passphrase() -> str:
    given = os.environ.get(PASSPHRASE)
    return typer.prompt("口令 / passphrase", hide_input=True, err=True) if given is None else given


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    return str(typer.prompt("新口令 / new passphrase", hide_input=True, confirmation_prompt=True, err=True))


def _codes(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except ValueError:
        raise refuse(f"{file} 不是 JSON", f"{file} is no JSON") from None


def _write(message: dict[str, Any], output: Path | None) -> None:
    text = json.dumps(message, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _say(zh: str, en: str) -> None:
    err.print(zh, markup=False, soft_wrap=True)
    err.print(f"  {en}", markup=False, soft_wrap=True, style="dim")
