"""The step bar: done, current, ahead, failed, and where today lies."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.policy.attachments import procedure_of, procedures_of
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.step_bar import STEP_NAMES, StepBar, step_bar
from zhicheng.procedure.tiers import RoundTier, steps_from_committee

from .worked import COUNTIES, chain_of

IOT = procedure_of(load_pack("zj-iot-2026"), "senior-engineer")
CHAIN = chain_of("zj-iot-2026/senior-engineer", *COUNTIES)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


WINDOWS = (
    TierWindow(day("06-01"), day("06-30")),
    TierWindow(None, day("07-10")),
    TierWindow(day("07-11"), day("07-20")),
    TierWindow(day("08-01"), day("08-10")),
)


def bar(state: str, tier: int, today: str = "06-15") -> StepBar:
    return step_bar(IOT, CHAIN, state, tier, WINDOWS, day(today))


def states(state: str, tier: int) -> list[str]:
    return [step.state for step in bar(state, tier).steps[:5]]


@pytest.mark.parametrize(
    ("state", "tier", "found"),
    [
        ("draft", 0, ["current", "ahead", "ahead", "ahead", "ahead"]),
        ("at-employer", 1, ["done", "current", "ahead", "ahead", "ahead"]),
        ("returned-by-employer", 1, ["done", "current", "ahead", "ahead", "ahead"]),
        ("not-recommended", 1, ["done", "failed", "ahead", "ahead", "ahead"]),
        ("at-department", 2, ["done", "done", "current", "ahead", "ahead"]),
        ("endorsed", 2, ["done", "done", "current", "ahead", "ahead"]),
        ("at-department", 3, ["done", "done", "done", "current", "ahead"]),
        ("not-endorsed", 3, ["done", "done", "done", "failed", "ahead"]),
        ("withdrawn", 2, ["done", "done", "failed", "ahead", "ahead"]),
        ("arrived", 3, ["done", "done", "done", "done", "current"]),
    ],
)
def test_where_the_application_is(state: str, tier: int, found: list[str]) -> None:
    assert states(state, tier) == found


def test_names_clauses_windows_and_what_the_document_says() -> None:
    steps = bar("at-employer", 1).steps
    assert [step.name[0] for step in steps[:5]] == ["个人申报", "单位推荐", "县市场监管局", "市市场监管局", "资格审查"]
    assert [step.clause for step in steps[:3]] == ["方案四（三）1", "方案四（三）2", "方案四（三）3"]
    assert (steps[0].opens, steps[0].closes, steps[0].tier) == (day("06-01"), day("06-30"), 0)
    assert "推荐" in steps[1].says[0][0]
    assert steps[4].tier is None
    assert len({step.key for step in steps}) == len(steps)


def test_a_note_stands_at_the_current_or_failed_step_only() -> None:
    assert [step.note[0] for step in bar("returned-by-department", 2).steps[:4]] == ["", "", "退回补正中", ""]
    assert bar("withdrawn", 1).steps[1].note == ("已撤回", "withdrawn")
    assert all(step.note == ("", "") for step in bar("draft", 0).steps)


@pytest.mark.parametrize(
    ("today", "place"),
    [
        ("05-31", None),
        ("06-01", 0),
        ("06-30", 0),
        ("07-01", 1),
        ("07-11", 2),
        ("07-25", None),
        ("08-10", 3),
        ("08-11", None),
    ],
)
def test_today_lies_in_the_first_window_not_over(today: str, place: int | None) -> None:
    assert bar("draft", 0, today).today_at == place


def test_later_windows_go_by_the_step_of_the_pack() -> None:
    later = {"group-review": TierWindow(day("09-21"), day("09-30"), "二第3款")}
    found = step_bar(IOT, CHAIN, "arrived", 3, WINDOWS, day("09-22"), later)
    step = found.steps[found.today_at or 0]
    assert (step.key, step.opens) == ("group-review", day("09-21"))


def test_a_document_without_steps_shows_the_rounds_tiers_and_the_door() -> None:
    wenzhou = procedure_of(load_pack("wenzhou-iit-2026"), "engineer")
    chain = chain_of(
        "wenzhou-iit-2026/engineer", RoundTier("employer", ("用人单位", "employer"), "通知三"), COUNTIES[0]
    )
    steps = step_bar(wenzhou, chain, "arrived", 2, (), day("06-15")).steps
    assert [step.key for step in steps] == ["apply", "tier-1", "tier-2", "door"]
    assert steps[-1].state == "current"
    assert steps[-1].name == ("高评委办公室", "committee office")


def test_every_step_of_every_pack_after_the_door_has_a_short_name() -> None:
    for name in packs_in():
        for procedure in procedures_of(load_pack(name)):
            for duty in steps_from_committee(procedure):
                assert duty.name in STEP_NAMES, (name, duty.name)
