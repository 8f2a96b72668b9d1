"""The script of assignments, written from the format page, beside the library: exchanges, tight limits, changes of an earlier one."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.assignment.by_the_page import wrong
from tests.procedure.assignment.test_assign import SEED, larger
from tests.verifiers.tampering import loaded, verify, written
from tests.verifiers.test_agreement import agree
from zhicheng.procedure.assignment.assign import assign, freeze, freeze_again

pytestmark = pytest.mark.long
SCRIPT = "verify_assignment.py"


def sound(made: Any, folder: Path) -> None:
    """The script, the page's independent points and the command find nothing against it."""
    code, printed = verify(SCRIPT, written(folder, made))
    assert code == 0 and wrong(made) == [], printed
    agree("assignment", written(folder, made))


@pytest.mark.parametrize("seed", range(4))
def test_on_assignments_made_by_chance_and_changed_afterwards(seed: int, tmp_path: Path) -> None:
    """Many recusals: limits with bounds above them; then one pair is recused, and the other assignment is near the first."""
    task = larger(8, 14, seed + 40, 0.05 + 0.1 * seed, matching=0)
    first = assign(freeze(task), SEED)
    sound(first.plain(), tmp_path)
    struck = min(first.pairs())
    again = type(task)(task.experts, task.applicants, task.recused | {struck}, task.opinions, task.matching)
    second = assign(freeze_again(first, again), SEED)
    assert second.plain()["frozen"]["earlier"] is not None
    sound(second.plain(), tmp_path)


def test_every_exchange_is_found_and_named_as_the_page_numbers_it(tmp_path: Path) -> None:
    chance, made = random.Random(7), loaded("assignment.json")
    for _ in range(12):
        changed = copy.deepcopy(made)
        row, other = chance.sample(changed["assigned"], 2)
        mine, theirs = (
            sorted(set(row["experts"]) - set(other["experts"])),
            sorted(set(other["experts"]) - set(row["experts"])),
        )
        if not mine:
            continue
        row["experts"] = sorted({*row["experts"], theirs[0]} - {mine[0]})
        other["experts"] = sorted({*other["experts"], mine[0]} - {theirs[0]})
        code, printed = verify(SCRIPT, written(tmp_path, changed))
        named = {int(line.split()[0]) for line in printed.splitlines()[1:]}
        assert code == 1 and named == set(wrong(changed)), printed


@pytest.mark.parametrize(
    ("name", "value"), [("most", 8), ("most", 6), ("least", 5), ("matching", 1), ("above", [["E01", 8]])]
)
def test_limits_that_are_not_the_tightest_are_not_taken(name: str, value: Any, tmp_path: Path) -> None:
    made = loaded("assignment.json")
    if name == "above":
        value = [[made["frozen"]["experts"][0]["code"], 8]]
    made["frozen"]["limits"][name] = value
    code, printed = verify(SCRIPT, written(tmp_path, made))
    assert code == 1 and ("6 限值" in printed or "5 件数" in printed), printed
    agree("assignment", written(tmp_path, made))
