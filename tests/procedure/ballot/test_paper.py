"""The paper vote: cards, two tellers who count apart, recounts, cards that never came back, the scan."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from zhicheng.procedure.ballot.meeting import Majority, Tally
from zhicheng.procedure.ballot.paper import (
    AGREED,
    COUNTING,
    RECOUNT,
    Entry,
    PaperApplicant,
    PaperVote,
    counted,
    entry_refusals,
    opening_refusals,
    record,
    standing,
)
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.refusal import ActRefused

MEMBERS = tuple(f"m{place:02}" for place in range(1, 12))
ONE = PaperApplicant("a-001", recused=frozenset({"m01"}))
TWO = PaperApplicant("a-002", missed=frozenset({"m02"}))
VOTE = PaperVote(
    "zj-iot-2026-senior",
    "v1",
    MEMBERS,
    MEMBERS[:9],
    (ONE, TWO),
    Majority(),
    "方案四（三）5",
    Fraction(2, 3),
    "方案四（三）4",
)
TELLERS = ("t1", "t2")


def test_one_card_for_each_who_may_vote() -> None:
    assert VOTE.cards(ONE) == 8 and VOTE.cards(TWO) == 8
    assert opening_refusals(VOTE) == ()


def test_with_too_few_there_no_cards_are_handed_out() -> None:
    thin = replace(VOTE, present=MEMBERS[:8])
    assert [one.code for one in opening_refusals(thin)] == ["too-few-present"]
    assert "8" in opening_refusals(thin)[0].text[0] or "7" in opening_refusals(thin)[0].text[0]


def test_two_who_agree() -> None:
    entries = [Entry("t1", 6, 1, 1, 0), Entry("t2", 6, 1, 1, 0)]
    assert [standing(entries[:size]) for size in range(3)] == [COUNTING, COUNTING, AGREED]
    assert counted(VOTE, ONE, entries) == Tally(6, 1, 1, 0, 0)


def test_two_who_differ_count_again_and_nothing_is_averaged() -> None:
    entries = [Entry("t1", 6, 1, 1, 0), Entry("t2", 5, 2, 1, 0)]
    assert standing(entries) == RECOUNT
    with pytest.raises(ActRefused) as refused:
        counted(VOTE, ONE, entries)
    assert refused.value.codes == ("count-not-agreed",)
    entries += [Entry("t2", 5, 2, 1, 0)]
    assert standing(entries) == COUNTING
    entries += [Entry("t1", 5, 2, 1, 0)]
    assert standing(entries) == AGREED and counted(VOTE, ONE, entries).yes == 5


def test_a_first_count_does_not_agree_with_a_second_of_the_other_round() -> None:
    """t1 said 6 first and t2 says 6 in the recount: they never said 6 in the same count."""
    entries = [Entry("t1", 6, 1, 1, 0), Entry("t2", 5, 2, 1, 0), Entry("t2", 6, 1, 1, 0)]
    assert standing(entries) == COUNTING
    with pytest.raises(ActRefused):
        counted(VOTE, ONE, entries)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry("t3", 1, 0, 0, 0), "not-a-teller"),
        (Entry("t1", 9, 0, 0, 0), "too-many-cards"),
        (Entry("t1", 5, 2, 1, 1), "too-many-cards"),
        (Entry("t1", 9, -1, 0, 0), "too-many-cards"),
    ],
)
def test_an_entry_that_can_not_be(entry: Entry, code: str) -> None:
    assert [one.code for one in entry_refusals(8, entry, [], TELLERS)] == [code]


def test_a_teller_enters_once_in_each_count_and_there_are_two() -> None:
    first, second = Entry("t1", 6, 1, 1, 0), Entry("t2", 5, 2, 1, 0)
    assert entry_refusals(8, first, [], TELLERS) == ()
    assert [one.code for one in entry_refusals(8, first, [first], TELLERS)] == ["entered-already"]
    assert entry_refusals(8, second, [first], TELLERS) == ()
    assert entry_refusals(8, first, [first, second], TELLERS) == ()
    assert [one.code for one in entry_refusals(8, first, [], ("t1", "t1"))] == ["not-a-teller"]


def test_cards_that_did_not_come_back_stay_in_the_base() -> None:
    """Of nine there (one recused, counted) six yes are needed; five and three cards kept back do not pass."""
    entries = {
        "a-001": [Entry(one, 5, 0, 0, 0) for one in TELLERS],
        "a-002": [Entry(one, 6, 2, 0, 0) for one in TELLERS],
    }
    found = record(VOTE, entries, b"scan")
    first, second = found["results"]
    assert (first["yes"], first["missing"], first["base"], first["passed"]) == (5, 3, 9, False)
    assert (second["yes"], second["missing"], second["base"], second["passed"]) == (6, 0, 8, True)


def test_the_record_is_that_of_the_format_page() -> None:
    entries = {
        "a-001": [Entry("t1", 6, 1, 1, 0), Entry("t2", 7, 1, 0, 0), Entry("t2", 6, 1, 0, 1), Entry("t1", 6, 1, 0, 1)],
        "a-002": [Entry(one, 2, 6, 0, 0) for one in TELLERS],
    }
    scan = b"%PDF signed sheet"
    found = record(VOTE, entries, scan)
    assert found["counts"][0] == {
        "applicant": "a-001",
        "cards": 8,
        "in_box": 8,
        "yes": 6,
        "no": 1,
        "blank": 0,
        "spoiled": 1,
        "counted_by": ["t1", "t2"],
        "recounts": 1,
    }
    assert found["scan"] == {"sha256": hashlib.sha256(scan).hexdigest(), "bytes": len(scan)}
    assert found["majority"] == {"share": "2/3", "base": "present", "recused": "counted", "source": "方案四（三）5"}
    assert json.loads(canonical(found)) == found


def test_no_record_without_agreement_or_scan() -> None:
    agreed = [Entry(one, 6, 1, 1, 0) for one in TELLERS]
    for entries, scan in (({"a-001": agreed}, b"scan"), ({"a-001": agreed, "a-002": agreed}, b"")):
        with pytest.raises(ActRefused):
            record(VOTE, entries, scan)
