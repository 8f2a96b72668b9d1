"""``zhicheng certificate``: issue, re-issue, revoke, publish the status, without the platform, from a folder."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhicheng.cli.console import command, day, out, refuse
from zhicheng.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from zhicheng.cli.certificate_folder import Folder
    from zhicheng.documents.certificate_list import Holder
    from zhicheng.procedure.certificate.content import Content
    from zhicheng.procedure.certificate.register import Entry
    from zhicheng.procedure.certificate.rules import Record
    from zhicheng.procedure.certificate.seal import SealProvider

certificate = typer.Typer(
    name="certificate",
    help="制作、换发、撤销电子证书 · Issue, re-issue, revoke certificates",
    no_args_is_help=True,
)

FolderOption = Annotated[Path, typer.Option("--folder", help="密钥与登记册所在文件夹 / folder of keys and register")]
OutOption = Annotated[Path, typer.Option("--out", help="放置文件的文件夹 / where the files go")]
LinkOption = Annotated[str, typer.Option("--link", help="核验页地址 / address of the verify page")]
FontsOption = Annotated[
    list[Path] | None, typer.Option("--fonts", help="字库文件夹，可多次 / folder of fonts, repeatable")
]
IssuedOption = Annotated[str | None, typer.Option("--issued-on", help="发证日期 / day of issue (default: today)")]


@certificate.command("key", help="生成并启用新的平台密钥 / make a platform key")
@command
def new_key(
    folder: FolderOption,
    issuer: Annotated[str, typer.Option("--issuer", help="发证单位 / the office that issues")],
    start: Annotated[str | None, typer.Option("--from", help="启用日 / first day (default: today)")] = None,
) -> None:
    """A platform key from a day on; the one before it is retired and stays for verification."""
    here = _folder(folder)
    with here.alone():
        key = here.new_key(issuer, day(start) or _today(), secrets.randbits(120) | 1)
        keys = here.keys()
    out.print(f"密钥 {key.id} 自 {key.start} 起启用；平台签名，非电子印章。")
    out.print(f"key {key.id} from {key.start} on; a platform signature, not an official electronic seal", style="dim")
    out.print(f"密钥文件指纹 fingerprint of keys.json: {keys.fingerprint}", soft_wrap=True)


@certificate.command("void-key", help="作废可能外泄的密钥 / void a key that may be in other hands")
@command
def void_key(key: str, folder: FolderOption) -> None:
    """Nothing that this key signed counts by itself any more."""
    here = _folder(folder)
    with here.alone():
        keys = here.void(key)
    out.print(f"密钥 {key} 已作废；请换发其签发的证书，并公布新的密钥文件。", soft_wrap=True)
    out.print(f"key {key} is void; issue its certificates anew and publish keys.json", style="dim", soft_wrap=True)
    out.print(f"密钥文件指纹 fingerprint of keys.json: {keys.fingerprint}", soft_wrap=True)


@certificate.command("issue", help="按名册制作证书 / certificates for a roster")
@command
def issue(
    roster: Path,
    folder: FolderOption,
    out_: OutOption,
    track: Annotated[str, typer.Option("--policy", "-p", help="规则包/级别 / pack/level")],
    committee: Annotated[str, typer.Option("--committee", help="评审委员会 / the committee")],
    document: Annotated[str, typer.Option("--document", help="公布文号 / the document that publishes the titles")],
    obtained: Annotated[str, typer.Option("--obtained-on", help="取得时间 / the day from which the titles count")],
    valid_in: Annotated[str, typer.Option("--valid-in", help="有效范围 / where it is valid")],
    link: LinkOption,
    prefix: Annotated[str, typer.Option("--prefix", help="编号前缀，大写字母和数字 / prefix of the numbers")],
    list_: Annotated[str, typer.Option("--list", help="状态清单名 / name of the status list")],
    issued: IssuedOption = None,
    fonts: FontsOption = None,
) -> None:
    """A certificate for each person of the roster (Excel, the province's columns)."""
    from zhicheng.documents.certificate_list import read_holders

    here, issued_on = _folder(folder), day(issued) or _today()
    holders = read_holders(roster.read_bytes(), roster.name)
    if not holders:
        raise refuse(f"{roster.name} 中没有人员", f"there is nobody on {roster.name}")
    common = {
        "track": track,
        "committee": committee,
        "document": document,
        "obtained_on": day(obtained),
        "issued_on": issued_on,
        "valid_in": valid_in,
        "status_list": list_,
    }
    with here.alone():
        entries, made = _issued(here, holders, common, prefix, link, fonts)
        here.keep(entries)
        names = _hand_out(out_, holders, made)
    out.print(f"已制作 {len(names)} 份证书，存于 {out_}；清单见 certificates.xlsx。", soft_wrap=True)
    out.print(f"{len(names)} certificates in {out_}, listed in certificates.xlsx", style="dim", soft_wrap=True)
    out.print("请随后制作并公布状态清单 publish the status list next: zhicheng certificate status", style="dim")


@certificate.command("re-issue", help="换发证书 / issue a certificate anew")
@command
def reissue(
    number: str,
    folder: FolderOption,
    out_: OutOption,
    reason: Annotated[str, typer.Option("--reason", help="correction · name-change · key-change")],
    name: Annotated[str | None, typer.Option("--name", help="更正后的姓名 / the name corrected")] = None,
    person: Annotated[str | None, typer.Option("--person", help="更正后的证件号码（隐去部分） / masked number")] = None,
    specialty: Annotated[str | None, typer.Option("--specialty", help="更正后的专业 / the specialty")] = None,
    issued: IssuedOption = None,
    fonts: FontsOption = None,
) -> None:
    """A new certificate with a new number in place of one that is wrong."""
    from zhicheng.procedure.certificate.rules import reissued

    here, issued_on = _folder(folder), day(issued) or _today()
    given = {"name": name, "person": person, "specialty": specialty}
    changed: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    with here.alone():
        entries = here.entries()
        entry = _entry(entries, number)
        old = entry.record.content
        provider = here.provider(issued_on)
        wanted = replace(old, issued_on=issued_on, replaces=old.number, key=provider.key.id, **changed)
        new = _numbered(wanted, entries, old.number.partition("-")[0])
        ended, record = _allowed(reissued, entry.record, new, reason, [one.record for one in entries])
        fresh, pdf = _made(provider, record, entry.link, fonts)
        here.keep([*(replace(one, record=ended) if one is entry else one for one in entries), fresh])
        out_.mkdir(parents=True, exist_ok=True)
        (out_ / f"{new.number}.pdf").write_bytes(pdf)
    out.print(f"{number} 已换发为 {new.number}；请重新公布状态清单。", soft_wrap=True)
    out.print(f"{number} re-issued as {new.number}; publish the status list anew", style="dim", soft_wrap=True)


@certificate.command("print", help="重新制作证书文件 / make the file of a certificate again")
@command
def print_again(number: str, folder: FolderOption, out_: OutOption, fonts: FontsOption = None) -> None:
    """The file of a certificate in the register once more, with the key and the time it had."""
    here = _folder(folder)
    entry = _entry(here.entries(), number)
    content = entry.record.content
    _, pdf = _made(here.provider_of(content.key), entry.record, entry.link, fonts)
    out_.mkdir(parents=True, exist_ok=True)
    (out_ / f"{content.number}.pdf").write_bytes(pdf)
    out.print(f"{content.number} 已存于 {out_}。", soft_wrap=True)
    out.print(f"{content.number} is in {out_}", style="dim", soft_wrap=True)


@certificate.command("revoke", help="撤销证书 / revoke a certificate")
@command
def revoke(
    number: str,
    folder: FolderOption,
    ground: Annotated[str, typer.Option("--ground", help="fraud 弄虚作假 · procedure 程序违规 · error 结果有误")],
    decision: Annotated[str, typer.Option("--decision", help="决定文号及条款 / the document and clause that order it")],
    on: Annotated[str | None, typer.Option("--on", help="撤销日期 / day (default: today)")] = None,
) -> None:
    """A certificate ends; the next status list says so."""
    from zhicheng.procedure.certificate.rules import revoked

    here = _folder(folder)
    with here.alone():
        entries = here.entries()
        entry = _entry(entries, number)
        record = _allowed(revoked, entry.record, ground, decision, day(on) or _today())
        here.keep([replace(one, record=record) if one is entry else one for one in entries])
    out.print(f"{entry.record.content.number} 已撤销；请重新公布状态清单。")
    out.print(f"{entry.record.content.number} revoked; publish the status list anew", style="dim")


@certificate.command("status", help="制作状态清单 / make the signed status list")
@command
def status(
    folder: FolderOption,
    list_: Annotated[str, typer.Option("--list", help="状态清单名 / name of the status list")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="多少天内更新 / days until the next")] = 31,
) -> None:
    """The status list as it stands now, signed; to be published in place of the one before."""
    from zhicheng.procedure.certificate.content import LIST_NAME
    from zhicheng.procedure.certificate.rules import ended_indexes
    from zhicheng.procedure.certificate.status import signed_list, status_list

    if not LIST_NAME.fullmatch(list_):
        raise refuse(f"清单名“{list_}”须为小写字母、数字和连字符", f"'{list_}': small letters, digits and hyphens only")
    here, now = _folder(folder), dt.datetime.now(dt.UTC)
    with here.alone():
        revoked, reissued = ended_indexes([entry.record for entry in here.entries()], list_)
        provider, before = here.provider(_today()), here.last_list(list_)
        made = status_list(
            list_,
            here.keys().issuer,
            before.list.sequence + 1 if before else 1,
            made_at=now,
            next_at=now + dt.timedelta(days=days),
            revoked=revoked,
            reissued=reissued,
            key=provider.key.id,
        )
        file = here.keep_list(signed_list(made, provider.sign))
    out.print(
        f"第 {made.sequence} 期状态清单：撤销 {len(revoked)}，换发 {len(reissued)}，存于 {file}。", soft_wrap=True
    )
    out.print(f"list no. {made.sequence}: {len(revoked)} revoked, {len(reissued)} re-issued", style="dim")


@certificate.command("page", help="制作离线核验页 / make the offline verify page")
@command
def page(
    folder: FolderOption,
    to: Annotated[Path, typer.Option("--to", help="网页文件 / the page's file")] = Path("verify.html"),
) -> None:
    """One HTML file with keys and status lists in it; it needs no network."""
    from zhicheng.procedure.certificate.page import verify_page

    here = _folder(folder)
    lists = [one for name in _list_names(here) if (one := here.last_list(name)) is not None]
    to.write_text(verify_page(here.keys(), lists), "utf-8")
    out.print(f"核验页 {to}：密钥 {len(here.keys().keys)} 把，状态清单 {len(lists)} 份。", soft_wrap=True)
    out.print(f"{to}: {len(here.keys().keys)} keys, {len(lists)} status lists", style="dim", soft_wrap=True)


# --------------------------------------------------------------------------- parts


def _folder(path: Path) -> Folder:
    try:
        import zhicheng.documents.certificate  # noqa: F401 -- what typesets is looked for before anything is begun
        from zhicheng.cli.certificate_folder import Folder as Found
    except ImportError as error:
        zh, en = "缺少制作证书所需的组件", "what makes certificates is not installed"
        raise refuse(zh, en, ("安装 zhicheng[web]", "install zhicheng[web]")) from error
    return Found(path)


def _today() -> dt.date:
    from zhicheng.procedure.certificate.verification import BEIJING

    return dt.datetime.now(BEIJING).date()


def _list_names(here: Folder) -> list[str]:
    return sorted(file.name[len("status-") : -len(".json")] for file in here.path.glob("status-*.json"))


def _entry(entries: tuple[Entry, ...], number: str) -> Entry:
    from zhicheng.procedure.certificate.number import typed_number

    wanted = typed_number(number)
    if wanted is None:
        raise refuse(f"“{number}”不是证书编号", f"'{number}' is no certificate number", ("请核对", "check it"))
    for entry in entries:
        if entry.record.content.number == wanted:
            return entry
    raise refuse(f"登记册中没有 {wanted}", f"the register has no {wanted}")


def _issued(
    here: Folder, holders: tuple[Holder, ...], common: dict[str, Any], prefix: str, link: str, fonts: list[Path] | None
) -> tuple[list[Entry], list[tuple[Content, bytes]]]:
    """The register with the new entries, and the new files. Nothing is written when one of them can't be made."""
    from zhicheng.procedure.certificate.content import Content
    from zhicheng.procedure.certificate.rules import Record, issue_refusals

    entries, made, problems = list(here.entries()), [], []
    issuer, provider = here.keys().issuer, here.provider(common["issued_on"])
    for holder in holders:
        blank = Content(
            number="", name=holder.name, person=holder.person, title=holder.title, specialty=holder.specialty,
            issuer=issuer, status_index=0, replaces="", key=provider.key.id, **common,
        )  # fmt: skip
        content = _numbered(blank, entries, prefix)
        against = issue_refusals(content, [entry.record for entry in entries])
        problems += [Problem(holder.place, "", one.text, one.do) for one in against]
        try:
            fresh, pdf = _made(provider, Record(content), link, fonts)
        except Refused as refused:
            problems += [replace(one, file=holder.place) for one in refused.problems]
            continue
        entries.append(fresh)
        made.append((content, pdf))
    if problems:
        raise Refused(problems)
    return entries, made


def _numbered(content: Content, entries: Sequence[Entry], prefix: str) -> Content:
    from zhicheng.procedure.certificate.number import new_number
    from zhicheng.procedure.certificate.status import free_index

    there = [entry.record.content for entry in entries]
    taken = {one.status_index for one in there if one.status_list == content.status_list}
    try:
        number, index = new_number(prefix, secrets.token_bytes), free_index(taken, secrets.token_bytes)
    except ValueError as error:
        raise refuse(f"编号或清单不可用：{error}", f"no number or index: {error}") from error
    return replace(content, number=number, status_index=index)


def _made(provider: SealProvider, record: Record, link: str, fonts: list[Path] | None) -> tuple[Entry, bytes]:
    from zhicheng.documents.certificate import make_certificate
    from zhicheng.procedure.certificate.register import Entry
    from zhicheng.procedure.certificate.verification import BEIJING

    content = record.content
    at = dt.datetime.combine(content.issued_on, dt.time(12), BEIJING)
    folders = tuple(str(font) for font in fonts or ())
    try:
        _, sealed = make_certificate(content, provider, link=link, at=at, font_folders=folders)
    except ValueError as error:
        raise refuse(f"核验页地址不可用：{link}", f"no address for the verify page: {link}") from error
    return Entry(record, at, link), sealed.pdf


def _allowed(act: Any, *given: Any) -> Any:
    from zhicheng.procedure.refusal import ActRefused

    try:
        return act(*given)
    except ActRefused as refused:
        raise Refused([Problem("", "", one.text, one.do) for one in refused.refusals]) from refused


def _hand_out(folder: Path, holders: tuple[Holder, ...], made: list[tuple[Content, bytes]]) -> list[str]:
    from zhicheng.documents.certificate_list import made_list

    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for holder, (content, pdf) in zip(holders, made, strict=True):
        name = f"{content.number}.pdf"
        (folder / name).write_bytes(pdf)
        rows.append((holder, content, name))
    (folder / "certificates.xlsx").write_bytes(made_list(rows))
    return [name for _, _, name in rows]
