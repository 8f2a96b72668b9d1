"""A connection that the server ended is noticed before the next request uses it; a good one is kept."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own() -> Iterator[BaseDatabaseWrapper]:
    """A connection of our own, so that ending it harms no other test."""
    fresh = connections["default"].copy()
    fresh.connect()
    yield fresh
    fresh.close()


def ask(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_good_connection_is_kept(own: BaseDatabaseWrapper) -> None:
    before = ask(own)
    assert own.is_usable()
    own.health_check_enabled = True
    own.close_if_health_check_failed()
    assert ask(own) == before


def test_a_connection_that_the_server_ended_is_opened_anew(own: BaseDatabaseWrapper) -> None:
    before = ask(own)
    with connections["default"].cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [before])
        assert cursor.fetchone()[0], "it is gone when this answers"
    assert not own.is_usable()
    with pytest.raises(psycopg.Error):
        own.connection.execute("select 1")
    own.health_check_enabled, own.health_check_done = True, False
    assert ask(own) != before
