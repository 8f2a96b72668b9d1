"""The assignment is the best one there is: against trying every one, and as properties on larger ones."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.procedure.assignment.plainly import (
    best,
    bounds,
    every_assignment,
    every_load,
    most_handed,
    task,
    top,
    within,
    worst_match,
    worth,
)
from zhicheng.procedure.assignment.assign import Assignment, assign, freeze, freeze_again
from zhicheng.procedure.assignment.check import balance_of, check_assignment, sound
from zhicheng.procedure.assignment.shortage import Shortage, shortages
from zhicheng.procedure.assignment.task import Applicant, Expert, Limits, Task, ordered
from zhicheng.procedure.refusal import ActRefused

SEED = "5a" * 32
WORDS = ("ab", "ba", "a", "b", "ac", "c")


@st.composite
def small_tasks(draw: st.DrawFn) -> Task:
    """Two to five experts and applicants, up to three opinions each, recusals at random."""
    experts = {f"E{n}": draw(st.sampled_from(WORDS)) for n in range(draw(st.integers(2, 5)))}
    applicants = {f"A{n}": draw(st.sampled_from("aabc")) for n in range(draw(st.integers(1, 4)))}
    opinions = draw(st.integers(1, min(3, len(experts))))
    matching = draw(st.integers(0, opinions))
    pairs = [(expert, applicant) for expert in experts for applicant in applicants]
    recused = tuple(draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)))
    found = task(experts, applicants, recused, opinions, matching)
    own = draw(st.sampled_from([None, None, 0, 1, 2]))
    return replace(found, experts=(replace(found.experts[0], most=own), *found.experts[1:]))


def rows_of(assignment: Assignment) -> tuple[tuple[str, ...], ...]:
    """The experts of each applicant, in order."""
    return tuple(experts for _, experts in assignment.assigned)


@pytest.mark.long
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(small_tasks())
def test_equals_the_best_of_all_assignments(one: Task) -> None:
    expected = best(one, SEED)
    if expected is None:
        with pytest.raises(ActRefused) as refused:
            freeze(one)
        assert set(refused.value.codes) <= {"too-few-experts", "least-not-possible"} and refused.value.refusals
        return
    frozen = freeze(one)
    assert frozen.limits == expected[0]
    found = assign(frozen, SEED)
    assert rows_of(found) == expected[1]
    assert sound(check_assignment(found))


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(small_tasks(), st.integers(0, 10**6))
def test_a_new_recusal_changes_as_little_as_can_be(one: Task, pick: int) -> None:
    try:
        before = assign(freeze(one), SEED)
    except ActRefused:
        return
    pairs = sorted(before.pairs())
    struck = pairs[pick % len(pairs)]
    changed = replace(one, recused=one.recused | {struck})
    lawful = list(every_assignment(changed))
    try:
        frozen = freeze_again(before, changed)
    except ActRefused:
        assert best(changed, SEED) is None
        return
    found = assign(frozen, SEED)
    limits = frozen.limits
    assert (limits.most, limits.above) == bounds(changed, before.frozen.limits.most)
    allowed = [
        rows for rows in lawful if within(changed, rows, limits) and worst_match(changed, rows) >= limits.matching
    ]
    kept = frozenset(pairs)
    assert rows_of(found) == max(allowed, key=lambda rows: worth(changed, rows, SEED, kept))
    assert struck not in found.pairs()
    assert sound(check_assignment(found, before))
    assert {code for code, gone, new in found.changes()} == {
        code for (code, experts), (_, old) in zip(found.assigned, before.assigned, strict=True) if experts != old
    }


def larger(experts: int, applicants: int, seed: int = 1, share: float = 0.08, matching: int = 1) -> Task:
    """A task as a committee has it: four specialties of unequal size, some pairs recused."""
    chance = random.Random(seed)
    letters = "aaaabbbccd"
    return Task(
        tuple(Expert(f"E{n:03}", tuple(dict.fromkeys(chance.choices(letters, k=2)))) for n in range(experts)),
        tuple(Applicant(f"A{n:04}", chance.choice(letters)) for n in range(applicants)),
        frozenset(
            (f"E{e:03}", f"A{a:04}") for e in range(experts) for a in range(applicants) if chance.random() < share
        ),
        3,
        matching,
    )


def test_a_committee_of_25_with_120_applicants() -> None:
    one = larger(25, 120)
    found = assign(freeze(one), SEED)
    assert sound(check_assignment(found))
    balance = balance_of(found)
    assert balance.most - balance.fewest <= 1 and balance.opinions == 360
    assert all(len(set(experts)) == 3 for _, experts in found.assigned)
    assert not found.pairs() & one.recused


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), st.integers(0, 50))
def test_the_order_of_the_lists_does_not_matter(chance: random.Random, seed: int) -> None:
    one = larger(9, 24, seed, 0.05, matching=0)
    experts, applicants = list(one.experts), list(one.applicants)
    chance.shuffle(experts)
    chance.shuffle(applicants)
    other = replace(one, experts=tuple(experts), applicants=tuple(applicants))
    assert freeze(one).digest == freeze(other).digest
    assert assign(freeze(one), SEED).plain() == assign(freeze(other), SEED).plain()


def test_few_experts_of_a_specialty_do_not_make_the_others_uneven() -> None:
    """One expert for a fifth of the applicants reads all of them; the others still share evenly."""
    experts = {f"E{n}": "a" for n in range(7)} | {"E7": "d"}
    one = task(experts, {f"A{n:02}": "d" if n % 5 == 0 else "a" for n in range(30)}, (), 2)
    frozen = freeze(one)
    assert (frozen.limits.above, frozen.limits.least, frozen.limits.most) == ((), 7, 8)
    one = task(experts, {f"A{n:02}": "d" if n % 2 == 0 else "a" for n in range(30)}, (), 2)
    frozen = freeze(one)
    assert (frozen.limits.above, frozen.limits.least, frozen.limits.most) == ((("E7", 15),), 6, 7)
    found = assign(frozen, SEED)
    assert sound(check_assignment(found)) and dict(balance_of(found).loads)["E7"] == 15


def test_another_seed_gives_another_assignment_of_the_same_quality() -> None:
    frozen = freeze(larger(9, 40))
    one, other = assign(frozen, SEED), assign(frozen, "5b" * 32)
    assert one.assigned != other.assigned
    assert balance_of(one).worst_match == balance_of(other).worst_match == frozen.limits.matching


def test_what_cannot_be_done_is_explained_by_applicant_and_reason() -> None:
    one = task({"E1": "a", "E2": "a", "E3": "b"}, {"A1": "a", "A2": "b"}, (("E1", "A1"), ("E3", "A2")), 3)
    with pytest.raises(ActRefused) as refused:
        freeze(replace(one, clause="方案四（三）4"))
    first, second = refused.value.refusals
    assert first.sentence() == (
        "申报人 A1（a）还缺 1 名专家：共 3 名，2 名已分配，1 名须回避，"
        "未回避的本专业专家 1 名（要求 1 名）（方案四（三）4）。请增加专家，或核对回避事实"
    )
    assert "applicant A2 (b) lacks 1 expert: of 3, 2 read the applicant already, 1 are recused" in second.sentence("en")
    assert "add experts of the specialty" in second.sentence("en")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(small_tasks(), st.integers(0, 4))
def test_the_total_lack_is_exact_and_every_expert_is_accounted_for(one: Task, most: int) -> None:
    limits = Limits(0, most, one.matching, "stated")
    found = [part for part in shortages(ordered(one), limits) if isinstance(part, Shortage)]
    tops = [top(one, expert.code, most) for expert in one.experts]
    need = len(one.applicants) * one.opinions
    assert sum(part.lacks for part in found) == need - most_handed(every_load(one), tops)
    for part in found:
        assert part.given + part.recused + part.outside + part.full == part.experts == len(one.experts)
        assert part.given + part.lacks == one.opinions
        assert part.recused == sum(pair[1] == part.applicant for pair in one.recused)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(5, 12), st.integers(3, 40), st.integers(0, 10**6), st.integers(0, 3))
def test_every_rule_is_kept_counted_plainly(experts: int, applicants: int, seed: int, matching: int) -> None:
    one = larger(experts, applicants, seed, 0.1, matching)
    try:
        found = assign(freeze(one), SEED)
    except ActRefused:
        return
    of, loads = {who.code: who.specialties for who in one.experts}, {who.code: 0 for who in one.experts}
    assert [code for code, _ in found.assigned] == [who.code for who in one.applicants]
    for who, (code, readers) in zip(one.applicants, found.assigned, strict=True):
        assert len(set(readers)) == len(readers) == 3
        assert all((reader, code) not in one.recused for reader in readers)
        assert sum(who.specialty in of[reader] for reader in readers) >= max(matching, found.frozen.limits.matching)
        for reader in readers:
            loads[reader] += 1
    assert within(one, rows_of(found), found.frozen.limits)
    assert sound(check_assignment(found))


def test_hash_seeds_change_nothing() -> None:
    program = "from tests.procedure.assignment.test_assign import *\nprint(assign(freeze(larger(9, 40)), SEED).digest)"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": value},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for value in ("0", "1", "4242")
    }
    assert found == {assign(freeze(larger(9, 40)), SEED).digest + "\n"}


def test_limits_of_the_office_are_kept_or_refused_with_the_reason() -> None:
    one = task({"E1": "a", "E2": "a", "E3": "a"}, {f"A{n}": "a" for n in range(6)}, (), 2)
    assert freeze(one, least=0, most=6).limits.how == "stated"
    assert freeze(one, most=5).limits.least == 4
    with pytest.raises(ActRefused) as refused:
        freeze(one, most=3)
    assert "已达阅件上限" in refused.value.refusals[0].sentence()
    with pytest.raises(ActRefused) as refused:
        freeze(one, least=5)
    assert refused.value.refusals
    with pytest.raises(ActRefused) as refused:
        freeze(one, least=3, most=2)
    assert refused.value.codes == ("limits-not-possible",)


def test_wrong_lists_are_refused_all_at_once() -> None:
    one = Task((Expert("E1", ("a",)), Expert("E1", ("a",))), (Applicant("", "a"),), frozenset({("E9", "A9")}), 1)
    with pytest.raises(ActRefused) as refused:
        freeze(one)
    assert refused.value.codes == ("code-twice", "code-not-usable", "recusal-of-nobody")


@pytest.mark.parametrize("seed", ["", "5a", "5A" * 32, "zz" * 32, "5a" * 32 + "\n"])
def test_a_seed_that_is_none_is_refused(seed: str) -> None:
    frozen = freeze(task({"E1": "a", "E2": "a"}, {"A1": "a"}, (), 1))
    with pytest.raises(ActRefused) as refused:
        assign(frozen, seed)
    assert refused.value.codes == ("seed-not-usable",)
