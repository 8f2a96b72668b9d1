"""The checker finds every change to a stored assignment, without running a solver."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.assignment.plainly import task
from tests.procedure.assignment.test_assign import SEED, larger
from zhicheng.procedure.assignment.assign import Assignment, assign, freeze, freeze_again
from zhicheng.procedure.assignment.bundle import assignment_from, frozen_from, load_tree, plain_task
from zhicheng.procedure.assignment.check import balance_of, check_assignment, sound
from zhicheng.procedure.canonical import canonical
from zhicheng.vocabulary.problems import Refused

EXAMPLE = Path(__file__).parents[3] / "verifiers" / "examples" / "assignment.json"


@pytest.fixture(scope="module")
def stored() -> Assignment:
    """A sound assignment of 9 experts to 30 applicants, with recusals."""
    return assign(freeze(larger(9, 30, 2, 0.06)), SEED)


def failing(tree: dict[str, Any], before: Assignment | None = None) -> set[str]:
    """The codes of the checks that fail, after the bundle went through a file."""
    read = assignment_from(load_tree(canonical(tree), "assignment.json"), "assignment.json")
    return {one.code for one in check_assignment(read, before) if not one.holds}


def test_a_bundle_reads_back_as_it_was(stored: Assignment) -> None:
    read = assignment_from(load_tree(canonical(stored.plain()), "x.json"), "x.json")
    assert read == stored and read.digest == stored.digest
    frozen = frozen_from(load_tree(canonical(plain_task(stored.frozen)), "x.json"), "x.json")
    assert frozen == stored.frozen and assign(frozen, SEED) == stored


def test_every_lawful_swap_of_two_opinions_is_noticed(stored: Assignment) -> None:
    """Whoever runs the assignment can't choose another one that keeps every rule."""
    tried = 0
    rows = dict(stored.assigned)
    codes = sorted(rows)
    for one in codes[::4]:
        for other in codes[:6]:
            for mine in set(rows[one]) - set(rows[other]):
                for theirs in set(rows[other]) - set(rows[one]):
                    swapped = {
                        **rows,
                        one: tuple(sorted({*rows[one], theirs} - {mine})),
                        other: tuple(sorted({*rows[other], mine} - {theirs})),
                    }
                    changed = replace(stored, assigned=tuple(swapped.items()))
                    findings = check_assignment(changed)
                    assert not sound(findings)
                    tried += {one.code for one in findings if not one.holds} == {"best-choice"}
    assert tried > 40


def _swap_seed(tree: dict[str, Any]) -> None:
    tree["seed"] = "00" * 32


def _drop_expert(tree: dict[str, Any]) -> None:
    tree["assigned"][0]["experts"].pop()


def _double_expert(tree: dict[str, Any]) -> None:
    tree["assigned"][0]["experts"][1] = tree["assigned"][0]["experts"][0]


def _stranger(tree: dict[str, Any]) -> None:
    tree["assigned"][0]["experts"][2] = "E999"


def _drop_applicant(tree: dict[str, Any]) -> None:
    tree["assigned"].pop(3)


def _applicant_twice(tree: dict[str, Any]) -> None:
    tree["assigned"][3] = tree["assigned"][4]


def _other_order(tree: dict[str, Any]) -> None:
    tree["assigned"].reverse()


def _hide_recusal(tree: dict[str, Any]) -> None:
    tree["frozen"]["recused"] = []


def _break_recusal(tree: dict[str, Any]) -> None:
    first = tree["assigned"][0]
    tree["frozen"]["recused"] = sorted([*tree["frozen"]["recused"], [first["experts"][0], first["applicant"]]])


def _other_specialty(tree: dict[str, Any]) -> None:
    tree["frozen"]["applicants"][0]["specialty"] = "z"


def _more_matching(tree: dict[str, Any]) -> None:
    tree["frozen"]["limits"]["matching"] += 1


def _less_matching(tree: dict[str, Any]) -> None:
    tree["frozen"]["limits"]["matching"] -= 1


def _wider(tree: dict[str, Any]) -> None:
    tree["frozen"]["limits"]["most"] += 1


def _lower(tree: dict[str, Any]) -> None:
    tree["frozen"]["limits"]["least"] -= 1


def _narrower(tree: dict[str, Any]) -> None:
    tree["frozen"]["limits"]["most"] -= 1


def _invented_earlier(tree: dict[str, Any]) -> None:
    rows = copy.deepcopy(tree["assigned"])
    rows[0]["experts"] = ["E000", "E001", "E002"]
    tree["frozen"]["earlier"] = {"assigned": rows, "digest": "0" * 64, "limits": tree["frozen"]["limits"]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_swap_seed, "best-choice"),
        (_drop_expert, "number-of-opinions"),
        (_double_expert, "number-of-opinions"),
        (_stranger, "number-of-opinions"),
        (_drop_applicant, "every-applicant"),
        (_applicant_twice, "every-applicant"),
        (_other_order, "every-applicant"),
        (_hide_recusal, "best-choice"),
        (_break_recusal, "recusals"),
        (_other_specialty, "specialty"),
        (_more_matching, "specialty"),
        (_less_matching, "limits-tightest"),
        (_wider, "limits-tightest"),
        (_lower, "limits-tightest"),
        (_narrower, "loads"),
    ],
)
def test_tampered(stored: Assignment, change: Callable[[dict[str, Any]], None], expected: str) -> None:
    tree = copy.deepcopy(stored.plain())
    assert failing(tree) == set()
    change(tree)
    assert expected in failing(tree)


def test_an_invented_earlier_assignment_does_not_excuse_a_choice(stored: Assignment) -> None:
    tree = copy.deepcopy(stored.plain())
    _invented_earlier(tree)
    assert "earlier" in failing(tree, stored)


def test_a_change_is_linked_to_what_it_changes(stored: Assignment) -> None:
    pair = min(stored.pairs())
    changed = replace(stored.frozen.task, recused=stored.frozen.task.recused | {pair})
    after = assign(freeze_again(stored, changed), SEED)
    assert failing(after.plain(), stored) == set()
    assert failing(after.plain(), replace(stored, seed="11" * 32)) == {"earlier"}
    kept = len(after.pairs() & stored.pairs())
    assert kept >= len(stored.pairs()) - 3
    again = assign(freeze(changed), SEED)  # made anew: lawful by itself, and no change of the earlier one
    assert failing(again.plain()) == set() and failing(again.plain(), stored) == {"earlier"}


def test_an_expert_who_leaves_is_replaced_with_few_changes(stored: Assignment) -> None:
    gone = stored.frozen.task.experts[0].code
    left = replace(
        stored.frozen.task,
        experts=stored.frozen.task.experts[1:],
        recused=frozenset(pair for pair in stored.frozen.task.recused if pair[0] != gone),
    )
    after = assign(freeze_again(stored, left), SEED)
    assert failing(after.plain(), stored) == set()
    touched = {applicant for applicant, _, _ in after.changes()}
    assert {applicant for expert, applicant in stored.pairs() if expert == gone} <= touched
    assert after.frozen.limits.most >= stored.frozen.limits.most


@pytest.mark.parametrize("key", ["experts", "applicants", "recused"])
def test_lists_out_of_order_are_refused(stored: Assignment, key: str) -> None:
    """Else one task could have several fingerprints, and the office pick among them."""
    tree = copy.deepcopy(stored.plain())
    tree["frozen"][key].reverse()
    with pytest.raises(Refused) as refused:
        failing(tree)
    assert f"frozen.{key}" in str(refused.value)
    tree = copy.deepcopy(stored.plain())
    tree["frozen"][key].append(tree["frozen"][key][-1])
    with pytest.raises(Refused):
        failing(tree)


def test_random_bytes_and_shapes_are_refused_with_a_sentence(stored: Assignment) -> None:
    tree = stored.plain()
    for raw in (
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a":1,"a":2}',
        b"1.5",
        b"\xff",
        b'{"format":"zhicheng-draw/1"}',
        b"[" * 99_999,
    ):
        with pytest.raises(Refused):
            assignment_from(load_tree(raw, "x.json"), "x.json")
    chance = random.Random(1)
    for _ in range(300):
        broken = copy.deepcopy(tree)
        _break_anything(broken, chance)
        try:
            found = failing(broken)
        except Refused as refused:
            assert all(one.text("zh") and one.text("en") for one in refused.problems)
            continue
        assert found or canonical(broken) == canonical(tree) or broken["frozen"] != tree["frozen"]


def _break_anything(tree: Any, chance: random.Random) -> None:
    """Change one leaf or drop one part somewhere."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = chance.choice(keys)
        if isinstance(tree[key], dict | list) and tree[key] and chance.random() < 0.8:
            tree = tree[key]
            continue
        if chance.random() < 0.3:
            del tree[key]
        else:
            tree[key] = chance.choice([None, -1, 7, "E001", [], {}, True, "", "a"])
        return


def test_the_balance_is_told() -> None:
    one = task({"E1": "a", "E2": "a", "E3": "b"}, {"A1": "a", "A2": "b"}, (), 2)
    balance = balance_of(assign(freeze(one), SEED))
    assert (balance.fewest, balance.most, balance.worst_match, balance.matches, balance.opinions) == (1, 2, 1, 3, 4)


def test_the_example_is_sound_and_as_the_page_says() -> None:
    tree = json.loads(EXAMPLE.read_bytes())
    assert failing(tree) == set()
    assert EXAMPLE.read_bytes() == canonical(tree) + b"\n"
