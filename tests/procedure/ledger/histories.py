"""Ledgers made up for the tests, the same on every run: entries, bundles, checkpoints, and what a forger makes of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Sequence

from zhicheng.procedure.ledger.body import Act, Opening, written
from zhicheng.procedure.ledger.bundle import Bundle, Row
from zhicheng.procedure.ledger.checkpoint import Resumed, State, key_of, signed_checkpoint
from zhicheng.procedure.ledger.note import Note, public_key
from zhicheng.procedure.ledger.tree import leaf_hash, root

SEED = hashlib.sha256(b"key of the ledger of the examples").digest()
OTHER_SEED = hashlib.sha256(b"another key").digest()
WITNESS = hashlib.sha256(b"key of the witness of the examples").digest()
KEY = key_of(public_key(SEED))
BEGIN = dt.datetime(2026, 10, 12, 1, 30, tzinfo=dt.UTC)
ACTS = (
    "begin-application",
    "submit",
    "return-items",
    "resubmit",
    "recommend",
    "post-notice",
    "close-notice",
    "endorse",
)


def randomness(word: str) -> Callable[[int], bytes]:
    """Bytes that look random and are the same for the same word."""
    turns = itertools.count()
    return lambda number: hashlib.shake_256(f"{word} {next(turns)}".encode()).digest(number)


def act(number: int, history: str = "") -> Act:
    """The act of entry ``number``; in another ``history`` another act."""
    name = ACTS[(number + len(history)) % len(ACTS)]
    private = {"reason": f"证书日期与业绩不符，请补正第 {number} 项"} if name == "return-items" else {}
    return Act(
        name,
        None if number % 11 == 0 else 100 + number % 7,
        BEGIN + dt.timedelta(hours=number, microseconds=number * 37),
        ("applicant", "employer", "department")[number % 3],
        "application",
        str(500 + number // 4),
        {"count": number, "step": "at-employer"},
        private,
    )


def entries(size: int, history: str = "", since: int = 0) -> list[tuple[str, dict[str, Opening]]]:
    """Bodies and openings of a ledger; after ``since`` entries it goes its own way in ``history``."""
    here = [(number, history if number > since else "") for number in range(1, size + 1)]
    return [written(act(number, which), randomness(f"{which}{number}")) for number, which in here]


def rows_of(bodies: Sequence[str]) -> list[Row]:
    """Bodies as an honest bundle's rows."""
    return [Row(place, body, leaf_hash(body.encode()).hex()) for place, body in enumerate(bodies, 1)]


def state_of(bodies: Sequence[str]) -> State:
    """Size and root of these entries."""
    return State(len(bodies), root([leaf_hash(body.encode()) for body in bodies]))


def checkpoint_of(bodies: Sequence[str], seed: bytes = SEED, resumed: tuple[Resumed, ...] = ()) -> Note:
    """The signed checkpoint over these entries."""
    return signed_checkpoint(
        state_of(bodies), seed, at=BEGIN + dt.timedelta(hours=len(bodies), minutes=30), resumed=resumed
    )


def bodies_of(size: int, history: str = "", since: int = 0) -> list[str]:
    """The bodies of a ledger."""
    return [body for body, _ in entries(size, history, since)]


def bundle_of(bodies: Sequence[str], *sizes: int, seed: bytes = SEED) -> Bundle:
    """An honest bundle with checkpoints at some sizes and over all of it."""
    notes = [str(checkpoint_of(bodies[:size], seed)) for size in (*sizes, len(bodies))]
    return Bundle(key_of(public_key(seed)), rows_of(bodies), notes)
