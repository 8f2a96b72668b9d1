"""The ledger: a tree over all acts, proofs, signed checkpoints; anybody who holds them can check it."""
