"""``python -m tests.web.kills ACT[,ACT…] KILLS [database|line]``: one campaign, so many kills in each act.

The acts of the first half stand on one ground, those of the meeting on another, those of the result on a third: a
campaign keeps to one of them. Prints what it saw of each act as a line of JSON; fails at the first act that is half done or lost. With ``database``
PostgreSQL is killed instead of the server; with ``line`` only the connection, before all of the request has come.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from tests.web.kills.harness import Campaign, campaign, report

WHOLE_EVERY = 10
"""Every so many kills take the whole group of processes instead of the one that serves."""
FEW = 5
"""With fewer kills than these the act's duration is measured once, not three times."""


def main(names: list[str], kills: int, what: str = "") -> None:
    """Run the campaign."""
    with campaign(lambda: None) as running:
        from tests.web.kills import ballot_acts  # once Django is loaded

        ballot_acts.SIZE["applicants"] = sum(kills + 4 for name in names if name in ballot_acts.ACTS)
        try:
            for name in names:
                print(json.dumps(seen(running, name, kills, what)), flush=True)
        finally:
            ballot_acts.leave()


@cache
def first_half() -> Any:
    """The ground of the first half's acts, laid out once."""
    from tests.web.kills.acts import lay_out

    return lay_out()


def seen(running: Campaign, name: str, kills: int, what: str) -> dict[str, Any]:
    """What so many kills in one act came to."""
    from tests.web.kills import acts, ballot_acts, result_acts

    ground = first_half() if name in acts.ACTS else None
    act = {**acts.ACTS, **ballot_acts.ACTS, **result_acts.ACTS}[name](ground)
    seeds = range(1, kills + 1)
    if what == "line":
        return report(name, [running.cut_off(act, seed) for seed in seeds])
    if hasattr(act, "code"):
        duration = running.job_duration(act)
        outcomes = [running.shoot_job(act, seed, duration) for seed in seeds]
    else:
        duration = running.duration(act, 3 if kills >= FEW else 1)
        whole = ["server" if seed % WHOLE_EVERY == 0 else "worker" for seed in seeds]
        outcomes = [running.shoot(act, seed, duration, what or usual) for seed, usual in zip(seeds, whole, strict=True)]
    return report(name, outcomes) | {"seconds_of_the_act": round(duration, 3)}


if __name__ == "__main__":
    main(sys.argv[1].split(","), int(sys.argv[2]), *sys.argv[3:])
