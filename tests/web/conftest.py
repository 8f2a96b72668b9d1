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
def _nothing_remembered() -> Iterator[None]:
    """No rate limit or cache of one test reaches the next."""
    cache.clear()
    yield
