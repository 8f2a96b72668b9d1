"""Settings for all tests: no test is timed, lines are equally wide, every random search is repeatable, the web has its database."""

from __future__ import annotations

import os

os.environ["COLUMNS"] = "110"  # lines of commands break at the same place wherever the tests run

from hypothesis import settings

from tests.web_environment import prepare

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

collect_ignore = [] if prepare() else ["web"]
