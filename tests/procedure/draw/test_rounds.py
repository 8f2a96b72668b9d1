"""A draw from freezing to replacement: what each act asks for, and what it refuses."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.procedure.draw.examples import load
from tests.procedure.draw.pools import (
    SUPERVISORS,
    chains,
    drawn,
    hex_of,
    links_of,
    little,
    plan,
    stated,
    with_conflicts,
)
from zhicheng.procedure.draw.bundle import LOTTERY, PLAIN, Balls, Bundle, Cap, Seat, group_of
from zhicheng.procedure.draw.check import check_draw
from zhicheng.procedure.draw.files import write_bundle
from zhicheng.procedure.draw.plan import Expert
from zhicheng.procedure.draw.rounds import draw, freeze, reveal, state_round, void
from zhicheng.procedure.refusal import ActRefused

AT = "2026-11-20T10:00:00+08:00"


def refused(work: object) -> str:
    """What an act is refused with."""
    with pytest.raises(ActRefused) as found:
        work()  # type: ignore[operator]
    return str(found.value)


def test_mode_follows_from_what_makes_chances_equal() -> None:
    assert stated(little("a")).rounds[0].statement.mode == PLAIN
    assert stated(little("a"), lottery=True).rounds[0].statement.mode == LOTTERY
    assert stated(little("a", capped=True)).rounds[0].statement.mode == LOTTERY
    four = replace(little("a"), supervisors=(), balls=4)
    assert stated(four).rounds[0].statement.mode == LOTTERY, "four balls are no seed for an order"
    assert stated(replace(four, balls=39)).rounds[0].statement.mode == PLAIN


def test_an_odd_size_and_the_least_size_are_asked_for() -> None:
    base = plan("b")
    fewer = (base.seats[0].model_copy(update={"count": base.seats[0].count - 1}), *base.seats[1:])
    assert "须为单数" in refused(lambda: freeze(replace(base, seats=fewer), hex_of("s")))
    assert "差 1 席" in refused(lambda: freeze(replace(base, seats=fewer), hex_of("s")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"supervisors": ()}, "没有监督方时须现场摇出"),
        ({"serial": 2}, "末尾哈希"),
        ({"caps": (Cap(by="region", value="杭州", least=3, most=2),)}, "上限小于下限"),
        ({"groups": (group_of("组", ["无此席位"]),)}, "席位名称不存在"),
        ({"seats": (Seat(name="质量", count=25, set=False),)}, "没有“计量”这一席位"),
    ],
)
def test_what_is_not_in_order_is_not_frozen(change: dict[str, object], said: str) -> None:
    assert said in refused(lambda: freeze(replace(plan("c"), **change), hex_of("s")))  # type: ignore[arg-type]


def test_one_supervisor_or_the_same_commitment_twice_is_no_draw() -> None:
    base = plan("d")
    one, other = base.supervisors
    assert "只有 1 家" in refused(lambda: freeze(replace(base, supervisors=(one,)), hex_of("s")))
    copied = other.model_copy(update={"anchor": one.anchor})
    assert "重复" in refused(lambda: freeze(replace(base, supervisors=(one, copied)), hex_of("s")))


def test_a_person_twice_in_the_pool_is_refused() -> None:
    base = plan("e")
    assert "不重复" in refused(lambda: freeze(replace(base, experts=(*base.experts, base.experts[0])), hex_of("s")))


def test_infeasible_seats_are_refused_with_names_and_numbers() -> None:
    tight = replace(plan("f"), caps=(Cap(by="employer", value=None, least=0, most=1),))
    text = refused(lambda: stated(tight))
    assert "不能同时满足" in text and "席位" in text and "单位" in text


def test_a_link_of_another_round_or_chain_is_refused() -> None:
    bundle = stated(plan("g"))
    rows = chains("g")
    for link in (rows[SUPERVISORS[0]][2], rows[SUPERVISORS[1]][1], rows[SUPERVISORS[0]][0], hex_of("no link")):
        assert "与其承诺不符" in refused(lambda link=link: reveal(bundle, at=AT, links={SUPERVISORS[0]: link}))
    assert "冻结时没有名为" in refused(lambda: reveal(bundle, at=AT, links={"某局": hex_of("x")}))


def test_what_was_revealed_stays_and_nothing_is_drawn_before_all_is() -> None:
    bundle = stated(plan("h"), sources=["某期彩票"])
    links = links_of(bundle)
    first = reveal(bundle, at=AT, links={SUPERVISORS[0]: links[SUPERVISORS[0]]}, values={"某期彩票": "12345"})
    assert SUPERVISORS[1] in refused(lambda: draw(first))
    assert "已有不同的值在案" in refused(lambda: reveal(first, at=AT, values={"某期彩票": "54321"}))
    whole = reveal(first, at=AT, links={SUPERVISORS[1]: links[SUPERVISORS[1]]})
    assert draw(whole).rounds[0].stands
    assert "没有进行中的一轮" in refused(lambda: draw(draw(whole)))


def test_balls_alone_name_the_ticket() -> None:
    bundle = stated(replace(little("i", capped=True), supervisors=(), balls=4))
    balls = [Balls(by="甲", digits="0472"), Balls(by="乙", digits="0472")]
    assert "两人分别录入" in refused(lambda: reveal(bundle, at=AT, balls=balls[:1]))
    found = draw(reveal(bundle, at=AT, balls=balls))
    outcome = found.rounds[0].outcome
    assert outcome is not None and outcome.ticket == 472
    assert check_draw(found).sound


def test_void_needs_a_reason_and_the_next_round_takes_the_next_link() -> None:
    bundle = stated(plan("j"))
    first, second = SUPERVISORS
    partly = reveal(bundle, at=AT, links={first: links_of(bundle)[first]})
    assert "理由" in refused(lambda: void(partly, reason=" ", by="办公室", at=AT))
    voided = void(partly, reason="一方未揭示", by="办公室", at=AT)
    assert voided.rounds[0].void is not None and voided.rounds[0].void.missing == [second]
    again = state_round(voided, at=AT, salt=hex_of("2"))
    assert "与其承诺不符" in refused(lambda: reveal(again, at=AT, links={first: links_of(bundle)[first]}))
    done = drawn(again)
    assert done.standing is done.rounds[1]
    assert check_draw(done).sound
    assert "还有一轮" not in str(check_draw(done).faults)


def test_replacement_keeps_who_accepted_and_draws_only_the_open_seats() -> None:
    bundle = load("draw-replaced")
    first, last = bundle.rounds[1].outcome, bundle.rounds[2].outcome
    assert first is not None and last is not None
    out = set(bundle.rounds[2].statement.out)
    kept, new = set(first.committee) - out, set(last.committee) - set(first.committee)
    assert kept <= set(last.committee) and len(new) == len(out) == 2 and not out & set(last.committee)
    seat = {line.code: line.seat for line in bundle.frozen.pool}
    assert sorted(seat[code] for code in new) == sorted(seat[code] for code in out)
    groups = {code: one.name for one in first.groups for code in one.members}
    later = {code: one.name for one in last.groups for code in one.members}
    assert all(later[code] == groups[code] for code in kept if code in groups)


def test_nobody_slips_out_unmentioned_and_nobody_comes_back() -> None:
    bundle = drawn(stated(plan("k")))
    outcome = bundle.rounds[0].outcome
    assert outcome is not None
    one, other, *rest = outcome.committee

    def state(keep: list[str], out: dict[str, str], base: Bundle = bundle) -> Bundle:
        return state_round(base, at=AT, salt=hex_of("k"), keep=keep, out=out)

    assert "既未保留也未说明退出" in refused(lambda: state(rest, {one: "因病"}))
    assert "没有空缺" in refused(lambda: state(outcome.committee, {}))
    assert "已退出，不能保留" in refused(lambda: state(outcome.committee, {one: "因病"}))
    stranger = next(line.code for line in bundle.frozen.pool if line.code not in outcome.committee)
    assert "未曾抽中" in refused(lambda: state([*rest, other, stranger], {one: "因病"}))
    after = drawn(state([other, *rest], {one: "因病"}))
    assert after.rounds[1].outcome is not None and one not in after.rounds[1].outcome.committee
    members = after.rounds[1].outcome.committee
    assert "此前已退出" in refused(lambda: state(members[1:], {one: "又来", members[0]: "因病"}, after))
    assert "上一轮尚未抽取" in refused(
        lambda: state([other, *rest], {one: "因病"}, state([other, *rest], {one: "因病"}))
    )


def test_a_replacement_that_is_voided_leaves_the_committee_before_it() -> None:
    first = drawn(stated(little("p")))
    outcome = first.rounds[0].outcome
    assert outcome is not None
    one, *rest = outcome.committee
    second = drawn(state_round(first, at=AT, salt=hex_of("p2"), keep=rest, out={one: "因病"}))
    voided = void(second, reason="录入有误", by="办公室", at=AT)
    assert voided.rounds[1].outcome is not None, "what came out stays on record"
    assert voided.standing == first.rounds[0]
    third = drawn(state_round(voided, at=AT, salt=hex_of("p3"), keep=rest))
    check = check_draw(third)
    assert check.sound and any("作废时结果已出" in zh for zh, _ in check.notes)
    again = third.rounds[2].outcome
    assert again is not None and one not in again.committee and set(rest) <= set(again.committee)


def test_named_seats_are_named_and_never_drawn() -> None:
    base = plan("l", members=24, size=60)
    chair = Expert(code=hex_of("chair l"), seat="主任委员")
    other = Expert(code=hex_of("other chair l"), seat="主任委员")
    seats = (Seat(name="主任委员", count=1, set=True), *base.seats)
    with_chair = replace(base, experts=(*base.experts, chair, other), seats=seats)
    assert "指定席位“主任委员”须为 1 人" in refused(lambda: stated(with_chair))
    bundle = drawn(stated(with_chair, keep=[chair.code]))
    outcome = bundle.rounds[0].outcome
    assert outcome is not None and chair.code in outcome.committee and other.code not in outcome.committee
    assert check_draw(bundle).sound
    drawn_chair = replace(with_chair, seats=(Seat(name="主任委员", count=1, set=False), *base.seats))
    found = drawn(stated(drawn_chair)).rounds[0].outcome
    assert found is not None and len({chair.code, other.code} & set(found.committee)) == 1


def test_the_barred_and_those_recused_too_often_stay_out() -> None:
    base = with_conflicts(plan("m"), applicants=30, each=4)
    bundle = drawn(stated(base))
    outcome = bundle.rounds[0].outcome
    assert outcome is not None
    assert not {one.code for one in base.experts if one.bar} & set(outcome.committee)
    for one in base.recusals:
        free = [code for code in outcome.committee if code not in one.experts]
        assert len(free) * 3 >= 25 * 2
        seat = {line.code: line.seat for line in bundle.frozen.pool}
        assert sum(seat[code] in one.within for code in free) >= 3


@pytest.mark.parametrize("capped", [False, True])
def test_the_order_of_the_input_changes_nothing(capped: bool) -> None:
    base = with_conflicts(little("n", capped=capped), applicants=6, each=2)
    mixed = random.Random(1)
    shuffled = replace(
        base,
        experts=tuple(mixed.sample(base.experts, len(base.experts))),
        recusals=tuple(mixed.sample(base.recusals, len(base.recusals))),
    )
    assert write_bundle(drawn(stated(base))) == write_bundle(drawn(stated(shuffled)))


def test_another_hash_seed_and_process_change_nothing() -> None:
    script = "from tests.procedure.draw.test_rounds import small_lottery; print(small_lottery())"
    root = Path(__file__).parents[3]
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}:{root / 'src'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {small_lottery()}


def small_lottery() -> str:
    """The head of a draw by lottery, small enough to be made several times."""
    return drawn(stated(little("o", capped=True))).head
