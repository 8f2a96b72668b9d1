"""``make bench``: one run on one machine; medians of several rounds, peers on the same work."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peers import openfisca_traced, zen_traced
from benchmarks.placements import placement_ratio
from benchmarks.sample import AS_OF, by_hand, coded, dossier, parts, setting
from zhicheng.dossier.files import write_dossier
from zhicheng.verdict.advise import advise
from zhicheng.verdict.compare import compare_readings
from zhicheng.verdict.setting import judge

ROUNDS = 7


def median_ms(work: Callable[[], Any], times: int) -> float:
    """The median over rounds of the processor time for one call, in milliseconds; all of it is one thread."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - start) / times * 1000)
    return statistics.median(found)


def main() -> None:
    """Measure and print."""
    here = setting()
    dossiers = [dossier(seed) for seed in range(50)]
    for one in dossiers[:5]:
        judge(here, one)
    turn = iter(range(10**9))
    print(
        f"Python {platform.python_version()}, {platform.machine()}; medians of {ROUNDS} rounds; processor time, for the command line the clock\n"
    )
    _row(
        "evaluate, 25 records, whole track with truths and score",
        median_ms(lambda: judge(here, dossiers[next(turn) % 50]), 200),
        "≤ 1 ms",
    )
    _row("  … and every finding laid out", median_ms(lambda: judge(here, dossiers[next(turn) % 50]).findings(), 50), "")
    _peers()
    compare_readings(here, dossiers[0])
    _row(
        "compare_readings, all readings of the track",
        median_ms(lambda: compare_readings(here, dossiers[next(turn) % 50]), 5),
        "≤ 30 ms",
    )
    _row("advise", median_ms(lambda: advise(here, dossiers[next(turn) % 50]), 3), "≤ 300 ms")
    ours, bare = placement_ratio()
    _row("placement of competing records (40 cases)", ours, "")
    _row(f"  bare solver on the same cases; ratio {ours / bare:.2f}", bare, "≤ 1.5")
    _row("command line, start to verdict", _command_line(dossiers[0]), "< 700 ms")


def _row(what: str, milliseconds: float, bar: str) -> None:
    print(f"{what:<62} {milliseconds:10.3f} ms   {bar}")


def _peers() -> None:
    rows = parts()
    samples = [coded(seed, rows) for seed in range(20)]
    zen, fisca = zen_traced(rows), openfisca_traced(rows)
    for records in samples:
        expected = by_hand(rows, records)
        assert abs(zen(records) - expected) < 1e-6 and abs(fisca(records) - expected) < 1e-3, (
            "the peers must agree first"
        )
    turn = iter(range(10**9))
    _row(
        f"ZEN, scoring part only ({len(rows)} nodes), traced", median_ms(lambda: zen(samples[next(turn) % 20]), 30), ""
    )
    _row(
        "OpenFisca, scoring part only, built from a dict, traced",
        median_ms(lambda: fisca(samples[next(turn) % 20]), 10),
        "",
    )


def _command_line(one: Any) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dossier.yaml"
        write_dossier(one, file)
        command = [
            sys.executable,
            "-m",
            "zhicheng",
            "evaluate",
            str(file),
            "-p",
            "zj-iot-2026/senior-engineer",
            "--as-of",
            str(AS_OF),
            "--json",
        ]
        found = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


if __name__ == "__main__":
    main()
