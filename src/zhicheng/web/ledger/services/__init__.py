"""Acts on the ledger itself: taking it out of the platform, signing its state, going on after a loss."""
