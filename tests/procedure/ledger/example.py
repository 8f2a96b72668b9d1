"""``python -m tests.procedure.ledger.example``: the example files of the ledger, always the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.procedure.ledger.histories import KEY, WITNESS, bodies_of, bundle_of, checkpoint_of, entries
from zhicheng.procedure.ledger.bundle import bundle_lines
from zhicheng.procedure.ledger.note import COSIGNATURE, Key, cosign, public_key
from zhicheng.procedure.ledger.proof import Proof, printed, proof_text
from zhicheng.procedure.ledger.tree import inclusion_proof, leaf_hash

FOLDER = Path(__file__).parents[3] / "verifiers" / "examples"
SIZE, PROVED, OPENED = 40, 7, 10
WITNESS_NAME = "witness.example/supervisor"


def files() -> dict[str, str]:
    """Every example file: its name, its text."""
    made = entries(SIZE)
    bodies = [body for body, _ in made]
    bundle = bundle_of(bodies, 16, 25)
    rows = list(bundle.rows)
    rows[OPENED - 1] = replace(rows[OPENED - 1], opened=made[OPENED - 1][1])
    path = inclusion_proof([leaf_hash(body.encode()) for body in bodies], PROVED - 1)
    proof = Proof(PROVED, bodies[PROVED - 1], tuple(path), bundle.checkpoints[-1], KEY, made[PROVED - 1][1])
    return {
        "ledger.json": "".join(bundle_lines(KEY, rows, bundle.checkpoints)),
        "ledger-25.checkpoint": str(cosign(checkpoint_of(bodies[:25]), WITNESS_NAME, WITNESS, 1_792_000_000)),
        "ledger-30-other.checkpoint": str(checkpoint_of(bodies_of(30, "other", since=27))),
        "ledger-45-lost.checkpoint": str(checkpoint_of(bodies_of(45, "lost", since=40))),
        "ledger-7.proof.json": proof_text(proof),
        "ledger-7.tlog-proof": printed(proof),
        "ledger-witness.key": Key(WITNESS_NAME, public_key(WITNESS), COSIGNATURE).vkey + "\n",
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(name)
