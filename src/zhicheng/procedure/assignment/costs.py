"""What makes one lawful assignment better than another: kept pairs, then nearness, then the lot from the seed."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from zhicheng.procedure.assignment.task import Frozen, nearness
from zhicheng.procedure.refusal import ActRefused, Refusal

LABEL: Final = "zhicheng-assignment/1"
LOT_BYTES: Final = 6
NEAR_SHIFT: Final = 80
KEPT_SHIFT: Final = 120
"""One step of nearness outweighs all lots together, one kept pair all nearness: at most 2^32 pairs of 2^48."""

_SEED = re.compile(r"[0-9a-f]{64}")


def lot(seed: str, expert: str, applicant: str) -> int:
    """The lot of a pair: the first six bytes of SHA-256 over four lines, as a whole number. The lower is preferred."""
    text = f"{LABEL}\n{seed}\n{expert}\n{applicant}"
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:LOT_BYTES], "big")


def costs_of(frozen: Frozen, seed: str) -> list[list[int]]:
    """The cost of each pair, per expert and applicant in the order of codes; the least total is the assignment."""
    kept = frozen.earlier.pairs() if frozen.earlier is not None else frozenset()
    return [
        [
            lot(seed, expert.code, applicant.code)
            - (nearness(expert, applicant) << NEAR_SHIFT)
            - (((expert.code, applicant.code) in kept) << KEPT_SHIFT)
            for applicant in frozen.task.applicants
        ]
        for expert in frozen.task.experts
    ]


def checked_seed(seed: str) -> str:
    """The seed, when it is one.

    Raises:
        ActRefused: ``seed-not-usable``.
    """
    if _SEED.fullmatch(seed):
        return seed
    text = ("种子应为 64 位小写十六进制数", "a seed is 64 lower-case hexadecimal digits")
    do = ("请使用抽取所公布的种子", "use the seed that the draw published")
    raise ActRefused(Refusal("seed-not-usable", text, do=do))
