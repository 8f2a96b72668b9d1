"""``python -m tests.web.kills ACT[,ACT…] KILLS [database|line]``: one campaign, so many kills in each act.

Prints what it saw of each act as a line of JSON; fails at the first act that is half done or lost. With ``database``
PostgreSQL is killed instead of the server; with ``line`` only the connection, before all of the request has come.
"""

from __future__ import annotations

import json
import sys

from tests.web.kills.harness import campaign, report

WHOLE_EVERY = 10
"""Every so many kills take the whole group of processes instead of the one that serves."""
FEW = 5
"""With fewer kills than these the act's duration is measured once, not three times."""


def main(names: list[str], kills: int, what: str = "") -> None:
    """Run the campaign."""
    with campaign(lambda: None) as running:
        from tests.web.kills.acts import ACTS, lay_out  # once Django is loaded

        ground = lay_out()
        for name in names:
            act = ACTS[name](ground)
            if what == "line":
                cut = [running.cut_off(act, seed) for seed in range(1, kills + 1)]
                print(json.dumps(report(name, cut)), flush=True)
                continue
            duration = running.duration(act, 3 if kills >= FEW else 1)
            outcomes = [
                running.shoot(act, seed, duration, what or ("server" if seed % WHOLE_EVERY == 0 else "worker"))
                for seed in range(1, kills + 1)
            ]
            print(json.dumps(report(name, outcomes) | {"seconds_of_the_act": round(duration, 3)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1].split(","), int(sys.argv[2]), *sys.argv[3:])
