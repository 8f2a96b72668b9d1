"""``python -m benchmarks.draw``: how long a published lottery takes to make, and a draw to check, beside the bars."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.procedure.draw.pools import drawn, plan, stated, with_conflicts

from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.check import check_draw
from zhicheng.procedure.draw.files import read_bundle, write_bundle
from zhicheng.procedure.draw.lawful import ground_of, standing_before
from zhicheng.procedure.draw.lottery import make_lottery

ROUNDS = 3
SIZES = ((80, 23, 3, "≤ 4 s"), (400, 116, 3, "≤ 30 s"))
"""Experts, employers, cap on an employer, bar; 25 seats, four specialties, three regions with bounds."""


def seconds(work: Callable[[], Any]) -> tuple[float, float]:
    """Medians of wall clock and processor time."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        start, busy = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return statistics.median(wall), statistics.median(cpu)


def lottery_bundle(experts: int, employers: int) -> Bundle:
    """A capped draw with 40 applicants' recusals, drawn."""
    return drawn(stated(with_conflicts(plan(f"b{experts}", experts, employers, capped=True), 40, 4)))


def main() -> None:
    """Measure and print."""
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {platform.machine()}, load {load:.1f}; medians of {ROUNDS} rounds")
    print(f"{'':<54} {'wall':>9} {'processor':>10}   bar")
    for experts, employers, _, bar in SIZES:
        bundle = lottery_bundle(experts, employers)
        private = bundle.private
        ground = ground_of(bundle.frozen, private, standing_before([], private), [], [], [])
        _row(f"lottery, 25 of {experts}, {employers} employers, caps", seconds(lambda g=ground: make_lottery(g)), bar)
        text = write_bundle(bundle).encode()
        check = seconds(lambda raw=text: check_draw(read_bundle(raw, "draw.json")))
        committees = bundle.rounds[0].committees or []
        chances = [chance for chance in bundle.rounds[0].statement.chances or [] if chance]
        _row(f"  read and check it ({len(text) // 1000} kB, {len(committees)} different committees)", check, "≤ 1 s")
        print(f"  chances {min(chances) / 10_000:.4f} to {max(chances) / 10_000:.4f}")
    plain = drawn(stated(with_conflicts(plan("plain"), 40, 4)))
    raw = write_bundle(plain).encode()
    _row("plain draw, 25 of 80: read and check it", seconds(lambda: check_draw(read_bundle(raw, "draw.json"))), "≤ 1 s")


def _row(what: str, found: tuple[float, float], bar: str) -> None:
    print(f"{what:<54} {found[0]:7.3f} s {found[1]:8.3f} s   {bar}")


if __name__ == "__main__":
    main()
