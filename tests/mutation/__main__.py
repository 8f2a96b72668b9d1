"""``python -m tests.mutation [PACK …] [--list] [--only FILE] [--processes N]``; exit 1 below 95 %."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

from tests.mutation.accepted import Accepted, accepted_for
from tests.mutation.bench import Bench, Outcome
from tests.mutation.mutants import Mutant
from zhicheng.policy.pack import load_pack, packs_in

WANTED = Fraction(95, 100)


def main(arguments: list[str] | None = None) -> int:
    """Run every mutant of a pack and say how many were noticed."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("packs", nargs="*", help="ids of packs; none: every pack")
    parser.add_argument("--list", action="store_true", help="every mutant with what became of it")
    parser.add_argument("--only", default="", help="one file: a level, terms or pack")
    parser.add_argument("--at", default="", help="only places whose name contains this text")
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args(arguments)
    good = [_try_pack(pack, chosen) for pack in chosen.packs or packs_in()]
    return 0 if all(good) else 1


def _try_pack(pack: str, chosen: argparse.Namespace) -> bool:
    bench = Bench.of(load_pack(pack))
    for line in bench.broken:
        print(f"differs already: {line}")
    mutants = [mutant for mutant in bench.mutants(chosen.only) if chosen.at in mutant.at]
    outcomes = run(bench, mutants, chosen.processes)
    good = report(bench.pack.id, outcomes, accepted_for(bench.pack.id), chosen.list, not (chosen.only or chosen.at))
    return good and not bench.broken


def run(bench: Bench, mutants: list[Mutant], processes: int) -> list[Outcome]:
    """The outcomes, in the order of the mutants; neighbours stay together in one process."""
    if processes <= 1 or len(mutants) < 50:
        return bench.outcomes(mutants)
    size = -(-len(mutants) // (processes * 4))
    parts = [mutants[start : start + size] for start in range(0, len(mutants), size)]
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(bench.pack.folder,)) as pool:
        return [outcome for part in pool.map(_judge, parts) for outcome in part]


_BENCHES: list[Bench] = []


def _start(folder: object) -> None:
    _BENCHES.append(Bench.of(load_pack(str(folder))))


def _judge(mutants: list[Mutant]) -> list[Outcome]:
    return _BENCHES[0].outcomes(mutants)


def report(pack: str, outcomes: list[Outcome], accepted: list[Accepted], every: bool, complete: bool) -> bool:
    """Print the counts and the survivors; whether each file reaches 95 %."""
    good, used = True, set[int]()
    for file in dict.fromkeys(outcome.mutant.file for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.mutant.file == file]
        excused = {
            id(one): index
            for one in mine
            if one.how == "survived"
            for index, entry in enumerate(accepted)
            if entry.covers(one.mutant)
        }
        used |= set(excused.values())
        good &= _report_file(pack, file, mine, excused, accepted, every)
    for index, entry in enumerate(accepted):
        if complete and index not in used:
            print(f"accepted but no survivor: {entry.file} {entry.at} {entry.change}")
    return good


def _report_file(
    pack: str, file: str, mine: list[Outcome], excused: dict[int, int], accepted: list[Accepted], every: bool
) -> bool:
    for one in mine:
        mutant, place = one.mutant, f"{pack}/{one.mutant.file}.yaml:{one.mutant.line}"
        if id(one) in excused:
            print(f"  accepted {place} {mutant.at}: {mutant.change} ({accepted[excused[id(one)]].why})")
        elif not one.noticed or every:
            print(f"  {one.how} {place} {mutant.at}: {mutant.change}{f' by {one.by}' if one.by else ''}")
    counts = Counter(one.how for one in mine)
    counted = len(mine) - len(excused)
    noticed = sum(one.noticed for one in mine)
    share = Fraction(noticed, counted) if counted else Fraction(1)
    print(
        f"{pack}/{file}: {len(mine)} mutants, {noticed} noticed ({counts['refused']} by the pack's reader), "
        f"{counted - noticed} not ({counts['stopped']} by a crash), {len(excused)} accepted: {float(share * 100):.1f} %"
    )
    return share >= WANTED


if __name__ == "__main__":
    sys.exit(main())
