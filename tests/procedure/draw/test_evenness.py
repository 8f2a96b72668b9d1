"""A lottery that favours somebody is refused without a solver; honest ones are not."""

from __future__ import annotations

import pytest

from tests.procedure.draw.examples import load
from tests.procedure.draw.pools import links_of, plan, stated
from tests.procedure.draw.test_rounds import AT, refused
from zhicheng.procedure.draw.bundle import TICKETS
from zhicheng.procedure.draw.check_rounds import Scene, scene_of
from zhicheng.procedure.draw.evenness import ALIKE, TOLERANCE, alike, movable, unequal
from zhicheng.procedure.draw.lawful import bits
from zhicheng.procedure.draw.lottery import chances_of, entries_of
from zhicheng.procedure.draw.rounds import reveal


def scenes() -> list[Scene]:
    bundles = [load("draw-lottery"), load("draw-replaced")]
    found = [scene_of(bundle, number) for bundle in bundles for number in range(len(bundle.rounds))]
    return [scene for scene in found if scene.round.committees]


@pytest.mark.parametrize("scene", scenes())
def test_an_honest_lottery_leaves_nothing_to_move(scene: Scene) -> None:
    assert movable(scene.ground, scene.round.committees or []) is None


@pytest.mark.parametrize("scene", scenes())
def test_one_committee_on_every_ticket_is_found(scene: Scene) -> None:
    bitmap = (scene.round.committees or [])[0][0]
    found = movable(scene.ground, [(bitmap, TICKETS)])
    assert found is not None and found[1] > TOLERANCE


def favoured(scene: Scene, friend: int, wanted: int) -> list[tuple[str, int]] | None:
    """The lottery with so many tickets more for a friend, taken from colleagues; ``None`` where that isn't lawful."""
    ground, tickets, taken = scene.ground, {}, 0
    seat = next(eligible for eligible in ground.eligible.values() if eligible >> friend & 1)
    for bitmap, number in scene.round.committees or []:
        committee = int(bitmap, 16)
        if taken < wanted and not committee >> friend & 1:
            others = (committee ^ (1 << friend | 1 << one) for one in bits(committee & seat & ~ground.keep))
            lawful = next((one for one in others if ground.lawful(one)), None)
            if lawful is not None:
                committee, taken = lawful, taken + number
        tickets[committee] = tickets.get(committee, 0) + number
    digits = -(-len(ground.codes) // 4)
    return [(f"{one:0{digits}x}", number) for one, number in sorted(tickets.items())] if taken >= wanted else None


def counts(scene: Scene, entries: list[tuple[str, int]]) -> list[int]:
    return chances_of(entries, len(scene.ground.codes))


@pytest.mark.parametrize("scene", scenes())
def test_experts_alike_have_as_many_tickets_to_within_the_rounding(scene: Scene) -> None:
    tickets = counts(scene, scene.round.committees or [])
    assert unequal(scene.ground, tickets) is None
    assert any(len(places) > 1 for places in alike(scene.ground))
    for places in alike(scene.ground):
        assert max(tickets[one] for one in places) - min(tickets[one] for one in places) <= 3


@pytest.mark.parametrize("scene", scenes())
def test_experts_alike_can_be_exchanged_in_every_committee(scene: Scene) -> None:
    committees = [int(bitmap, 16) for bitmap, _ in (scene.round.committees or [])[::40]]
    for one, other in [places[:2] for places in alike(scene.ground) if len(places) > 1]:
        for committee in committees:
            if (committee >> one ^ committee >> other) & 1:
                assert scene.ground.lawful(committee ^ (1 << one | 1 << other))


@pytest.mark.parametrize("scene", scenes())
def test_a_few_tickets_for_a_friend_at_the_cost_of_somebody_alike_are_always_found(scene: Scene) -> None:
    tried = 0
    for places in alike(scene.ground):
        if len(places) > 1:
            entries = favoured_over(scene, places[0], places[1], 40)
            tried += 1
            found = unequal(scene.ground, counts(scene, entries))
            assert found is not None and found[0] == scene.ground.codes[places[0]] and found[2] > ALIKE
    assert tried


def favoured_over(scene: Scene, friend: int, other: int, wanted: int) -> list[tuple[str, int]]:
    """The lottery with so many tickets of another, alike, given to a friend."""
    tickets: dict[int, int] = {}
    for bitmap, number in scene.round.committees or []:
        committee = int(bitmap, 16)
        if wanted > 0 and committee >> other & 1 and not committee >> friend & 1:
            committee, wanted = committee ^ (1 << friend | 1 << other), wanted - number
        tickets[committee] = tickets.get(committee, 0) + number
    return entries_of(tickets, len(scene.ground.codes))


def test_tickets_for_a_friend_are_mostly_found() -> None:
    """Not always where nobody is alike: the look is bounded. Whoever is alone under a cap may get some unseen."""
    found = []
    for scene in scenes():
        for eligible in scene.ground.eligible.values():
            for friend in bits(eligible):
                entries = favoured(scene, friend, 600)
                if entries is not None:
                    found.append(movable(scene.ground, entries) is not None)
    assert len(found) > 40 and sum(found) / len(found) > 0.75, (sum(found), len(found))


@pytest.mark.parametrize("value", ["12345 ", " 12345", "12,345", "１２３４５", "", "0x1F", "F00D", "1" * 129])
def test_a_source_s_value_can_be_written_in_one_way_only(value: str) -> None:
    bundle = stated(plan("h"), sources=["某期彩票"])
    said = refused(lambda: reveal(bundle, at=AT, links=links_of(bundle), values={"某期彩票": value}))
    assert "的值只能是数字" in said
