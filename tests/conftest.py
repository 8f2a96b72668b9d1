"""Settings for all tests: no test is timed, every random search is repeatable, the web has its database."""

from __future__ import annotations

from hypothesis import settings

from tests.web_environment import prepare

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

collect_ignore = [] if prepare() else ["web"]
