"""Pools that tests and examples draw from; all chance in them comes from names, so that they are always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from zhicheng.procedure.draw.bundle import Balls, Bundle, Cap, Recusal, Rules, Seat, Supervisor, group_of
from zhicheng.procedure.draw.codes import code_of, member_key
from zhicheng.procedure.draw.plan import Expert, Plan
from zhicheng.procedure.draw.rounds import draw, freeze, reveal, state_round
from zhicheng.procedure.draw.seats import apportion
from zhicheng.procedure.draw.seed import chain, chain_label

SECRET = hashlib.sha256(b"the office's secret of the examples").digest()
SUPERVISORS = ("省人力社保厅", "省市场监管局")
SPECIALTIES = ("质量", "计量", "标准化", "特种设备")
QTI = Rules(minimum=25, odd=True, attendance="2/3", group_size=3, source="浙市监人〔2023〕方案三（二）3、方案四（二）")


def hex_of(text: str) -> str:
    """64 hexadecimal digits that follow from a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def pick(text: str, shares: dict[str, int]) -> str:
    """A name by its share, decided by a text."""
    at = int(hex_of(text), 16) % sum(shares.values())
    for name, share in shares.items():
        if at < share:
            return name
        at -= share
    raise AssertionError


def expert(draw_name: str, number: int, employers: int, serial: int = 1) -> Expert:
    """Expert ``number`` of a made-up pool."""
    id_ = f"ZJ-{number:04}"
    code = code_of(member_key(SECRET, draw_name, serial, id_), draw_name, serial, id_)
    return Expert(
        code=code,
        seat=pick(f"specialty {number}", {"质量": 40, "计量": 25, "标准化": 20, "特种设备": 15}),
        region=pick(f"region {number}", {"杭州": 60, "宁波": 20, "其他": 20}),
        employer=f"E{int(hex_of(f'employer {number}'), 16) % employers + 1:03}",
    )


def chains(draw_name: str, links: int = 8) -> dict[str, list[str]]:
    """The supervisors' chains."""
    return {name: chain(hex_of(f"{draw_name} {name}"), links, chain_label(draw_name, 1, name)) for name in SUPERVISORS}


def supervisors(draw_name: str, links: int = 8) -> tuple[Supervisor, ...]:
    """The supervisors' commitments."""
    return tuple(Supervisor(name=name, anchor=row[0], links=links) for name, row in chains(draw_name, links).items())


def plan(name: str, size: int = 80, employers: int = 23, members: int = 25, *, capped: bool = False) -> Plan:
    """A draw of ``members`` from ``size`` experts in four specialties; ``capped``: with caps on regions, employers."""
    experts = tuple(expert(name, number, employers) for number in range(1, size + 1))
    counts = {seat: sum(one.seat == seat for one in experts) for seat in SPECIALTIES}
    seats = apportion(counts, members)
    caps = (
        Cap(by="region", value="杭州", least=8, most=12),
        Cap(by="region", value="宁波", least=5, most=9),
        Cap(by="region", value="其他", least=5, most=9),
        Cap(by="employer", value=None, least=0, most=3),
    )
    return Plan(
        draw=name,
        title="2026年度质量技术基础专业高级工程师执行评委会",
        at="2026-11-20T09:00:00+08:00",
        rules=QTI,
        seats=tuple(Seat(name=seat, count=seats[seat], set=False) for seat in SPECIALTIES),
        experts=experts,
        supervisors=supervisors(name),
        caps=caps if capped else (),
        groups=tuple(group_of(f"{seat}组", [seat]) for seat in SPECIALTIES),
    )


def little(name: str, *, capped: bool = False) -> Plan:
    """A draw of 13 from 32, eight of each specialty: its lottery is quickly made."""
    one = plan(name, size=32, employers=8, members=13)
    experts = tuple(replace(found, seat=SPECIALTIES[number % 4]) for number, found in enumerate(one.experts))
    seats = tuple(Seat(name=seat, count=3 + (seat == "质量"), set=False) for seat in SPECIALTIES)
    caps = (Cap(by="employer", value=None, least=0, most=3),) if capped else ()
    rules = one.rules.model_copy(update={"minimum": 11})
    return replace(one, rules=rules, caps=caps, experts=experts, seats=seats)


def with_conflicts(one: Plan, applicants: int, each: int) -> Plan:
    """The plan with two barred experts and recusals of some applicants."""
    codes = sorted(expert_.code for expert_ in one.experts)
    barred = {codes[3]: "本人申报", codes[-4]: "直系亲属申报"}
    recusals = []
    for number in range(1, applicants + 1):
        order = sorted(codes, key=lambda code: hex_of(f"conflict {number} {code}"))
        seat = pick(f"applicant {number}", {"质量": 40, "计量": 25, "标准化": 20, "特种设备": 15})
        recusals.append(Recusal(applicant=f"A{number:03}", within=[seat], experts=sorted(order[: number % each + 1])))
    experts = tuple(replace(expert_, bar=barred.get(expert_.code, "")) for expert_ in one.experts)
    digest = hex_of(f"conflict facts of {one.draw}")
    return replace(one, experts=experts, recusals=tuple(recusals), conflicts=digest)


def stated(one: Plan, **more: object) -> Bundle:
    """The plan frozen, its first round stated."""
    frozen = freeze(one, hex_of(f"{one.draw} salt"))
    return state_round(frozen, at="2026-11-20T09:30:00+08:00", salt=hex_of(f"{one.draw} salt 1"), **more)  # type: ignore[arg-type]


def links_of(bundle: Bundle, names: Sequence[str] = SUPERVISORS) -> dict[str, str]:
    """What the supervisors reveal in the open round."""
    number = bundle.rounds[-1].statement.round
    return {name: chains(bundle.frozen.draw)[name][number] for name in names}


def drawn(bundle: Bundle) -> Bundle:
    """The open round revealed by all and drawn."""
    at = "2026-11-20T10:00:00+08:00"
    if bundle.frozen.balls:
        digits = str(int(hex_of(f"balls {bundle.frozen.draw}"), 16))[: bundle.frozen.balls]
        balls = [Balls(by="张工", digits=digits), Balls(by="李工", digits=digits)]
        return draw(reveal(bundle, at=at, balls=balls))
    return draw(reveal(bundle, at=at, links=links_of(bundle)))
