"""The server is killed in the middle of acts: nothing acknowledged is lost, nothing half-done remains."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(("act", "kills"), [("change-details", 20)])
def test_nothing_acknowledged_is_lost_and_nothing_half_done_remains(act: str, kills: int) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.web.kills", act, str(kills)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["kills"] == kills
    assert seen["not_done"] > 0, "no kill came before the act was done: the points are badly chosen"
    assert seen["acknowledged"] > 0, "no act was acknowledged: the points are badly chosen"
