"""The chain of tiers as each document orders it, completed by the round, borrowed from nowhere."""

from __future__ import annotations

import pytest

from zhicheng.policy.attachments import procedure_of
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.tiers import (
    RoundTier,
    competition_rule,
    steps_before_committee,
    steps_from_committee,
    tiers_of,
)

from .worked import COUNTIES, chain_of

EMPLOYER = RoundTier("employer", ("用人单位", "employer"), "通知三", ("employer", "personnel-agency"))


@pytest.mark.parametrize(
    ("track", "employers", "steps", "clauses", "door"),
    [
        (
            "ningbo-qti-2024/engineer",
            ("employer",),
            [("employer-review", "employer-notice"), ("department-review", "hand-in")],
            ["三（二）、五（二）", "三（三）、五第2款"],
            "committee-office",
        ),
        (
            "zj-qti-2023/senior-engineer",
            ("employer",),
            [("recommend",), ("review-papers",)],
            ["方案四（三）2", "方案四（三）3"],
            "intermediate-committee",
        ),
        (
            "zj-qti-2023/professorate-senior-engineer",
            ("employer",),
            [("recommend",), ("review-papers",)],
            ["方案四（三）2", "方案四（三）3"],
            "committee-office",
        ),
        (
            "zj-iot-2026/senior-engineer",
            ("employer", "personnel-agency"),
            [("recommend",), ("first-review",)],
            ["方案四（三）2", "方案四（三）3"],
            "committee-office",
        ),
    ],
)
def test_the_chain_of_a_document(
    track: str, employers: tuple[str, ...], steps: list[tuple[str, ...]], clauses: list[str], door: str
) -> None:
    chain = chain_of(track)
    assert [(tier.index, tier.kind) for tier in chain.tiers] == [(1, "employer"), (2, "department")]
    assert chain.tier(1).who == employers
    assert [tier.steps for tier in chain.tiers] == steps
    assert [tier.clause for tier in chain.tiers] == clauses
    assert (chain.door, chain.last) == (door, 2)


@pytest.mark.parametrize(
    "track",
    [
        "wenzhou-iit-2026/engineer",
        "zj-im-2026/professorate-senior-engineer",
        "zj-iiot-2026/professorate-senior-engineer",
    ],
)
def test_a_document_without_steps_leaves_the_chain_to_the_round(track: str) -> None:
    pack, _, level = track.partition("/")
    procedure = procedure_of(load_pack(pack), level)
    for given_tiers in ((), COUNTIES[:1], (EMPLOYER,)):
        found = tiers_of(procedure, given_tiers)
        assert isinstance(found, Refusal)
        assert found.code == "tiers-not-set"
    chain = chain_of(track, EMPLOYER, *COUNTIES)
    assert [tier.clause for tier in chain.tiers] == ["通知三", "通知三", "通知三"]
    assert chain.tier(1).who == ("employer", "personnel-agency")
    assert chain.apply_clause == chain.notice_clause == ""


def test_several_departments_keep_the_documents_steps_and_clause() -> None:
    chain = chain_of("zj-qti-2023/senior-engineer", *COUNTIES)
    assert [tier.name[0] for tier in chain.tiers] == ["用人单位", "县市场监管局", "市市场监管局"]
    assert [tier.clause for tier in chain.tiers[1:]] == ["方案四（三）3", "方案四（三）3"]
    assert [tier.index for tier in chain.tiers] == [1, 2, 3]
    with pytest.raises(KeyError):
        chain.tier(4)


@pytest.mark.parametrize(
    "wrong",
    [(COUNTIES[0], EMPLOYER), (EMPLOYER, EMPLOYER), (RoundTier("committee", ("评委会", "committee"), "通知"),)],
)
def test_tiers_out_of_order_are_refused(wrong: tuple[RoundTier, ...]) -> None:
    found = tiers_of(procedure_of(load_pack("zj-iot-2026"), "senior-engineer"), wrong)
    assert isinstance(found, Refusal)
    assert found.code == "tiers-out-of-order"


def test_wenzhou_wants_two_experts_and_the_others_none() -> None:
    chain = chain_of("wenzhou-iit-2026/engineer", EMPLOYER, COUNTIES[0])
    assert (chain.experts, chain.experts_clause) == (2, "第五条（六）")
    assert chain_of("zj-iot-2026/senior-engineer").experts == 0


def test_the_competition_for_posts_where_the_document_orders_it() -> None:
    def clause(pack: str, level: str) -> tuple[str, ...] | None:
        rule = competition_rule(procedure_of(load_pack(pack), level))
        return None if rule is None else rule.cite

    assert clause("ningbo-qti-2024", "engineer") == ("四（一）",)
    assert clause("zj-iot-2026", "senior-engineer") == ("方案四（三）2",)
    assert clause("zj-qti-2023", "senior-engineer") is None
    assert competition_rule(None) is None


def test_the_steps_are_cut_at_the_committees_door() -> None:
    iot = procedure_of(load_pack("zj-iot-2026"), "senior-engineer")
    assert [duty.name for duty in steps_before_committee(iot)] == ["apply", "recommend", "first-review"]
    assert [duty.name for duty in steps_from_committee(iot)][:2] == ["check-eligibility", "draw-committee"]
    assert steps_from_committee(None) == steps_before_committee(None) == ()
