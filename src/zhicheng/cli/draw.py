"""``zhicheng draw``: a whole draw held with files, offline, beside whatever platform is in use."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhicheng.cli.console import LangOption, Language, command, language, out, refuse
from zhicheng.cli.draw_files import (
    acting,
    load_bundle,
    load_links,
    load_names,
    load_part,
    load_sound,
    now,
    pairs,
    salt,
    save,
)
from zhicheng.cli.draw_show import show_drawn, show_head, show_stated
from zhicheng.cli.setting import pack_and_level
from zhicheng.report.phrases import pick

if TYPE_CHECKING:
    from zhicheng.procedure.draw.bundle import Bundle
    from zhicheng.procedure.draw.names import Names

draw = typer.Typer(
    name="draw",
    help="抽取评委：冻结、承诺、揭示、抽取、递补 · Draw a committee",
    no_args_is_help=True,
)

BundleArgument = Annotated[Path, typer.Argument(help="抽取文件 / the draw")]
NamesOption = Annotated[Path | None, typer.Option("--names", help="监督方的名册 / the supervisors' file of names")]
OutOption = Annotated[list[str] | None, typer.Option("--out", help="退出者：编号=理由，可多次 / who leaves: id=reason")]
ChairOption = Annotated[
    list[str] | None, typer.Option("--set", help="指定席位的人员编号，可多次 / id of a member who is named")
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", help="另加的随机来源，如某期彩票 / another source of chance, named beforehand"),
]
LotteryOption = Annotated[bool, typer.Option("--lottery", help="一律用公布抽签表 / a lottery in any case")]


@draw.command("template", help="生成填写用的 Excel / an Excel workbook to fill in")
@command
def template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件 / where to write")] = Path("draw.xlsx"),
    lang: LangOption = Language.zh,
) -> None:
    """Write the workbook in which a draw is written down."""
    from zhicheng.procedure.draw.template import write_template

    if file.exists():
        raise refuse(f"{file} 已存在，不会覆盖", f"{file} exists and is not overwritten")
    write_template(file, 0 if lang is Language.zh else 1)
    out.print(f"✓ {file}", markup=False)


@draw.command("seats", help="按各专业人数分配席位 / share seats out over specialties")
@acting
def seats(
    specialties: Annotated[list[str], typer.Argument(help="专业=人数 / specialty=number of experts or applicants")],
    size: Annotated[int, typer.Option("--size", help="委员人数 / members", min=1, max=999)] = 25,
    floor: Annotated[int, typer.Option("--floor", help="每专业至少几席 / least for each", min=0, max=99)] = 3,
    even: Annotated[bool, typer.Option("--even", help="不要求单数 / an even size is allowed")] = False,
) -> None:
    """Largest remainder with a floor; an even size is raised by one."""
    from zhicheng.procedure.draw.seats import apportion, committee_size

    given = pairs(specialties, ("专业=人数", "specialty=number"))
    for text in given.values():
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise refuse(f"“{text}”不是人数", f"'{text}' is no number of persons")
    total = committee_size(size, odd=not even)
    for name, count in apportion({name: int(text) for name, text in given.items()}, total, floor).items():
        out.print(f"{count:4}  {name}", markup=False)
    out.print(f"{total:4}  Σ", markup=False)


@draw.command("commit", help="监督方：事先承诺 / a supervisor commits beforehand")
@acting
def commit(
    name: Annotated[str, typer.Argument(help="监督方名称 / name of the supervisor")],
    draw_name: Annotated[
        str,
        typer.Option("--draw", help="哪一次抽取：其名称，与办公室所填一致 / name of the draw, as the office writes it"),
    ],
    serial: Annotated[int, typer.Option("--serial", help="次序 / which draw for this committee", min=1)] = 1,
    folder: Annotated[Path, typer.Option("--to", help="存放文件夹 / folder for both files")] = Path(),
    links: Annotated[int, typer.Option("--links", help="可用的轮数 / rounds that it lasts", min=1, max=1000)] = 32,
    lang: LangOption = Language.zh,
) -> None:
    """Make a hash chain for one draw: a commitment to hand over, a secret to keep."""
    from zhicheng.procedure.draw.papers import ChainSecret

    if not name.strip() or any(sign in name for sign in '/\\:*?"<>|\n\0'):
        raise refuse("名称为空或含有不能用于文件名的符号", "the name is empty or can't be part of a file name")
    if not 0 < len(draw_name.strip()) <= 200:
        raise refuse("请写明抽取的名称（200 字以内）", "give the name of the draw (200 characters at most)")
    last = secrets.token_hex(32)
    secret = ChainSecret(draw=draw_name.strip(), serial=serial, name=name.strip(), last=last, links=links)
    here = language(lang)
    kept, handed = folder / f"{name}.secret.json", folder / f"{name}.commitment.json"
    for path in (kept, handed):
        if path.exists():
            raise refuse(f"{path} 已存在，不会覆盖", f"{path} exists and is not overwritten")
    save(kept, secret.plain(), new=True, hidden=True)
    save(handed, secret.commitment.plain(), new=True)
    out.print(f"✓ {pick(('交出', 'hand over'), here)}: {handed}", markup=False)
    out.print(
        f"✓ {pick(('自存，勿外传；另抄一份封存', 'keep to yourself; seal a copy in an envelope'), here)}: {kept}",
        markup=False,
    )
    label = pick(("承诺值，请抄入记录", "commitment, for the minutes"), here)
    out.print(f"{label}:\n  {secret.commitment.anchor}", soft_wrap=True)


@draw.command("freeze", help="冻结专家库，公布第 1 轮 / fix the pool and state round 1")
@acting
def freeze(
    files: Annotated[list[Path], typer.Argument(help="填好的表：.xlsx .yaml .json，专家库可另为 .csv / the plan")],
    commitment: Annotated[
        list[Path] | None, typer.Option("--commitment", "-c", help="监督方的承诺，至少两份 / supervisors' commitments")
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="规则包/级别：人数、出席比例由此而来 / numbers come from it")
    ] = None,
    conflicts: Annotated[
        Path | None, typer.Option("--conflicts", help="已冻结的回避事实 / frozen conflict facts (zhicheng conflicts)")
    ] = None,
    set_: ChairOption = None,
    source: SourceOption = None,
    lottery: LotteryOption = False,
    to: Annotated[Path, typer.Option("--to", "-o", help="抽取文件 / the draw")] = Path("draw.json"),
    names_to: Annotated[Path, typer.Option("--names", help="写出名册 / where to write the file of names")] = Path(
        "names.json"
    ),
    lang: LangOption = Language.zh,
) -> None:
    """Fix pool, seats, caps, recusals and commitments; state round 1, with its lottery where one is needed."""
    from zhicheng.procedure.draw.rounds import state_round

    for path in (to, names_to):
        if path.exists():
            raise refuse(
                f"{path} 已存在，不会覆盖", f"{path} exists and is not overwritten", ("请换名", "another name")
            )
    frozen, names = _frozen(files, commitment or [], policy, conflicts)
    keep = _codes(names, set_ or [])
    bundle = state_round(frozen, at=now(), salt=salt(), keep=keep, sources=source or [], lottery=lottery)
    save(names_to, names.plain(), new=True, hidden=True)
    save(to, bundle.plain(), new=True)
    here = language(lang)
    out.print(f"✓ {to}　{pick(('抽取文件', 'the draw'), here)}", markup=False)
    out.print(
        f"✓ {names_to}　{pick(('名册，只给监督方', 'file of names, for the supervisors alone'), here)}", markup=False
    )
    show_stated(bundle, here)


def _frozen(
    files: list[Path], commitments: list[Path], policy: str | None, conflicts: Path | None
) -> tuple[Bundle, Names]:
    """The frozen draw and its file of names; the secret behind the codes is forgotten with the end of this call."""
    from zhicheng.procedure.draw.papers import Commitment
    from zhicheng.procedure.draw.plan_file import joined, plan_from, read_plan, with_frozen
    from zhicheng.procedure.draw.rounds import freeze as freeze_plan

    handed = [load_part(Commitment, path) for path in commitments]
    plan, names = plan_from(
        joined([read_plan(path.read_bytes(), path.name) for path in files]),
        secret=secrets.token_bytes(32),
        at=now(),
        rules=_rules(policy),
        supervisors=[one.supervisor for one in handed],
        conflicts=_conflicts(conflicts),
    )
    for one in handed:
        if (one.draw, one.serial) != (plan.draw, plan.serial):
            raise refuse(
                f"“{one.name}”的承诺属于“{one.draw}”第 {one.serial} 次，不是“{plan.draw}”第 {plan.serial} 次",
                f"the commitment of '{one.name}' is for '{one.draw}' no. {one.serial}, not '{plan.draw}' no. {plan.serial}",
                ("请监督方为本次抽取另作承诺", "the supervisor commits anew, for this draw"),
            )
    bundle = freeze_plan(plan, salt())
    return bundle, with_frozen(names, bundle.frozen.digest)


@draw.command("reveal", help="监督方：核对后揭示本轮的值 / a supervisor reveals for this round")
@acting
def reveal(
    secret: Annotated[Path, typer.Argument(help="自存的密件 / your secret")],
    bundle: BundleArgument,
    to: Annotated[Path | None, typer.Option("--to", "-o", help="写到哪个文件 / where to write")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 / don't ask")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """Check the draw, show what was fixed, and give out this round's link and no other."""
    from zhicheng.procedure.draw.papers import ChainSecret, reveal_for

    found, here = load_sound(bundle), language(lang)
    revealed = reveal_for(load_part(ChainSecret, secret), found)
    show_stated(found, here)
    ask = pick(("此哈希与公布的一致，现在揭示？", "is this the hash that was published, and do you reveal now?"), here)
    if not yes and not typer.confirm(ask):
        raise refuse("未揭示", "nothing was revealed")
    path = to or bundle.with_name(f"{revealed.name}.reveal-{revealed.round}.json")
    save(path, revealed.plain())
    out.print(f"✓ {path}", markup=False)


@draw.command("pick", help="收齐揭示值，抽出委员 / draw from what was revealed")
@acting
def pick_members(
    bundle: BundleArgument,
    reveals: Annotated[list[Path] | None, typer.Option("--reveal", "-r", help="监督方的揭示 / a reveal")] = None,
    balls: Annotated[
        list[str] | None, typer.Option("--balls", help="录入人=数字，两人各一次 / person=digits, by two persons")
    ] = None,
    value: Annotated[list[str] | None, typer.Option("--value", help="来源=数值 / source=value")] = None,
    names: NamesOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Take the reveals, and draw as soon as nothing is missing; what was taken stays on record in any case."""
    from zhicheng.procedure.draw.bundle import Balls
    from zhicheng.procedure.draw.rounds import draw as draw_round
    from zhicheng.procedure.draw.rounds import reveal as take

    found = load_sound(bundle)
    known = load_names(names, found)
    entered = pairs(balls or [], ("录入人=数字", "person=digits"))
    for digits in entered.values():
        if not digits.isascii() or not digits.isdigit():
            raise refuse(f"“{digits}”不是数字", f"'{digits}' is not made of digits")
    taken = take(
        found,
        at=now(),
        links=load_links(reveals or [], found),
        balls=[Balls(by=by, digits=digits) for by, digits in entered.items()],
        values=pairs(value or [], ("来源=数值", "source=value")),
    )
    save(bundle, taken.plain())
    drawn = draw_round(taken)
    save(bundle, drawn.plain())
    show_drawn(drawn, known, language(lang))


@draw.command("void", help="作废最后一轮，留在记录中 / void the last round, on record")
@acting
def void(
    bundle: BundleArgument,
    reason: Annotated[str, typer.Option("--reason", help="理由 / why")],
    by: Annotated[str, typer.Option("--by", help="决定人 / who decides")],
    lang: LangOption = Language.zh,
) -> None:
    """Void the last round; it stays in the file with everything that was revealed."""
    from zhicheng.procedure.draw.rounds import void as void_round

    found = void_round(load_sound(bundle), reason=reason, by=by, at=now())
    save(bundle, found.plain())
    show_head(found, language(lang))


@draw.command("replace", help="下一轮：递补退出者，或在作废后重抽 / the next round")
@acting
def replace(
    bundle: BundleArgument,
    names: Annotated[Path, typer.Option("--names", help="监督方的名册 / the supervisors' file of names")],
    leaving: OutOption = None,
    set_: ChairOption = None,
    source: SourceOption = None,
    lottery: LotteryOption = False,
    lang: LangOption = Language.zh,
) -> None:
    """State the next round: who accepted stays, who leaves is named with the reason, the rest is drawn anew."""
    from zhicheng.procedure.draw.lawful import standing_before
    from zhicheng.procedure.draw.rounds import state_round

    found = load_sound(bundle)
    known = load_names(names, found)
    assert known is not None
    reasons = pairs(leaving or [], ("编号=理由", "id=reason"))
    gone = dict(zip(_codes(known, list(reasons)), reasons.values(), strict=True))
    standing = standing_before(found.rounds, found.private)
    # without a committee yet, those who were named for the round that was voided stay named
    base = standing.base or frozenset(found.rounds[-1].statement.keep if found.rounds else ())
    keep = (base - standing.gone - gone.keys()) | set(_codes(known, set_ or []))
    stated = state_round(found, at=now(), salt=salt(), keep=keep, out=gone, sources=source or [], lottery=lottery)
    save(bundle, stated.plain())
    show_stated(stated, language(lang))


@draw.command("public", help="写出公开版 / write the public view")
@acting
def public(
    bundle: BundleArgument,
    to: Annotated[Path, typer.Option("--to", "-o", help="写到哪个文件 / where to write")] = Path("draw-public.json"),
) -> None:
    """Hashes, codes, seats, chances and reveals; no employers, regions, recusals, reasons, no lottery."""
    from zhicheng.procedure.draw.bundle import public_view

    save(to, public_view(load_sound(bundle)).plain(), new=True)
    out.print(f"✓ {to}", markup=False)


@draw.command("names", help="监督方：抽中的是谁 / who was drawn")
@acting
def show_names(
    bundle: BundleArgument,
    names: Annotated[Path, typer.Argument(help="名册 / the file of names")],
    lang: LangOption = Language.zh,
) -> None:
    """Check the file of names against every line of the pool and show the committee by name."""
    found = load_sound(bundle)
    show_drawn(found, load_names(names, found), language(lang))


@draw.command("slip", help="给一名专家的凭条，证明哪一行是本人 / a slip for one expert")
@acting
def slip(
    names: Annotated[Path, typer.Argument(help="名册 / the file of names")],
    expert: Annotated[str, typer.Argument(help="专家编号 / the expert's id")],
    to: Annotated[Path | None, typer.Option("--to", "-o", help="写到哪个文件 / where to write")] = None,
) -> None:
    """Write what lets one expert show their own line, and nobody else's."""
    from zhicheng.procedure.draw.names import Names, slip_of

    found = slip_of(load_part(Names, names), expert)
    if found is None:
        raise refuse(f"名册中没有 {expert}", f"{expert} is not in the file of names")
    path = to or names.with_name(f"{found.code[:12]}.slip.json")
    save(path, found.plain(), new=True, hidden=True)
    out.print(f"✓ {path}", markup=False)


@draw.command("line", help="凭条对应哪一行，是否抽中 / which line a slip opens, and whether it was drawn")
@acting
def line(
    slip_file: Annotated[Path, typer.Argument(help="凭条 / the slip")],
    bundle: BundleArgument,
    lang: LangOption = Language.zh,
) -> None:
    """Open one line of the pool, in the whole file or in the public view."""
    from zhicheng.procedure.draw.names import Slip

    found, here = load_bundle(bundle), language(lang)
    opened = load_part(Slip, slip_file)
    if (opened.draw, opened.serial) != (found.frozen.draw, found.frozen.serial):
        raise refuse("凭条属于另一次抽取", "the slip belongs to another draw")
    place = next((number for number, one in enumerate(found.frozen.pool, 1) if one.code == opened.code), None)
    if place is None:
        raise refuse("专家库中没有这一行", "the pool has no such line")
    row = found.frozen.pool[place - 1]
    out.print(pick((f"第 {place} 行，席位“{row.seat}”", f"line {place}, seats '{row.seat}'"), here), markup=False)
    drawn = [
        one.statement.round for one in found.rounds if one.stands and one.outcome and row.code in one.outcome.committee
    ]
    shown = ", ".join(str(number) for number in drawn)
    if row.barred:
        out.print(pick(("不参加抽取", "barred from the draw"), here))
    elif drawn:
        out.print(pick((f"在委员会中：第 {shown} 轮", f"in the committee: round {shown}"), here))
    else:
        out.print(pick(("未抽中", "not drawn"), here))


def _rules(policy: str | None) -> dict[str, str]:
    """The track's numbers from its document, with their clauses."""
    from zhicheng.policy.attachments import procedure_of

    if policy is None:
        return {}
    pack, level = pack_and_level(policy)
    procedure = procedure_of(pack, level)
    if procedure is None:
        return {}
    found: dict[str, str] = {}
    cites: list[str] = []
    for setting, number in (("minimum", "committee_size"), ("attendance", "attendance"), ("group_size", "group_size")):
        if number in procedure.numbers:
            one = procedure.numbers[number]
            found[setting] = str(one.value) if one.unit == "share" else str(int(one.value))
            cites.extend(cite for cite in one.cite if cite not in cites)
    found["source"] = f"{policy} {'、'.join(cites)}"
    return found


def _conflicts(path: Path | None) -> dict[str, object] | None:
    from zhicheng.procedure.conflicts.stored import read_conflicts

    if path is None:
        return None
    return dict(read_conflicts(path.read_bytes(), path.name).for_draw())


def _codes(names: Names, ids: list[str]) -> list[str]:
    known = names.by_id()
    for id_ in ids:
        if id_ not in known:
            raise refuse(f"名册中没有 {id_}", f"{id_} is not in the file of names")
    return [known[id_].code for id_ in ids]
