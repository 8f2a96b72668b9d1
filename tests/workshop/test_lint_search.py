"""The search behind lint: which value is better, which records are made, what two tracks differ in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.workshop.clean_pack import write_pack
from zhicheng.policy.core import rows_of
from zhicheng.vocabulary.truth import MET
from zhicheng.workshop.lint_readings import changes
from zhicheng.workshop.witness import Bench, changed, confirmed
from zhicheng.workshop.witness_orders import RANKS, InPlay
from zhicheng.workshop.witness_pool import Pool, possible

AS_OF = dt.date(2026, 12, 31)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(write_pack(tmp_path_factory.mktemp("clean")), "senior-engineer", AS_OF)


@pytest.fixture(scope="module")
def in_play(bench: Bench) -> InPlay:
    return InPlay(bench.patterns, bench.rows, bench.track.terms)


def test_words_are_ordered_by_their_scale_between_those_that_rules_name(in_play: InPlay) -> None:
    # international stands above national, but no rule names it: nobody can say that it must be worth more
    assert in_play.ordered("award", "issuer") == ("municipal", "provincial", "national")


def test_ranks_get_better_towards_the_first_and_amounts_are_tried_about_each_bound(in_play: InPlay) -> None:
    assert in_play.ordered("project", "rank") == RANKS and RANKS[-1] == 1
    amounts = [str(value) for value in in_play.ordered("project", "amount")]
    assert amounts == ["499.5", "500", "750", "999.5", "1000", "1001"]


def test_what_no_rule_looks_at_is_not_varied(in_play: InPlay) -> None:
    assert in_play.ordered("award", "family") == ()
    assert in_play.ordered("project", "sub_project") == ()
    assert "amount" in list(in_play.facts("project")) and "team" not in list(in_play.facts("project"))


def test_every_row_of_records_gets_a_record_that_scores_in_it(bench: Bench) -> None:
    pool = Pool(bench)
    assert bench.track.scoring is not None
    for row in rows_of(bench.track.scoring):
        if row.path.startswith("继续教育"):
            continue  # a mean over years needs several records
        record = pool.scoring_in(row)
        assert record is not None, row.path
        assert row.path in bench.try_(record).rows()


def test_walks_change_one_fact_and_nothing_else(bench: Bench) -> None:
    for walk in Pool(bench).walks():
        for step in walk.steps:
            for name, value in step.record.__dict__.items():
                if name != walk.fact:
                    assert value == walk.steps[0].record.__dict__[name]


def test_a_paper_can_not_say_that_another_than_the_first_is_first_author(bench: Bench) -> None:
    first = bench.record("paper", {"author": "first", "rank": 1})
    assert first is not None and possible(first)
    second = changed(first, {"rank": 2})
    assert second is not None and not possible(second)
    other = changed(first, {"author": "other"})
    assert other is not None and not possible(other)


def test_a_fact_of_none_is_left_unsaid(bench: Bench) -> None:
    project = bench.record("project", {"amount": 600, "rank": 2})
    assert project is not None
    silent = changed(project, {"amount": None})
    assert silent is not None and silent.__dict__["amount"] is None and silent.__dict__["rank"] == 2
    assert changed(project, {"rank": 0}) is None  # the schema knows no rank 0


def test_a_witness_says_what_evaluate_says(bench: Bench) -> None:
    award = bench.record("award", {"issuer": "provincial", "rank": 2})
    assert award is not None
    witness = bench.witness(
        "w", ("省级奖第2名", "a provincial prize"), (award,), ("获奖/省级", "第五条（一）", "第七条")
    )
    assert [(shown.place, shown.value) for shown in witness.shown] == [
        ("score", "18"),
        ("获奖/省级", "18"),
        ("第五条（一）", "met"),
    ]  # there is no 第七条, and nothing is said of it
    assert bench.try_(award).truths["第五条（一）"] == MET
    assert confirmed(witness, bench.pack)


def test_what_a_reading_changes_is_named_by_place(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, senior_engineer=("role: head}}, points: 4", "role: head}}, points: {reading: R1, a: 4, b: 3}")
    )
    one, other = pack.track("senior-engineer"), pack.track("senior-engineer", {"R1": "b"})
    assert changes(one, other) == {"社会团体/省级负责人"}
    assert changes(one, one) == frozenset()
