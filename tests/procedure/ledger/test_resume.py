"""Going on after an older backup was restored: what is recorded, what is refused, what those who watch are told."""

from __future__ import annotations

import pytest

from tests.procedure.ledger.histories import KEY, bodies_of, bundle_of, checkpoint_of, rows_of, state_of
from zhicheng.procedure.ledger.bundle import Bundle
from zhicheng.procedure.ledger.check import check_ledger
from zhicheng.procedure.ledger.checkpoint import Resumed, State, read_checkpoint
from zhicheng.procedure.ledger.finding import sound
from zhicheng.procedure.ledger.resume import resumed_detail, resumed_from, resumption
from zhicheng.procedure.refusal import ActRefused

PUBLISHED = bodies_of(30)
RESTORED = PUBLISHED[:22]
LOST = read_checkpoint(checkpoint_of(PUBLISHED))


def resumed(here: list[str], lost: object = LOST, known: tuple[Resumed, ...] = (), origin: str = KEY.name) -> Resumed:
    return resumption(
        state_of(here),
        lambda size: state_of(here[:size]).root,
        lost,  # type: ignore[arg-type]
        origin=origin,
        known=known,
    )


def refused(*arguments: object, **named: object) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as error:
        resumed(*arguments, **named)  # type: ignore[arg-type]
    assert all(one.text[0] and one.text[1] for one in error.value.refusals)
    return error.value.codes


def test_the_gap_is_recorded_with_both_sizes_and_both_roots() -> None:
    said = resumed(RESTORED)
    assert said == Resumed(state_of(RESTORED), state_of(PUBLISHED))
    assert resumed_from(resumed_detail(said)) == said


def test_a_ledger_that_went_on_unnoticed_is_resumed_too() -> None:
    here = bodies_of(35, "again", since=22)
    assert resumed(here) == Resumed(state_of(here), LOST.state)


def test_where_nothing_is_lost_nothing_is_recorded() -> None:
    assert refused(PUBLISHED) == ("nothing-lost",)
    assert refused(bodies_of(35)) == ("nothing-lost",)


def test_another_ledgers_checkpoint_is_refused() -> None:
    assert refused(RESTORED, origin="zhicheng.ledger/another") == ("other-ledger",)


def test_a_gap_is_recorded_once() -> None:
    assert refused(RESTORED, known=(Resumed(State(1, bytes(32)), LOST.state),)) == ("resumed-already",)


@pytest.mark.parametrize("went_on", [23, 35])
def test_an_old_checkpoint_still_fails_and_the_ledgers_own_words_are_quoted(went_on: int) -> None:
    here = bodies_of(went_on, "again", since=22)
    said = Resumed(state_of(here[:22]), LOST.state)
    bundle = Bundle(KEY, rows_of(here), [str(checkpoint_of(here, resumed=(said,)))])
    found = [one for one in check_ledger(bundle, [checkpoint_of(PUBLISHED)]) if not one.holds]
    assert [one.check for one in found] == ["old-checkpoint"]
    assert "30" in found[0].text[1] and "22" in found[0].text[1] and "backup" in found[0].text[1]
    assert sound(check_ledger(bundle, [checkpoint_of(PUBLISHED[:20])])), "what was before the backup is as it was"


def test_an_undeclared_gap_is_quoted_by_nobody() -> None:
    found = check_ledger(bundle_of(RESTORED), [checkpoint_of(PUBLISHED)])
    assert "says so" not in next(one for one in found if not one.holds).text[1]
