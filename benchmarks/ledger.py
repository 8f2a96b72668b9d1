"""``python -m benchmarks.ledger``: how long it takes to check a ledger of 100,000 entries, and what one act costs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from zhicheng.procedure.ledger.body import Act, written
from zhicheng.procedure.ledger.bundle import Bundle, Row, bundle_lines, read_bundle
from zhicheng.procedure.ledger.check import check_ledger
from zhicheng.procedure.ledger.checkpoint import State, key_of, signed_checkpoint
from zhicheng.procedure.ledger.finding import sound
from zhicheng.procedure.ledger.note import Note, public_key
from zhicheng.procedure.ledger.tree import Frontier, inclusion_proof, leaf_hash

SIZE = 100_000
SEED = hashlib.sha256(b"benchmark").digest()
BEGIN = dt.datetime(2026, 10, 12, 1, 30, tzinfo=dt.UTC)


def act(number: int) -> Act:
    """An act like those of a round."""
    detail = {"state": "at-employer", "tier": 1, "count": number % 40}
    private = {"reason": f"第 {number} 项与证书不符"} if number % 10 == 0 else {}
    return Act(
        "submit",
        number % 900,
        BEGIN + dt.timedelta(seconds=number),
        "applicant",
        "application",
        str(number),
        detail,
        private,
    )


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """The median of processor time."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def row(what: str, value: float, unit: str, bar: str = "") -> None:
    print(f"{what:<66} {value:9.3f} {unit:<3} {bar}")


def main() -> None:
    """Measure and print."""
    print(f"processor time; load average when begun: {os.getloadavg()[0]:.1f}\n")
    start = time.process_time()
    bodies = [written(act(number), os.urandom)[0] for number in range(SIZE)]
    row("an entry's body written (salts, promises, canonical JSON)", (time.process_time() - start) / SIZE * 1e6, "µs")
    leaves = [leaf_hash(body.encode()) for body in bodies]
    bundle, old = _bundle(bodies, leaves)
    text = "".join(bundle_lines(bundle.key, bundle.rows, bundle.checkpoints))
    row(f"a bundle of {SIZE:,} entries", len(text) / 1e6, "MB")
    assert sound(check_ledger(bundle, old))
    row("the tree recomputed from bodies", seconds(lambda: _root(bodies)), "s")
    whole = seconds(lambda: sound(check_ledger(bundle, old)))
    row("re-checked: rows, leaves, forms, roots, signatures, old checkpoints", whole, "s", "< 2 s")
    row("  … and read from its file", whole + seconds(lambda: read_bundle(json.loads(text))), "s")
    row("an inclusion proof from leaves", seconds(lambda: inclusion_proof(leaves, 77_777)) * 1e3, "ms")


def _root(bodies: list[str]) -> bytes:
    frontier = Frontier()
    for body in bodies:
        frontier.add(leaf_hash(body.encode()))
    return frontier.root()


def _bundle(bodies: list[str], leaves: list[bytes]) -> tuple[Bundle, list[Note]]:
    """A bundle with a checkpoint every tenth of it, and three that were kept."""
    frontier, notes = Frontier(), []
    for leaf in leaves:
        frontier.add(leaf)
        if frontier.size % (SIZE // 10) == 0:
            notes.append(signed_checkpoint(State(frontier.size, frontier.root()), SEED, at=BEGIN))
    rows = [Row(place, body, leaf.hex()) for place, (body, leaf) in enumerate(zip(bodies, leaves, strict=True), 1)]
    return Bundle(key_of(public_key(SEED)), rows, [str(one) for one in notes]), notes[2:5]


if __name__ == "__main__":
    main()
