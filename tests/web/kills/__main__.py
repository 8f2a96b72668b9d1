"""``python -m tests.web.kills ACT KILLS``: one campaign; prints what it saw as JSON, fails at the first half-done act."""

from __future__ import annotations

import json
import sys

from tests.web.kills.harness import campaign, report

WHOLE_EVERY = 10
"""Every so many kills take the whole group of processes instead of the one that serves."""


def main(name: str, kills: int) -> None:
    """Run the campaign."""
    with campaign(lambda: None) as running:
        from tests.web.kills.acts import ACTS  # once Django is loaded

        act = ACTS[name]()
        duration = running.duration(act)
        outcomes = [running.shoot(act, seed, duration, whole=seed % WHOLE_EVERY == 0) for seed in range(1, kills + 1)]
    print(json.dumps(report(name, outcomes) | {"seconds_of_the_act": round(duration, 3)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
