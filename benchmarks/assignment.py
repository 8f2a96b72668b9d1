"""``python -m benchmarks.assignment``: how long an assignment takes, and how long checking it."""

from __future__ import annotations

import os
import platform
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from zhicheng.procedure.assignment.assign import assign, freeze, freeze_again
from zhicheng.procedure.assignment.bundle import assignment_from, load_tree
from zhicheng.procedure.assignment.check import balance_of, check_assignment, sound
from zhicheng.procedure.assignment.task import Applicant, Expert, Task
from zhicheng.procedure.canonical import canonical

ROUNDS = 5
SEED = "5a" * 32
SIZES = ((25, 600), (31, 1500))
SPECIALTIES = "aaaabbbccd"


def task(experts: int, applicants: int, seed: int = 1, share: float = 0.08) -> Task:
    """Four specialties of unequal size, two per expert drawn at random, 8 % of the pairs recused, 3 opinions each."""
    chance = random.Random(seed)
    mine = [SPECIALTIES[place * len(SPECIALTIES) // experts] for place in range(experts)]
    return Task(
        tuple(
            Expert(f"E{n:03}", tuple(dict.fromkeys((one, chance.choice(SPECIALTIES))))) for n, one in enumerate(mine)
        ),
        tuple(Applicant(f"A{n:04}", chance.choice(SPECIALTIES)) for n in range(applicants)),
        frozenset(
            (f"E{e:03}", f"A{a:04}") for e in range(experts) for a in range(applicants) if chance.random() < share
        ),
        3,
    )


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The last answer, and the median of the clock over the rounds, in seconds."""
    found, times = None, []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return found, statistics.median(times)


def main() -> None:
    """Measure and print."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of {ROUNDS} rounds; load {load}\n")
    for experts, applicants in SIZES:
        given = task(experts, applicants)
        frozen, freezing = timed(lambda given=given: freeze(given))
        found, assigning = timed(lambda frozen=frozen: assign(frozen, SEED))
        raw = canonical(found.plain())
        read, reading = timed(lambda raw=raw: assignment_from(load_tree(raw, "x.json"), "x.json"))
        findings, checking = timed(lambda read=read: check_assignment(read))
        assert sound(findings)
        struck = replace(given, recused=given.recused | {min(found.pairs())})
        changed, changing = timed(lambda found=found, struck=struck: assign(freeze_again(found, struck), SEED))
        kept = len(changed.pairs() & found.pairs())
        balance = balance_of(found)
        print(
            f"{experts} experts × {applicants} applicants × 3, {len(given.recused)} pairs recused, {len(raw) // 1000} kB"
        )
        print(
            f"  loads {balance.fewest}–{balance.most}, of the specialty ≥ {balance.worst_match}, {balance.matches}/{balance.opinions}"
        )
        for what, seconds in (
            ("limits found and frozen", freezing),
            ("assigned", assigning),
            ("read from the file", reading),
            ("checked: rules, tightest limits, best choice", checking),
            (f"changed for a new recusal ({kept}/{balance.opinions} pairs kept)", changing),
        ):
            print(f"  {what:<58} {seconds:8.3f} s")


if __name__ == "__main__":
    main()
