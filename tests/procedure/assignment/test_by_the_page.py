"""The page of the format is enough to write a check from: it agrees with the library's on sound and tampered bundles."""

from __future__ import annotations

import copy
import json
import random

import pytest

from tests.procedure.assignment.by_the_page import wrong
from tests.procedure.assignment.test_assign import SEED, larger
from tests.procedure.assignment.test_check import EXAMPLE
from zhicheng.procedure.assignment.assign import assign, freeze, freeze_again
from zhicheng.procedure.assignment.bundle import assignment_from
from zhicheng.procedure.assignment.check import check_assignment

POINTS = {
    "every-applicant": 1,
    "number-of-opinions": 2,
    "recusals": 3,
    "specialty": 4,
    "loads": 5,
    "limits-tightest": 6,
    "best-choice": 7,
}


def test_the_example_is_sound_by_the_page() -> None:
    assert wrong(json.loads(EXAMPLE.read_bytes())) == []


@pytest.mark.parametrize("seed", range(3))
def test_both_checks_agree_on_random_exchanges(seed: int) -> None:
    chance = random.Random(seed)
    one = larger(8, 14, seed + 40, 0.05, matching=0)
    first = assign(freeze(one), SEED)
    struck = min(first.pairs())
    second = assign(freeze_again(first, type(one)(one.experts, one.applicants, one.recused | {struck}, 3, 0)), SEED)
    tried: set[int] = set()
    for bundle in (first.plain(), second.plain()):
        assert wrong(bundle) == []
        for _ in range(25):
            changed = copy.deepcopy(bundle)
            row, other = chance.sample(changed["assigned"], 2)
            row["experts"], other["experts"] = _exchanged(row["experts"], other["experts"], chance)
            found = {POINTS[it.code] for it in check_assignment(assignment_from(changed, "x")) if not it.holds} - {6}
            assert set(wrong(changed)) == found
            tried |= found
    assert 7 in tried


def _exchanged(mine: list[str], theirs: list[str], chance: random.Random) -> tuple[list[str], list[str]]:
    """One expert of each handed to the other applicant; the same again where nothing can be exchanged."""
    gives, takes = sorted(set(mine) - set(theirs)), sorted(set(theirs) - set(mine))
    if not gives:
        return mine, theirs
    give, take = chance.choice(gives), chance.choice(takes)
    return sorted({*mine, take} - {give}), sorted({*theirs, give} - {take})
