"""Seats over specialties; groups by seed; what is infeasible and by how much."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedure.draw.pools import drawn, hex_of, plan, stated
from tests.procedure.draw.small import Small
from tests.procedure.draw.test_leximin import made_up
from zhicheng.procedure.draw.groups import groups_of
from zhicheng.procedure.draw.infeasible import conflict_of
from zhicheng.procedure.draw.seats import apportion, committee_size
from zhicheng.procedure.refusal import ActRefused


def test_largest_remainder_with_a_floor() -> None:
    assert apportion({"质量": 40, "计量": 25, "标准化": 15}, 25) == {"质量": 12, "计量": 8, "标准化": 5}
    assert apportion({"质量": 90, "计量": 8, "标准化": 2}, 25) == {"质量": 19, "计量": 3, "标准化": 3}
    assert apportion({"b": 1, "a": 1}, 7, 0) == {"b": 3, "a": 4}, "equal remainders: by name"
    assert committee_size(25) == 25 and committee_size(24) == 25 and committee_size(24, odd=False) == 24


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 400), min_size=1), st.integers(18, 60))
def test_all_seats_are_given_and_nobody_is_below_the_floor(weights: dict[str, int], total: int) -> None:
    found = apportion(weights, total)
    assert sum(found.values()) == total and min(found.values()) >= 3
    order = sorted(weights, key=lambda name: weights[name])
    assert all(found[low] <= found[high] for low, high in pairwise(order) if weights[low] < weights[high])


def test_too_few_seats_for_the_floors_says_how_many() -> None:
    with pytest.raises(ActRefused) as refused:
        apportion(dict.fromkeys("abcd", 1), 11)
    assert "差 1 席" in str(refused.value)
    with pytest.raises(ActRefused):
        apportion({"a": 0, "b": 2}, 7)


def test_groups_hold_everybody_of_their_seats_once_and_are_even() -> None:
    bundle = drawn(stated(plan("分组")))
    outcome = bundle.rounds[0].outcome
    assert outcome is not None
    seat = {line.code: line.seat for line in bundle.frozen.pool}
    for group in outcome.groups:
        assert {seat[code] for code in group.members} == {group.name.removesuffix("组")}
    assert sorted(code for group in outcome.groups for code in group.members) == outcome.committee


def test_two_groups_of_one_seat_differ_by_one_at_most_and_kept_members_stay() -> None:
    from zhicheng.procedure.draw.bundle import group_of

    frozen = stated(plan("两组")).frozen
    split = frozen.model_copy(update={"groups": [group_of("一", ["质量"]), group_of("二", ["质量"])]})
    codes = [line.code for line in frozen.pool if line.seat == "质量"][:9]
    first = {one.name: one.members for one in groups_of(split, codes, {}, hex_of("a"))}
    assert sorted(len(members) for members in first.values()) == [4, 5]
    assert first != {one.name: one.members for one in groups_of(split, codes, {}, hex_of("b"))}, "the seed decides"
    kept = {code: name for name, members in first.items() for code in members if code not in codes[:2]}
    others = [line.code for line in frozen.pool if line.seat == "质量"][9:11]
    again = {one.name: one.members for one in groups_of(split, [*kept, *others], kept, hex_of("c"))}
    assert all(code in again[name] for code, name in kept.items())
    assert abs(len(again["一"]) - len(again["二"])) <= 1


def test_a_seat_group_without_enough_experts_is_named_with_the_number_missing() -> None:
    conflict = conflict_of(Small([("s", "", "")] * 2 + [("t", "", "")] * 4, {"s": 5, "t": 2}).ground())
    assert conflict is not None
    assert [one.name for one in conflict.together] == ["s"]
    assert conflict.alone[0] is not None and conflict.alone[0].fewer == 3
    assert "“s”席位 5 个：须少 3 人" in conflict.refusal().sentence("zh")
    assert "3 fewer" in conflict.refusal().sentence("en")


def test_conditions_against_one_another_are_named_and_each_with_what_it_would_take() -> None:
    small = Small(
        [("s", "north", "A")] * 4 + [("s", "south", "A")] + [("t", "south", "B")] * 3,
        {"s": 3, "t": 2},
        [("employer", "A", 0, 2), ("region", "south", 0, 4)],
    )
    conflict = conflict_of(small.ground())
    assert conflict is not None
    assert {(one.kind, one.name) for one in conflict.together} == {("seat", "s"), ("cap", "employer:A")}
    assert [(one.fewer, one.more) for one in conflict.alone if one] in ([(1, 0), (0, 1)], [(0, 1), (1, 0)])
    assert sum(one.fewer + one.more for one in conflict.smallest) == 1


def test_an_applicant_whose_quorum_stands_in_the_way_is_named() -> None:
    conflict = conflict_of(Small([("s", "", "")] * 4, {"s": 3}, recusals=[[0, 1, 2]]).ground())
    assert conflict is not None
    assert any(one.kind == "quorum" and one.name == "A0" for one in conflict.together)


@pytest.mark.parametrize("seed", range(60))
def test_a_conflict_is_there_exactly_when_no_committee_is_lawful(seed: int) -> None:
    """And what is named is really in conflict: the rest of the conditions doesn't matter, none of it can be spared."""
    small = made_up(seed)
    conflict = conflict_of(small.ground())
    assert (conflict is None) == bool(small.lawful())
    if conflict is None:
        return
    subsets = range(1 << len(small.experts))
    assert not any(all(one.holds(subset) for one in conflict.together) for subset in subsets)
    for spared in conflict.together:
        rest = [one for one in conflict.together if one is not spared]
        assert any(all(one.holds(subset) for one in rest) for subset in subsets)
