"""The people, organisations and rounds that the platform's tests share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from zhicheng.web.clock.now import state_moment

CHINA = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=CHINA)


@pytest.fixture
def now(db: None) -> dt.datetime:
    """A Monday morning in October, which the platform's clock states too."""
    state_moment(NOW)
    return NOW


@pytest.fixture(autouse=True)
def _numbered_at_once(request: pytest.FixtureRequest) -> None:
    """Entries of the ledger get their numbers when an act's transaction ends; a test's own never does."""
    marker = request.node.get_closest_marker("django_db")
    wants = marker is not None or {"db", "now"} & set(request.fixturenames)
    if wants and "transactional_db" not in request.fixturenames and not (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("db")
        from tests.web.ledger.entries import number_at_once  # once Django is loaded

        number_at_once()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No rate limit or cache of one test reaches the next."""
    cache.clear()
    yield
