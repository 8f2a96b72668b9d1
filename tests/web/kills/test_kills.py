"""The server is killed in the middle of acts: nothing acknowledged is lost, nothing half-done remains."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

EACH = ("change-details", "save", "upload", "submit", "return", "close")
"""The acts of the first half (``acts.py``)."""
BALLOT = ("stamp", "cast", "close-ballot", "open-ballot")
RESULT = ("publish", "issue")
"""Those of the second (``ballot_acts.py``, ``result_acts.py``): each of these is a campaign's ground."""
KILLS_SECOND = 24
"""In each of the six: 144 together."""
KILLS = 12
SAMPLE = 2


def shots(acts: str, kills: int, *what: str) -> list[dict[str, Any]]:
    """A campaign in a process of its own: what it saw of each act. It ends badly where an act is half done or lost."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.web.kills", acts, str(kills), *what],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["act"] for one in seen] == acts.split(",")
    assert all(one["kills"] == kills for one in seen)
    return seen


@pytest.mark.long
def test_a_few_kills_in_each_act() -> None:
    seen = shots(",".join(EACH), SAMPLE)
    assert sum(one["not_done"] for one in seen) > 0, "no kill came before its act was done"


@pytest.mark.long
def test_a_line_cut_before_all_of_the_request_has_come() -> None:
    seen = shots(",".join(EACH), SAMPLE, "line")
    assert sum(one["not_done"] for one in seen) == SAMPLE * len(EACH)


@pytest.mark.slow
@pytest.mark.parametrize("act", EACH)
def test_nothing_acknowledged_is_lost_and_nothing_half_done_remains(act: str) -> None:
    (seen,) = shots(act, KILLS)
    assert seen["not_done"] > 0, "no kill came before the act was done: the points are badly chosen"
    assert seen["acknowledged"] > 0, "no act was acknowledged: the points are badly chosen"


@pytest.mark.long
@pytest.mark.parametrize("acts", [BALLOT, RESULT], ids=["ballot", "result"])
def test_a_few_kills_in_each_act_of_the_second_half(acts: tuple[str, ...]) -> None:
    seen = shots(",".join(acts), SAMPLE)
    assert all(one["kills"] == SAMPLE for one in seen)


@pytest.mark.slow
@pytest.mark.parametrize("act", [*BALLOT, *RESULT])
def test_nothing_of_a_vote_or_a_result_is_lost_or_half_done(act: str) -> None:
    (seen,) = shots(act, KILLS_SECOND)
    assert seen["not_done"] > 0, "no kill came before the act was done: the points are badly chosen"
    assert seen["acknowledged"] > 0, "no act was acknowledged: the points are badly chosen"


@pytest.mark.slow
def test_postgresql_itself_is_killed() -> None:
    shots("submit", 3, "database")
